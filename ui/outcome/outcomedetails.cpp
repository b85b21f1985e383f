#include "outcomedetails.h"

#include "reset/passwordreset.h"
#include "words/displaytext.h"
#include "words/errorwords.h"
#include "words/replylines.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Keyturn::OutcomeDetails", text);
}

QString formatLine(const ResetResult &result)
{
    if (result.triedBothFormats && result.format == BodyFormat::Json)
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                       "Format: JSON, after multipart/form-data had been refused"));
    if (result.triedBothFormats)
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                       "Format: multipart/form-data, after JSON had been refused"));
    if (result.format == BodyFormat::Json)
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Format: JSON"));
    return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Format: multipart/form-data"));
}

} // namespace

QString outcomeDetails(const ResetResult &result)
{
    QStringList lines;
    lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Result: %1"))
                 .arg(outcomeTitle(result.outcome.kind()));
    lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Person: %1"))
                 .arg(personText(result.target.name, result.target.email));
    lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "User ID: %1"))
                 .arg(displayText(result.target.userId));
    lines += replyLines(result.outcome.facts());
    if (result.outcome.kind() != Outcome::Kind::NotSent)
        lines += formatLine(result);
    return lines.join(u'\n');
}

QString outcomeSentence(const ResetResult &result)
{
    const QString person = personText(result.target.name, result.target.email);
    switch (result.outcome.kind()) {
    case Outcome::Kind::Changed:
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Password changed for %1")).arg(person);
    case Outcome::Kind::Refused:
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Refused — nothing was changed for %1"))
            .arg(person);
    case Outcome::Kind::NotSent:
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Not sent — nothing was changed for %1"))
            .arg(person);
    case Outcome::Kind::Unknown:
        break;
    }
    return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Outcome unknown for %1")).arg(person);
}

} // namespace Keyturn
