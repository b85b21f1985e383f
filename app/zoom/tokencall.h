#pragma once

#include "net/httprequest.h"
#include "zoom/zoomreply.h"

#include <QStringList>
#include <QUrl>

#include <chrono>
#include <vector>

namespace Keyturn {

/// What all requests to the token URL have in common. [OAUTH-error]

/// An access token as Zoom gave it out.
struct GrantedToken
{
    Secret token;
    std::chrono::seconds lifetime{0}; ///< from a second to a day, counted from the request
    QStringList scopes; ///< empty when Zoom did not tell
    QUrl apiUrl; ///< where Zoom would like to be called; empty when it did not tell, or not a safe address
    Secret refreshToken; ///< empty for Server-to-Server OAuth
};

/// The app that asks.
struct TokenClient
{
    QString id;
    Secret secret; ///< empty: the app has none (a public client), and "client_id" goes into the form instead

    TokenClient clone() const { return {id, secret.clone()}; }
};

/// InvalidInput, with Error::field "tokenUrl", "clientId" or "clientSecret". An empty secret is for the
/// caller to judge.
Result<void> checkTokenCall(const QUrl &tokenUrl, const TokenClient &client);

/// Letters, digits and signs of ASCII, no blanks.
bool isPrintableAscii(QByteArrayView text);

/// A field of the form; the value is percent-encoded.
struct TokenFormField
{
    QByteArray name;
    Secret value;
};

/// POST, with the client's credentials. Parameters go in the form: in the query they have begun to fail.
HttpRequest tokenCall(const QUrl &tokenUrl, const TokenClient &client,
                      const std::vector<TokenFormField> &fields);

/// ClientRefused, AppDeactivated, GrantRefused; `grantProblem` for invalid_request and invalid_grant, since
/// of what is asked with, only that which the kind names can be wrong; UnexpectedReply with the JSON name in
/// Error::field when a 200 lacks what it must have; what ZoomReply::error() says of the rest: the network,
/// Redirected and NotAZoomReply (a network's sign-in page), GatewayTrouble, RateLimited. No error holds the
/// client's secret or one of `sent`, whatever the server echoes.
Result<GrantedToken> grantedTokenOf(const ZoomReply &reply, const TokenClient &client, ErrorKind grantProblem,
                                    const std::vector<const Secret *> &sent = {});

} // namespace Keyturn
