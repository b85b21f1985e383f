#include "listusersrequest.h"

#include "apiurl.h"
#include "jsonvalues.h"

#include <QJsonArray>
#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

/// QUrlQuery leaves '+' as it is, which servers read as a space; so values come encoded already.
QString encoded(const QString &value)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(value));
}

} // namespace

Result<HttpRequest> ListUsersRequest::build(const QUrl &baseUrl, const Secret &token) const
{
    if (!isUsableToken(token))
        return std::unexpected(unusableToken());
    Result<QUrl> url = apiUrl(baseUrl, {u"users"_s});
    if (!url)
        return std::unexpected(url.error());

    QUrlQuery query;
    query.addQueryItem(u"status"_s, encoded(status));
    query.addQueryItem(u"page_size"_s, QString::number(pageSize));
    if (!nextPageToken.isEmpty())
        query.addQueryItem(u"next_page_token"_s, encoded(nextPageToken));
    url->setQuery(query);

    HttpRequest request;
    request.url = *url;
    request.bearerToken = token.clone();
    request.totalTimeout = std::chrono::seconds(120); // a page of 2,000 users over a slow line
    return request;
}

Result<ListUsersRequest::Page> ListUsersRequest::parse(const ZoomReply &reply)
{
    const Result<QJsonObject> object = reply.answer();
    if (!object)
        return std::unexpected(object.error());

    Page page;
    page.totalRecords = std::max(-1, jsonNumber(object->value(u"total_records"), -1));
    page.nextPageToken = jsonText(object->value(u"next_page_token"));
    const QJsonValue users = object->value(u"users");
    // Some other service's JSON must not pass for an account without users.
    if (!users.isArray() && !users.isNull() && page.totalRecords != 0)
        return reply.unexpected();
    const QJsonArray array = users.toArray();
    page.users.reserve(array.size());
    for (const QJsonValue &value : array) {
        if (std::optional<User> user = User::fromJson(value.toObject()))
            page.users.append(std::move(*user));
    }
    return page;
}

} // namespace Keyturn
