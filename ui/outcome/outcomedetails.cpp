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

OutcomeContext contextOf(const ResetResult &result)
{
    return {result.earlierAttemptUnknown, result.settledEarlier, result.target.isPending};
}

QString outcomeDetails(const ResetResult &result)
{
    QStringList lines;
    lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Result: %1"))
                 .arg(outcomeTitle(result.outcome.kind(), contextOf(result)));
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
        if (result.target.isPending) // [PUT-pending]
            return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                           "Password taken, but it may have no effect yet, for %1"))
                .arg(person);
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Password changed for %1")).arg(person);
    case Outcome::Kind::Refused:
        if (result.settledEarlier) // [PUT-300-same]
            return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                           "Refused — this password is set already for %1"))
                .arg(person);
        if (result.earlierAttemptUnknown)
            return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                           "Refused, and an earlier attempt is still open for %1"))
                .arg(person);
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Refused — nothing was changed for %1"))
            .arg(person);
    case Outcome::Kind::NotSent:
        if (result.earlierAttemptUnknown)
            return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                           "Not sent, and an earlier attempt is still open for %1"))
                .arg(person);
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Not sent — nothing was changed for %1"))
            .arg(person);
    case Outcome::Kind::Unknown:
        break;
    }
    return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Outcome unknown for %1")).arg(person);
}

} // namespace Keyturn
