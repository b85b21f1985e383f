#include "tokenexpirywords.h"

#include "auth/jwtexpiry.h"
#include "core/clock.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::TokenExpiryWords)
};

constexpr qint64 minute = 60;
constexpr qint64 hour = 60 * minute;

QString timeOf(const QDateTime &local)
{
    return QLocale().toString(local.time(), QLocale::ShortFormat);
}

QString dateOf(const QDateTime &local)
{
    return QLocale().toString(local.date(), QLocale::LongFormat);
}

QString endedText(const QDateTime &ended, const QDateTime &now)
{
    if (ended.date() == now.date())
        return Texts::tr("Ended at %1 today", "a time of day").arg(timeOf(ended));
    return Texts::tr("Ended on %1 at %2", "a date and a time of day").arg(dateOf(ended), timeOf(ended));
}

QString endsText(const QDateTime &ends, const QDateTime &now)
{
    // Rounded down: nobody should count on a minute that is not there.
    const qint64 left = now.secsTo(ends);
    if (left < minute)
        return Texts::tr("Ends at %1, in less than a minute", "a time of day").arg(timeOf(ends));
    if (left < 2 * minute)
        return Texts::tr("Ends at %1, in a minute", "a time of day").arg(timeOf(ends));
    // From here on there are at least two of each.
    if (left < 2 * hour)
        return Texts::tr("Ends at %1, in %n minutes", "a time of day", static_cast<int>(left / minute))
            .arg(timeOf(ends));
    if (ends.date() == now.date())
        return Texts::tr("Ends at %1, in %n hours", "a time of day", static_cast<int>(left / hour))
            .arg(timeOf(ends));
    return Texts::tr("Ends on %1 at %2", "a date and a time of day").arg(dateOf(ends), timeOf(ends));
}

} // namespace

QString TokenExpiryWords::of(const Secret &token) const
{
    return of(jwtExpiry(token));
}

QString TokenExpiryWords::of(const std::optional<QDateTime> &ends) const
{
    if (!ends)
        return Texts::tr("Does not say when it ends");
    const QDateTime now = m_clock.now();
    if (*ends <= now)
        return endedText(ends->toLocalTime(), now.toLocalTime());
    return endsText(ends->toLocalTime(), now.toLocalTime());
}

bool TokenExpiryWords::hasEnded(const Secret &token) const
{
    const std::optional<QDateTime> ends = jwtExpiry(token);
    return ends && *ends <= m_clock.now();
}

} // namespace Keyturn
