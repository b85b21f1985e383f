#include "zoomreply.h"

#include "net/redaction.h"
#include "zoom/captiveportal.h"

#include <QCoreApplication>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QTimeZone>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ZoomReply)
};

QJsonObject jsonObjectIn(const HttpReply &reply)
{
    return QJsonDocument::fromJson(reply.body).object();
}

int codeIn(const QJsonObject &object)
{
    const QJsonValue code = object.value(QLatin1String("code"));
    return code.isString() ? code.toString().toInt() : code.toInt();
}

// The token endpoints name their trouble "reason", gateways "error".
QString messageIn(const QJsonObject &object)
{
    for (const auto key : {QLatin1String("message"), QLatin1String("errorMessage"), QLatin1String("reason"),
                           QLatin1String("error")}) {
        const QString text = object.value(key).toString();
        if (!text.isEmpty())
            return redacted(text);
    }
    return {};
}

QList<FieldError> fieldErrorsIn(const QJsonObject &object)
{
    QList<FieldError> errors;
    const QJsonArray rows = object.value(QLatin1String("errors")).toArray();
    for (const QJsonValue &row : rows) {
        const QJsonObject one = row.toObject();
        errors.append({redacted(one.value(QLatin1String("field")).toString()),
                       redacted(one.value(QLatin1String("message")).toString())});
    }
    return errors;
}

// "Invalid access token, does not contain scopes:[user:write:admin, user:update:password:admin]."
QStringList scopesIn(const QString &message)
{
    static const QRegularExpression list(QStringLiteral("scopes?\\s*:?\\s*\\[([^\\]]*)\\]"),
                                         QRegularExpression::CaseInsensitiveOption);
    QStringList scopes;
    const QStringList names = list.match(message).captured(1).split(QLatin1Char(','), Qt::SkipEmptyParts);
    for (const QString &name : names)
        scopes.append(name.trimmed());
    return scopes;
}

bool says(const QString &message, QLatin1String words)
{
    return message.contains(words, Qt::CaseInsensitive);
}

// Code 300 stands for several refusals: only the message tells them apart (zoom-api.md).
ErrorKind kindOfCode300(const QString &message, bool hasFieldErrors)
{
    if ((says(message, QLatin1String("can not match")) || says(message, QLatin1String("cannot match")))
        && says(message, QLatin1String("old password")))
        return ErrorKind::SamePassword;
    if (says(message, QLatin1String("maximum number of times")))
        return ErrorKind::TooManyChanges;
    if (says(message, QLatin1String("valid json")))
        return ErrorKind::BodyFormatRefused;
    if (says(message, QLatin1String("page token")))
        return ErrorKind::PageTokenExpired;
    if (hasFieldErrors || says(message, QLatin1String("validation failed")))
        return ErrorKind::ValidationFailed;
    return ErrorKind::Refused;
}

std::optional<ErrorKind> kindOfCode(int code, const QString &message, bool hasFieldErrors)
{
    static const QHash<int, ErrorKind> kinds{
        {124, ErrorKind::TokenRejected},         {1001, ErrorKind::UserNotFound},
        {1010, ErrorKind::UserInOtherAccount},   {1117, ErrorKind::AdminPassword},
        {1123, ErrorKind::WorkEmailOnly},        {1124, ErrorKind::PasswordTooShort},
        {1125, ErrorKind::PasswordNeedsLetter},  {1126, ErrorKind::PasswordNeedsDigit},
        {1127, ErrorKind::PasswordNeedsSpecial}, {1128, ErrorKind::PasswordNeedsBothCases},
        {1129, ErrorKind::PasswordUsedBefore},   {1130, ErrorKind::PasswordRepeatsCharacter},
        {1131, ErrorKind::PasswordIsSequence},   {1136, ErrorKind::PasswordTooEasy},
    };
    if (code == 300)
        return kindOfCode300(message, hasFieldErrors);
    if (code == 4711 || code == 4700)
        return says(message, QLatin1String("scope")) ? ErrorKind::MissingScopes : ErrorKind::TokenRejected;
    const auto found = kinds.constFind(code);
    return found == kinds.cend() ? std::nullopt : std::optional(*found);
}

