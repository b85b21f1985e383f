#include "accessmanager.h"

#include "core/logging.h"
#include "net/certificatenames.h"
#include "net/http1reply.h"

#include <QAuthenticator>
#include <QSslCertificate>
#include <QTimer>

#include <algorithm>
#include <chrono>

namespace Keyturn {

namespace {

using namespace std::chrono_literals;

/// A server that is silent for longer is left to the request itself, whose time-outs are a person's.
constexpr auto patienceForProtocol = 10s;

QString serverOf(const QUrl &url)
{
    return url.host() + u':' + QString::number(url.port(443));
}

bool offersHttp2(const QSslConfiguration &configuration)
{
    return configuration.allowedNextProtocols().contains(QSslConfiguration::ALPNProtocolHTTP2);
}

} // namespace

AccessManager::AccessManager(std::shared_ptr<ProxyTrials> trials, QObject *parent)
    : QNetworkAccessManager(parent)
    , m_signer(std::make_shared<ProxySigner>())
    , m_trials(std::move(trials))
{
    setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
}

AccessManager::~AccessManager()
{
    // While what they refer to is still there.
    qDeleteAll(findChildren<Http1Reply *>(Qt::FindDirectChildrenOnly));
    qDeleteAll(findChildren<Http1Connection *>(Qt::FindDirectChildrenOnly));
}

// Through an HTTP proxy never, since Qt signs in to it in its own way (Http1Connection::isTunnelled).
bool AccessManager::mayBeHttp2(const QNetworkRequest &request) const
{
    return request.attribute(QNetworkRequest::Http2AllowedAttribute).toBool()
        && request.url().scheme() == QLatin1String("https") && proxy().type() != QNetworkProxy::HttpProxy;
}

AccessManager::Protocol AccessManager::protocolOf(const QUrl &url) const
{
    return m_protocols.value(serverOf(url), Protocol::Unknown);
}

bool AccessManager::isProtocolKnown(const QUrl &url) const
{
    return protocolOf(url) != Protocol::Unknown;
}

QNetworkReply *AccessManager::createRequest(Operation operation, const QNetworkRequest &request,
                                            QIODevice *body)
{
    const bool isAhead =
        request.url().scheme() == QLatin1String("preconnect-https"); // Qt's, to connect ahead
    if (isAhead || (mayBeHttp2(request) && protocolOf(request.url()) == Protocol::Http2))
        return createHttp2Request(operation, request, body);
    return new Http1Reply(this, operation, request, body);
}

/// HTTP/2 and nothing else: left to negotiate, Qt would fall back to its own HTTP/1.1, unwatched. To a server
/// that speaks HTTP/2 no more the request fails.
QNetworkReply *AccessManager::createHttp2Request(Operation operation, const QNetworkRequest &request,
                                                 QIODevice *body)
{
    QNetworkRequest http2 = request;
    http2.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    http2.setAttribute(QNetworkRequest::Http2DirectAttribute, true);
    QSslConfiguration tls = request.sslConfiguration();
    tls.setAllowedNextProtocols({QSslConfiguration::ALPNProtocolHTTP2});
    http2.setSslConfiguration(tls);
    QNetworkReply *reply = QNetworkAccessManager::createRequest(operation, http2, body);
    watch(reply);
    return reply;
}

void AccessManager::watch(QNetworkReply *reply)
{
    // What stands at the other end may have become another: the next request finds it out anew.
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        if (reply->error() != QNetworkReply::NoError
            && !reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
            m_protocols.remove(serverOf(reply->url()));
    });
    connect(reply, &QNetworkReply::encrypted, this, [this, reply] {
        if (certificateCovers(reply->sslConfiguration().peerCertificate(), reply->url().host()))
            return;
        m_protocols.remove(serverOf(reply->url()));
        clearConnectionCache();
        emit reply->sslErrors(
            {QSslError(QSslError::HostNameMismatch, reply->sslConfiguration().peerCertificate())});
        reply->abort();
    });
}

