#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QObject>
#include <QPair>
#include <QString>
#include <QTcpServer>

class QTcpSocket;

namespace Keyturn {

/// A proxy on loopback, HTTP (CONNECT alone) or SOCKS5, that knows the names of its tests' servers and counts
/// what it sees. Lives in the test's own thread: it works while the event loop runs.
class TestProxy : public QObject
{
public:
    enum class Kind { Http, Socks5 };
    enum class Habit {
        Passes,
        AlwaysAsks, ///< refuses every sign-in
        Silent, ///< accepts connections and says nothing
        Refuses, ///< "no" to every target: 403, or SOCKS reply 2
        Unreachable, ///< 502, or SOCKS reply 4 (host unreachable)
        HangsUp, ///< ends the connection when asked for a target
        Breaks, ///< passes, and ends everything as soon as the client has sent its first bytes
    };

    explicit TestProxy(Kind kind, Habit habit = Habit::Passes);
    ~TestProxy() override;

    int port() const { return m_server.serverPort(); }
    /// Nobody may pass without it from now on.
    void demand(const QByteArray &user, const QByteArray &password);
    /// HTTP: what a 407 says in its Proxy-Authenticate fields, instead of Basic.
    void offer(const QByteArrayList &challenges, bool hangsUp = false)
    {
        m_challenged = challenges;
        m_hangsUp = hangsUp;
    }
    /// The server of this name is on loopback, at this port, whatever port is asked for.
    void know(const QByteArray &name, int port) { m_ports.insert(name, port); }

    int connections() const { return m_connections; }
    int tunnels() const { return m_tunnels; } ///< that came about
    int challenges() const { return m_challenges; } ///< times that a sign-in was asked for or refused
    int signIns() const { return m_signIns; } ///< sign-ins that were offered, right or wrong
    /// "name:port" of each target that was asked for, as it came.
    QByteArrayList targets() const { return m_targets; }
    /// All bytes that came before a tunnel was open.
    QByteArray negotiations() const { return m_negotiations; }

private:
    struct Client
    {
        QByteArray received;
        int step = 0; ///< SOCKS5
        QTcpSocket *server = nullptr; ///< set: the tunnel is open, or being opened
    };

    void accept();
    void read(QTcpSocket *socket);
    void readHttp(QTcpSocket *socket, Client &client);
    void readSocks(QTcpSocket *socket, Client &client);
    bool stepSocks(QTcpSocket *socket, Client &client);
    void openTunnel(QTcpSocket *socket, Client &client, const QByteArray &name, int port,
                    const QByteArray &welcome);
    bool mayPass(const QByteArray &user, const QByteArray &password);

    Kind m_kind;
    Habit m_habit;
    QByteArray m_user;
    QByteArray m_password;
    bool m_demands = false;
    QByteArrayList m_challenged{"Basic realm=\"Test proxy\""};
    bool m_hangsUp = false; ///< after a 407
    QHash<QByteArray, int> m_ports;
    QHash<QTcpSocket *, Client> m_clients; ///< outlives the server, which owns the sockets
    QTcpServer m_server;
    int m_connections = 0;
    int m_tunnels = 0;
    int m_challenges = 0;
    int m_signIns = 0;
    QByteArrayList m_targets;
    QByteArray m_negotiations;
};

} // namespace Keyturn
