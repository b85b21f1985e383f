#include "practicescopes.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

/// "user:read:list_users:admin", and not "user:read:admin".
bool isGranular(const QString &scope)
{
    return scope.count(u':') > 2;
}

} // namespace

std::optional<PracticeReply> PracticeScopes::refusal(const QString &granted) const
{
    const QStringList scopes = granted.split(u' ', Qt::SkipEmptyParts);
    if (classic.isEmpty() || scopes.contains(classic) || scopes.contains(granular))
        return std::nullopt;
    const QLatin1StringView missing = std::ranges::any_of(scopes, isGranular) ? granular : classic;
    return PracticeReply::error(400, 4711,
                                u"Invalid access token, does not contain scopes:[%1]."_s.arg(missing));
}

} // namespace Keyturn
