#include "signinrecords.h"

namespace Keyturn {

SignInRecords SignInRecords::of(const SignInGrant &grant, const QByteArray &origin, RefreshRecord::Keep keep,
                                const QDateTime &now)
{
    RefreshRecord refresh =
        RefreshRecord{{}, 0, origin, keep}.successor(grant.granted.refreshToken.clone(), now);
    TokenRecord access{grant.granted.token.clone(), grant.asked,
                       grant.asked.addDuration(grant.granted.lifetime), refresh.fingerprint()};
    return {std::move(refresh), std::move(access)};
}

} // namespace Keyturn
