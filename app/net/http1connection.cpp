#include "http1connection.h"

#include "core/logging.h"
#include "core/secret.h"
#include "net/certificatenames.h"
#include "net/hostconnector.h"

#include <QCoreApplication>
#include <QSslCertificate>
#include <QSslSocket>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Http1Connection)
};

QNetworkReply::NetworkError networkErrorOf(QAbstractSocket::SocketError error)
{
    switch (error) {
    case QAbstractSocket::ConnectionRefusedError:
        return QNetworkReply::ConnectionRefusedError;
    case QAbstractSocket::RemoteHostClosedError:
        return QNetworkReply::RemoteHostClosedError;
    case QAbstractSocket::HostNotFoundError:
        return QNetworkReply::HostNotFoundError;
    case QAbstractSocket::SocketTimeoutError:
        return QNetworkReply::TimeoutError;
    case QAbstractSocket::NetworkError:
        return QNetworkReply::UnknownNetworkError;
    case QAbstractSocket::ProxyAuthenticationRequiredError:
        return QNetworkReply::ProxyAuthenticationRequiredError;
    case QAbstractSocket::SslHandshakeFailedError:
    case QAbstractSocket::SslInternalError:
    case QAbstractSocket::SslInvalidUserDataError:
        return QNetworkReply::SslHandshakeFailedError;
    case QAbstractSocket::ProxyConnectionRefusedError:
        return QNetworkReply::ProxyConnectionRefusedError;
    case QAbstractSocket::ProxyConnectionClosedError:
        return QNetworkReply::ProxyConnectionClosedError;
    case QAbstractSocket::ProxyConnectionTimeoutError:
        return QNetworkReply::ProxyTimeoutError;
    case QAbstractSocket::ProxyNotFoundError:
        return QNetworkReply::ProxyNotFoundError;
    case QAbstractSocket::ProxyProtocolError:
        return QNetworkReply::UnknownProxyError;
    default:
        return QNetworkReply::UnknownNetworkError;
    }
}

quint16 portOf(const QUrl &url)
{
    return static_cast<quint16>(url.port(url.scheme() == QLatin1String("https") ? 443 : 80));
}

} // namespace

bool Http1Connection::Target::leadsTo(const QUrl &other) const
{
    return url.scheme() == other.scheme() && url.host() == other.host() && portOf(url) == portOf(other);
}

Http1Connection::Http1Connection(Target target, QObject *parent)
    : QObject(parent)
    , m_target(std::move(target))
{
    QMetaObject::invokeMethod(this, &Http1Connection::begin, Qt::QueuedConnection);
}

Http1Connection::~Http1Connection()
{
    leaveTrial();
}

void Http1Connection::leaveTrial()
{
    if (m_target.trials)
        m_target.trials->leave(m_target.proxy, this);
}

// Through an HTTP proxy we ask for the tunnel ourselves. Qt's own engine answers a proxy that offers NTLM or
// Negotiate again and again, without a signal (seen with Qt 6.4.2: tens of thousands of sign-ins in seconds).
bool Http1Connection::isTunnelled() const
{
    // Plain HTTP is for this computer alone, which no proxy leads to.
    return m_target.tls && m_target.proxy.type() == QNetworkProxy::HttpProxy;
}

void Http1Connection::begin()
{
    if (m_isOver)
        return;
    if (!isTunnelled() && !isSocks()) {
        connectSocket();
        return;
    }
    m_target.trials->enter(
        m_target.proxy, this,
        [this](ProxyTrials::Turn turn, const ProxySigner::Verdict &verdict) { takeTurn(turn, verdict); });
}

void Http1Connection::takeTurn(ProxyTrials::Turn turn, const ProxySigner::Verdict &verdict)
{
    if (m_isOver)
        return;
    if (turn == ProxyTrials::Turn::Refused) {
        beTurnedAway(verdict);
        return;
    }
    m_attempt.isProven = turn == ProxyTrials::Turn::Free;
    connectSocket();
}

void Http1Connection::connectSocket()
{
    m_socket = nullptr;
    if (isSocks()) {
        adopt(makeSocket()); // the proxy looks up the name, and Qt speaks to it
        if (auto *secured = qobject_cast<QSslSocket *>(m_socket))
            secured->connectToHostEncrypted(m_target.url.host(), portOf(m_target.url));
        else
            m_socket->connectToHost(m_target.url.host(), portOf(m_target.url));
        return;
    }
    m_connector = new HostConnector([this] { return makeSocket(); }, this);
    connect(m_connector, &HostConnector::connected, this, [this](QTcpSocket *socket) {
        leaveConnector();
        adopt(socket);
        handleConnected();
    });
    connect(m_connector, &HostConnector::failed, this, &Http1Connection::handleUnreached);
    if (isTunnelled())
        m_connector->start(m_target.proxy.hostName(), m_target.proxy.port());
    else
        m_connector->start(m_target.url.host(), portOf(m_target.url));
}