ErrorKind kindOfStatus(int status, bool isZooms)
{
    switch (status) {
    case 401:
        return ErrorKind::TokenRejected;
    case 403:
        return ErrorKind::PermissionDenied;
    case 407:
        return ErrorKind::ProxyAuthenticationRequired;
    case 415:
        return ErrorKind::BodyFormatRefused;
    default:
        break;
    }
    if (status >= 500)
        return ErrorKind::GatewayTrouble;
    if (status >= 300 && status < 400 && status != 304)
        return ErrorKind::Redirected;
    if (status < 400)
        return ErrorKind::UnexpectedReply;
    return isZooms ? ErrorKind::Refused : ErrorKind::NotAZoomReply;
}

QDateTime startOfNextDay(const QDateTime &now)
{
    return {now.toUTC().date().addDays(1), QTime(0, 0), QTimeZone::utc()};
}

void addRateLimit(Error &error, const HttpReply &reply)
{
    const bool daily = QString::fromLatin1(reply.header("X-RateLimit-Type"))
                           .startsWith(QLatin1String("daily"), Qt::CaseInsensitive)
        || says(error.reply.message, QLatin1String("daily"))
        || says(error.reply.message, QLatin1String("per-day"))
        || says(error.reply.message, QLatin1String("per day"));
    error.kind = daily ? ErrorKind::DailyLimitReached : ErrorKind::RateLimited;
    error.retryAt = parseRetryAfter(reply.header("Retry-After"), reply.time);
    if (daily && !error.retryAt)
        error.retryAt = startOfNextDay(reply.time);
}

} // namespace

ReplyFacts factsOf(const HttpReply &reply)
{
    ReplyFacts facts;
    facts.httpStatus = reply.status;
    facts.time = reply.time;
    facts.trackingId = redacted(QString::fromLatin1(reply.header("x-zm-trackingid")));
    if (reply.status >= 400) {
        const QJsonObject object = jsonObjectIn(reply);
        facts.zoomCode = codeIn(object);
        facts.message = messageIn(object);
    }
    if (facts.message.isEmpty() && reply.transportError)
        facts.message = reply.transportError->reply.message;
    return facts;
}

bool holdsZoomError(const HttpReply &reply)
{
    const QJsonObject object = jsonObjectIn(reply);
    return codeIn(object) != 0 || !messageIn(object).isEmpty();
}

Error errorOf(const HttpReply &reply)
{
    if (reply.afterwards) {
        Error error = *reply.afterwards;
        if (error.reply.httpStatus == 0) { // no answer of its own: the facts of the one that there was
            const QString words = error.reply.message;
            error.reply = factsOf(reply);
            if (!words.isEmpty())
                error.reply.message = words;
        }
        return error;
    }
    if (reply.transportError && reply.status < 400) {
        Error error = *reply.transportError;
        error.reply = factsOf(reply);
        return error;
    }
    Error error;
    error.reply = factsOf(reply);
    const QJsonObject object = jsonObjectIn(reply);
    error.fieldErrors = fieldErrorsIn(object);
    if (reply.status == 429) {
        addRateLimit(error, reply);
        return error;
    }
    error.kind = kindOfStatus(reply.status, holdsZoomError(reply));
    if (isCaptivePortal(reply)) {
        error.kind = ErrorKind::CaptivePortal;
        return error;
    }
    if (reply.status >= 400 && reply.status < 500) {
        if (const auto kind =
                kindOfCode(error.reply.zoomCode, error.reply.message, !error.fieldErrors.isEmpty())) {
            // A 403 always means "no permission" unless it is about the token itself, and a 415 that the
            // body's format was refused, whatever code comes along (zoom-api.md).
            const bool aboutToken = *kind == ErrorKind::TokenRejected || *kind == ErrorKind::MissingScopes;
            if ((reply.status != 403 && reply.status != 415) || aboutToken)
                error.kind = *kind;
        }
    }
    // Half an answer is nobody's: what broke it off is the story.
    if (error.kind == ErrorKind::NotAZoomReply && reply.transportError)
        error.kind = reply.transportError->kind;
    if (error.kind == ErrorKind::MissingScopes)
        error.missingScopes = scopesIn(error.reply.message);
    return error;
}

