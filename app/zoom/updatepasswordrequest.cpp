#include "updatepasswordrequest.h"

#include "zoom/apiurl.h"
#include "zoom/changeoutcome.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>

namespace Keyturn {

namespace {

using namespace std::chrono_literals;

Secret jsonBody(const Secret &password)
{
    QJsonObject object;
    object.insert(QStringLiteral("password"), QString::fromUtf8(password.exposeUtf8()));
    QByteArray json = QJsonDocument(object).toJson(QJsonDocument::Compact);
    Secret body = Secret::fromUtf8(json);
    wipe(json);
    return body;
}

} // namespace

Result<HttpRequest> UpdatePasswordRequest::build(const QUrl &baseUrl, const Secret &token) const
{
    auto url = apiUrl(baseUrl, {QStringLiteral("users"), userId, QStringLiteral("password")});
    if (!url)
        return std::unexpected(url.error());
    if (!isUsableToken(token))
        return std::unexpected(unusableToken());
    if (password.isEmpty())
        return std::unexpected(
            Error::inField(ErrorKind::InvalidPassword, QStringLiteral("password"),
                           QCoreApplication::translate("UpdatePasswordRequest", "The password is empty.")));

    HttpRequest request;
    request.verb = HttpRequest::Verb::Put;
    request.url = *url;
    request.bearerToken = token.clone();
    request.inactivityTimeout = 30s;
    request.totalTimeout = 60s;
    if (format == BodyFormat::Json) {
        request.body = RawBody{"application/json", jsonBody(password)};
    } else {
        FormBody form;
        form.push_back({"password", password.clone()});
        request.body = std::move(form);
    }
    return request;
}

Outcome UpdatePasswordRequest::classify(const ZoomReply &reply)
{
    return outcomeOfChange(reply);
}

bool UpdatePasswordRequest::refusedFormat(const Outcome &outcome)
{
    return outcome.kind() == Outcome::Kind::Refused && outcome.error().kind == ErrorKind::BodyFormatRefused;
}

} // namespace Keyturn
