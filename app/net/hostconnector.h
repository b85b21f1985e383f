#pragma once

#include <QAbstractSocket>
#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

class QHostInfo;
class QTcpSocket;

namespace Keyturn {

/// Connects to a host by whichever of its addresses answers first (RFC 8305, "Happy Eyeballs"): the next
/// address is tried when one has failed, and when it has not answered for a moment. A network whose IPv6
/// leads nowhere then costs a quarter of a second; QAbstractSocket alone waits half a minute for each
/// address. Good for one start(). Thread: its own; never blocks. Reports from the event loop only.
class HostConnector final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds AttemptDelay{250}; ///< RFC 8305, section 5

    /// `makeSocket` makes an unconnected socket without a parent.
    explicit HostConnector(std::function<QTcpSocket *()> makeSocket, QObject *parent = nullptr);
    ~HostConnector() override;

    /// One of the signals follows, exactly once.
    void start(const QString &host, quint16 port);

    /// The addresses in the order in which they are tried: the system's (RFC 6724), the families by turns.
    static QList<QHostAddress> inTurns(const QList<QHostAddress> &addresses);

signals:
    /// The receiver owns it.
    void connected(QTcpSocket *socket);
    /// None could be reached; what the last one said.
    void failed(QAbstractSocket::SocketError error, const QString &words);

private:
    void handleLookup(const QHostInfo &info);
    void tryNext();
    void handleConnected(QTcpSocket *socket);
    void handleFailed(QTcpSocket *socket);

    std::function<QTcpSocket *()> m_makeSocket;
    quint16 m_port = 0;
    int m_lookup = -1; ///< QHostInfo's, while it runs
    QList<QHostAddress> m_rest; ///< not tried yet
    QList<QTcpSocket *> m_trying;
    QTimer m_delay;
};

} // namespace Keyturn
