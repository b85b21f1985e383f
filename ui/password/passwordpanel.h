#pragma once

#include "core/secret.h"
#include "passwords/passwordrecipe.h"
#include "passwords/passwordrules.h"

#include <QTimer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;
class QToolButton;

namespace Keyturn {

class InlineMessage;
class PasswordEdit;
class PasswordGenerator;
class RuleList;
class StrengthView;
class WrapLabel;

/// The new password: typed or generated, checked as it is typed. Says what is missing until it may be sent.
class PasswordPanel : public QWidget
{
    Q_OBJECT

public:
    /// `generator` outlives this.
    explicit PasswordPanel(const PasswordGenerator *generator, QWidget *parent = nullptr);

    /// Those of the account; `note` says whose they are and of when.
    void setRules(const PasswordRules &rules, const QString &note);
    /// Of the person and the company (passwordstrength.h): what a password should not hold.
    void setPersonWords(const QStringList &words);
    /// How the next generated password looks.
    void setRecipe(const PasswordRecipe &recipe) { m_recipe = recipe; }
    const PasswordRules &rules() const { return m_rules; }

    Secret password() const;
    bool isGenerated() const { return m_generated; }
    /// Whether a person can have read it: typed ones were, generated ones only when shown.
    bool wasSeen() const { return m_seen; }
    bool isReady() const;
    /// What is missing, as one sentence; empty when it is ready.
    QString missing() const;

    QWidget *lastInTabOrder() const;

    void clear();
    void focusPassword();
    void generate();

signals:
    /// Anything that changes isReady() or missing().
    void changed();
    /// Somebody wants another look of generated passwords.
    void recipeRequested();
    /// Enter in one of the fields.
    void enterPressed();

private:
    void build();
    void edited();
    void setShown(bool shown);
    bool needsRepeat() const;
    bool repeatMatches() const;
    void updateState();
    /// What stands in the way because nobody sees it; empty: nothing does.
    QString invisibleProblem() const;
    void updateStrength();

    const PasswordGenerator *m_generator;
    PasswordRules m_rules;
    PasswordRecipe m_recipe;
    bool m_generated = false;
    bool m_seen = false;
    bool m_keepsInvisible = false; ///< somebody said so of the password that stands there

    QTimer m_invisibleDelay;
    PasswordEdit *m_password;
    QPushButton *m_generate;
    QCheckBox *m_show;
    QLabel *m_repeatLabel;
    PasswordEdit *m_repeat;
    InlineMessage *m_repeatProblem;
    InlineMessage *m_invisible;
    RuleList *m_ruleList;
    QToolButton *m_changeRecipe;
    InlineMessage *m_generateProblem;
    StrengthView *m_strength;
    WrapLabel *m_rulesNote;
};

} // namespace Keyturn
