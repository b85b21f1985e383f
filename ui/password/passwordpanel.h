#pragma once

#include "core/secret.h"
#include "passwords/passwordrules.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QPushButton;

namespace Keyturn {

class InlineMessage;
class PasswordEdit;
class PasswordGenerator;
class RuleList;

/// The new password: typed or generated, checked as it is typed. Says what is missing until it may be sent.
class PasswordPanel : public QWidget
{
    Q_OBJECT

public:
    /// `generator` outlives this.
    explicit PasswordPanel(const PasswordGenerator *generator, QWidget *parent = nullptr);

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
    /// Enter in one of the fields.
    void enterPressed();

private:
    void build();
    void edited();
    void setShown(bool shown);
    bool needsRepeat() const;
    bool repeatMatches() const;
    void updateState();

    const PasswordGenerator *m_generator;
    PasswordRules m_rules;
    bool m_generated = false;
    bool m_seen = false;

    PasswordEdit *m_password;
    QPushButton *m_generate;
    QCheckBox *m_show;
    QLabel *m_repeatLabel;
    PasswordEdit *m_repeat;
    InlineMessage *m_repeatProblem;
    RuleList *m_ruleList;
};

} // namespace Keyturn
