#include "updatepasswordcall.h"

#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr std::chrono::milliseconds hintsAhead{50};

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
    return refuse(1123, u"Can only update password of Zoom work email account"_s);
}

PracticeReply adminPassword()
{
    return refuse(1117, u"Can not update Admin's password"_s);
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

PracticeReply userLocked()
{
    PracticeReply reply = PracticeReply::error(
        429, 429, u"Too many concurrent requests. A request to change this user has already been made."_s);
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
        return refuse(1129, u"Users cannot reuse any of the last 3 passwords created."_s);
    case PracticeTrigger::Repeated:
        return refuse(1130, u"Password can't use the same character."_s);
    case PracticeTrigger::Sequence:
        return refuse(1131, u"Password can't use continuation character.Such as 'abcdef','123456'."_s);
    case PracticeTrigger::TooEasy:
        return refuse(1136, u"Your password is too easy to guess. Try another one."_s);
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

/// How a form for this user is refused, where only JSON is taken.
std::optional<AcceptedFormats::Refusal> formRefusalFor(PracticeTrigger trigger)
{
    using Refusal = AcceptedFormats::Refusal;
    switch (trigger) {
    case PracticeTrigger::JsonOnly:
        return Refusal::NeedsJson;
    case PracticeTrigger::Unsupported:
        return Refusal::UnsupportedMediaType;
    case PracticeTrigger::JsonByType:
        return Refusal::ContentType;
    case PracticeTrigger::JsonByXml:
        return Refusal::Xml;
    case PracticeTrigger::JsonByField:
        return Refusal::MissingField;
    case PracticeTrigger::JsonByParameter:
        return Refusal::Parameter;
    case PracticeTrigger::JsonIn200:
        return Refusal::In200;
    default:
        return std::nullopt;
    }
}

/// What somebody who knows the person would try: words of three letters or more.
QStringList namesOf(const PracticeUser &user)
{
    static const QRegularExpression noLetters(u"[^\\p{L}]+"_s);
    const QStringList texts{user.firstName, user.lastName, user.displayName, user.email};
    QStringList words = texts.join(u' ').split(noLetters, Qt::SkipEmptyParts);
    words.removeIf([](const QString &word) { return word.size() < 3; });
    return words;
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
    const QStringList names = m_options.rules.detectsWeak ? namesOf(user) : QStringList();
    if (auto reply = refusalOf(*password, m_options.rules, names))
        return *reply;
    if (user.trigger == PracticeTrigger::Pending)
        return PracticeReply::noContent(); // and nothing takes effect
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
    if (user.trigger == PracticeTrigger::EarlyHints) {
        reply.earlyHints = true;
        reply.delay = hintsAhead;
    }
    return reply;
}

bool UpdatePasswordCall::hasPassword(const PracticeUser &user, QByteArrayView utf8) const
{
    return m_passwords.matches(user.number, utf8);
}

PracticeReply UpdatePasswordCall::throttled() const
{
    PracticeReply reply = PracticeReply::error(
        429, 429, u"You have reached the maximum per-second rate limit for this API. Try again later."_s);
    reply.rateLimitHeaders = false;
    reply.headers = {{"X-RateLimit-Category", "Medium"},
                     {"X-RateLimit-Type", "QPS"},
                     {"X-RateLimit-Limit", QByteArray::number(m_options.mediumPerSecond)},
                     {"X-RateLimit-Remaining", "0"}};
    return reply;
}

std::optional<PracticeReply> UpdatePasswordCall::beforeBody(const PracticeUser &user, const QDateTime &now)
{
    if (user.trigger == PracticeTrigger::None)
        return std::nullopt;
    if (auto reply = limited(user, now))
        return reply;
    if (auto reply = refusedByZoom(user))
        return reply;
    return answeredByGateway(user);
}

std::optional<PracticeReply> UpdatePasswordCall::limited(const PracticeUser &user, const QDateTime &now)
{
    PracticeReply reply = throttled();
    switch (user.trigger) {
    case PracticeTrigger::Throttled:
        reply.headers.emplaceBack("Retry-After", now.addSecs(1).toString(Qt::ISODate).toLatin1());
        return reply;
    case PracticeTrigger::ThrottledUntil:
        reply.headers.emplaceBack("X-RateLimit-Reset", QByteArray::number(now.toSecsSinceEpoch() + 2));
        return reply;
    case PracticeTrigger::UserLocked:
        return m_lockedCalls++ % 2 == 0 ? std::optional(userLocked()) : std::nullopt;
    case PracticeTrigger::DailyLimit:
        return dailyLimit();
    default:
        return std::nullopt;
    }
}

std::optional<PracticeReply> UpdatePasswordCall::refusedByZoom(const PracticeUser &user)
{
    const QString otherAccount = u"User does not belong to this account: %1."_s.arg(user.id);
    switch (user.trigger) {
    case PracticeTrigger::OtherAccount:
        return PracticeReply::error(404, 1010, otherAccount);
    case PracticeTrigger::OtherAccount400:
        return refuse(1010, otherAccount);
    case PracticeTrigger::Gone:
        return PracticeReply::error(404, 1001, u"User does not exist: %1."_s.arg(user.id));
    case PracticeTrigger::InvitationEnded:
        return refuse(1120, u"A valid invitation to join the Zoom account was not found for this user."_s);
    case PracticeTrigger::Disabled:
        return refuse(1000, u"This user is pending, locked or deactivated."_s);
    case PracticeTrigger::NoPrivilege:
        return refuse(200, u"No permission."_s);
    case PracticeTrigger::NoScope:
        return refuse(4711, u"Invalid access token, does not contain scopes:[user:update:password:admin]."_s);
    case PracticeTrigger::Expired:
        return PracticeReply::error(401, 124, u"Access token is expired."_s);
    default:
        return std::nullopt;
    }
}

std::optional<PracticeReply> UpdatePasswordCall::answeredByGateway(const PracticeUser &user)
{
    switch (user.trigger) {
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
    if (const auto refusal = formRefusalFor(user.trigger))
        formats = {true, false, *refusal};
    return formats;
}

} // namespace Keyturn
