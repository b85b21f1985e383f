#pragma once

#include "passwords/passwordrules.h"

#include <QHash>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace Keyturn {

class RuleMark;

/// The live check list of the rules. Each row says its state with a shape and, to screen readers, in words:
/// never with colour alone.
class RuleList : public QWidget
{
    Q_OBJECT

public:
    explicit RuleList(QWidget *parent = nullptr);

    void showChecks(const QList<RuleCheck> &checks, const PasswordRules &rules);

private:
    struct Row
    {
        QWidget *widget = nullptr;
        RuleMark *mark = nullptr;
        QLabel *label = nullptr;
    };
    Row &rowFor(PasswordRule rule);

    QVBoxLayout *m_column;
    QHash<PasswordRule, Row> m_rows;
};

/// The words of one rule.
QString ruleText(PasswordRule rule, const PasswordRules &rules);

} // namespace Keyturn
