#include "replylines.h"

#include "displaytext.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Keyturn::OutcomeDetails", text);
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

} // namespace Keyturn
