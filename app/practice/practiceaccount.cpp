#include "practiceaccount.h"

#include "randombytes.h"

#include <QJsonArray>
#include <QLocale>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype tokenBytes = 48;

constexpr PracticeScopes listUsersScopes{"user:read:admin"_L1, "user:read:list_users:admin"_L1};
constexpr PracticeScopes getUserScopes{"user:read:admin"_L1, "user:read:user:admin"_L1};
constexpr PracticeScopes updatePasswordScopes{"user:write:admin"_L1, "user:update:password:admin"_L1};
constexpr PracticeScopes revokeTokenScopes{"user:write:admin"_L1, "user:delete:token:admin"_L1};
constexpr PracticeScopes getSettingsScopes{"account:read:admin"_L1, "account:read:settings:admin"_L1};

constexpr auto memberRole = "2"_L1;

constexpr QByteArrayView anySegment("*");

Secret tokenFrom(const QString &wanted)
{
    if (!wanted.isEmpty())
        return Secret::fromText(wanted);
    return Secret::fromUtf8(
        randomBytes(tokenBytes).toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

PracticeServer::Options withoutToken(PracticeServer::Options options)
{
    options.token.clear();
    options.app.clientSecret.clear();
    options.generalApp.clientSecret.clear();
    return options;
}

QByteArray newTrackingId()
{
    return "v=2.0;clid=us04;rid=WEB_" + randomBytes(16).toHex();
}

void addRateHeaders(PracticeReply &reply, RateLabel label, const RateLimiter::Verdict &verdict)
{
    reply.headers.emplaceBack("X-RateLimit-Category", label == RateLabel::Light ? "Light" : "Medium");
    reply.headers.emplaceBack("X-RateLimit-Type", "QPS");
    reply.headers.emplaceBack("X-RateLimit-Limit", QByteArray::number(verdict.limit));
    reply.headers.emplaceBack("X-RateLimit-Remaining", QByteArray::number(verdict.remaining));
}

bool isPasswordPut(const PracticeCall &call)
{
    return call.method == "PUT" && call.segments.size() == 4 && call.segments[0] == "v2"
        && call.segments[1] == "users" && call.segments[3] == "password";
}

/// Of Zoom's sections those that somebody may look for, with a few of their settings; without an option all
/// of them.
PracticeReply accountSettings(const QString &option, const PracticeRules &rules)
{
    const QJsonObject security{{u"password_requirement"_s, rules.toJson()},
                               {u"admin_change_name_pic"_s, true},
                               {u"sign_again_period_for_inactivity_on_client"_s, 0},
                               {u"sign_in_with_two_factor_auth"_s, u"none"_s}};
    const QJsonObject meetingSecurity{{u"meeting_password"_s, true}, {u"waiting_room"_s, true}};
    if (option.isEmpty())
        return PracticeReply::json(
            200,
            {{u"security"_s, security},
             {u"schedule_meeting"_s, QJsonObject{{u"host_video"_s, true}, {u"participant_video"_s, false}}},
             {u"in_meeting"_s, QJsonObject{{u"chat"_s, true}, {u"private_chat"_s, true}}},
             {u"recording"_s, QJsonObject{{u"cloud_recording"_s, true}, {u"local_recording"_s, true}}},
             {u"feature"_s, QJsonObject{{u"meeting_capacity"_s, 300}}}});
    if (option == "security"_L1)
        return PracticeReply::json(200, {{u"security"_s, security}});
    if (option == "meeting_security"_L1)
        return PracticeReply::json(200, {{u"meeting_security"_s, meetingSecurity}});
    if (option == "meeting_authentication"_L1 || option == "recording_authentication"_L1)
        return PracticeReply::json(200, {{option, false}, {u"authentication_options"_s, QJsonArray()}});
    return PracticeReply::error(400, 300, u"The value that you entered for the option is invalid."_s);
}

bool isMatch(const QList<QByteArray> &segments, const QList<QByteArrayView> &path)
{
    return std::ranges::equal(segments, path, [](const QByteArray &segment, QByteArrayView wanted) {
        return wanted == anySegment || segment == wanted;
    });
}

/// A request that could not be read. Zoom's gateway says less; the reason helps whoever wrote the client.
PracticeReply refused(const PracticeRefusal &refusal)
{
    const int code = refusal.status == 400 ? 300 : refusal.status;
    return PracticeReply::error(refusal.status, code, refusal.message);
}

QByteArray httpDate(const QDateTime &time)
{
    return QLocale::c().toString(time.toUTC(), u"ddd, dd MMM yyyy hh:mm:ss 'GMT'").toLatin1();
}

bool isOAuth(const PracticeCall &call, const char *last)
{
    return call.segments.size() == 2 && call.segments[0] == "oauth" && call.segments[1] == last;
}

} // namespace

PracticeAccount::PracticeAccount(const PracticeServer::Options &options)
    : m_options(withoutToken(options))
    , m_clock(options.clock ? *options.clock : m_systemClock)
    , m_users(options.userCount)
    , m_token(tokenFrom(options.token))
    , m_tokens(options.app)
    , m_signIns(options.generalApp)
    , m_listUsers(m_users, options.maximumPageSize)
    , m_updatePassword(m_options)
    , m_limiter(options.lightPerSecond, options.mediumPerSecond)
{
}

PracticeReply PracticeAccount::answer(const PracticeCall &call)
{
    ++m_requests;
    if (isPasswordPut(call))
        ++m_passwordPuts;

    PracticeReply reply;
    if (call.refusal)
        reply = refused(*call.refusal);
    else if (call.method == "OPTIONS")
        reply = answerOptions(call);
    else if (const auto answered = answerOAuth(call))
        reply = *answered;
    else if (const auto scopes = scopesOf(call))
        reply = answerAuthorized(call, *scopes);
    else
        reply = scopes.error();

    if (reply.status == 429)
        ++m_rateLimited;
    reply.headers.emplaceBack("Date", httpDate(now()));
    reply.headers.emplaceBack("x-zm-trackingid", newTrackingId());
    reply.delay += m_options.replyDelay;
    return reply;
}

std::optional<PracticeReply> PracticeAccount::answerOAuth(const PracticeCall &call)
{
    if (isOAuth(call, "authorize"))
        return m_signIns.authorize(call, now());
    if (isOAuth(call, "revoke"))
        return m_signIns.revoke(call);
    if (!isOAuth(call, "token"))
        return std::nullopt;
    PracticeReply reply = m_signIns.isFor(call) ? m_signIns.token(call, now()) : m_tokens.answer(call, now());
    reply.delay = std::chrono::milliseconds(m_tokenReplyDelay);
    return reply;
}

PracticeReply PracticeAccount::answerAuthorized(const PracticeCall &call, const QString &scopes)
{
    const Route *route = routeOf(call);
    if (!route)
        return notFound();
    if (const auto refusal = route->scopes.refusal(scopes))
        return *refusal;
    const RateLimiter::Verdict verdict = m_limiter.take(route->label, now());
    PracticeReply reply;
    if (verdict.allowed) {
        reply = (this->*route->handler)(call);
    } else {
        reply = PracticeReply::error(
            429, 429, u"You have reached the maximum per-second rate limit for this API. Try again later."_s);
        reply.headers.emplaceBack("Retry-After", verdict.nextWindow.toString(Qt::ISODate).toLatin1());
    }
    if (verdict.limited && reply.rateLimitHeaders)
        addRateHeaders(reply, route->label, verdict);
    return reply;
}

std::expected<QString, PracticeReply> PracticeAccount::scopesOf(const PracticeCall &call) const
{
    static constexpr QByteArrayView scheme("bearer ");
    const auto invalid = [] {
        return std::unexpected(PracticeReply::error(401, 124, u"Invalid access token."_s));
    };
    if (call.authorization.size() != 1)
        return invalid();
    const QByteArray &header = call.authorization.first();
    if (header.left(scheme.size()).toLower() != scheme)
        return invalid();
    const QByteArrayView token = QByteArrayView(header).sliced(scheme.size());
    if (Secret::fromUtf8(token).equals(m_token))
        return m_options.tokenScopes;
    const bool isSignIn = m_tokens.judge(token, now()) == TokenEndpoint::Verdict::Unknown;
    switch (isSignIn ? m_signIns.judge(token, now()) : m_tokens.judge(token, now())) {
    case TokenEndpoint::Verdict::Good:
        return isSignIn ? m_options.generalApp.scopes : m_options.app.scopes;
    case TokenEndpoint::Verdict::Ended:
        return std::unexpected(PracticeReply::error(401, 124, u"Access token is expired."_s));
    case TokenEndpoint::Verdict::Unknown:
        break;
    }
    return invalid();
}

const PracticeAccount::Route *PracticeAccount::routeOf(const PracticeCall &call)
{
    static const std::array routes{
        Route{"GET", {"v2", "users"}, RateLabel::Medium, &PracticeAccount::listUsers, listUsersScopes},
        Route{"GET", {"v2", "users", anySegment}, RateLabel::Light, &PracticeAccount::getUser, getUserScopes},
        Route{"PUT",
              {"v2", "users", anySegment, "password"},
              RateLabel::Medium,
              &PracticeAccount::updatePassword,
              updatePasswordScopes},
        Route{"DELETE",
              {"v2", "users", anySegment, "token"},
              RateLabel::Light,
              &PracticeAccount::revokeToken,
              revokeTokenScopes},
        Route{"GET",
              {"v2", "accounts", anySegment, "settings"},
              RateLabel::Medium,
              &PracticeAccount::getSettings,
              getSettingsScopes},
    };
    const auto *found = std::ranges::find_if(routes, [&call](const Route &route) {
        return (call.method == "OPTIONS" || call.method == route.method)
            && isMatch(call.segments, route.path);
    });
    return found == routes.end() ? nullptr : found;
}

PracticeReply PracticeAccount::answerOptions(const PracticeCall &call)
{
    PracticeReply reply = PracticeReply::noContent();
    if (call.segments.isEmpty()) { // "*": the server as a whole
        reply.headers.emplaceBack("Allow", "GET, HEAD, POST, PUT, DELETE, OPTIONS");
        return reply;
    }
    // No path has two methods but HEAD, which goes with GET.
    const Route *route = routeOf(call);
    if (!route)
        return notFound();
    reply.headers.emplaceBack(
        "Allow", route->method.toByteArray() + (route->method == "GET" ? ", HEAD" : "") + ", OPTIONS");
    return reply;
}

PracticeReply PracticeAccount::listUsers(const PracticeCall &call)
{
    return m_listUsers.answer(call.query, now());
}

PracticeReply PracticeAccount::getUser(const PracticeCall &call)
{
    PracticeReply refusal;
    const std::optional<PracticeUser> user = userOf(call, refusal);
    if (!user)
        return refusal;
    QJsonObject object = user->toJson();
    if (user->trigger == PracticeTrigger::Me) {
        if (m_options.myRole.isEmpty())
            object.remove("role_id"_L1);
        else
            object["role_id"_L1] = m_options.myRole;
    }
    return PracticeReply::json(200, object);
}

PracticeReply PracticeAccount::updatePassword(const PracticeCall &call)
{
    if (m_options.myRole == memberRole)
        return PracticeReply::error(403, 403, u"You do not have permission to update users."_s);
    PracticeReply refusal;
    const std::optional<PracticeUser> user = userOf(call, refusal);
    return user ? m_updatePassword.answer(*user, call, now()) : refusal;
}

PracticeReply PracticeAccount::revokeToken(const PracticeCall &call)
{
    ++m_signOutCalls;
    if (m_options.myRole == memberRole)
        return PracticeReply::error(403, 403, u"You do not have permission to update users."_s);
    PracticeReply refusal;
    const std::optional<PracticeUser> user = userOf(call, refusal);
    if (!user)
        return refusal;
    if (user->trigger == PracticeTrigger::SignOutRefused)
        return PracticeReply::error(
            400, 4711, u"Invalid access token, does not contain scopes:[user:delete:token:admin]."_s);
    ++m_signOuts;
    return user->trigger == PracticeTrigger::SignOutLost ? PracticeReply::dropped()
                                                         : PracticeReply::noContent();
}

PracticeReply PracticeAccount::getSettings(const PracticeCall &call)
{
    if (!m_options.settingsReadable)
        return PracticeReply::error(
            400, 4711, u"Invalid access token, does not contain scopes:[account:read:settings:admin]."_s);
    const QByteArray &account = call.segments.at(2);
    if (account != "me" && account != m_tokens.app().accountId.toUtf8())
        return PracticeReply::error(404, 2001,
                                    u"Account does not exist: %1"_s.arg(QString::fromUtf8(account)));
    if (!m_options.isPaidAccount) // HTTP 200, as the document has it
        return PracticeReply::error(200, 200, u"Only available for paid accounts."_s);
    return accountSettings(call.query.queryItemValue(u"option"_s), m_options.rules);
}

PracticeReply PracticeAccount::notFound()
{
    return PracticeReply::error(404, 2300, u"This API endpoint is not recognized."_s);
}

std::optional<PracticeUser> PracticeAccount::userOf(const PracticeCall &call, PracticeReply &refusal) const
{
    const std::optional<QString> id = strictUtf8(call.segments.at(2));
    std::optional<PracticeUser> user = id ? m_users.find(*id) : std::nullopt;
    if (!user)
        refusal = PracticeReply::error(404, 1001, u"User does not exist: %1."_s.arg(id.value_or(QString())));
    return user;
}

PracticeServer::Counters PracticeAccount::counters() const
{
    return {m_requests,
            m_passwordPuts,
            m_updatePassword.changes(),
            m_rateLimited,
            m_tokens.requests() + m_signIns.requests(),
            m_tokens.granted() + m_signIns.granted(),
            m_signIns.refreshes(),
            m_signIns.reuses(),
            m_signOutCalls,
            m_signOuts};
}

bool PracticeAccount::hasPassword(const QString &idOrEmail, QByteArrayView utf8) const
{
    const std::optional<PracticeUser> user = m_users.find(idOrEmail);
    return user && m_updatePassword.hasPassword(*user, utf8);
}

} // namespace Keyturn
