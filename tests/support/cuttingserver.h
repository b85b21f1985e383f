#pragma once

#include <QByteArray>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QSslConfiguration>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

namespace Keyturn {

/// A server on loopback, plain or TLS, that ends the connection at one exact moment of the first PUT it sees,
/// and counts what reached it. GET requests before that are answered, so that a connection can be warm.
/// Lives in the test's thread.
class CuttingServer : public QObject
{
public:
    enum class Cut {
        OnAccept, ///< before a byte is read; on TLS before the handshake
        AfterHandshake, ///< TLS only: before a byte of the request is read
        AfterRequest, ///< the whole request was read, not a byte answered
        ResetAfterRequest, ///< the same with RST instead of FIN
        InStatusLine,
        AfterStatusLine,
        InHeaders, ///< "204 No Content", one whole header and half of the next
        AfterHeaders, ///< a whole 204
        InErrorBody, ///< a whole head of a 400, half of its body
        Never, ///< reads the request and never answers
    };

    CuttingServer(Cut cut, const QString &certificates = {},
                  const QString &certificateName = QStringLiteral("good"));

    QUrl baseUrl() const;
    int puts() const { return m_puts; } ///< request lines that began with PUT, over all connections
    int connections() const { return m_connections; }
    QByteArray lastRequest() const { return m_lastRequest; }

private:
    void accept(QTcpSocket *socket);
    void read(QTcpSocket *socket);
    void answer(QTcpSocket *socket);

    Cut m_cut;
    bool m_isTls;
    QHash<QTcpSocket *, QByteArray> m_received; ///< outlives the servers, which own the sockets
    QTcpServer m_plain;
    QSslServer m_tls;
    QByteArray m_lastRequest;
    int m_puts = 0;
    int m_connections = 0;
};

} // namespace Keyturn
