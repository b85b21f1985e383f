#pragma once

#include "auth/accesstokensource.h"
#include "auth/tokenrecord.h"
#include "net/httpclient.h"
#include "secrets/secretstore.h"
#include "zoom/servertokenrequest.h"

#include <QObject>
#include <QPointer>
#include <QPromise>
#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace Keyturn {

/// Server-to-Server OAuth: access tokens from account ID, client ID and client secret (zoom-api.md,
/// "Tokens").
///
/// Since a new token may end the one that another desk works with, few are asked for:
/// - A token is kept in the keychain and used until it ends, by the next start and by other processes, too.
/// - It is replaced five minutes before its end (or at half its life, when that is shorter), at the first
///   call that comes then. Should this not work out for a reason that may pass, the old one is used on.
/// - However many calls wait, one request is made, and all get its answer.
/// - A token that Zoom rejects is replaced once, be it rejected by a hundred calls; by the keychain's, if
///   another process has put a newer one there. More than RejectionLimit tokens rejected within a minute are
///   TokenRejected for the rest of it: then new ones do not help.
/// - A definite refusal (a changed secret, a deactivated app) is the answer of all who wait, and of those who
///   come within RefusalMemory; whoever comes later, such as a person who tries again, makes a new request.
///
/// A keychain that cannot keep the token is no error: it is kept for this run, as the client secret may be.
/// The client secret is read when a token is asked for, and not held in between.
///
/// Time: a token ends when the time of day or the uptime says so, whichever is first. So a clock that is put
/// back does not lengthen its life, and a laptop that slept knows that it has ended. Whether the computer's
/// clock is right does not matter: what counts is the time since the request.
///
/// Errors: ServerTokenRequest's, the keychain's, TokenRejected (above). Errors with a tracking ID have it.
/// Thread: GUI. Futures finish; destruction answers Cancelled.
class ServerTokenSource final : public AccessTokenSource
{
public:
    struct App
    {
        QUrl tokenUrl = ServerTokenRequest::defaultTokenUrl();
        QString accountId;
        QString clientId;
        QString secretKey; ///< under which a store holds the client secret
        QString tokenKey; ///< under which the token is kept; nobody else's
    };

    static constexpr std::chrono::minutes RenewAhead{5};
    static constexpr std::chrono::seconds RefusalMemory{3};
    static constexpr std::size_t RejectionLimit = 10;

    /// The stores and the clock outlive this. `runOnly` is asked before the keychain; when it holds the
    /// client secret, the keychain is not asked at all.
    ServerTokenSource(SecretStore *keychain, SecretStore *runOnly, const App &app,
                      const HttpClient::Options &options, const Clock &clock);
    ~ServerTokenSource() override;

    QFuture<Result<Secret>> accessToken() override;
    bool tokenRejected(const Secret &token) override;
    /// What Zoom refused is forgotten, too: at worst, one more call is made with a token that it rejects.
    void forget() override;

    /// What Zoom said when it gave the last token of this run; empty before, and when the token is the
    /// keychain's.
    QStringList grantedScopes() const override { return m_scopes; }

private:
    /// A token in memory. Its end is kept twice, by both clocks.
    struct Held
    {
        TokenRecord record;
        std::chrono::milliseconds endsAtUptime{0};
    };
    enum class Age { Fresh, EndsSoon, Ended };

    Age ageOf(const Held &held) const;
    /// Holds the stored token if it can be used. True when it need not be renewed yet.
    bool adopt(const Result<Secret> &stored);

    void askRunOnly();
    void askKeychain();
    void request(const Secret &clientSecret);
    void handleReply(const ServerTokenRequest &request, const HttpReply &reply);
    void keep();

    void answerAll(const Result<void> &result);
    void fail(const Error &error);

    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    App m_app;
    QByteArray m_origin;
    const Clock &m_clock;
    HttpClient m_http;

    std::vector<QPromise<Result<Secret>>> m_callers; ///< not empty: a token is being looked for
    std::optional<Held> m_held;
    std::optional<TokenRecord> m_rejected; ///< the last one
    std::deque<std::chrono::milliseconds> m_rejections; ///< uptime of each, of the last minute
    std::optional<Error> m_refusal;
    std::chrono::milliseconds m_refusalEnds{0}; ///< uptime
    std::chrono::milliseconds m_nextTryAhead{0}; ///< uptime
    QDateTime m_askedAt;
    std::chrono::milliseconds m_askedAtUptime{0};
    bool m_secretIsRunOnly = false;
    QStringList m_scopes;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
