#include "mutationserver.h"

#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

#include <memory>

namespace Keyturn::Wire {

namespace {

QByteArray headerOf(const QByteArray &head, const QByteArray &name)
{
    const QByteArray begins = "\r\n" + name.toLower() + ':';
    const qsizetype at = head.toLower().indexOf(begins);
    if (at < 0)
        return {};
    const qsizetype begin = at + 3 + name.size();
    return head.sliced(begin, head.indexOf('\r', begin) - begin).trimmed();
}

} // namespace

quint64 seedOfJson(quint64 seed)
{
    return seed + (quint64(1) << 40);
}

MutationServer::MutationServer(const QList<Recorded> &zoo)
    : m_zoo(zoo)
    , m_server(new QTcpServer(this))
{
    connect(m_server, &QTcpServer::newConnection, this, &MutationServer::accept);
}

QUrl MutationServer::listen()
{
    m_server->setListenBacklogSize(512);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no free port on loopback");
    return QUrl(QStringLiteral("http://127.0.0.1:%1/v2").arg(m_server->serverPort()));
}

void MutationServer::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        const auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, received] { read(socket, *received); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void MutationServer::read(QTcpSocket *socket, QByteArray &received)
{
    received += socket->readAll();
    const qsizetype headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return;
    const QByteArray head = received.first(headEnd + 2);
    if (received.size() < headEnd + 4 + headerOf(head, "Content-Length").toLongLong())
        return;
    received.clear();
    const qsizetype begin = head.indexOf("/users/") + 7;
    quint64 seed = head.sliced(begin, head.indexOf('/', begin) - begin).toULongLong();
    if (headerOf(head, "Content-Type").startsWith("application/json"))
        seed = seedOfJson(seed);
    Mutation made = mutation(m_zoo, seed);
    const QByteArray token = headerOf(head, "Authorization").mid(7);
    for (Mutation::Piece &piece : made.pieces)
        piece.bytes.replace("{password}", "Sunny-Harbour-42").replace("{token}", token);
    play(socket, made, 0);
}

void MutationServer::play(QTcpSocket *socket, const Mutation &mutation, qsizetype piece)
{
    if (piece == mutation.pieces.size()) {
        if (mutation.endsInReset)
            socket->abort();
        else
            socket->disconnectFromHost();
        return;
    }
    const auto write = [=, this] {
        if (socket->state() != QAbstractSocket::ConnectedState)
            return; // the client has had enough
        socket->write(mutation.pieces[piece].bytes);
        socket->flush();
        play(socket, mutation, piece + 1);
    };
    const int delay = mutation.pieces[piece].delayMs;
    if (delay == 0)
        write();
    else
        QTimer::singleShot(delay, socket, write);
}

} // namespace Keyturn::Wire
