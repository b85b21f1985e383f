#include "tokencall.h"

#include "net/redaction.h"
#include "net/urlpolicy.h"
#include "zoom/apiurl.h"

#include <QCoreApplication>
#include <QJsonObject>

#include <algorithm>
#include <optional>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// Zoom's, when it does not tell. [TOKEN-server]
constexpr std::chrono::seconds usualLifetime = 1h;
// Whoever promises more is not believed: a token that ended is found out by a refusal only.
constexpr std::chrono::seconds longestLifetime = 24h;
// Zoom's are 1 to 2 KB; servers refuse heads much larger than this.
constexpr qsizetype longestToken = 16 * 1024;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(TokenCall)
};

std::unexpected<Error> invalid(QLatin1String field, const QString &message)
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, message));
}

std::unexpected<Error> unexpectedIn(const ZoomReply &reply, QLatin1String name)
{
    Error error;
    error.kind = ErrorKind::UnexpectedReply;
    error.field = name;
    error.reply = reply.facts();
    error.reply.message = Texts::tr("The answer's \"%1\" is missing or makes no sense.").arg(name);
    return std::unexpected(error);
}

/// Seconds, or nothing when they make no sense. Missing is the usual lifetime: RFC 6749 lets it be.
std::optional<std::chrono::seconds> lifetimeIn(const QJsonValue &value)
{
    if (value.isUndefined() || value.isNull())
        return usualLifetime;
    bool isNumber = value.isDouble();
    const double seconds = isNumber ? value.toDouble() : value.toString().toDouble(&isNumber);
    if (!isNumber || !(seconds >= 1)) // not a number at all, too
        return std::nullopt;
    return std::chrono::seconds(
        static_cast<qint64>(std::min(seconds, static_cast<double>(longestLifetime.count()))));
}

std::optional<ErrorKind> kindOfCode(int code, ErrorKind grantProblem)
{
    switch (code) {
    case 4702:
    case 4704:
        return ErrorKind::ClientRefused;
    case 4705:
        return ErrorKind::GrantRefused;
    case 4717:
        return ErrorKind::AppDeactivated;
    case 4709: // the redirect URL is another one
    case 4711: // the refresh token has other scopes than the app by now
        return grantProblem;
    default:
        return std::nullopt;
    }
}

std::optional<ErrorKind> kindOfName(const QString &name, ErrorKind grantProblem)
{
    if (name == QLatin1String("invalid_client"))
        return ErrorKind::ClientRefused;
    if (name == QLatin1String("unsupported_grant_type") || name == QLatin1String("unauthorized_client"))
        return ErrorKind::GrantRefused;
    if (name == QLatin1String("invalid_request") || name == QLatin1String("invalid_grant"))
        return grantProblem;
    return std::nullopt;
}

Error tokenErrorOf(const ZoomReply &reply, ErrorKind grantProblem)
{
    Error error = reply.error();
    if (reply.transportError || reply.status < 400 || reply.status >= 500 || reply.status == 407
        || reply.status == 429)
        return error;
    if (const auto byCode = kindOfCode(reply.code, grantProblem))
        error.kind = *byCode;
    else if (const auto byName = kindOfName(reply.oauthError, grantProblem))
        error.kind = *byName;
    else if (reply.isZooms() || !reply.oauthError.isEmpty()) // no token was sent that could be rejected
        error.kind = reply.status == 401 ? ErrorKind::ClientRefused : ErrorKind::Refused;
    return error;
}

Secret credentialsOf(const TokenClient &client)
{
    QByteArray bytes = client.id.toUtf8() + ':' + client.secret.exposeUtf8().toByteArray();
    Secret credentials = Secret::fromUtf8(bytes);
    wipe(bytes);
    return credentials;
}

void append(QByteArray &form, QByteArrayView name, const Secret &value)
{
    if (!form.isEmpty())
        form += '&';
    form.append(name).append('=');
    const QByteArrayView bytes = value.exposeUtf8();
    QByteArray encoded = QByteArray::fromRawData(bytes.data(), bytes.size()).toPercentEncoding();
    form += encoded;
    wipe(encoded);
}

} // namespace

