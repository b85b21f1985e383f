#pragma once

#include <QByteArray>
#include <QObject>
#include <QPointer>
#include <QTcpServer>

class QTcpSocket;

namespace Keyturn {

/// Stands between a client and a server on loopback and passes their bytes on, until it ends one connection
/// at one exact byte. What it is told to cut is the next connection; all others pass whole, so that whatever
/// is sent again by itself reaches the server and can be counted there. It knows nothing of what the bytes
/// mean, so it cuts TLS, too. Lives in the test's thread.
class CuttingProxy : public QObject
{
public:
    enum class Side { Request, Reply };

    explicit CuttingProxy(int upstreamPort);

    int port() const { return m_server.serverPort(); }
    /// The next connection ends when `bytes` of this side have been passed on. 0: of a request, when it is
    /// opened; of a reply, when its first byte comes.
    void cutNext(Side side, qsizetype bytes);
    /// Whether it has come to that. Not so when there were fewer bytes.
    bool hasCut() const { return m_hasCut; }
    /// What the connection that was to be cut has passed on.
    const QByteArray &request() const { return m_request; }
    const QByteArray &reply() const { return m_reply; }
    int connections() const { return m_connections; }

private:
    struct Pair
    {
        QPointer<QTcpSocket> client;
        QPointer<QTcpSocket> upstream;
        bool marked = false; ///< the one to cut
    };

    void accept(QTcpSocket *client);
    void pass(const Pair &pair, Side side);
    void cut(const Pair &pair);

    QTcpServer m_server;
    quint16 m_upstreamPort;
    bool m_armed = false;
    bool m_hasCut = false;
    Side m_side = Side::Request;
    qsizetype m_bytes = 0;
    QByteArray m_request;
    QByteArray m_reply;
    int m_connections = 0;
};

} // namespace Keyturn
