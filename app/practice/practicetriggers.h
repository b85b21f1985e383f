#pragma once

#include <QLatin1StringView>

#include <array>

namespace Keyturn {

/// Users of the practice account that stand for what can happen to a password change. Each answers so to
/// PUT /users/{id}/password and behaves as any other user in the remaining calls; the two of the sign-out
/// answer so to DELETE /users/{id}/token, and their passwords can be changed.
enum class PracticeTrigger {
    None,
    Me,
    Works,
    Throttled,
    DailyLimit,
    Sso,
    Admin,
    Owner,
    Reused,
    Repeated,
    Sequence,
    TooEasy,
    MaxChanges,
    SamePassword,
    Validation,
    OtherAccount,
    Gone,
    NoScope,
    Expired,
    JsonOnly,
    Unsupported,
    Gateway,
    Maintenance,
    Html,
    Empty,
    Redirect,
    Slow,
    Dropped,
    DroppedBefore,
    SignOutRefused,
    SignOutLost,
    JsonByType,
    JsonByXml,
    JsonByField,
    JsonByParameter,
    JsonIn200,
    EarlyHints,
    UserLocked,
    ThrottledUntil,
    Pending,
    OtherAccount400,
    InvitationEnded,
    Disabled,
    NoPrivilege,
};

struct PracticeTriggerInfo
{
    PracticeTrigger trigger;
    const char *name; ///< before "@practice.example"
    const char *department; ///< what happens, in words, as the list of users shows it
    const char *meaning; ///< what exactly is answered, for documentation
};

/// The first users of every practice account, in this order. Those that say "JSON is taken" and the like
/// judge the body as usual; Zoom's refusals come after the body was found to be well-formed; a gateway's
/// answers and those about the token come before anything looks at the body.
inline constexpr auto practiceTriggers = std::to_array<PracticeTriggerInfo>({
    {PracticeTrigger::Me, "you", "Practice: this is you",
     "the user behind \"me\", an admin whose own password can be changed"},
    {PracticeTrigger::Works, "works", "Practice: everything works", "204, like any ordinary user"},
    {PracticeTrigger::Throttled, "throttled", "Practice: too many calls this second",
     "429 with Retry-After one second ahead"},
    {PracticeTrigger::DailyLimit, "daily-limit", "Practice: the account's daily limit is reached",
     "429 whose message alone tells, without rate-limit headers"},
    {PracticeTrigger::Sso, "sso", "Practice: signs in without a Zoom password", "400/1123"},
    {PracticeTrigger::Admin, "admin", "Practice: an admin, who cannot be changed", "400/1117"},
    {PracticeTrigger::Owner, "owner", "Practice: the owner, who cannot be changed",
     "403 without a code that is known"},
    {PracticeTrigger::Reused, "reused", "Practice: the password was used before", "400/1129"},
    {PracticeTrigger::Repeated, "repeated", "Practice: the password repeats one character", "400/1130"},
    {PracticeTrigger::Sequence, "sequence", "Practice: the password is a sequence", "400/1131"},
    {PracticeTrigger::TooEasy, "too-easy", "Practice: the password is too easy to guess", "400/1136"},
    {PracticeTrigger::MaxChanges, "max-changes", "Practice: changed too often today",
     "400/300 \"…already been changed the maximum number of times over the past 24 hours.\""},
    {PracticeTrigger::SamePassword, "same-password", "Practice: this is the password already",
     "400/300 \"Your new password can not match the old password.\""},
    {PracticeTrigger::Validation, "validation", "Practice: the validation fails",
     "400/300 \"Validation Failed.\" with errors for two fields"},
    {PracticeTrigger::OtherAccount, "other-account", "Practice: belongs to another account", "404/1010"},
    {PracticeTrigger::Gone, "gone", "Practice: was deleted a moment ago",
     "404/1001, though the list has them"},
    {PracticeTrigger::NoScope, "no-scope", "Practice: the token lacks a scope",
     "400/4711 naming user:update:password:admin"},
    {PracticeTrigger::Expired, "expired", "Practice: the token has expired",
     "401/124 \"Access token is expired.\""},
    {PracticeTrigger::JsonOnly, "json-only", "Practice: wants JSON, says so",
     "multipart is answered 400/300 \"Request Body should be a valid JSON object.\"; JSON is taken"},
    {PracticeTrigger::Unsupported, "unsupported", "Practice: wants JSON, answers 415",
     "multipart is answered 415; JSON is taken"},
    {PracticeTrigger::Gateway, "gateway", "Practice: the gateway answers instead", "502 with an HTML page"},
    {PracticeTrigger::Maintenance, "maintenance", "Practice: down for maintenance", "503 with an empty body"},
    {PracticeTrigger::Html, "html", "Practice: a sign-in page answers instead", "200 with an HTML page"},
    {PracticeTrigger::Empty, "empty", "Practice: answers 200 and nothing", "200 with an empty body"},
    {PracticeTrigger::Redirect, "redirect", "Practice: redirects elsewhere", "307 to another path"},
    {PracticeTrigger::Slow, "slow", "Practice: changed at once, answered too late",
     "changes the password at once and answers 204 after 40 seconds; the same password sent again is refused "
     "as the old one at once"},
    {PracticeTrigger::Dropped, "dropped", "Practice: changed, but the answer is lost",
     "changes the password and closes the connection without an answer; the same password sent again is "
     "refused as the old one"},
    {PracticeTrigger::DroppedBefore, "dropped-before", "Practice: the connection is lost, nothing changes",
     "closes the connection without an answer and without changing anything"},
    {PracticeTrigger::SignOutRefused, "sign-out-refused", "Practice: can be reset, the sign-out is refused",
     "204; the sign-out is answered 400/4711 naming user:delete:token:admin"},
    {PracticeTrigger::SignOutLost, "sign-out-lost", "Practice: can be reset, the sign-out's answer is lost",
     "204; the sign-out is done, and the connection closed without an answer"},
    {PracticeTrigger::JsonByType, "json-type", "Practice: wants JSON, names the content type",
     "multipart is answered 400/300 \"Unsupported Content Type\"; JSON is taken"},
    {PracticeTrigger::JsonByXml, "json-xml", "Practice: wants JSON, says so in XML",
     "multipart is answered 400 with 300 \"Request Body should be a valid JSON object.\" as XML; JSON is "
     "taken"},
    {PracticeTrigger::JsonByField, "json-field", "Practice: wants JSON, finds no password",
     "multipart is answered 400/300 \"Validation Failed.\" whose field password is required; JSON is taken"},
    {PracticeTrigger::JsonByParameter, "json-parameter", "Practice: wants JSON, names the parameter",
     "multipart is answered 400/300 \"Invalid parameter: password.\"; JSON is taken"},
    {PracticeTrigger::JsonIn200, "json-in-200", "Practice: wants JSON, says so with 200",
     "multipart is answered 200 with 300 \"Request Body should be a valid JSON object.\"; JSON is taken"},
    {PracticeTrigger::EarlyHints, "early-hints", "Practice: changed, with a 103 ahead of the answer",
     "103 at once, 204 after 50 ms"},
    {PracticeTrigger::UserLocked, "locked", "Practice: locked by another request, the first time",
     "429 \"Too many concurrent requests. …\" without rate-limit headers; the next attempt is taken"},
    {PracticeTrigger::ThrottledUntil, "throttled-until", "Practice: too many calls, until a time",
     "429 with X-RateLimit-Reset two seconds ahead"},
    {PracticeTrigger::Pending, "pending", "Practice: invited, and said to be changed",
     "a pending user; 204, and nothing is changed"},
    {PracticeTrigger::OtherAccount400, "other-account-400", "Practice: belongs to another account (400)",
     "400/1010"},
    {PracticeTrigger::InvitationEnded, "invitation-ended", "Practice: the invitation ran out", "400/1120"},
    {PracticeTrigger::Disabled, "disabled", "Practice: pending, locked or deactivated", "400/1000"},
    {PracticeTrigger::NoPrivilege, "no-privilege", "Practice: the role lacks the privilege", "400/200"},
});

inline constexpr QLatin1StringView practiceDomain("practice.example");

} // namespace Keyturn
