#include "jwtexpiry.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

namespace Keyturn {

namespace {

// 9999-12-31: later dates would be shown with five digits, and belong to no token.
constexpr double latestSecond = 253402300799.0;

std::optional<QJsonObject> objectIn(const QByteArray &segment)
{
    auto decoded =
        QByteArray::fromBase64Encoding(segment,
                                       QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals
                                           | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        return std::nullopt;
    const QJsonDocument document = QJsonDocument::fromJson(*decoded);
    wipe(*decoded);
    if (!document.isObject())
        return std::nullopt;
    return document.object();
}

} // namespace

std::optional<QDateTime> jwtExpiry(const Secret &token)
{
    const QList<QByteArray> segments = token.exposeUtf8().toByteArray().split('.');
    if (segments.size() != 3 || !objectIn(segments[0]))
        return std::nullopt;
    const std::optional<QJsonObject> claims = objectIn(segments[1]);
    if (!claims)
        return std::nullopt;
    const QJsonValue exp = claims->value(QLatin1String("exp"));
    const double seconds = exp.toDouble(-1);
    if (!exp.isDouble() || !(seconds >= 1) || seconds > latestSecond)
        return std::nullopt;
    return QDateTime::fromSecsSinceEpoch(static_cast<qint64>(std::floor(seconds)), Qt::UTC);
}

} // namespace Keyturn
