#include "http1reply.h"

#include "core/logging.h"
#include "core/secret.h"
#include "net/accessmanager.h"

#include <algorithm>
#include <cstring>

namespace Keyturn {

namespace {

QByteArray verbOf(QNetworkAccessManager::Operation operation)
{
    switch (operation) {
    case QNetworkAccessManager::PutOperation:
        return "PUT";
    case QNetworkAccessManager::PostOperation:
        return "POST";
    case QNetworkAccessManager::DeleteOperation:
        return "DELETE";
    default:
        return "GET";
    }
}

/// For a server that ends, or breaks, whatever nothing was written on yet.
constexpr int maximumReplaced = 2;

} // namespace

Http1Reply::Http1Reply(AccessManager *manager, QNetworkAccessManager::Operation operation,
                       const QNetworkRequest &request, QIODevice *body)
    : QNetworkReply(manager)
    , m_manager(manager)
    , m_outgoing(body)
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    m_silence.setSingleShot(true);
    connect(&m_silence, &QTimer::timeout, this, &Http1Reply::abort);
    if (request.transferTimeout() > 0)
        m_silence.start(request.transferTimeout());
    QMetaObject::invokeMethod(this, &Http1Reply::begin,
                              Qt::QueuedConnection); // after the caller has connected
}

Http1Reply::~Http1Reply()
{
    if (m_connection)
        m_connection->discard();
}

bool Http1Reply::isChange() const
{
    return operation() != QNetworkAccessManager::GetOperation;
}

void Http1Reply::begin()
{
    if (isFinished())
        return;
    Http1Connection *kept = isChange() ? nullptr : m_manager->takeKept(request());
    m_isReused = kept != nullptr;
    useConnection(kept ? kept : m_manager->takeFresh(request()));
}

void Http1Reply::useConnection(Http1Connection *connection)
{
    m_connection = connection;
    connection->setParent(this);
    connect(connection, &Http1Connection::progressed, this, [this] {
        if (m_silence.isActive())
            m_silence.start();
    });
    connect(connection, &Http1Connection::sslErrors, this, &Http1Reply::sslErrors);
    connect(connection, &Http1Connection::proxyAuthenticationRequired, m_manager,
            &AccessManager::reportProxy);
    connect(connection, &Http1Connection::readyRead, this, &Http1Reply::receive);
    connect(connection, &Http1Connection::over, this, &Http1Reply::handleOver);
    connect(connection, &Http1Connection::ready, this, &Http1Reply::handleReady, Qt::QueuedConnection);
    if (connection->isReady())
        QMetaObject::invokeMethod(this, &Http1Reply::handleReady, Qt::QueuedConnection);
}

void Http1Reply::handleReady()
{
    if (isFinished() || m_hasSent || !m_connection || !m_connection->isReady())
        return;
    const bool isTls = url().scheme() == QLatin1String("https");
    setAttribute(QNetworkRequest::ConnectionEncryptedAttribute, isTls);
    if (isTls) // else an empty configuration would load OpenSSL for nothing
        setSslConfiguration(m_connection->sslConfiguration());
    send();
}

void Http1Reply::send()
{
    // Nobody has been asked anything on it yet: what speaks first there is not this request's server. (Most
    // often it says that it has waited long enough.)
    if (!m_connection->isQuiet()) {
        replaceConnection();
        return;
    }
    if (isChange() && !m_outgoing && operation() != QNetworkAccessManager::DeleteOperation) {
        end(OperationCanceledError, QStringLiteral("the body is gone"));
        return;
    }
    m_parser = Http1Parser();
    QByteArray body = m_outgoing ? m_outgoing->readAll() : QByteArray();
    QByteArray bytes = head(body.size());
    bytes.reserve(bytes.size() + body.size()); // grown in place, it leaves no copy of the head
    bytes += body;
    wipe(body);
    m_hasSent = m_connection->write(bytes);
    wipe(bytes);
    if (m_hasSent)
        emit requestSent(); // and no more here: who hears it may destroy all of this
    else
        end(UnknownNetworkError, QStringLiteral("the connection takes nothing"));
}

