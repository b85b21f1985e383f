#include "jwtclaims.h"

#include <QJsonDocument>
#include <QList>

namespace Keyturn {

namespace {

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

std::optional<QJsonObject> jwtClaims(const Secret &token)
{
    const QList<QByteArray> segments = token.exposeUtf8().toByteArray().split('.');
    if (segments.size() != 3 || !objectIn(segments[0]))
        return std::nullopt;
    return objectIn(segments[1]);
}

} // namespace Keyturn