bool isPrintableAscii(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Result<void> checkTokenCall(const QUrl &tokenUrl, const TokenClient &client)
{
    if (!isAllowedTarget(tokenUrl) || tokenUrl.hasQuery() || tokenUrl.hasFragment())
        return invalid(QLatin1String("tokenUrl"),
                       Texts::tr("The token URL must begin with https:// (http:// is for this computer only) "
                                 "and hold no user name and no \"?\" or \"#\" part."));
    // The colon ends the ID in the header (RFC 7617).
    if (client.id.isEmpty() || !isPrintableAscii(client.id.toUtf8()) || client.id.contains(QLatin1Char(':')))
        return invalid(
            QLatin1String("clientId"),
            Texts::tr("The client ID is empty, or holds a blank, a line break, a colon or a special "
                      "character."));
    if (!isPrintableAscii(client.secret.exposeUtf8()))
        return invalid(
            QLatin1String("clientSecret"),
            Texts::tr("The client secret is empty, or holds a blank, a line break or a special character."));
    return {};
}

HttpRequest tokenCall(const QUrl &tokenUrl, const TokenClient &client,
                      const std::vector<TokenFormField> &fields)
{
    HttpRequest request;
    request.verb = HttpRequest::Verb::Post;
    request.url = tokenUrl;
    QByteArray form;
    qsizetype size = 3 * client.id.size() + 16;
    for (const TokenFormField &field : fields)
        size += field.name.size() + 3 * field.value.size() + 2;
    form.reserve(size); // grown in place, it leaves no copies behind
    for (const TokenFormField &field : fields)
        append(form, field.name, field.value);
    if (client.secret.isEmpty())
        append(form, "client_id", Secret::fromText(client.id));
    else
        request.basicCredentials = credentialsOf(client);
    request.body = RawBody{"application/x-www-form-urlencoded", Secret::fromUtf8(form)};
    wipe(form);
    // Calls wait for it.
    request.inactivityTimeout = 15s;
    request.totalTimeout = 30s;
    return request;
}

Result<GrantedToken> grantedTokenOf(const ZoomReply &reply, const TokenClient &client, ErrorKind grantProblem,
                                    const std::vector<const Secret *> &sent)
{
    const Result<QJsonObject> object = reply.answer();
    if (!object) {
        Error error = reply.status == 200 ? object.error() : tokenErrorOf(reply, grantProblem);
        const Secret basic = Secret::fromUtf8(credentialsOf(client).exposeUtf8().toByteArray().toBase64());
        error = withoutSecret(withoutSecret(error, basic), client.secret);
        for (const Secret *secret : sent)
            error = withoutSecret(error, *secret);
        error.fieldErrors.clear();
        return std::unexpected(error);
    }

    GrantedToken granted;
    granted.token = Secret::fromText(object->value(QLatin1String("access_token")).toString());
    if (!isUsableToken(granted.token) || granted.token.size() > longestToken)
        return unexpectedIn(reply, QLatin1String("access_token"));
    const QString type = object->value(QLatin1String("token_type")).toString();
    if (type.compare(QLatin1String("bearer"), Qt::CaseInsensitive) != 0)
        return unexpectedIn(reply, QLatin1String("token_type"));
    const auto lifetime = lifetimeIn(object->value(QLatin1String("expires_in")));
    if (!lifetime)
        return unexpectedIn(reply, QLatin1String("expires_in"));
    granted.lifetime = *lifetime;
    granted.scopes =
        object->value(QLatin1String("scope")).toString().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const QUrl apiUrl(object->value(QLatin1String("api_url")).toString(), QUrl::StrictMode);
    if (isAllowedTarget(apiUrl))
        granted.apiUrl = apiUrl;
    granted.refreshToken = Secret::fromText(object->value(QLatin1String("refresh_token")).toString());
    if (!isPrintableAscii(granted.refreshToken.exposeUtf8()) || granted.refreshToken.size() > longestToken)
        return unexpectedIn(reply, QLatin1String("refresh_token"));
    return granted;
}

} // namespace Keyturn
