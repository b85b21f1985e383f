#pragma once

#include <QDateTime>
#include <QList>
#include <QString>
#include <QStringList>

#include <expected>
#include <optional>

namespace Keyturn {

/// What went wrong, as a value. The UI alone turns a kind into translated words (app/words/errorwords.h).
enum class ErrorKind {
    // Ours: found before anything was sent.
    InvalidInput, ///< Error::field says which value
    InvalidUserId, ///< empty, "." or "..", control characters, unpaired surrogates
    InvalidPassword, ///< breaks a rule that we check ourselves
    InvalidToken, ///< line breaks or other bytes that no Authorization header may hold
    InvalidBaseUrl, ///< not https, and not http on loopback; or with query, fragment or user part
    Cancelled, ///< the user stopped it; see Outcome for whether it had left

    // The network.
    NoNetwork,
    HostNotFound,
    ConnectionRefused,
    ConnectionFailed, ///< unreachable, reset while connecting, or another socket error
    ConnectTimeout, ///< the time ran out before the request left
    ReplyTimeout, ///< the time ran out after the request left
    ConnectionLost, ///< the connection ended after the request left and before a whole answer
    TlsExpired,
    TlsWrongHost,
    TlsUntrusted, ///< unknown issuer, self-signed
    TlsFailed, ///< any other TLS trouble
    ProxyFailed,
    ProxyAuthenticationRequired,

    // An answer that is not Zoom's, or not one that we know.
    CaptivePortal, ///< the network's sign-in page answered, or its proxy in the place of one
    Redirected,
    UnexpectedReply, ///< a 1xx, 2xx or 3xx that proves nothing
    GatewayTrouble, ///< 5xx
    NotAZoomReply, ///< HTML, text or nothing where Zoom answers JSON
    ReplyTooLarge,

    // Zoom's refusals: app/zoom/README.md, "Refusals" and "Access tokens".
    SamePassword,
    TooManyChanges,
    ValidationFailed, ///< fieldErrors holds Zoom's words
    BodyFormatRefused,
    AdminPassword,
    WorkEmailOnly,
    PasswordTooShort,
    PasswordNeedsLetter,
    PasswordNeedsDigit,
    PasswordNeedsSpecial,
    PasswordNeedsBothCases,
    PasswordUsedBefore,
    PasswordRepeatsCharacter,
    PasswordIsSequence,
    PasswordTooEasy,
    UserNotFound,
    UserInOtherAccount,
    TokenRejected,
    MissingScopes, ///< missingScopes holds their names, when Zoom told
    PermissionDenied,
    RateLimited, ///< retryAt, when Zoom told
    DailyLimitReached, ///< retryAt is 00:00 UTC when Zoom gave no time
    PageTokenExpired,
    Refused, ///< any other refusal; the message is Zoom's

    // Zoom's refusals to give out an access token ("Access tokens" there). No request was made with one.
    ClientRefused, ///< client ID or client secret (invalid_client, 4702, 4704)
    AppDeactivated, ///< 4717
    AccountIdRefused, ///< invalid_request or invalid_grant: of what is asked with, only the account ID is
                      ///< left
    GrantRefused, ///< the app is not of the kind that was asked for (unsupported_grant_type, 4705)
    SignInDenied, ///< the consent page was answered with "no" (access_denied)
    SignInFailed, ///< Zoom's page sent the browser back with another error; the message is its name
    SignInMismatch, ///< the time ran out, and only answers that belong to other sign-ins had come
    SignInTimeout, ///< the browser never came back
    SignInPortTaken, ///< another program listens where the browser would come back to
    BrowserNotOpened, ///< no browser could be opened, and the link was not used in time either
    SignInCodeRefused, ///< the code that the browser brought was not taken (invalid_grant)
    SignInNeeded, ///< there is no refresh token, or Zoom takes it no more: only a person can go on
    SignInBusy, ///< another process has been renewing the same sign-in for too long

    // The keychain.
    KeychainUnavailable, ///< no keychain service runs
    KeychainLocked,
    KeychainRefused, ///< access denied, or the user dismissed the prompt
    KeychainTimeout, ///< a prompt was not answered
    KeychainFailed,
    SecretMissing, ///< the keychain answered, and holds no such entry

    // The practice account's own server.
    PracticeServerMissing, ///< its program is not there, or cannot be run
    PracticeServerFailed, ///< it ended, or said nothing, before it was ready

    // Settings.
    SettingsFailed,
    NameTaken,

    // New kinds come last: journals of bulk runs keep a kind by its number.
    RefusedInBetween, ///< 401 or 403 that is not Zoom's: a proxy, a filter, a firewall
    ThrottledInBetween, ///< 429 without any of Zoom's marks; retryAt, when it told
    UserBusy, ///< 429: another request for this very person is under way at Zoom
    UserNotActive, ///< 1000: pending, locked or deactivated
    InvitationExpired, ///< 1120: this user ID is dead
    PaidAccountNeeded, ///< 200 and 400 with code 200
    ApiAccessDenied, ///< Zoom has shut its API for this account
    EndpointUnknown, ///< 2300: no such call at this base URL
    ChosenFormatRefused, ///< the account says how to send, and that way was not understood
    ListWithoutEnd, ///< pages that bring nobody new, or far too many of them
    SecretForOtherAddress, ///< the keychain holds one, for other servers or another app than the account has
                           ///< now
    SecretHidden, ///< there is no such entry in what is open of the keychain; a part that is locked may hold
    ///< it
    RunUnderWay, ///< bulk work: another window or program is at a run of this account; the message says which
    ChangedSince, ///< bulk work: another run or desk has changed this person's password since; the message
    ///< says when and who
    NotInList, ///< bulk work: the list with which a run is gone on with does not name this person any more
};

inline constexpr int errorKindCount = int(ErrorKind::NotInList) + 1;

/// The keychain kept something from us; what is said of SecretMissing is said of its entries.
constexpr bool isKeychainTrouble(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::KeychainUnavailable:
    case ErrorKind::KeychainLocked:
    case ErrorKind::KeychainRefused:
    case ErrorKind::KeychainTimeout:
    case ErrorKind::KeychainFailed:
    case ErrorKind::SecretHidden:
        return true;
    default:
        return false;
    }
}

/// Nothing was found that writing could replace.
constexpr bool isNoneInSight(ErrorKind kind)
{
    return kind == ErrorKind::SecretMissing || kind == ErrorKind::SecretHidden;
}

/// What an answer said, for details that a person can copy to Zoom's support. Never a password or a token.
struct ReplyFacts
{
    int httpStatus = 0; ///< 0: no status line came
    int zoomCode = 0; ///< 0: the body held none
    QString message; ///< the server's words, or the network layer's; redacted
    QString trackingId; ///< x-zm-trackingid
    QDateTime time; ///< UTC, when the answer or the failure was seen
};

struct FieldError
{
    QString field;
    QString message;
};

struct Error
{
    ErrorKind kind = ErrorKind::Refused;
    ReplyFacts reply;
    QString field; ///< the name of the input at fault, as scripts know it ("baseUrl")
    QList<FieldError> fieldErrors;
    QStringList missingScopes;
    std::optional<QDateTime> retryAt; ///< UTC

    static Error of(ErrorKind kind, const QString &message = {})
    {
        Error error;
        error.kind = kind;
        error.reply.message = message;
        return error;
    }
    static Error inField(ErrorKind kind, const QString &field, const QString &message)
    {
        Error error = of(kind, message);
        error.field = field;
        return error;
    }
};

template<typename T>
using Result = std::expected<T, Error>;

} // namespace Keyturn