Result<QJsonObject> objectOf(const HttpReply &reply)
{
    if (reply.status != 200 || reply.transportError)
        return std::unexpected(errorOf(reply));
    const QJsonDocument document = QJsonDocument::fromJson(reply.body);
    if (!document.isObject()) {
        Error error = Error::of(isCaptivePortal(reply) ? ErrorKind::CaptivePortal : ErrorKind::NotAZoomReply);
        error.reply = factsOf(reply);
        return std::unexpected(error);
    }
    return document.object();
}

Result<QUrl> apiUrl(const QUrl &baseUrl, const QStringList &segments)
{
    const auto refused = [](const char *text) {
        return std::unexpected(
            Error::inField(ErrorKind::InvalidUserId, QStringLiteral("userId"), Texts::tr(text)));
    };
    QByteArray url = baseUrl.toEncoded(QUrl::StripTrailingSlash);
    for (const QString &segment : segments) {
        if (segment.isEmpty())
            return refused(QT_TRANSLATE_NOOP("ZoomReply", "The user ID is empty."));
        if (!segment.isValidUtf16())
            return refused(QT_TRANSLATE_NOOP("ZoomReply", "The user ID holds a broken character."));
        // Path steps, also when typed in encoded form: servers decode before they look.
        const QString decoded = QUrl::fromPercentEncoding(segment.toUtf8());
        if (decoded == QLatin1String(".") || decoded == QLatin1String(".."))
            return refused(QT_TRANSLATE_NOOP("ZoomReply", "\".\" and \"..\" are not user IDs."));
        const bool hasControl = std::any_of(segment.begin(), segment.end(),
                                            [](QChar c) { return c.category() == QChar::Other_Control; });
        if (hasControl)
            return refused(
                QT_TRANSLATE_NOOP("ZoomReply", "The user ID holds a line break or control character."));
        url += '/' + QUrl::toPercentEncoding(segment);
    }
    return QUrl::fromEncoded(url, QUrl::StrictMode);
}

bool isUsableToken(const Secret &token)
{
    const QByteArrayView bytes = token.exposeUtf8();
    return !bytes.isEmpty()
        && std::all_of(bytes.begin(), bytes.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

Error unusableToken()
{
    return Error::inField(
        ErrorKind::InvalidToken, QStringLiteral("token"),
        Texts::tr("The access token is empty, or holds a line break, a blank or a special character."));
}

std::optional<QDateTime> parseRetryAfter(const QByteArray &value, const QDateTime &now)
{
    const QString text = QString::fromLatin1(value).trimmed();
    if (text.isEmpty())
        return std::nullopt;
    bool isNumber = false;
    const qint64 seconds = text.toLongLong(&isNumber);
    if (isNumber)
        return seconds < 0 || seconds > 7 * 24 * 3600 ? std::nullopt : std::optional(now.addSecs(seconds));
    QDateTime date = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!date.isValid())
        date = QDateTime::fromString(text, Qt::RFC2822Date);
    if (!date.isValid()) {
        // RFC 9110's preferred form, "Sun, 06 Nov 1994 08:49:37 GMT".
        date = QLocale::c().toDateTime(text, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
        date.setTimeZone(QTimeZone::utc());
    }
    if (!date.isValid())
        return std::nullopt;
    if (date.timeSpec() == Qt::LocalTime)
        date.setTimeZone(QTimeZone::utc()); // a date without a zone: Zoom counts in UTC
    return date.toUTC();
}

} // namespace Keyturn
