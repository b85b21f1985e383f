#include "rulelist.h"

#include "rulemark.h"

#include <QHBoxLayout>
#include <QLabel>

namespace Keyturn {

QString ruleText(PasswordRule rule, const PasswordRules &rules)
{
    switch (rule) {
    case PasswordRule::Length:
        return RuleList::tr("%1 to %2 characters").arg(rules.minimumLength).arg(rules.maximumLength);
    case PasswordRule::Letter:
        return RuleList::tr("A letter");
    case PasswordRule::Digit:
        return RuleList::tr("A number");
    case PasswordRule::BothCases:
        return RuleList::tr("Upper and lower case letters");
    case PasswordRule::NotOneCharacter:
        return RuleList::tr("Not one character repeated");
    case PasswordRule::Special:
        return RuleList::tr("A special character, such as ! or #");
    case PasswordRule::NoRuns:
        return RuleList::tr("No %1 in a row, such as 12345, abcde, qwert or 11111")
            .arg(rules.consecutiveLength);
    case PasswordRule::NotWeak:
        return RuleList::tr("Not easy to guess, and without the person's name");
    case PasswordRule::PlainCharacters:
        return RuleList::tr("No line breaks or control characters");
    }
    return {};
}

RuleList::RuleList(QWidget *parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
{
    setAccessibleName(tr("Password rules"));
    m_column->setContentsMargins({});
    m_column->setSpacing(fontMetrics().height() / 4);
}

RuleList::Row &RuleList::rowFor(PasswordRule rule)
{
    Row &row = m_rows[rule];
    if (row.widget)
        return row;
    row.widget = new QWidget(this);
    row.mark = new RuleMark(row.widget);
    row.label = new QLabel(row.widget);
    row.label->setTextFormat(Qt::PlainText);
    row.label->setWordWrap(true);
    row.label->setObjectName(QStringLiteral("rule%1").arg(int(rule)));
    auto *line = new QHBoxLayout(row.widget);
    line->setContentsMargins({});
    line->addWidget(row.mark, 0, Qt::AlignTop);
    line->addWidget(row.label, 1);
    m_column->addWidget(row.widget);
    return row;
}

void RuleList::showChecks(const QList<RuleCheck> &checks, const PasswordRules &rules)
{
    for (const Row &row : std::as_const(m_rows))
        row.widget->hide();
    for (const RuleCheck &check : checks) {
        Row &row = rowFor(check.rule);
        const QString text = ruleText(check.rule, rules);
        row.label->setText(text);
        row.label->setAccessibleName(check.satisfied ? tr("satisfied: %1").arg(text)
                                                     : tr("not satisfied yet: %1").arg(text));
        row.mark->setSatisfied(check.satisfied);
        row.widget->show();
    }
    // Umlauts and the like: the limit counts the bytes that are sent.
    if (m_rows.contains(PasswordRule::Length))
        // [PUT-password]
        m_rows[PasswordRule::Length].label->setToolTip(tr(
            "Characters outside the English alphabet count as two or more, because Zoom may count them so."));
}

} // namespace Keyturn
