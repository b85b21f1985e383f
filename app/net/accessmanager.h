#pragma once

#include "net/http1connection.h"

#include <QElapsedTimer>
#include <QHash>
#include <QNetworkAccessManager>
#include <QPointer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace Keyturn {

/// QNetworkAccessManager with HTTP/1.1 connections that are ours to watch (Http1Reply). Qt's own hands what
/// is left on a kept connection to the next request, takes a 1xx for the answer (6.4), sends a change again
/// when a connection is lost, and signs in to proxies without end; none of it can be switched off, and none
/// of it is told. HTTP/2, where a stream's number says whose answer it is, stays Qt's: for requests that
/// allow it, once the server is known to speak it.
///
/// One for a proxy (setProxy), and for one sign-in to it. Thread: its own.
class AccessManager : public QNetworkAccessManager
{
    Q_OBJECT

public:
    /// The trials are those of all who sign in with the same credentials.
    explicit AccessManager(std::shared_ptr<ProxyTrials> trials, QObject *parent = nullptr);
    ~AccessManager() override;

    /// A connection that was idle for longer is not used: the far end may have dropped it.
    void setIdleLimit(std::chrono::milliseconds limit) { m_idleLimit = limit; }
    /// Connects ahead of need, so that the next change finds its connection ready.
    void connectAhead(const QNetworkRequest &request);
    /// Finds out, before the first request, whether the server speaks HTTP/2: opens a connection, which the
    /// next request gets when it does not. Calls `then` with nothing found out when there is no connection;
    /// the request that follows will say why. Never when `context` dies before. The request has to allow
    /// HTTP/2, and be for https.
    void findProtocol(const QNetworkRequest &request, QObject *context, std::function<void()> then);
    bool isProtocolKnown(const QUrl &url) const;
    /// Closes what is idle.
    void dropConnections();

    // For Http1Reply. What is returned belongs to the caller.
    Http1Connection *takeKept(const QNetworkRequest &request); ///< null: none
    Http1Connection *takeFresh(const QNetworkRequest &request); ///< opened ahead, or new
    Http1Connection *newConnection(const QNetworkRequest &request);
    void keep(Http1Connection *connection);
    void reportProxy(const QNetworkProxy &proxy, const QString &realm);

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    enum class Protocol { Unknown, Http1, Http2 };
    struct Waiting
    {
        QPointer<QObject> context;
        std::function<void()> then;
    };
    struct Idle
    {
        Http1Connection *connection = nullptr;
        bool isFresh = false;
        QElapsedTimer since;
    };

    Protocol protocolOf(const QUrl &url) const;
    bool mayBeHttp2(const QNetworkRequest &request) const;
    void hold(Http1Connection *connection, bool isFresh);
    Http1Connection *take(const QNetworkRequest &request, bool fresh);
    void handleProtocol(const QString &server, Protocol protocol);
    QNetworkReply *createHttp2Request(Operation operation, const QNetworkRequest &request, QIODevice *body);
    void watch(QNetworkReply *reply);

    std::chrono::milliseconds m_idleLimit{20'000};
    std::vector<Idle> m_idle;
    std::shared_ptr<ProxySigner> m_signer;
    std::shared_ptr<ProxyTrials> m_trials;
    QHash<QString, Protocol> m_protocols; ///< by the server's name and port
    std::map<QString, std::vector<Waiting>> m_asking; ///< whose protocol is being found out, and for whom
};

} // namespace Keyturn
