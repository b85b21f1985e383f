#include "updatepasswordcall.h"

#include "passwords/passwordstrength.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

PracticeReply refuse(int code, const QString &message)
{
    return PracticeReply::error(400, code, message);
}

PracticeReply samePassword()
{
    return refuse(300, u"Your new password can not match the old password."_s);
}

PracticeReply tooManyChanges()
{
    return refuse(300,
                  u"This password cannot be changed because it has already been changed the maximum "
                  "number of times over the past 24 hours."_s);
}

PracticeReply workEmailOnly()
{
    return refuse(1123, u"You can only change the password of users who sign in with a work email."_s);
}

PracticeReply adminPassword()
{
    return refuse(1117, u"You cannot update an admin's password."_s);
}

PracticeReply validationOfTwoFields()
{
    const QJsonArray errors{
        QJsonObject{{u"field"_s, u"password"_s}, {u"message"_s, u"The password holds the user's name."_s}},
        QJsonObject{{u"field"_s, u"email"_s}, {u"message"_s, u"The address is not confirmed."_s}}};
    return PracticeReply::json(
        400, {{u"code"_s, 300}, {u"message"_s, u"Validation Failed."_s}, {u"errors"_s, errors}});
}

PracticeReply page(int status, const char *title)
{
    return PracticeReply::html(status,
                               "<html><head><title>" + QByteArray(title) + "</title></head><body><h1>"
                                   + QByteArray(title) + "</h1></body></html>\n");
}

PracticeReply redirect()
{
    PracticeReply reply;
    reply.status = 307;
    reply.headers.emplaceBack("Location", "/v2/elsewhere/password");
    return reply;
}

PracticeReply dailyLimit()
{
    PracticeReply reply = PracticeReply::error(
        429, 429,
        u"You have reached the maximum daily rate limit for this API. Refer to the response header for "
        "details on when you can make another request."_s);
    reply.rateLimitHeaders = false;
    return reply;
}

PracticeReply empty(int status)
{
    PracticeReply reply;
    reply.status = status;
    return reply;
}

/// What Zoom refuses once the body is understood.
std::optional<PracticeReply> refusalFor(const PracticeUser &user)
{
    switch (user.trigger) {
    case PracticeTrigger::Me:
        return std::nullopt; // an admin, but one's own password can be changed
    case PracticeTrigger::Owner:
        return PracticeReply::error(403, 403, u"You do not have permission to update this user."_s);
    case PracticeTrigger::Reused:
        return refuse(1129, u"Password must not be one of the last 3 passwords."_s);
    case PracticeTrigger::Repeated:
        return refuse(1130, u"Password must not contain one character repeated."_s);
    case PracticeTrigger::Sequence:
        return refuse(1131, u"Password must not contain consecutive characters (abcde, 12345, qwert...)."_s);
    case PracticeTrigger::TooEasy:
        return refuse(1136, u"Password is too easy to guess."_s);
    case PracticeTrigger::MaxChanges:
        return tooManyChanges();
    case PracticeTrigger::SamePassword:
        return samePassword();
    case PracticeTrigger::Validation:
        return validationOfTwoFields();
    default:
        break;
    }
    if (user.role == 1)
        return adminPassword();
    if (!user.hasZoomPassword())
        return workEmailOnly();
    return std::nullopt;
}

QStringList wordsOf(const PracticeUser &user)
{
    return personWords({user.firstName, user.lastName, user.displayName, user.email});
}

} // namespace

UpdatePasswordCall::UpdatePasswordCall(const PracticeServer::Options &options)
    : m_options(options)
    , m_passwords(options.changesPerDay)
{
}

PracticeReply UpdatePasswordCall::answer(const PracticeUser &user, const PracticeCall &call,
                                         const QDateTime &now)
{
    if (auto reply = beforeBody(user, now))
        return *reply;
    const auto password = readPasswordBody(call, formatsFor(user));
    if (!password)
        return password.error();
    if (auto reply = refusalFor(user))
        return *reply;
    if (auto reply = refusalOf(*password, m_options.rules, wordsOf(user)))
        return *reply;
    return change(user, *password, now);
}

