#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"

#include <QStringList>
#include <QUrl>

#include <chrono>

namespace Keyturn {

/// An access token as Zoom gave it out.
struct GrantedToken
{
    Secret token;
    std::chrono::seconds lifetime{0}; ///< from a second to a day, counted from the request
    QStringList scopes; ///< empty when Zoom did not tell
    QUrl apiUrl; ///< where Zoom would like to be called; empty when it did not tell, or not a safe address
};

/// POST {tokenUrl} with grant_type=account_credentials: Server-to-Server OAuth (zoom-api.md, "Tokens").
/// Zoom may end the app's earlier tokens when it answers, so this is not for asking often.
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

    /// ClientRefused, AppDeactivated, AccountIdRefused, GrantRefused; UnexpectedReply with the JSON name in
    /// Error::field when a 200 lacks what it must have; what errorOf() says of the rest: the network,
    /// Redirected and NotAZoomReply (a network's sign-in page), GatewayTrouble, RateLimited. No error holds
    /// the secret, whatever the server echoes.
    Result<GrantedToken> parse(const HttpReply &reply) const;

private:
    Secret credentials() const; ///< "id:secret"
};

} // namespace Keyturn
