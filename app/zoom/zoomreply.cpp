#include "zoomreply.h"

#include "captiveportal.h"
#include "net/redaction.h"
#include "retrytime.h"
#include "zoombody.h"
#include "zoomerrorkind.h"

#include <QRegularExpression>
#include <QTimeZone>

namespace Keyturn {

namespace {

std::optional<double> numberIn(const QByteArray &header)
{
    bool isNumber = false;
    const double number = header.toDouble(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

ZoomReply::RateLimit rateLimitIn(const HttpReply &reply)
{
    ZoomReply::RateLimit rate;
    const QByteArray type = reply.header("X-RateLimit-Type").toLower();
    rate.isPerSecond = type.contains("qps");
    rate.isDaily = type.contains("daily");
    rate.limit = numberIn(reply.header("X-RateLimit-Limit"));
    rate.remaining = numberIn(reply.header("X-RateLimit-Remaining"));
    rate.isThere = std::ranges::any_of(
        reply.headers, [](const auto &header) { return header.first.toLower().startsWith("x-ratelimit-"); });
    return rate;
}

// [WIRE-code-status]
bool isZoomsError(const ZoomBody &body, const ZoomReply &reply)
{
    const bool repeatsStatus = reply.status >= 400 && body.code == reply.status && body.code != 429;
    return body.code > 0 && body.hasMessage && (!repeatsStatus || !reply.trackingId.isEmpty());
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

QDateTime startOfNextDay(const QDateTime &now)
{
    return {now.toUTC().date().addDays(1), QTime(0, 0), QTimeZone::utc()};
}

} // namespace

ZoomReply ZoomReply::of(const HttpReply &reply, const Secret &token)
{
    ZoomReply read;
    read.status = reply.status;
    read.trackingId = redacted(QString::fromLatin1(reply.header("x-zm-trackingid")), token);
    read.bodySize = reply.body.size();
    read.rateLimit = rateLimitIn(reply);
    read.retryAt = retryTimeOf(
        {reply.header("Retry-After"), reply.header("X-RateLimit-Reset"), reply.header("Date")}, reply.time);
    read.isSignInPage = isCaptivePortal(reply);
    read.transportError = reply.transportError;
    read.afterwards = reply.afterwards;
    read.requestLeft = reply.requestLeft;
    read.sentAgain = reply.sentAgain;
    read.http2 = reply.http2;
    read.time = reply.time;
    if (reply.body.isEmpty())
        return read;

    QByteArray bytes = reply.body;
    if (token.size() >= shortestRedacted)
        bytes.replace(token.exposeUtf8(), "***"); // JSON values are handed on as they are
    ZoomBody body = ZoomBody::of(bytes);
    read.code = isZoomsError(body, read) ? body.code : 0;
    if (!body.message.isEmpty())
        read.message = redacted(body.message, token);
    for (const FieldError &one : std::as_const(body.fieldErrors))
        read.fieldErrors.append({redacted(one.field, token), redacted(one.message, token)});
    read.oauthError = body.oauthError;
    if (reply.status == 200)
        read.m_object = std::move(body.object);
    return read;
}

ReplyFacts ZoomReply::facts() const
{
    ReplyFacts facts;
    facts.httpStatus = status;
    facts.zoomCode = code;
    facts.message = message;
    facts.trackingId = trackingId;
    facts.time = time;
    if (facts.message.isEmpty() && transportError)
        facts.message = transportError->reply.message;
    return facts;
}

Error ZoomReply::error() const
{
    if (afterwards) {
        Error error = *afterwards;
        if (error.reply.httpStatus == 0) { // no answer of its own: the facts of the one that there was
            const QString words = error.reply.message;
            error.reply = facts();
            if (!words.isEmpty())
                error.reply.message = words;
        }
        return error;
    }
    Error error = transportError.value_or(Error());
    error.reply = facts();
    if (transportError)
        return error;
    error.fieldErrors = fieldErrors;
    error.kind = errorKindOf(*this);
    if (error.kind == ErrorKind::MissingScopes)
        error.missingScopes = scopesIn(message);
    if (status == 429)
        error.retryAt = retryAt;
    if (error.kind == ErrorKind::DailyLimitReached && !retryAt)
        error.retryAt = startOfNextDay(time); // [RATE-daily]
    return error;
}

Result<QJsonObject> ZoomReply::answer() const
{
    if (status != 200 || transportError || afterwards || isZooms())
        return std::unexpected(error());
    if (m_object)
        return *m_object;
    Error error;
    error.kind = isSignInPage ? ErrorKind::CaptivePortal : ErrorKind::NotAZoomReply;
    error.reply = facts();
    return std::unexpected(error);
}

std::unexpected<Error> ZoomReply::unexpected() const
{
    Error error = Error::of(ErrorKind::UnexpectedReply);
    error.reply = facts();
    return std::unexpected(error);
}

Error withoutSecret(Error error, const Secret &secret)
{
    error.reply.message = redacted(error.reply.message, secret);
    error.reply.trackingId = redacted(error.reply.trackingId, secret);
    for (FieldError &one : error.fieldErrors) {
        one.field = redacted(one.field, secret);
        one.message = redacted(one.message, secret);
    }
    return error;
}

} // namespace Keyturn