PracticeReply UpdatePasswordCall::change(const PracticeUser &user, const Secret &password,
                                         const QDateTime &now)
{
    switch (m_passwords.change(user.number, password, now)) {
    case PracticePasswords::Change::SamePassword:
        return samePassword();
    case PracticePasswords::Change::LimitReached:
        return tooManyChanges();
    case PracticePasswords::Change::Changed:
        break;
    }
    ++m_changes;
    if (user.trigger == PracticeTrigger::Dropped)
        return PracticeReply::dropped();
    PracticeReply reply = PracticeReply::noContent();
    if (user.trigger == PracticeTrigger::Slow)
        reply.delay = m_options.slowReply;
    return reply;
}

bool UpdatePasswordCall::hasPassword(const PracticeUser &user, QByteArrayView utf8) const
{
    return m_passwords.matches(user.number, utf8);
}

PracticeReply UpdatePasswordCall::throttled(const QDateTime &now) const
{
    PracticeReply reply = PracticeReply::error(
        429, 429, u"You have reached the maximum per-second rate limit for this API. Try again later."_s);
    reply.rateLimitHeaders = false;
    reply.headers = {{"X-RateLimit-Category", "Medium"},
                     {"X-RateLimit-Type", "QPS"},
                     {"X-RateLimit-Limit", QByteArray::number(m_options.mediumPerSecond)},
                     {"X-RateLimit-Remaining", "0"},
                     {"Retry-After", now.addSecs(1).toString(Qt::ISODate).toLatin1()}};
    return reply;
}

std::optional<PracticeReply> UpdatePasswordCall::beforeBody(const PracticeUser &user,
                                                            const QDateTime &now) const
{
    switch (user.trigger) {
    case PracticeTrigger::Throttled:
        return throttled(now);
    case PracticeTrigger::DailyLimit:
        return dailyLimit();
    case PracticeTrigger::OtherAccount:
        return PracticeReply::error(404, 1010, u"User does not belong to this account: %1."_s.arg(user.id));
    case PracticeTrigger::Gone:
        return PracticeReply::error(404, 1001, u"User does not exist: %1."_s.arg(user.id));
    case PracticeTrigger::NoScope:
        return refuse(4711, u"Invalid access token, does not contain scopes:[user:update:password:admin]."_s);
    case PracticeTrigger::Expired:
        return PracticeReply::error(401, 124, u"Access token is expired."_s);
    case PracticeTrigger::Gateway:
        return page(502, "502 Bad Gateway");
    case PracticeTrigger::Maintenance:
        return empty(503);
    case PracticeTrigger::Html:
        return page(200, "Sign in to the network");
    case PracticeTrigger::Empty:
        return empty(200);
    case PracticeTrigger::Redirect:
        return redirect();
    case PracticeTrigger::DroppedBefore:
        return PracticeReply::dropped();
    default:
        return std::nullopt;
    }
}

AcceptedFormats UpdatePasswordCall::formatsFor(const PracticeUser &user) const
{
    using Formats = PracticeServer::Options::Formats;
    AcceptedFormats formats;
    formats.json = m_options.formats != Formats::MultipartOnly;
    formats.multipart = m_options.formats != Formats::JsonOnly;
    if (!formats.multipart)
        formats.refusal = AcceptedFormats::Refusal::NeedsJson;
    if (user.trigger == PracticeTrigger::JsonOnly)
        formats = {true, false, AcceptedFormats::Refusal::NeedsJson};
    if (user.trigger == PracticeTrigger::Unsupported)
        formats = {true, false, AcceptedFormats::Refusal::UnsupportedMediaType};
    return formats;
}

} // namespace Keyturn
