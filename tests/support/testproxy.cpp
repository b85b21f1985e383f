#include "testproxy.h"

#include <QNetworkProxy>
#include <QTcpSocket>

namespace Keyturn {

namespace {

constexpr QByteArrayView authorization("proxy-authorization: basic ");

/// "user:password", or nothing.
QByteArray basicIn(const QByteArray &head)
{
    for (const QByteArray &line : head.split('\n')) {
        if (line.toLower().startsWith(authorization))
            return QByteArray::fromBase64(line.mid(authorization.size()).trimmed());
    }
    return {};
}

} // namespace

TestProxy::TestProxy(Kind kind, Habit habit)
    : m_kind(kind)
    , m_habit(habit)
    , m_demands(habit == Habit::AlwaysAsks)
{
    connect(&m_server, &QTcpServer::newConnection, this, &TestProxy::accept);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("no free port on loopback");
}

TestProxy::~TestProxy() = default;

void TestProxy::demand(const QByteArray &user, const QByteArray &password)
{
    m_demands = true;
    m_user = user;
    m_password = password;
}

bool TestProxy::mayPass(const QByteArray &user, const QByteArray &password)
{
    ++m_signIns;
    return m_habit != Habit::AlwaysAsks && user == m_user && password == m_password;
}

void TestProxy::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        m_clients.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QObject::destroyed, this, [this, socket] { m_clients.remove(socket); });
    }
}

void TestProxy::read(QTcpSocket *socket)
{
    Client &client = m_clients[socket];
    const QByteArray bytes = socket->readAll();
    if (client.server) {
        if (m_habit == Habit::Breaks)
            socket->abort();
        else
            client.server->write(bytes);
        return;
    }
    m_negotiations += bytes;
    if (m_habit == Habit::Silent)
        return;
    client.received += bytes;
    if (m_kind == Kind::Http)
        readHttp(socket, client);
    else
        readSocks(socket, client);
}

void TestProxy::readHttp(QTcpSocket *socket, Client &client)
{
    const qsizetype end = client.received.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    const QByteArray head = client.received.first(end);
    client.received.remove(0, end + 4);
    const QByteArrayList words = head.split('\n').first().trimmed().split(' ');
    if (words.value(0) != "CONNECT") {
        socket->write("HTTP/1.1 405 Only tunnels here\r\nContent-Length: 0\r\n\r\n");
        return;
    }
    const QByteArray target = words.value(1);
    m_targets.append(target);
    const QByteArray given = basicIn(head);
    const qsizetype colon = given.indexOf(':');
    if (given.isEmpty() && head.toLower().contains("\nproxy-authorization:"))
        ++m_signIns; // of another kind, which is never right here
    if (m_demands && (given.isEmpty() || !mayPass(given.left(colon), given.mid(colon + 1)))) {
        ++m_challenges;
        QByteArray answer = "HTTP/1.1 407 Proxy Authentication Required\r\n";
        for (const QByteArray &challenge : std::as_const(m_challenged))
            answer += "Proxy-Authenticate: " + challenge + "\r\n";
        if (m_hangsUp)
            answer += "Connection: close\r\n";
        socket->write(answer + "Content-Length: 0\r\n\r\n");
        if (m_hangsUp)
            socket->disconnectFromHost();
        return;
    }
    if (m_habit == Habit::HangsUp)
        socket->disconnectFromHost();
    else if (m_habit == Habit::Refuses)
        socket->write("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
    else if (m_habit == Habit::Unreachable)
        socket->write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
    else
        openTunnel(socket, client, target.left(target.lastIndexOf(':')),
                   target.mid(target.lastIndexOf(':') + 1).toInt(), "HTTP/1.1 200 Connected\r\n\r\n");
}

void TestProxy::readSocks(QTcpSocket *socket, Client &client)
{
    while (!client.server && socket->isOpen() && stepSocks(socket, client)) { }
}

/// RFC 1928 and RFC 1929; true when a message was whole and another may follow.
bool TestProxy::stepSocks(QTcpSocket *socket, Client &client)
{
    QByteArray &in = client.received;
    const auto at = [&in](qsizetype i) { return static_cast<quint8>(in.at(i)); };
    if (client.step == 0) { // version, number of methods, methods
        if (in.size() < 2 || in.size() < 2 + at(1))
            return false;
        const char method = m_demands ? 2 : 0;
        const bool offered = in.mid(2, at(1)).contains(method);
        in.remove(0, 2 + at(1));
        if (!offered) {
            ++m_challenges;
            socket->write(QByteArray("\x05\xff", 2));
            socket->disconnectFromHost();
            return false;
        }
        socket->write(QByteArray("\x05", 1) + method);
        client.step = m_demands ? 1 : 2;
        return true;
    }
    if (client.step == 1) { // version, size, user, size, password
        if (in.size() < 2 || in.size() < 3 + at(1) || in.size() < 3 + at(1) + at(2 + at(1)))
            return false;
        const int userSize = at(1);
        const int passwordSize = at(2 + userSize);
        const bool passes = mayPass(in.mid(2, userSize), in.mid(3 + userSize, passwordSize));
        in.remove(0, 3 + userSize + passwordSize);
        if (!passes) {
            ++m_challenges;
            socket->write(QByteArray("\x01\x01", 2));
            socket->disconnectFromHost();
            return false;
        }
        socket->write(QByteArray("\x01\x00", 2));
        client.step = 2;
        return true;
    }
    // Version, command, reserved, kind of address, address, port.
    if (in.size() < 5)
        return false;
    const qsizetype addressSize = at(3) == 1 ? 4 : at(3) == 4 ? 16 : 1 + at(4);
    if (in.size() < 4 + addressSize + 2)
        return false;
    const QByteArray name =
        at(3) == 3 ? in.mid(5, addressSize - 1) : "address:" + in.mid(4, addressSize).toHex();
    const int port = at(4 + addressSize) * 256 + at(5 + addressSize);
    m_targets.append(name + ':' + QByteArray::number(port));
    in.clear();
    const auto reply = [](char code) { return QByteArray("\x05?\0\x01\0\0\0\0\0\0", 10).replace('?', code); };
    if (m_habit == Habit::HangsUp) {
        socket->disconnectFromHost();
    } else if (m_habit == Habit::Refuses || m_habit == Habit::Unreachable) {
        socket->write(reply(m_habit == Habit::Refuses ? 2 : 4));
        socket->disconnectFromHost();
    } else {
        openTunnel(socket, client, name, port, reply(0));
    }
    return false;
}

void TestProxy::openTunnel(QTcpSocket *socket, Client &client, const QByteArray &name, int port,
                           const QByteArray &welcome)
{
    auto *server = new QTcpSocket(socket);
    client.server = server;
    connect(server, &QTcpSocket::connected, socket, [this, socket, welcome] {
        ++m_tunnels;
        socket->write(welcome);
    });
    connect(server, &QTcpSocket::readyRead, socket, [socket, server] { socket->write(server->readAll()); });
    connect(server, &QTcpSocket::disconnected, socket, [socket] { socket->disconnectFromHost(); });
    connect(server, &QTcpSocket::errorOccurred, socket, [socket] { socket->disconnectFromHost(); });
    server->setProxy(QNetworkProxy::NoProxy);
    server->connectToHost(QStringLiteral("127.0.0.1"), static_cast<quint16>(m_ports.value(name, port)));
}

} // namespace Keyturn
