#pragma once

#include "net/http1parser.h"
#include "net/proxysigner.h"
#include "net/proxytrials.h"

#include <QAbstractSocket>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QObject>
#include <QSslConfiguration>
#include <QSslError>
#include <QUrl>

#include <memory>
#include <optional>

class QTcpSocket;

namespace Keyturn {

class HostConnector;

/// One connection to one server: TCP, a tunnel through a proxy where there is one, TLS. It carries one
/// request at a time and knows nothing of it but bytes.
///
/// Nothing leaves before ready(), and ready() comes only when the certificate was found good by Qt, and to be
/// of this host by us (certificatenames.h). A TLS error cannot be ignored. Made and owned by AccessManager
/// while nobody uses it, by the Http1Reply that took it after that. Thread: its own; never blocks. Reports
/// from the event loop only, not from within a call.
class Http1Connection : public QObject
{
    Q_OBJECT

public:
    struct Target
    {
        QUrl url; ///< scheme, host and port count
        QNetworkProxy proxy; ///< NoProxy, HttpProxy or Socks5Proxy
        std::optional<QSslConfiguration> tls; ///< for https
        std::shared_ptr<ProxySigner>
            signer; ///< for HttpProxy: remembers how the proxy wants to be signed in to
        std::shared_ptr<ProxyTrials> trials; ///< for a proxy: whose turn it is to sign in

        bool leadsTo(const QUrl &other) const;
    };
    /// Why there is no connection, or none any more. NoError: it was closed by the other side, in order.
    struct Failure
    {
        QNetworkReply::NetworkError error = QNetworkReply::NoError;
        QString words;
    };

    /// Begins to connect.
    explicit Http1Connection(Target target, QObject *parent = nullptr);
    ~Http1Connection() override;

    const Target &target() const { return m_target; }
    bool isReady() const { return m_isReady; }
    bool isOpen() const { return !m_isOver; }
    /// The protocol that TLS agreed on ("h2"), empty where none.
    QByteArray negotiatedProtocol() const;
    QSslConfiguration sslConfiguration() const;

    /// The last look before a request is written: the connection is open, and nothing came on it that nobody
    /// had asked for, be it unread in the system's buffer. Where it is false, discard it. Not from within a
    /// signal of this.
    bool isQuiet();
    /// Only when ready. False when the socket takes nothing. The caller wipes its own bytes.
    bool write(QByteArrayView bytes);
    QByteArray readAll();
    /// Closes at once, says nothing more, and deletes itself.
    void discard();

signals:
    void ready();
    void readyRead();
    /// Something moved: for whoever measures silence.
    void progressed();
    void sslErrors(const QList<QSslError> &errors);
    void proxyAuthenticationRequired(const QNetworkProxy &proxy, const QString &realm);
    /// At most once, and nothing comes after it.
    void over(const Keyturn::Http1Connection::Failure &failure);

private:
    bool isTunnelled() const;
    bool isSocks() const { return m_target.proxy.type() == QNetworkProxy::Socks5Proxy; }
    void begin();
    void takeTurn(ProxyTrials::Turn turn, const ProxySigner::Verdict &verdict);
    void connectSocket();
    void leaveTrial();
    void beTurnedAway(const ProxySigner::Verdict &verdict);
    void leaveConnector();
    QTcpSocket *makeSocket() const;
    void adopt(QTcpSocket *socket);
    void handleConnected();
    void secure();
    void requestTunnel();
    void readTunnel();
    void handleTunnelAnswer();
    void handleEncrypted();
    void handleUnreached(QAbstractSocket::SocketError error, const QString &words);
    void handleSocketError();
    void becomeReady();
    void end(QNetworkReply::NetworkError error, const QString &words);

    Target m_target;
    HostConnector *m_connector = nullptr; ///< while no address has answered
    QTcpSocket *m_socket = nullptr; ///< from then on
    std::unique_ptr<Http1Parser> m_tunnel; ///< set while the proxy's answer to CONNECT is read
    ProxySigner::Attempt m_attempt;
    bool m_isReady = false;
    bool m_isOver = false;
    bool m_isLooking = false; ///< within isQuiet()
};

} // namespace Keyturn
