#include "revoketokenrequest.h"

#include "apiurl.h"
#include "changeoutcome.h"

using namespace Qt::StringLiterals;

namespace Keyturn {

Result<HttpRequest> RevokeTokenRequest::build(const QUrl &baseUrl, const Secret &token) const
{
    const Result<QUrl> url = apiUrl(baseUrl, {u"users"_s, userId, u"token"_s});
    if (!url)
        return std::unexpected(url.error());
    if (!isUsableToken(token))
        return std::unexpected(unusableToken());

    HttpRequest request;
    request.verb = HttpRequest::Verb::Delete;
    request.url = *url;
    request.bearerToken = token.clone();
    return request;
}

Outcome RevokeTokenRequest::classify(const ZoomReply &reply)
{
    const Outcome outcome = outcomeOfChange(reply);
    // One that was lost may have been obeyed before the one that was refused.
    if (outcome.kind() == Outcome::Kind::Refused && reply.sentAgain)
        return Outcome::unknown(outcome.error());
    return outcome;
}

} // namespace Keyturn
