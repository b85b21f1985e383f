#pragma once

#include "zoom/tokencall.h"

namespace Keyturn {

/// POST {tokenUrl} with grant_type=account_credentials: Server-to-Server OAuth. [TOKEN-server]
/// Zoom may end the app's earlier tokens when it answers [TOKEN-several], so this is not for asking often.
struct ServerTokenRequest
{
    QString accountId;
    QString clientId;
    Secret clientSecret;

    static QUrl defaultTokenUrl() { return QUrl(QStringLiteral("https://zoom.us/oauth/token")); }

    /// What can be said of the values without Zoom. InvalidInput; Error::field is "tokenUrl", "accountId",
    /// "clientId" or "clientSecret".
    Result<void> check(const QUrl &tokenUrl) const;

    /// What check() says.
    Result<HttpRequest> build(const QUrl &tokenUrl) const;

    /// What grantedTokenOf() says; AccountIdRefused is its grant problem.
    Result<GrantedToken> parse(const HttpReply &reply) const;
};

} // namespace Keyturn
