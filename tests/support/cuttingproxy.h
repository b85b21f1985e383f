#pragma once

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QTcpServer>

class QTcpSocket;

namespace Keyturn {

/// Stands between a client and a server on loopback and passes their bytes on, until it ends one connection
/// at one exact byte. What it is told to cut is one connection; all others pass whole, so that whatever
/// is sent again by itself reaches the server and can be counted there. It knows nothing of what the bytes
/// mean, so it cuts TLS, too. Lives in the test's thread.
class CuttingProxy : public QObject
{
public:
    enum class Side { Request, Reply };

    explicit CuttingProxy(int upstreamPort);

    int port() const { return m_server.serverPort(); }
    /// The next connection, or the one after those to skip, ends when `bytes` of this side have been passed
    /// on. 0: of a request, when it is opened; of a reply, when its first byte comes.
    void cutNext(Side side, qsizetype bytes, int skip = 0);
    /// The same with the connection that was opened last, counted from now on. 0: when the next byte comes.
    void cutCurrent(Side side, qsizetype bytes);
    /// Whether it has come to that. Not so when there were fewer bytes.
    bool hasCut() const { return m_hasCut; }
    /// The server has seen the end of what was cut, and is done with it: what it counts, it has counted.
    bool hasSettled() const { return m_settling.isNull(); }
    /// What the connection that was to be cut has passed on.
    const QByteArray &request() const { return m_request; }
    const QByteArray &reply() const { return m_reply; }
    int connections() const { return m_connections; }

private:
    struct Pair
    {
        QPointer<QTcpSocket> client;
        QPointer<QTcpSocket> upstream;
        int number = 0;
    };

    void mark(int connection, Side side, qsizetype bytes);
    void accept(QTcpSocket *client);
    void pass(const Pair &pair, Side side);
    void cut(const Pair &pair);
    void endTo(QTcpSocket *upstream);

    // Outlives the sockets, which are the server's and look at it when they end.
    QPointer<QTcpSocket> m_settling; ///< to the server, of the connection that was cut; until it hangs up
    QTcpServer m_server;
    quint16 m_upstreamPort;
    int m_marked = 0; ///< the number of the connection to cut; 0: none
    bool m_hasCut = false;
    Side m_side = Side::Request;
    qsizetype m_bytes = 0;
    QByteArray m_request;
    QByteArray m_reply;
    int m_connections = 0;
};

} // namespace Keyturn
