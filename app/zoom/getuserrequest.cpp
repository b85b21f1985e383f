#include "getuserrequest.h"

#include "apiurl.h"

using namespace Qt::StringLiterals;

namespace Keyturn {

Result<HttpRequest> GetUserRequest::build(const QUrl &baseUrl, const Secret &token) const
{
    if (!isUsableToken(token))
        return std::unexpected(unusableToken());
    const Result<QUrl> url = apiUrl(baseUrl, {u"users"_s, userId});
    if (!url)
        return std::unexpected(url.error());

    HttpRequest request;
    request.url = *url;
    request.bearerToken = token.clone();
    return request;
}

Result<User> GetUserRequest::parse(const ZoomReply &reply)
{
    const Result<QJsonObject> object = reply.answer();
    if (!object)
        return std::unexpected(object.error());
    if (std::optional<User> user = User::fromJson(*object))
        return std::move(*user);
    return reply.unexpected();
}

} // namespace Keyturn
