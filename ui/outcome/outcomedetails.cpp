#include "outcomedetails.h"

#include "errorwords.h"
#include "reset/passwordreset.h"
#include "widgets/displaytext.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Keyturn::OutcomeDetails", text);
}

QString formatLine(const ResetResult &result)
{
    if (result.triedBothFormats)
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails",
                                       "Format: JSON, after multipart/form-data had been refused"));
    if (result.format == BodyFormat::Json)
        return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Format: JSON"));
    return words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Format: multipart/form-data"));
}

} // namespace

QStringList replyLines(const ReplyFacts &facts)
{
    QStringList lines;
    lines += facts.httpStatus > 0
        ? words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "HTTP status: %1")).arg(facts.httpStatus)
        : words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "HTTP status: no answer"));
    if (facts.zoomCode != 0)
        lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Zoom code: %1")).arg(facts.zoomCode);
    if (!facts.message.isEmpty())
        lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Message: %1"))
                     .arg(displayText(facts.message));
    if (!facts.trackingId.isEmpty())
        lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Tracking ID: %1"))
                     .arg(displayText(facts.trackingId));
    if (facts.time.isValid())
        lines += words(QT_TRANSLATE_NOOP("Keyturn::OutcomeDetails", "Time: %1"))
                     .arg(facts.time.toUTC().toString(QStringLiteral("yyyy-MM-dd HH:mm:ss 'UTC'")));
    return lines;
}

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
