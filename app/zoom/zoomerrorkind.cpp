#include "zoomerrorkind.h"

#include "zoomreply.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Row
{
    int code;
    /// Each of these must be in Zoom's words, as wordsOf() gives them; empty: any.
    QLatin1StringView words;
    QLatin1StringView moreWords;
    ErrorKind kind;
};

// The first row that fits. Code 300 stands for several refusals that only the words tell apart.
constexpr std::array rows = {
    Row{124, {}, {}, ErrorKind::TokenRejected}, // [TOKEN-124]
    Row{4711, "scope"_L1, {}, ErrorKind::MissingScopes}, // [TOKEN-scopes]
    Row{4700, "scope"_L1, {}, ErrorKind::MissingScopes}, // [TOKEN-scopes]
    Row{4711, {}, {}, ErrorKind::TokenRejected}, // [TOKEN-scopes]
    Row{4700, {}, {}, ErrorKind::TokenRejected}, // [TOKEN-scopes]
    Row{200, "paid account"_L1, {}, ErrorKind::PaidAccountNeeded}, // [RULE-paid]
    Row{200, {}, {}, ErrorKind::PermissionDenied}, // [ROLE-200]
    Row{300, "can not match"_L1, "old password"_L1, ErrorKind::SamePassword}, // [PUT-300-same]
    Row{300, "maximum number of times"_L1, {}, ErrorKind::TooManyChanges}, // [PUT-300-maximum]
    Row{300, "page token"_L1, {}, ErrorKind::PageTokenExpired}, // [LIST-token]
    Row{300, "valid json"_L1, {}, ErrorKind::BodyFormatRefused}, // [FMT-400-json]
    Row{300, "unsupported content type"_L1, {}, ErrorKind::BodyFormatRefused}, // [FMT-400-type]
    Row{300, "content type"_L1, "not supported"_L1, ErrorKind::BodyFormatRefused}, // [FMT-400-type]
    Row{300, "invalid parameter: password"_L1, {}, ErrorKind::BodyFormatRefused}, // [FMT-parameter]
    Row{300, "validation failed"_L1, {}, ErrorKind::ValidationFailed}, // [PUT-300-validation]
    Row{1000, {}, {}, ErrorKind::UserNotActive}, // [USER-1000]
    Row{1001, {}, {}, ErrorKind::UserNotFound}, // [USER-1001]
    Row{1010, {}, {}, ErrorKind::UserInOtherAccount}, // [USER-1010]
    Row{1117, {}, {}, ErrorKind::AdminPassword}, // [PUT-1117]
    Row{1120, {}, {}, ErrorKind::InvitationExpired}, // [USER-1120]
    Row{1123, {}, {}, ErrorKind::WorkEmailOnly}, // [PUT-1123]
    Row{1124, {}, {}, ErrorKind::PasswordTooShort}, // [PUT-1124]
    Row{1125, {}, {}, ErrorKind::PasswordNeedsLetter}, // [PUT-1125]
    Row{1126, {}, {}, ErrorKind::PasswordNeedsDigit}, // [PUT-1126]
    Row{1127, {}, {}, ErrorKind::PasswordNeedsSpecial}, // [PUT-1127]
    Row{1128, {}, {}, ErrorKind::PasswordNeedsBothCases}, // [PUT-1128]
    Row{1129, {}, {}, ErrorKind::PasswordUsedBefore}, // [PUT-1129]
    Row{1130, {}, {}, ErrorKind::PasswordRepeatsCharacter}, // [PUT-1130]
    Row{1131, {}, {}, ErrorKind::PasswordIsSequence}, // [PUT-1131]
    Row{1136, {}, {}, ErrorKind::PasswordTooEasy}, // [PUT-1136]
    Row{2300, {}, {}, ErrorKind::EndpointUnknown}, // [BASE-2300]
};

/// In lower case, single blanks, and one way to write "cannot" and "content-type".
QString wordsOf(const QString &message)
{
    QString words = message.simplified().toLower();
    words.replace("cannot"_L1, "can not"_L1);
    words.replace("content-type"_L1, "content type"_L1);
    return words;
}

bool holdsAny(const QString &words, std::initializer_list<QLatin1StringView> some)
{
    return std::ranges::any_of(some, [&words](QLatin1StringView one) { return words.contains(one); });
}

/// Whether these words say that there was no password at all. Words that tell what a password must be like
/// speak of one that was read: "must have at least 8 characters", "a special character is required".
bool saysThatNothingCame(const QString &words)
{
    return holdsAny(words, {"required"_L1, "empty"_L1, "missing"_L1, "blank"_L1, "null"_L1})
        && !holdsAny(words,
                     {"character"_L1, "letter"_L1,  "digit"_L1,    "number"_L1,   "numeral"_L1, "symbol"_L1,
                      "special"_L1,   "upper"_L1,   "lower"_L1,    "case"_L1,     "length"_L1,  "long"_L1,
                      "short"_L1,     "least"_L1,   "most"_L1,     "than"_L1,     "minimum"_L1, "maximum"_L1,
                      "contain"_L1,   "include"_L1, "space"_L1,    "sequence"_L1, "same"_L1,    "weak"_L1,
                      "guess"_L1,     "old"_L1,     "previous"_L1, "reuse"_L1,    "blanks"_L1});
}

