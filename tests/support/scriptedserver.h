#pragma once

#include <QHostAddress>
#include <QList>
#include <QObject>
#include <QPair>
#include <QTcpServer>
#include <QUrl>

#include <functional>

class QTcpSocket;

namespace Keyturn {

/// An HTTP/1.1 server on loopback that says exactly what a test tells it to, byte for byte, and remembers
/// what it was asked. Lives in the test's own thread: it answers while the event loop runs.
class ScriptedServer : public QObject
{
public:
    using Headers = QList<QPair<QByteArray, QByteArray>>;

    struct Request
    {
        QByteArray method;
        QByteArray target; ///< as it was on the wire, undecoded
        Headers headers;
        QByteArray body; ///< by Content-Length; chunked bodies are not understood

        QByteArray header(QByteArrayView name) const; ///< case-insensitive; the first, or empty
        QByteArray path() const; ///< target without the query, undecoded
        QString query(const QString &name) const; ///< decoded, with '+' as a space; null when absent
    };

    struct Answer
    {
        QByteArray bytes; ///< may be a part of an answer, or nothing at all
        bool close = false; ///< closes the connection once the bytes are out
        QList<QByteArray> later = {}; ///< follow, each a moment after the one before
    };
    using Handler = std::function<Answer(const Request &request)>;

    static Answer json(int status, const QByteArray &body, const Headers &extraHeaders = {});
    static Answer silence() { return {}; }
    static Answer hangUp() { return {{}, true}; }

    explicit ScriptedServer(QObject *parent = nullptr, const QHostAddress &address = QHostAddress::LocalHost);
    ~ScriptedServer() override;

    QUrl baseUrl() const; ///< http://127.0.0.1:PORT/v2
    int port() const { return m_server.serverPort(); }

    /// Answers in this order, one a request. Then the handler's turn comes; without one: status 500.
    void enqueue(const Answer &answer) { m_queue.append(answer); }
    void setHandler(Handler handler) { m_handler = std::move(handler); }

    const QList<Request> &requests() const { return m_requests; }
    int connectionCount() const { return m_connections; }

private:
    void accept();
    void read(QTcpSocket *socket, QByteArray &received);
    Answer answerTo(const Request &request);
    static void send(QTcpSocket *socket, const Answer &answer);

    QTcpServer m_server;
    QList<Answer> m_queue;
    Handler m_handler;
    QList<Request> m_requests;
    int m_connections = 0;
};

} // namespace Keyturn