void AccessManager::findProtocol(const QNetworkRequest &request, QObject *context, std::function<void()> then)
{
    if (!mayBeHttp2(request) || isProtocolKnown(request.url())) {
        then();
        return;
    }
    const QString server = serverOf(request.url());
    std::vector<Waiting> &waiting = m_asking[server];
    waiting.push_back({context, std::move(then)});
    if (waiting.size() > 1)
        return;
    auto *connection =
        new Http1Connection({request.url(), proxy(), request.sslConfiguration(), m_signer, m_trials}, this);
    connect(connection, &Http1Connection::ready, this, [this, connection, server] {
        connection->disconnect(this);
        if (connection->negotiatedProtocol() == QSslConfiguration::ALPNProtocolHTTP2) {
            connection->discard();
            handleProtocol(server, Protocol::Http2);
        } else {
            hold(connection, true);
            handleProtocol(server, Protocol::Http1);
        }
    });
    const auto giveUp = [this, connection, server] {
        connection->discard();
        handleProtocol(server, Protocol::Unknown);
    };
    connect(connection, &Http1Connection::over, this, giveUp);
    auto *patience = new QTimer(connection);
    patience->setSingleShot(true);
    connect(patience, &QTimer::timeout, connection, [connection, giveUp] {
        if (!connection->isReady())
            giveUp();
    });
    patience->start(patienceForProtocol);
}

void AccessManager::handleProtocol(const QString &server, Protocol protocol)
{
    qCDebug(lcNet) << "the server speaks HTTP/2:" << (protocol == Protocol::Http2);
    m_protocols[server] = protocol;
    const auto asking = m_asking.extract(server);
    if (asking.empty())
        return;
    const QPointer<AccessManager> alive(this);
    for (const auto &[context, then] : asking.mapped()) {
        if (context && alive)
            then();
    }
}

void AccessManager::connectAhead(const QNetworkRequest &request)
{
    findProtocol(request, this, [this, request] {
        const QUrl url = request.url();
        if (mayBeHttp2(request) && protocolOf(url) == Protocol::Http2) {
            connectToHostEncrypted(url.host(), static_cast<quint16>(url.port(443)),
                                   request.sslConfiguration());
            return;
        }
        const bool isThere = std::any_of(m_idle.begin(), m_idle.end(), [this, &url](const Idle &idle) {
            return idle.isFresh && idle.connection->target().leadsTo(url)
                && !idle.since.hasExpired(m_idleLimit.count());
        });
        if (!isThere)
            hold(newConnection(request), true);
    });
}

Http1Connection *AccessManager::newConnection(const QNetworkRequest &request)
{
    Http1Connection::Target target{request.url(), proxy(), std::nullopt, m_signer, m_trials};
    if (request.url().scheme() == QLatin1String("https")) {
        target.tls = request.sslConfiguration();
        if (offersHttp2(*target.tls)) // what is said on it is HTTP/1.1
            target.tls->setAllowedNextProtocols({QByteArrayLiteral("http/1.1")});
    }
    return new Http1Connection(std::move(target), this);
}

Http1Connection *AccessManager::takeKept(const QNetworkRequest &request)
{
    return take(request, false);
}

Http1Connection *AccessManager::takeFresh(const QNetworkRequest &request)
{
    Http1Connection *fresh = take(request, true);
    return fresh ? fresh : newConnection(request);
}

Http1Connection *AccessManager::take(const QNetworkRequest &request, bool fresh)
{
    for (;;) {
        const auto found = std::find_if(m_idle.begin(), m_idle.end(), [&](const Idle &idle) {
            return idle.isFresh == fresh && idle.connection->target().leadsTo(request.url());
        });
        if (found == m_idle.end())
            return nullptr;
        Http1Connection *connection = found->connection;
        const bool isStale = found->since.hasExpired(m_idleLimit.count());
        m_idle.erase(found);
        connection->disconnect(this);
        if (!isStale && (!connection->isReady() || connection->isQuiet()))
            return connection;
        connection->discard();
    }
}

void AccessManager::keep(Http1Connection *connection)
{
    connection->setParent(this);
    hold(connection, false);
}

/// Whatever comes on a connection that nobody has asked anything on was not asked for: it is not used again.
void AccessManager::hold(Http1Connection *connection, bool isFresh)
{
    m_idle.push_back({connection, isFresh, {}});
    m_idle.back().since.start();
    const auto drop = [this, connection] {
        std::erase_if(m_idle, [connection](const Idle &idle) { return idle.connection == connection; });
        connection->discard();
    };
    connect(connection, &Http1Connection::readyRead, this, drop);
    connect(connection, &Http1Connection::over, this, drop);
}

void AccessManager::dropConnections()
{
    for (const Idle &idle : std::exchange(m_idle, {}))
        idle.connection->discard();
    clearConnectionCache();
}

void AccessManager::reportProxy(const QNetworkProxy &proxy, const QString &realm)
{
    QAuthenticator asked;
    asked.setRealm(realm);
    emit proxyAuthenticationRequired(proxy, &asked);
}

} // namespace Keyturn
