#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>
#include <QSslCertificate>

#include <chrono>
#include <memory>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;
class QSslConfiguration;
class QTimer;

namespace Keyturn {

class Clock;

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
    std::unique_ptr<Private> d;
};

/// The one place that touches QNetworkAccessManager: one host's connections, time-outs, TLS, size limits.
///
/// - A request with a body is written to the wire at most once: Qt's own silent resend is stopped by a body
///   device that refuses to rewind (OneShotDevice).
/// - Redirects are not followed, cookies and caches do not exist, TLS errors cannot be ignored.
/// - http is refused except to loopback (urlpolicy.h).
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
    };

    HttpClient(const Options &options, const Clock &clock, QObject *parent = nullptr);
    ~HttpClient() override;

    /// Never null; errors arrive through finished().
    HttpCall *send(HttpRequest request);
    const Clock &clock() const { return m_clock; }
    /// Opens a connection ahead of need, so that the next call finds it warm. No request is made.
    void connectAhead(const QUrl &url);

private:
    QNetworkAccessManager *manager();
    QSslConfiguration tls() const;
    void dropStaleConnections();

    Options m_options;
    const Clock &m_clock;
    QNetworkAccessManager *m_manager = nullptr; ///< made at first use: it is not on the start path
    QElapsedTimer m_lastUse;
    int m_running = 0;
};

} // namespace Keyturn