QByteArray Http1Reply::head(qint64 bodySize) const
{
    const QUrl target = url();
    QByteArray path = target.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority | QUrl::RemoveFragment);
    if (!path.startsWith('/'))
        path.prepend('/');
    const QList<QByteArray> names = request().rawHeaderList();
    qsizetype size = 512 + path.size();
    for (const QByteArray &name : names)
        size += name.size() + request().rawHeader(name).size() + 4;
    QByteArray head;
    head.reserve(size + bodySize);
    head += verbOf(operation()) + ' ' + path
        + " HTTP/1.1\r\nHost: " + target.authority(QUrl::FullyEncoded).toLatin1()
        + "\r\nConnection: " + (isChange() ? "close" : "keep-alive") + "\r\n";
    for (const QByteArray &name : names)
        head += name + ": " + request().rawHeader(name) + "\r\n";
    if (m_outgoing)
        head += "Content-Length: " + QByteArray::number(bodySize) + "\r\n";
    return head += "\r\n";
}

void Http1Reply::receive()
{
    if (isFinished() || !m_connection)
        return;
    if (!m_hasSent) // see send()
        return;
    m_parser.feed(m_connection->readAll());
    if (m_parser.status() != 0 && !m_hasHead)
        takeHead();
    m_body += m_parser.takeBody();
    if (m_parser.state() == Http1Parser::State::Complete)
        end(NoError, {});
    else if (m_parser.state() == Http1Parser::State::Failed)
        end(ProtocolFailure, m_parser.words());
    else if (!m_body.isEmpty())
        emit readyRead();
}

void Http1Reply::handleOver(const Http1Connection::Failure &failure)
{
    if (isFinished())
        return;
    if (!m_hasSent) {
        if (m_connection->isReady()) // it was opened ahead, and the server has had enough of waiting
            replaceConnection();
        else
            end(failure.error == NoError ? RemoteHostClosedError : failure.error, failure.words);
        return;
    }
    if (m_isReused && !m_parser.hasBegun()) {
        replaceConnection();
        return;
    }
    const bool isClosed = failure.error == NoError;
    if (isClosed)
        m_parser.end();
    m_body += m_parser.takeBody();
    if (m_parser.state() == Http1Parser::State::Complete)
        end(NoError, {});
    else
        end(isClosed ? RemoteHostClosedError : failure.error, isClosed ? m_parser.words() : failure.words);
}

void Http1Reply::takeHead()
{
    m_hasHead = true;
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_parser.status());
    setAttribute(QNetworkRequest::HttpReasonPhraseAttribute, QString::fromLatin1(m_parser.reason()));
    for (const auto &[name, value] : m_parser.headers()) {
        const QByteArray before = rawHeader(name);
        setRawHeader(name, hasRawHeader(name) ? before + ", " + value : value);
    }
    emit metaDataChanged();
}

void Http1Reply::abort()
{
    end(OperationCanceledError, QStringLiteral("Operation canceled"));
}

void Http1Reply::end(NetworkError error, const QString &words)
{
    if (isFinished())
        return;
    m_silence.stop();
    setFinished(true);
    qCDebug(lcNet) << "HTTP/1.1 passed over" << m_parser.interimAnswers() << "interim answers";
    letGoOfConnection();
    if (error != NoError)
        setError(error, words);
    QMetaObject::invokeMethod(this, &Http1Reply::tell, Qt::QueuedConnection);
}

void Http1Reply::tell()
{
    const QPointer<Http1Reply> alive(this);
    if (error() != NoError)
        emit errorOccurred(error());
    if (alive && !m_body.isEmpty())
        emit readyRead();
    if (alive)
        emit finished();
}

/// By one on which nothing was ever said.
void Http1Reply::replaceConnection()
{
    letGoOfConnection();
    m_isReused = false;
    m_hasSent = false;
    if (++m_replaced > maximumReplaced)
        end(ProtocolFailure, QStringLiteral("the connection ends, or the server speaks, before it is asked"));
    else
        useConnection(m_manager->newConnection(request()));
}

void Http1Reply::letGoOfConnection()
{
    if (!m_connection)
        return;
    Http1Connection *connection = m_connection;
    m_connection.clear();
    connection->disconnect(this);
    connection->disconnect(m_manager);
    if (!isChange() && m_hasSent && m_parser.mayKeepConnection() && m_parser.interimAnswers() == 0
        && connection->isOpen())
        m_manager->keep(connection);
    else
        connection->discard();
}

qint64 Http1Reply::bytesAvailable() const
{
    return QNetworkReply::bytesAvailable() + m_body.size();
}

qint64 Http1Reply::readData(char *data, qint64 maximum)
{
    if (m_body.isEmpty())
        return isFinished() ? -1 : 0;
    const qint64 count = std::min<qint64>(maximum, m_body.size());
    std::memcpy(data, m_body.constData(), static_cast<std::size_t>(count));
    m_body.remove(0, count);
    return count;
}

} // namespace Keyturn
