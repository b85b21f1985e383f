#include "jwtexpiry.h"

#include "jwtclaims.h"

#include <cmath>

namespace Keyturn {

namespace {

// 9999-12-31: later dates would be shown with five digits, and belong to no token.
constexpr double latestSecond = 253402300799.0;

} // namespace

std::optional<QDateTime> jwtExpiry(const Secret &token)
{
    const std::optional<QJsonObject> claims = jwtClaims(token);
    if (!claims)
        return std::nullopt;
    const QJsonValue exp = claims->value(QLatin1String("exp"));
    const double seconds = exp.toDouble(-1);
    if (!exp.isDouble() || !(seconds >= 1) || seconds > latestSecond)
        return std::nullopt;
    return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::floor(seconds))).toUTC();
}

} // namespace Keyturn
