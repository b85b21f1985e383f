#include "servertokenrequest.h"

#include "net/redaction.h"
#include "net/urlpolicy.h"
#include "zoom/zoomreply.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <optional>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// Zoom's, when it does not tell (zoom-api.md).
constexpr std::chrono::seconds usualLifetime = 1h;
// Whoever promises more is not believed: a token that ended is found out by a refusal only.
constexpr std::chrono::seconds longestLifetime = 24h;
// Zoom's are 1 to 2 KB; servers refuse heads much larger than this.
constexpr qsizetype longestToken = 16 * 1024;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ServerTokenRequest)
};

bool isPrintable(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

std::unexpected<Error> invalid(QLatin1String field, const QString &message)
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, message));
}

std::unexpected<Error> unexpectedIn(const HttpReply &reply, QLatin1String name)
{
    Error error;
    error.kind = ErrorKind::UnexpectedReply;
    error.field = name;
    error.reply = factsOf(reply);
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

std::optional<ErrorKind> kindOfCode(int code)
{
    switch (code) {
    case 4702:
    case 4704:
        return ErrorKind::ClientRefused;
    case 4705:
        return ErrorKind::GrantRefused;
    case 4717:
        return ErrorKind::AppDeactivated;
    default:
        return std::nullopt;
    }
}

std::optional<ErrorKind> kindOfName(const QString &name)
{
    if (name == QLatin1String("invalid_client"))
        return ErrorKind::ClientRefused;
    if (name == QLatin1String("unsupported_grant_type") || name == QLatin1String("unauthorized_client"))
        return ErrorKind::GrantRefused;
    // The form holds the grant's name, which is fixed, and the account ID.
    if (name == QLatin1String("invalid_request") || name == QLatin1String("invalid_grant"))
        return ErrorKind::AccountIdRefused;
    return std::nullopt;
}

Error tokenErrorOf(const HttpReply &reply)
{
    Error error = errorOf(reply);
    if (reply.status < 400 || reply.status >= 500 || reply.status == 407 || reply.status == 429)
        return error;
    const QJsonObject object = QJsonDocument::fromJson(reply.body).object();
    if (const auto byCode = kindOfCode(error.reply.zoomCode))
        error.kind = *byCode;
    else if (const auto byName = kindOfName(object.value(QLatin1String("error")).toString()))
        error.kind = *byName;
    else if (!holdsZoomError(reply))
        error.kind = ErrorKind::NotAZoomReply; // no token was sent that could have been rejected
    else
        error.kind = reply.status == 401 ? ErrorKind::ClientRefused : ErrorKind::Refused;
    return error;
}

} // namespace

Result<void> ServerTokenRequest::check(const QUrl &tokenUrl) const
{
    if (!isAllowedTarget(tokenUrl) || tokenUrl.hasQuery() || tokenUrl.hasFragment())
        return invalid(QLatin1String("tokenUrl"),
                       Texts::tr("The token URL must begin with https:// (http:// is for this computer only) "
                                 "and hold no user name and no \"?\" or \"#\" part."));
    if (accountId.isEmpty() || !isPrintable(accountId.toUtf8()))
        return invalid(
            QLatin1String("accountId"),
            Texts::tr("The account ID is empty, or holds a blank, a line break or a special character."));
    // The colon ends the ID in the header (RFC 7617).
    if (clientId.isEmpty() || !isPrintable(clientId.toUtf8()) || clientId.contains(QLatin1Char(':')))
        return invalid(
            QLatin1String("clientId"),
            Texts::tr("The client ID is empty, or holds a blank, a line break, a colon or a special "
                      "character."));
    if (clientSecret.isEmpty() || !isPrintable(clientSecret.exposeUtf8()))
        return invalid(
            QLatin1String("clientSecret"),
            Texts::tr("The client secret is empty, or holds a blank, a line break or a special character."));
    return {};
}

Secret ServerTokenRequest::credentials() const
{
    QByteArray bytes = clientId.toUtf8() + ':' + clientSecret.exposeUtf8().toByteArray();
    Secret credentials = Secret::fromUtf8(bytes);
    wipe(bytes);
    return credentials;
}

Result<HttpRequest> ServerTokenRequest::build(const QUrl &tokenUrl) const
{
    if (const Result<void> checked = check(tokenUrl); !checked)
        return std::unexpected(checked.error());

    HttpRequest request;
    request.verb = HttpRequest::Verb::Post;
    request.url = tokenUrl;
    request.basicCredentials = credentials();
    // In the body: in the query they have begun to fail.
    const QByteArray form = "grant_type=account_credentials&account_id=" + QUrl::toPercentEncoding(accountId);
    request.body = RawBody{"application/x-www-form-urlencoded", Secret::fromUtf8(form)};
    // Calls wait for it.
    request.inactivityTimeout = 15s;
    request.totalTimeout = 30s;
    return request;
}

Result<GrantedToken> ServerTokenRequest::parse(const HttpReply &reply) const
{
    const Result<QJsonObject> object = objectOf(reply);
    if (!object) {
        Error error = reply.status == 200 ? object.error() : tokenErrorOf(reply);
        const Secret basic = Secret::fromUtf8(credentials().exposeUtf8().toByteArray().toBase64());
        error.reply.message = redacted(redacted(error.reply.message, basic), clientSecret);
        error.fieldErrors.clear();
        error.reply.trackingId = redacted(error.reply.trackingId, clientSecret);
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
    return granted;
}

} // namespace Keyturn