void Http1Connection::leaveConnector()
{
    if (!m_connector)
        return;
    m_connector->disconnect(this);
    m_connector->deleteLater(); // it may be its own signal
    m_connector = nullptr;
}

QTcpSocket *Http1Connection::makeSocket() const
{
    QTcpSocket *socket = nullptr;
    if (m_target.tls) {
        auto *secured = new QSslSocket;
        secured->setSslConfiguration(*m_target.tls);
        socket = secured;
    } else {
        // Plain, on this computer: even an empty QSslConfiguration would load OpenSSL.
        socket = new QTcpSocket;
    }
    socket->setProxy(isSocks() ? m_target.proxy : QNetworkProxy(QNetworkProxy::NoProxy));
    return socket;
}

void Http1Connection::adopt(QTcpSocket *socket)
{
    m_socket = socket;
    m_socket->setParent(this);
    if (auto *secured = qobject_cast<QSslSocket *>(m_socket)) {
        connect(secured, &QSslSocket::encrypted, this, &Http1Connection::handleEncrypted);
        connect(secured, &QSslSocket::sslErrors, this, &Http1Connection::sslErrors);
    }
    connect(m_socket, &QTcpSocket::connected, this, &Http1Connection::handleConnected);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &Http1Connection::progressed);
    connect(m_socket, &QTcpSocket::errorOccurred, this, &Http1Connection::handleSocketError);
    connect(m_socket, &QTcpSocket::readyRead, this, [this] {
        if (m_isLooking)
            return;
        emit progressed();
        if (m_tunnel)
            readTunnel();
        else if (m_isReady)
            emit readyRead();
    });
}

void Http1Connection::handleConnected()
{
    emit progressed();
    m_socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
    if (isSocks())
        m_target.trials->report(m_target.proxy, std::nullopt);
    else if (isTunnelled())
        requestTunnel();
    else if (m_target.tls)
        secure();
    if (!m_target.tls)
        becomeReady();
}

void Http1Connection::secure()
{
    auto *secured = static_cast<QSslSocket *>(m_socket);
    secured->setPeerVerifyName(m_target.url.host());
    secured->startClientEncryption();
}

/// RFC 9110 9.3.6
void Http1Connection::requestTunnel()
{
    QString host = m_target.url.host(QUrl::FullyEncoded);
    if (host.contains(u':'))
        host = u'[' + host + u']';
    const QByteArray authority = host.toLatin1() + ':' + QByteArray::number(portOf(m_target.url));
    QByteArray request = "CONNECT " + authority + " HTTP/1.1\r\nHost: " + authority
        + "\r\nUser-Agent: Keyturn/" KEYTURN_VERSION "\r\nProxy-Connection: keep-alive\r\n";
    QByteArray signedIn = m_target.signer->header(m_attempt, m_target.proxy, authority);
    if (!signedIn.isEmpty())
        request += "Proxy-Authorization: " + signedIn + "\r\n";
    request += "\r\n";
    m_tunnel = std::make_unique<Http1Parser>(Http1Parser::Request::Connect);
    m_socket->write(request.constData(), request.size()); // not shared, so that it can be wiped
    wipe(signedIn);
    wipe(request);
}

void Http1Connection::readTunnel()
{
    // Not more than the head: what follows a 2xx is TLS's. Nobody speaks before we do there, so that anything
    // which came along is no answer to us.
    m_tunnel->feed(m_socket->readAll());
    m_tunnel->takeBody();
    if (m_tunnel->isDone())
        handleTunnelAnswer();
}

void Http1Connection::handleTunnelAnswer()
{
    const std::unique_ptr<Http1Parser> answer = std::move(m_tunnel);
    if (answer->state() == Http1Parser::State::Failed && answer->status() != 407) {
        end(QNetworkReply::ProxyConnectionClosedError, answer->words());
        return;
    }
    const int status = answer->status();
    qCDebug(lcNet) << "the proxy answered" << status;
    if (status >= 200 && status < 300) {
        if (answer->surplus() > 0) {
            end(QNetworkReply::UnknownProxyError, Texts::tr("The proxy sent what nobody had asked for."));
            return;
        }
        m_target.trials->report(m_target.proxy, std::nullopt);
        secure();
        return;
    }
    if (status != 407) {
        end(QNetworkReply::UnknownProxyError,
            Texts::tr("The proxy answered %1.", "an HTTP status: 403 Forbidden")
                .arg(QString::number(status) + u' ' + QString::fromLatin1(answer->reason())));
        return;
    }
    const ProxySigner::Verdict verdict =
        m_target.signer->judge(m_attempt, m_target.proxy, answer->headers(), answer->mayKeepConnection());
    switch (verdict.next) {
    case ProxySigner::Next::AgainHere:
        requestTunnel();
        break;
    case ProxySigner::Next::AgainAnew:
        m_socket->disconnect(this);
        m_socket->abort();
        m_socket->deleteLater();
        connectSocket();
        break;
    case ProxySigner::Next::AskForSignIn:
    case ProxySigner::Next::GiveUp:
        m_target.trials->report(m_target.proxy, verdict);
        beTurnedAway(verdict);
        break;
    }
}

