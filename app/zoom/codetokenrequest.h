#pragma once

#include "zoom/tokencall.h"

namespace Keyturn {

/// POST {tokenUrl} with grant_type=authorization_code: the end of a sign-in with the browser
/// (RFC 7636, 4.5). [AUTH-code] A code works once.
struct CodeTokenRequest
{
    TokenClient client;
    Secret code; ///< as it came through the browser
    Secret codeVerifier;
    QUrl redirectUrl; ///< the same, to the letter, as the browser was sent off with

    /// InvalidInput; Error::field is "tokenUrl", "clientId" or "clientSecret".
    Result<HttpRequest> build(const QUrl &tokenUrl) const;

    /// What grantedTokenOf() says; SignInCodeRefused is its grant problem. UnexpectedReply in field
    /// "refresh_token" when there is none: without it the next start could not sign in.
    Result<GrantedToken> parse(const HttpReply &reply) const;
};

} // namespace Keyturn
