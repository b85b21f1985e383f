#pragma once

#include "core/clock.h"
#include "practice/listuserscall.h"
#include "practice/practicehttp.h"
#include "practice/practicescopes.h"
#include "practice/practiceserver.h"
#include "practice/practiceusers.h"
#include "practice/ratelimiter.h"
#include "practice/signinendpoint.h"
#include "practice/tokenendpoint.h"
#include "practice/updatepasswordcall.h"

#include <atomic>
#include <expected>
#include <optional>

namespace Keyturn {

/// The practice account behind the wire: every call of app/zoom/README.md, judged in Zoom's order (token,
/// rate limit, user, body, rules). Thread-safe: the listener's thread calls answer(), and whoever made the
/// server asks for the rest.
class PracticeAccount
{
public:
    explicit PracticeAccount(const PracticeServer::Options &options);

    PracticeReply answer(const PracticeCall &call);

    const Secret &token() const { return m_token; }
    TokenEndpoint &tokens() { return m_tokens; }
    SignInEndpoint &signIns() { return m_signIns; }
    void setTokenReplyDelay(std::chrono::milliseconds delay) { m_tokenReplyDelay = delay.count(); }
    PracticeServer::Counters counters() const;
    bool hasPassword(const QString &idOrEmail, QByteArrayView utf8) const;

private:
    using Handler = PracticeReply (PracticeAccount::*)(const PracticeCall &);
    struct Route
    {
        QByteArrayView method;
        QList<QByteArrayView> path; ///< its segments; "*" stands for any
        RateLabel label = RateLabel::Light;
        Handler handler = nullptr;
        PracticeScopes scopes;
    };
    /// By path and method, or by path alone for OPTIONS; null when there is no such call.
    static const Route *routeOf(const PracticeCall &call);

    /// Nothing when the call is not one of /oauth/.
    std::optional<PracticeReply> answerOAuth(const PracticeCall &call);
    PracticeReply answerAuthorized(const PracticeCall &call, const QString &scopes);
    /// The scopes of the call's token, or the refusal of a token that is not good.
    std::expected<QString, PracticeReply> scopesOf(const PracticeCall &call) const;
    PracticeReply listUsers(const PracticeCall &call);
    PracticeReply getUser(const PracticeCall &call);
    PracticeReply updatePassword(const PracticeCall &call);
    PracticeReply revokeToken(const PracticeCall &call);
    PracticeReply getSettings(const PracticeCall &call);
    static PracticeReply notFound();
    static PracticeReply answerOptions(const PracticeCall &call);

    /// The user of the path's second segment, or nothing and the refusal.
    std::optional<PracticeUser> userOf(const PracticeCall &call, PracticeReply &refusal) const;
    QDateTime now() const { return m_clock.now(); }

    const PracticeServer::Options m_options;
    const SystemClock m_systemClock;
    const Clock &m_clock;
    const PracticeUsers m_users;
    const Secret m_token;
    TokenEndpoint m_tokens;
    SignInEndpoint m_signIns;
    const ListUsersCall m_listUsers;
    UpdatePasswordCall m_updatePassword;
    RateLimiter m_limiter;
    std::atomic<int> m_requests = 0;
    std::atomic<int> m_passwordPuts = 0;
    std::atomic<int> m_rateLimited = 0;
    std::atomic<int> m_signOutCalls = 0;
    std::atomic<int> m_signOuts = 0;
    std::atomic<qint64> m_tokenReplyDelay = 0; ///< milliseconds
};

} // namespace Keyturn
