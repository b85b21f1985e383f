#include "hostconnector.h"

#include "core/logging.h"

#include <QHostInfo>
#include <QTcpSocket>

#include <utility>

namespace Keyturn {

HostConnector::HostConnector(std::function<QTcpSocket *()> makeSocket, QObject *parent)
    : QObject(parent)
    , m_makeSocket(std::move(makeSocket))
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(AttemptDelay);
    connect(&m_delay, &QTimer::timeout, this, &HostConnector::tryNext);
}

HostConnector::~HostConnector()
{
    if (m_lookup >= 0)
        QHostInfo::abortHostLookup(m_lookup);
    qDeleteAll(m_trying);
}

void HostConnector::start(const QString &host, quint16 port)
{
    m_port = port;
    // An address is its own answer, and comes from the event loop as any other.
    m_lookup = QHostInfo::lookupHost(host, this, &HostConnector::handleLookup);
}

void HostConnector::handleLookup(const QHostInfo &info)
{
    m_lookup = -1;
    m_rest = inTurns(info.addresses());
    if (m_rest.isEmpty())
        emit failed(QAbstractSocket::HostNotFoundError, info.errorString());
    else
        tryNext();
}

QList<QHostAddress> HostConnector::inTurns(const QList<QHostAddress> &addresses)
{
    QList<QHostAddress> first;
    QList<QHostAddress> second;
    for (const QHostAddress &address : addresses)
        (address.protocol() == addresses.constFirst().protocol() ? first : second).append(address);
    QList<QHostAddress> turns;
    while (!first.isEmpty() || !second.isEmpty()) {
        if (!first.isEmpty())
            turns.append(first.takeFirst());
        if (!second.isEmpty())
            turns.append(second.takeFirst());
    }
    return turns;
}

void HostConnector::tryNext()
{
    if (m_rest.isEmpty())
        return;
    QTcpSocket *socket = m_makeSocket();
    socket->setParent(this); // what nobody takes goes along, also where no event loop deletes it any more
    m_trying.append(socket);
    connect(socket, &QTcpSocket::connected, this, [this, socket] { handleConnected(socket); });
    connect(socket, &QTcpSocket::errorOccurred, this, [this, socket] { handleFailed(socket); });
    m_delay.start();
    socket->connectToHost(m_rest.takeFirst(), m_port);
}

void HostConnector::handleConnected(QTcpSocket *socket)
{
    m_delay.stop();
    m_rest.clear();
    for (QTcpSocket *other : std::exchange(m_trying, {})) {
        other->disconnect(this);
        if (other != socket) {
            other->abort();
            other->deleteLater();
        }
    }
    emit connected(socket);
}

void HostConnector::handleFailed(QTcpSocket *socket)
{
    m_trying.removeOne(socket);
    socket->disconnect(this);
    socket->deleteLater(); // this is its own signal
    qCDebug(lcNet) << "an address was not reached:" << socket->error();
    if (!m_rest.isEmpty())
        tryNext();
    else if (m_trying.isEmpty())
        emit failed(socket->error(), socket->errorString());
}

} // namespace Keyturn

#include "moc_hostconnector.cpp"