void Http1Connection::beTurnedAway(const ProxySigner::Verdict &verdict)
{
    if (verdict.next == ProxySigner::Next::AskForSignIn) {
        emit proxyAuthenticationRequired(m_target.proxy, verdict.realm);
        end(QNetworkReply::ProxyAuthenticationRequiredError, verdict.words);
    } else {
        end(QNetworkReply::UnknownProxyError, verdict.words);
    }
}

void Http1Connection::handleEncrypted()
{
    emit progressed();
    const auto *secured = static_cast<QSslSocket *>(m_socket);
    const QSslCertificate certificate = secured->peerCertificate();
    if (!certificateCovers(certificate, m_target.url.host())) {
        emit sslErrors({QSslError(QSslError::HostNameMismatch, certificate)});
        end(QNetworkReply::SslHandshakeFailedError, Texts::tr("The certificate is for another server."));
        return;
    }
    becomeReady();
}

void Http1Connection::becomeReady()
{
    m_isReady = true;
    emit ready();
}

void Http1Connection::handleUnreached(QAbstractSocket::SocketError error, const QString &words)
{
    if (!isTunnelled())
        end(networkErrorOf(error), words);
    else if (error == QAbstractSocket::HostNotFoundError)
        end(QNetworkReply::ProxyNotFoundError, words);
    else
        end(QNetworkReply::ProxyConnectionRefusedError, words);
}

void Http1Connection::handleSocketError()
{
    if (m_isLooking) // that nothing came is told so, too
        return;
    const QAbstractSocket::SocketError error = m_socket->error();
    if (m_tunnel) {
        m_tunnel->end();
        if (m_tunnel->state() == Http1Parser::State::Complete || m_tunnel->status() == 407)
            handleTunnelAnswer(); // its body ended with the connection
        else
            end(QNetworkReply::ProxyConnectionClosedError, m_socket->errorString());
        return;
    }
    if (m_isReady && m_socket->bytesAvailable() > 0)
        emit readyRead();
    if (isSocks() && error == QAbstractSocket::ProxyAuthenticationRequiredError)
        m_target.trials->report(
            m_target.proxy,
            ProxySigner::Verdict{ProxySigner::Next::AskForSignIn, {}, m_socket->errorString()});
    const bool isClosed = error == QAbstractSocket::RemoteHostClosedError && m_isReady;
    end(isClosed ? QNetworkReply::NoError : networkErrorOf(error), m_socket->errorString());
}

void Http1Connection::end(QNetworkReply::NetworkError error, const QString &words)
{
    if (std::exchange(m_isOver, true))
        return;
    leaveTrial();
    leaveConnector();
    const QPointer<Http1Connection> alive(this);
    emit over({error, words});
    if (alive && m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
    }
}

QByteArray Http1Connection::negotiatedProtocol() const
{
    const auto *secured = qobject_cast<QSslSocket *>(m_socket);
    return secured ? secured->sslConfiguration().nextNegotiatedProtocol() : QByteArray();
}

QSslConfiguration Http1Connection::sslConfiguration() const
{
    const auto *secured = qobject_cast<QSslSocket *>(m_socket);
    return secured ? secured->sslConfiguration() : QSslConfiguration();
}

bool Http1Connection::isQuiet()
{
    if (!m_isReady || m_isOver)
        return false;
    m_isLooking = true;
    const bool spoke = m_socket->waitForReadyRead(0); // does not wait
    m_isLooking = false;
    return !spoke && m_socket->bytesAvailable() == 0 && m_socket->state() == QAbstractSocket::ConnectedState;
}

bool Http1Connection::write(QByteArrayView bytes)
{
    // By pointer and size: the socket would share a QByteArray, which then cannot be wiped.
    return m_isReady && !m_isOver && m_socket->write(bytes.data(), bytes.size()) == bytes.size();
}

QByteArray Http1Connection::readAll()
{
    return m_socket ? m_socket->readAll() : QByteArray();
}

void Http1Connection::discard()
{
    disconnect();
    m_isOver = true;
    // Often from within a signal of the socket, which would not outlive the end of a parent.
    setParent(nullptr);
    leaveTrial();
    leaveConnector();
    if (m_socket) {
        m_socket->disconnect(this);
        m_socket->abort();
    }
    deleteLater();
}

} // namespace Keyturn
