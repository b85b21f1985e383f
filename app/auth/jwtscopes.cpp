#include "jwtscopes.h"

#include "jwtclaims.h"

#include <QJsonArray>

namespace Keyturn {

QStringList jwtScopes(const Secret &token)
{
    const std::optional<QJsonObject> claims = jwtClaims(token);
    if (!claims)
        return {};
    QStringList scopes;
    for (const auto name : {QLatin1String("scope"), QLatin1String("scopes"), QLatin1String("scp")}) {
        const QJsonValue value = claims->value(name);
        scopes += value.toString().split(QLatin1Char(' '), Qt::SkipEmptyParts);
        const QJsonArray list = value.toArray();
        for (const QJsonValue &one : list) {
            if (one.isString() && !one.toString().isEmpty())
                scopes += one.toString();
        }
    }
    return scopes;
}

} // namespace Keyturn
