#include "scriptedserver.h"

#include <QTcpSocket>
#include <QTimer>

#include <memory>
#include <optional>

namespace Keyturn {

namespace {

/// Takes one whole request off the front of what was received; nothing when it is not whole yet.
std::optional<ScriptedServer::Request> takeRequest(QByteArray &received)
{
    const qsizetype headEnd = received.indexOf("\r\n\r\n");
    if (headEnd < 0)
        return std::nullopt;
    ScriptedServer::Request request;
    const QList<QByteArray> lines = received.first(headEnd).split('\n');
    const QList<QByteArray> words = lines.first().trimmed().split(' ');
    request.method = words.value(0);
    request.target = words.value(1);
    for (const QByteArray &line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        request.headers.append({line.first(std::max<qsizetype>(colon, 0)), line.mid(colon + 1).trimmed()});
    }
    const qsizetype bodySize = request.header("Content-Length").toLongLong();
    const qsizetype size = headEnd + 4 + bodySize;
    if (received.size() < size)
        return std::nullopt;
    request.body = received.mid(headEnd + 4, bodySize);
    received.remove(0, size);
    return request;
}

} // namespace

QByteArray ScriptedServer::Request::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

QByteArray ScriptedServer::Request::path() const
{
    return target.split('?').first();
}

QString ScriptedServer::Request::query(const QString &name) const
{
    const QByteArrayList items = target.mid(path().size() + 1).split('&');
    for (const QByteArray &item : items) {
        const qsizetype equals = item.indexOf('=');
        if (equals < 0 || QString::fromUtf8(item.first(equals)) != name)
            continue;
        QByteArray value = item.mid(equals + 1);
        value.replace('+', ' ');
        return QString::fromUtf8(QByteArray::fromPercentEncoding(value));
    }
    return {};
}

ScriptedServer::Answer ScriptedServer::json(int status, const QByteArray &body, const Headers &extraHeaders)
{
    QByteArray bytes = "HTTP/1.1 " + QByteArray::number(status)
        + " Scripted\r\n"
          "Content-Type: application/json;charset=UTF-8\r\n"
          "Content-Length: "
        + QByteArray::number(body.size()) + "\r\n";
    for (const auto &[name, value] : extraHeaders)
        bytes += name + ": " + value + "\r\n";
    return {bytes + "\r\n" + body, false};
}

ScriptedServer::ScriptedServer(QObject *parent, const QHostAddress &address)
    : QObject(parent)
{
    connect(&m_server, &QTcpServer::newConnection, this, &ScriptedServer::accept);
    if (!m_server.listen(address))
        qFatal("no free port on loopback");
}

ScriptedServer::~ScriptedServer() = default;

QUrl ScriptedServer::baseUrl() const
{
    QUrl url(QStringLiteral("http://127.0.0.1/v2"));
    url.setPort(port());
    return url;
}

void ScriptedServer::accept()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        ++m_connections;
        const auto received = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, received] { read(socket, *received); });
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void ScriptedServer::read(QTcpSocket *socket, QByteArray &received)
{
    received += socket->readAll();
    while (const std::optional<Request> request = takeRequest(received)) {
        m_requests.append(*request);
        const Answer answer = answerTo(*request);
        send(socket, answer);
        if (answer.close)
            return;
    }
}

void ScriptedServer::send(QTcpSocket *socket, const Answer &answer)
{
    constexpr int momentMs = 15;
    socket->write(answer.bytes);
    if (!answer.later.isEmpty()) {
        const Answer rest{answer.later.first(), answer.close, answer.later.sliced(1)};
        QTimer::singleShot(momentMs, socket, [socket, rest] { send(socket, rest); });
    } else if (answer.close) {
        socket->disconnectFromHost();
    }
}

ScriptedServer::Answer ScriptedServer::answerTo(const Request &request)
{
    if (!m_queue.isEmpty())
        return m_queue.takeFirst();
    if (m_handler)
        return m_handler(request);
    return json(500, "nothing is scripted for this request");
}

} // namespace Keyturn
