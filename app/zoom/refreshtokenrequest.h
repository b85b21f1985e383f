#pragma once

#include "zoom/tokencall.h"

namespace Keyturn {

/// POST {tokenUrl} with grant_type=refresh_token. [AUTH-refresh] Zoom's answer replaces the refresh
/// token: the one that was sent does not work again. So the request is never repeated by itself, and it is
/// given more time than others: to give up on the answer is to lose the sign-in.
struct RefreshTokenRequest
{
    TokenClient client;
    Secret refreshToken;

    /// InvalidInput; Error::field is "tokenUrl", "clientId" or "clientSecret".
    Result<HttpRequest> build(const QUrl &tokenUrl) const;

    /// What grantedTokenOf() says; SignInNeeded is its grant problem. GrantedToken::refreshToken is empty
    /// when the server keeps the old one, as RFC 6749 allows.
    Result<GrantedToken> parse(const HttpReply &reply) const;
};

} // namespace Keyturn
