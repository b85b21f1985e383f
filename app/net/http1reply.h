#pragma once

#include "net/http1connection.h"
#include "net/http1parser.h"

#include <QNetworkReply>
#include <QPointer>
#include <QTimer>

namespace Keyturn {

class AccessManager;

/// A request over HTTP/1.1 and its answer, as QNetworkAccessManager's users know it.
///
/// - A change (whatever has a body, and DELETE) has a connection of its own, which nothing was asked on
/// before and
///   nothing will be after. On HTTP/1.1 an answer says to which request it belongs by its place alone, so
///   that a surplus or late answer would be taken for the next person's. No server or proxy can cross two
///   changes so.
/// - It is sent once. Only a GET whose kept connection turns out to be dead is sent again, before any byte of
/// an
///   answer has come (RFC 9112 9.3.1).
/// - requestSent() and the first reading of the body come when the bytes go to the socket, and not before.
/// - Every 1xx is passed over. error() is NoError for whatever the server answered in good order, 4xx and
/// 5xx, too;
///   ProtocolFailure for what is no answer.
/// - requestSent() and finished() never come from within a signal of a socket: whoever hears them may destroy
///   all of it.
/// Owned by AccessManager, as its manager's other replies. Thread: the manager's.
class Http1Reply : public QNetworkReply
{
    Q_OBJECT

public:
    Http1Reply(AccessManager *manager, QNetworkAccessManager::Operation operation,
               const QNetworkRequest &request, QIODevice *body);
    ~Http1Reply() override;

    void abort() override;
    qint64 bytesAvailable() const override;
    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 maximum) override;

private:
    bool isChange() const;
    void begin();
    void useConnection(Http1Connection *connection);
    void handleReady();
    void send();
    QByteArray head(qint64 bodySize) const;
    void receive();
    void handleOver(const Http1Connection::Failure &failure);
    void takeHead();
    void end(NetworkError error, const QString &words);
    void tell();
    void replaceConnection();
    void letGoOfConnection();

    AccessManager *m_manager;
    QPointer<QIODevice> m_outgoing;
    QPointer<Http1Connection> m_connection;
    Http1Parser m_parser;
    QByteArray m_body;
    QTimer m_silence;
    bool m_isReused = false; ///< the connection has answered another request before
    bool m_hasSent = false;
    bool m_hasHead = false;
    int m_replaced = 0; ///< connections that ended, or spoke, before anything was written on them
};

} // namespace Keyturn
