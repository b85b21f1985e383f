#pragma once

#include "core/clock.h"
#include "practice/practiceserver.h"
#include "practice/practicetriggers.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpSocket>
#include <QTest>
#include <QTimeZone>

#include <memory>
#include <mutex>

/// A practice server for tests, and a client that speaks raw bytes to it: no network layer in between that
/// would repair, reorder or repeat anything.
namespace PracticeFixture {

/// For PracticeServer::Options::clock; stands still until moved.
class StillClock final : public Keyturn::Clock
{
public:
    QDateTime now() const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_now;
    }
    void advance(qint64 seconds)
    {
        const std::scoped_lock lock(m_mutex);
        m_now = m_now.addSecs(seconds);
    }

private:
    mutable std::mutex m_mutex;
    QDateTime m_now = QDateTime(QDate(2026, 3, 1), QTime(12, 0), QTimeZone::utc()).toUTC();
};

/// Fails the running test, and is null, when the server does not start.
inline std::unique_ptr<Keyturn::PracticeServer>
startServer(const Keyturn::PracticeServer::Options &options = {})
{
    auto server = Keyturn::PracticeServer::start(options);
    if (!server) {
        QTest::qFail(qPrintable(server.error().reply.message), __FILE__, __LINE__);
        return nullptr;
    }
    return std::move(*server);
}

/// "works@practice.example" and the like.
inline QString addressOf(Keyturn::PracticeTrigger trigger)
{
    for (const auto &info : Keyturn::practiceTriggers) {
        if (info.trigger == trigger)
            return QString::fromLatin1(info.name) + QLatin1Char('@') + Keyturn::practiceDomain;
    }
    return {};
}

struct Answer
{
    int status = 0; ///< 0: the connection ended without a whole head
    QHash<QByteArray, QByteArray> headers; ///< names in lower case
    QByteArray body;

    QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
    int code() const { return json().value(QLatin1StringView("code")).toInt(); }
    QString message() const { return json().value(QLatin1StringView("message")).toString(); }
};

/// One connection.
class Wire
{
public:
    explicit Wire(const Keyturn::PracticeServer &server)
        : m_token(server.token().toUtf8())
    {
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), static_cast<quint16>(server.port()));
        m_socket.waitForConnected();
    }

    QTcpSocket &socket() { return m_socket; }
    void setToken(const QByteArray &token) { m_token = token; }

    void write(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        m_socket.flush();
    }

    /// `headers` are whole lines that end in CRLF.
    void writeRequest(const QByteArray &method, const QByteArray &target, const QByteArray &headers = {},
                      const QByteArray &body = {})
    {
        QByteArray request = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
        if (!m_token.isEmpty())
            request += "Authorization: Bearer " + m_token + "\r\n";
        if (!body.isEmpty())
            request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        write(request + headers + "\r\n" + body);
    }

    Answer read(int timeout = 30'000)
    {
        Answer answer;
        while (!m_buffer.contains("\r\n\r\n")) {
            if (!more(timeout))
                return answer;
        }
        const qsizetype headEnd = m_buffer.indexOf("\r\n\r\n");
        const QList<QByteArray> lines = m_buffer.left(headEnd).split('\n');
        m_buffer.remove(0, headEnd + 4);
        answer.status = lines.first().split(' ').value(1).toInt();
        for (qsizetype i = 1; i < lines.size(); ++i) {
            const qsizetype colon = lines[i].indexOf(':');
            answer.headers.insert(lines[i].left(colon).toLower(), lines[i].mid(colon + 1).trimmed());
        }
        const qsizetype length = m_isHead ? 0 : answer.headers.value("content-length").toLongLong();
        while (m_buffer.size() < length) {
            if (!more(timeout))
                break;
        }
        answer.body = m_buffer.left(length);
        m_buffer.remove(0, length);
        return answer;
    }

    Answer ask(const QByteArray &method, const QByteArray &target, const QByteArray &headers = {},
               const QByteArray &body = {})
    {
        writeRequest(method, target, headers, body);
        return read();
    }

    Answer askHead(const QByteArray &target)
    {
        writeRequest("HEAD", target);
        m_isHead = true;
        const Answer answer = read();
        m_isHead = false;
        return answer;
    }

    /// Whether the server hangs up, with no more bytes before.
    bool isClosedByServer()
    {
        if (m_socket.state() == QAbstractSocket::ConnectedState)
            m_socket.waitForDisconnected(30'000);
        return m_socket.state() == QAbstractSocket::UnconnectedState && m_buffer.isEmpty()
            && m_socket.bytesAvailable() == 0;
    }

private:
    bool more(int timeout)
    {
        if (m_socket.bytesAvailable() == 0 && !m_socket.waitForReadyRead(timeout))
            return false;
        m_buffer += m_socket.readAll();
        return true;
    }

    QByteArray m_token;
    QTcpSocket m_socket;
    QByteArray m_buffer;
    bool m_isHead = false;
};

inline QByteArray multipartBody(const QByteArray &password, const QByteArray &boundary = "xYzZY")
{
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n" + password
        + "\r\n--" + boundary + "--\r\n";
}

inline QByteArray passwordTarget(const QString &idOrEmail)
{
    return "/v2/users/" + idOrEmail.toUtf8().toPercentEncoding() + "/password";
}

inline Answer putMultipart(const Keyturn::PracticeServer &server, const QString &idOrEmail,
                           const QByteArray &password)
{
    return Wire(server).ask("PUT", passwordTarget(idOrEmail),
                            "Content-Type: multipart/form-data; boundary=\"xYzZY\"\r\n",
                            multipartBody(password));
}

inline Answer putJson(const Keyturn::PracticeServer &server, const QString &idOrEmail,
                      const QString &password)
{
    const QJsonObject object{{QStringLiteral("password"), password}};
    return Wire(server).ask("PUT", passwordTarget(idOrEmail), "Content-Type: application/json\r\n",
                            QJsonDocument(object).toJson(QJsonDocument::Compact));
}

/// The IDs of ordinary people of the practice account, after those who stand for trouble.
inline QStringList ordinaryPeople(const Keyturn::PracticeServer &server, int count)
{
    QStringList ids;
    Wire wire(server);
    QByteArray next;
    while (ids.size() < count) {
        const auto answer = wire.ask("GET", "/v2/users?status=active&page_size=300&next_page_token=" + next);
        const QJsonArray users = answer.json().value(QLatin1StringView("users")).toArray();
        for (const QJsonValue &value : users) {
            const QJsonObject user = value.toObject();
            const QString email = user.value(QLatin1StringView("email")).toString();
            const bool isTrigger =
                user.value(QLatin1StringView("dept")).toString().startsWith(QLatin1StringView("Practice:"));
            if (!isTrigger && user.value(QLatin1StringView("role_id")).toString() == QLatin1StringView("2")
                && ids.size() < count && !email.isEmpty())
                ids.append(user.value(QLatin1StringView("id")).toString());
        }
        next =
            answer.json().value(QLatin1StringView("next_page_token")).toString().toUtf8().toPercentEncoding();
        if (next.isEmpty())
            break;
    }
    return ids;
}

} // namespace PracticeFixture
