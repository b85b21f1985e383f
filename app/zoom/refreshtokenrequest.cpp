#include "refreshtokenrequest.h"

using namespace std::chrono_literals;

namespace Keyturn {

Result<HttpRequest> RefreshTokenRequest::build(const QUrl &tokenUrl) const
{
    if (const Result<void> checked = checkTokenCall(tokenUrl, client); !checked)
        return std::unexpected(checked.error());
    std::vector<TokenFormField> form;
    form.push_back({"grant_type", Secret::fromUtf8("refresh_token")});
    form.push_back({"refresh_token", refreshToken.clone()});
    HttpRequest request = tokenCall(tokenUrl, client, form);
    request.inactivityTimeout = 60s;
    request.totalTimeout = 60s;
    return request;
}

Result<GrantedToken> RefreshTokenRequest::parse(const HttpReply &reply) const
{
    return grantedTokenOf(ZoomReply::of(reply), client, ErrorKind::SignInNeeded, {&refreshToken});
}

} // namespace Keyturn
