#pragma once

#include "net/httpclient.h"
#include "session/connectionreport.h"

#include <QObject>
#include <QPointer>
#include <QUrl>

#include <memory>

namespace Keyturn {

class AccessTokenSource;
class Clock;
class ZoomCall;
class ZoomClient;

/// "Test connection": tries what Keyturn needs of an account, step by step, before anything of it is stored.
/// Reads only: no password is changed and no scope is proved by trying.
///
/// A refusal that concerns one call (a scope, a role) does not keep the next calls from being tried, so that
/// everything that is missing is named at once; what would befall every call (the network, the token) ends
/// the test. Missing password rules are a warning: Keyturn has the basic ones.
///
/// Good for one run, with a token source of its own: a token that was given out before a scope was added does
/// not have it. Destroying it in mid-flight is harmless. Thread: GUI. Nothing blocks.
class ConnectionTest : public QObject
{
    Q_OBJECT

public:
    struct Setup
    {
        /// Asked for the token, at start() and not before. It must not keep anything where the account is
        /// not saved yet: a ServerTokenSource gets a MemoryStore for both of its stores.
        std::unique_ptr<AccessTokenSource> tokens;
        TokenOrigin origin = TokenOrigin::Pasted;
        QUrl baseUrl;
    };

    /// The clock outlives this.
    ConnectionTest(Setup setup, const HttpClient::Options &options, const Clock &clock,
                   QObject *parent = nullptr);
    ~ConnectionTest() override;

    /// Once; later calls do nothing.
    void start();
    /// The rows that are not done are Skipped, and finished() follows at once. Does nothing when not running.
    void cancel();

    bool isRunning() const { return m_started && !m_report.finished; }
    const ConnectionReport &report() const { return m_report; }

signals:
    /// Each time a row's state changes.
    void rowChanged(Keyturn::ConnectionStep step);
    /// Exactly once after start(), unless this is destroyed before. No row changes afterwards.
    void finished();

private:
    void askToken();
    void handleToken(const Result<Secret> &token);
    void askSelf();
    void askUsers();
    void askRules();
    void judgeChange();

    /// Sends a request of this kind and hands its reply to `handle`, which returns the finished row.
    template<typename Request>
    void ask(ConnectionStep step, const Request &request, ConnectionRow (*handle)(const ZoomReply &reply));
    /// False when nobody is interested any more: destroyed or cancelled by who heard of it.
    bool setRow(ConnectionStep step, const ConnectionRow &row);
    bool setRunning(ConnectionStep step);
    void endStep(ConnectionStep step, const ConnectionRow &row);
    void runAfter(ConnectionStep step);
    /// Skips what is not done, and tells the end.
    void end();

    // Die from the last to the first; the calls are the client's.
    std::unique_ptr<AccessTokenSource> m_tokens;
    std::unique_ptr<HttpClient> m_http;
    std::unique_ptr<ZoomClient> m_client;
    const Clock &m_clock;
    QPointer<ZoomCall> m_call;
    ConnectionReport m_report;
    QStringList m_tokenScopes; ///< by the token itself
    bool m_started = false;
    bool m_ending = false;
};

} // namespace Keyturn