// [FMT-required]: Keyturn sent a password that was neither empty nor short, so a server that misses it did
// not read the form.
bool missesThePassword(const ZoomReply &reply)
{
    if (reply.code != 300)
        return false;
    const QString message = wordsOf(reply.message);
    if (message.contains("password"_L1) && saysThatNothingCame(message))
        return true;
    return std::ranges::any_of(reply.fieldErrors, [](const FieldError &one) {
        const QString words = wordsOf(one.message);
        const QString field = one.field.toLower();
        const bool isPassword = field == "password"_L1 || field.endsWith(".password"_L1)
            || (field.isEmpty() && words.contains("password"_L1));
        return isPassword && saysThatNothingCame(words);
    });
}

std::optional<ErrorKind> kindOfCode(const ZoomReply &reply)
{
    if (missesThePassword(reply))
        return ErrorKind::BodyFormatRefused;
    const QString words = wordsOf(reply.message);
    const auto *const found = std::ranges::find_if(rows, [&](const Row &row) {
        return row.code == reply.code && words.contains(row.words) && words.contains(row.moreWords);
    });
    if (found != rows.end())
        return found->kind;
    if (reply.code == 300 && !reply.fieldErrors.isEmpty())
        return ErrorKind::ValidationFailed; // [PUT-300-validation]
    return std::nullopt;
}

/// What Zoom's own 401 or 403 can mean beside "no permission".
bool outranksForbidden(ErrorKind kind)
{
    return kind == ErrorKind::TokenRejected || kind == ErrorKind::MissingScopes
        || kind == ErrorKind::PaidAccountNeeded;
}

ErrorKind kindOfZoomsError(const ZoomReply &reply)
{
    const ErrorKind kind = kindOfCode(reply).value_or(ErrorKind::Refused);
    if (reply.status == 403 && !outranksForbidden(kind))
        return ErrorKind::PermissionDenied; // [ROLE-403]
    if (reply.status == 401 && kind == ErrorKind::Refused)
        return ErrorKind::TokenRejected;
    return kind; // [PUT-other]
}

// [LIST-403]: Zoom's OpenAPI gives the words and no code, so the words have to do. They prove nothing about a
// change.
bool saysThatTheApiIsShut(const ZoomReply &reply)
{
    const QString words = wordsOf(reply.message);
    return reply.status == 403 && words.contains("access to the zoom rest api"_L1)
        && words.contains("denied"_L1);
}

ErrorKind kindOf429(const ZoomReply &reply)
{
    if (!reply.hasZoomsMarks())
        return ErrorKind::ThrottledInBetween; // [GATE-429]
    const QString words = wordsOf(reply.message);
    if (words.contains("too many concurrent requests"_L1) && words.contains("this user"_L1))
        return ErrorKind::UserBusy; // [RATE-user-lock]
    if (reply.rateLimit.isDaily || holdsAny(words, {"daily"_L1, "per-day"_L1, "per day"_L1}))
        return ErrorKind::DailyLimitReached; // [RATE-daily]
    return ErrorKind::RateLimited; // [RATE-second]
}

/// Of an answer that is not Zoom's own error.
ErrorKind kindOfStatus(int status)
{
    if (status == 401 || status == 403)
        return ErrorKind::RefusedInBetween; // [GATE-403]
    if (status == 407)
        return ErrorKind::ProxyAuthenticationRequired; // [GATE-407]
    if (status >= 300 && status < 400 && status != 304)
        return ErrorKind::Redirected; // [WIRE-3xx]
    if (status >= 400 && status < 500)
        return ErrorKind::NotAZoomReply; // [WIRE-4xx] [GATE-html]
    if (status >= 500 && status < 600)
        return ErrorKind::GatewayTrouble; // [WIRE-5xx] [GATE-5xx]
    return ErrorKind::UnexpectedReply; // [WIRE-1xx] [WIRE-2xx] [WIRE-other]
}

} // namespace

bool speaksOfTiming(int status)
{
    return status == 408 || status == 409 || status == 423 || status == 425 || status == 499;
}

ErrorKind errorKindOf(const ZoomReply &reply)
{
    if (reply.transportError)
        return reply.transportError->kind; // half an answer is nobody's: [WIRE-cut] [WIRE-body-cut]
    if (reply.status == 429)
        return kindOf429(reply);
    if (reply.status == 415)
        return ErrorKind::BodyFormatRefused; // [FMT-415]
    if (reply.isSignInPage)
        return ErrorKind::CaptivePortal; // [GATE-511]
    if (speaksOfTiming(reply.status))
        return ErrorKind::UnexpectedReply; // [WIRE-timing]
    if (saysThatTheApiIsShut(reply))
        return ErrorKind::ApiAccessDenied;
    const bool isRefusal = reply.status == 200 || (reply.status >= 400 && reply.status < 500);
    return reply.isZooms() && isRefusal ? kindOfZoomsError(reply) : kindOfStatus(reply.status);
}

} // namespace Keyturn
