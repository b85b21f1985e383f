#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"
#include "net/httptransfer.h"
#include "net/proxychoice.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QSslCertificate>

#include <chrono>
#include <memory>
#include <optional>

class QSslConfiguration;

namespace Keyturn {

class AccessManager;
class Clock;
class ProxyCredentials;
class ProxyGate;
class ProxyTrials;

/// A request under way. Owned by its HttpClient; deletes itself after finished(). Keep a QPointer.
class HttpCall : public QObject
{
    Q_OBJECT

public:
    ~HttpCall() override;

    /// Ends the call; finished() follows with ErrorKind::Cancelled, or with the answer if that had come.
    void cancel();
    /// See HttpReply::requestLeft; may be asked at any time.
    bool requestLeft() const;

signals:
    /// The request's bytes were handed to the network. At most once, never after finished().
    void requestSent();
    /// Exactly once, never from within send() or cancel().
    void finished(const Keyturn::HttpReply &reply);

private:
    friend class HttpClient;
    class Private;
    explicit HttpCall(std::unique_ptr<Private> d, QObject *parent);
    void finish(HttpReply reply);
    void finishLater(const Error &error);
    std::unique_ptr<Private> d;
};

/// The one place that touches QNetworkAccessManager: one host's connections, time-outs, TLS, size limits.
///
/// - A request with a body is written to the wire at most once: Qt's own silent resend is stopped by a body
///   device that refuses to rewind (OneShotDevice). One without a body cannot be stopped so: its reply says
///   when it was sent again (HttpReply::sentAgain).
/// - Redirects are not followed, cookies and caches do not exist, TLS errors cannot be ignored.
/// - http is refused except to loopback (urlpolicy.h).
/// - A proxy that wants a sign-in gets one and the request is made again, at most twice (with the sign-in
/// that
///   was kept, and with the one that a person gave), and only where it is proved that nothing had left: the
///   proxy turned the tunnel away. While a person is asked, no time runs out.
/// Thread: the one that made it (the GUI thread). Nothing blocks.
class HttpClient : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        qint64 maximumReplyBytes = 1024 * 1024;
        /// A kept connection idle for longer than this is not used for a request with a body: the far end may
        /// have dropped it, and a change that died on the way is an Unknown that costs people a phone call.
        std::chrono::milliseconds reuseIdleFor{20'000};
        bool allowHttp2 = false; ///< see http2policy.h
        /// How long nothing may come, instead of what each request says. The time for the whole of it grows
        /// by as much.
        std::optional<std::chrono::milliseconds> replyTimeout;
        /// Trusted beside the system's: for companies that inspect TLS, and for tests.
        QList<QSslCertificate> extraCaCertificates;
        ProxyChoice proxy;
        /// Outlives the client. Null: a proxy that wants a sign-in is ProxyAuthenticationRequired.
        ProxyCredentials *proxyCredentials = nullptr;
    };

    HttpClient(const Options &options, const Clock &clock, QObject *parent = nullptr);
    ~HttpClient() override;

    /// Never null; errors arrive through finished().
    HttpCall *send(HttpRequest request);

    /// Wipes the sign-in to a proxy that is held; the next connection that needs one asks for it again. What
    /// is under way goes on with the one that it has.
    void forgetProxySignIn();
    const Clock &clock() const { return m_clock; }
    /// Opens a connection ahead of need, so that the next call finds it warm. No request is made.
    void connectAhead(const QUrl &url);

private:
    std::optional<Error> problemWith(const HttpRequest &request) const;
    std::shared_ptr<AccessManager> managerFor(const QNetworkProxy &proxy);
    QSslConfiguration tls() const;
    void dropStaleConnections();
    void transfer(HttpCall *call, HttpRequest request, const QNetworkProxy &proxy);
    void begin(HttpCall *call, HttpRequest request, const std::shared_ptr<AccessManager> &manager);
    HttpTransfer::Settings settingsFor(const QUrl &url) const;
    void handleFinished(HttpCall *call);

    Options m_options;
    const Clock &m_clock;
    ProxyGate *m_gate;
    std::shared_ptr<ProxyTrials> m_trials;
    /// Made at first use: it is not on the start path. Another way into the network or another sign-in is
    /// another manager, so that no connection is taken for one that it is not; calls keep theirs.
    std::shared_ptr<AccessManager> m_manager;
    QString m_realm; ///< of the last proxy that wanted a sign-in
    QElapsedTimer m_lastUse;
    int m_running = 0;
};

} // namespace Keyturn
