#include "cuttingproxy.h"

#include <QHostAddress>
#include <QTcpSocket>

#include <sys/socket.h>

namespace Keyturn {

CuttingProxy::CuttingProxy(int upstreamPort)
    : m_upstreamPort(static_cast<quint16>(upstreamPort))
{
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("cannot listen: %s", qPrintable(m_server.errorString()));
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        while (QTcpSocket *client = m_server.nextPendingConnection())
            accept(client);
    });
}

void CuttingProxy::cutNext(Side side, qsizetype bytes, int skip)
{
    mark(m_connections + 1 + skip, side, bytes);
}

void CuttingProxy::cutCurrent(Side side, qsizetype bytes)
{
    mark(m_connections, side, bytes);
}

void CuttingProxy::mark(int connection, Side side, qsizetype bytes)
{
    m_marked = connection;
    m_hasCut = false;
    m_side = side;
    m_bytes = bytes;
    m_request.clear();
    m_reply.clear();
}

void CuttingProxy::accept(QTcpSocket *client)
{
    ++m_connections;
    // Each goes when it has had its bytes, and not with the other.
    const Pair pair{client, new QTcpSocket(&m_server), m_connections};
    for (QTcpSocket *socket : {client, pair.upstream.data()})
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    if (pair.number == m_marked && m_side == Side::Request && m_bytes == 0) {
        cut(pair);
        pair.upstream->deleteLater(); // never connected
        return;
    }
    pair.upstream->connectToHost(QHostAddress(QHostAddress::LocalHost), m_upstreamPort);
    connect(client, &QTcpSocket::readyRead, this, [this, pair] { pass(pair, Side::Request); });
    connect(pair.upstream.data(), &QTcpSocket::readyRead, this, [this, pair] { pass(pair, Side::Reply); });
    connect(client, &QTcpSocket::disconnected, pair.upstream.data(), [this, upstream = pair.upstream.data()] {
        if (upstream != m_settling)
            upstream->disconnectFromHost();
    });
    connect(pair.upstream.data(), &QTcpSocket::disconnected, client, &QTcpSocket::disconnectFromHost);
    if (client->bytesAvailable() > 0)
        pass(pair, Side::Request);
}

void CuttingProxy::pass(const Pair &pair, Side side)
{
    QTcpSocket *from = side == Side::Request ? pair.client : pair.upstream;
    QTcpSocket *to = side == Side::Request ? pair.upstream : pair.client;
    QByteArray bytes = from->readAll();
    if (pair.number != m_marked) {
        if (to)
            to->write(bytes);
        return;
    }
    QByteArray &passed = side == Side::Request ? m_request : m_reply;
    if (m_hasCut)
        return;
    const bool ends = side == m_side && passed.size() + bytes.size() >= m_bytes;
    if (ends)
        bytes.truncate(m_bytes - passed.size());
    passed += bytes;
    if (to)
        to->write(bytes);
    if (ends)
        cut(pair);
}

void CuttingProxy::cut(const Pair &pair)
{
    m_hasCut = true;
    // What was passed on still arrives; nothing that comes later does. The server's side first: the end of
    // the client's would close it whole.
    endTo(pair.upstream);
    if (pair.client)
        pair.client->disconnectFromHost();
}

/// Ends our half alone, when all of it is written, and waits for the server to end its own.
void CuttingProxy::endTo(QTcpSocket *upstream)
{
    if (!upstream || upstream->state() == QAbstractSocket::UnconnectedState)
        return;
    m_settling = upstream;
    const auto end = [upstream] {
        if (upstream->state() == QAbstractSocket::ConnectedState && upstream->bytesToWrite() == 0)
            shutdown(static_cast<int>(upstream->socketDescriptor()), SHUT_WR);
    };
    connect(upstream, &QTcpSocket::connected, upstream, end); // what it is to pass on may be there before
    connect(upstream, &QTcpSocket::bytesWritten, upstream, end);
    // While it is connecting, flush() would break it off, and nobody would be told.
    if (upstream->state() == QAbstractSocket::ConnectedState)
        upstream->flush();
    end();
}

} // namespace Keyturn
