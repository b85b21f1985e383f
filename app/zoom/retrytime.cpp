#include "retrytime.h"

#include <QLocale>
#include <QTimeZone>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qint64 longestWait = qint64(7) * 24 * 3600;
/// More seconds than this are a time of day and no wait.
constexpr qint64 leastUnixTime = 1'000'000'000;

std::optional<QDateTime> dateIn(const QByteArray &value)
{
    const QString text = QString::fromLatin1(value).trimmed();
    QDateTime date = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!date.isValid())
        date = QDateTime::fromString(text, Qt::RFC2822Date);
    if (!date.isValid()) {
        // RFC 9110's preferred form, "Sun, 06 Nov 1994 08:49:37 GMT".
        date = QLocale::c().toDateTime(text, u"ddd, dd MMM yyyy HH:mm:ss 'GMT'"_s);
        date.setTimeZone(QTimeZone::utc());
    }
    if (!date.isValid())
        return std::nullopt;
    if (date.timeSpec() == Qt::LocalTime)
        date.setTimeZone(QTimeZone::utc()); // a date without a zone: Zoom counts in UTC
    return date.toUTC();
}

std::optional<qint64> numberIn(const QByteArray &value)
{
    bool isNumber = false;
    const qint64 number = value.trimmed().toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

/// From now on; by the server's clock, where it tells a time of day.
std::optional<qint64> secondsToWait(const RetryHeaders &headers, const QDateTime &serverNow)
{
    if (const auto seconds = numberIn(headers.retryAfter))
        return seconds;
    if (const auto date = dateIn(headers.retryAfter))
        return std::max<qint64>(0, serverNow.secsTo(*date));
    const auto reset = numberIn(headers.rateLimitReset);
    if (!reset || *reset < leastUnixTime)
        return reset;
    return std::max<qint64>(0, *reset - serverNow.toSecsSinceEpoch());
}

} // namespace

std::optional<QDateTime> retryTimeOf(const RetryHeaders &headers, const QDateTime &receivedAt)
{
    const QDateTime serverNow = dateIn(headers.date).value_or(receivedAt);
    const auto seconds = secondsToWait(headers, serverNow);
    if (!seconds || *seconds < 0 || *seconds > longestWait)
        return std::nullopt;
    return receivedAt.addSecs(*seconds);
}

} // namespace Keyturn
