#include "getuserrequest.h"

#include "zoomreply.h"

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

Result<User> GetUserRequest::parse(const HttpReply &reply)
{
    const Result<QJsonObject> object = objectOf(reply);
    if (!object)
        return std::unexpected(object.error());
    if (std::optional<User> user = User::fromJson(*object))
        return std::move(*user);
    Error error = Error::of(ErrorKind::UnexpectedReply);
    error.reply = factsOf(reply);
    return std::unexpected(error);
}

} // namespace Keyturn
