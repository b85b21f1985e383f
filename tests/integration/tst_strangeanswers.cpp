#include "core/clock.h"
#include "net/httpclient.h"
#include "reset/passwordreset.h"
#include "support/scriptedserver.h"
#include "zoom/getuserrequest.h"
#include "zoom/updatepasswordrequest.h"
#include "zoom/zoomreply.h"

#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;

Q_DECLARE_METATYPE(Keyturn::ErrorKind)

namespace {

const Secret &token()
{
    static const Secret fixed = Secret::fromUtf8("test-token");
    return fixed;
}

HttpRequest change(const QUrl &baseUrl)
{
    const UpdatePasswordRequest put{u"u"_s, Secret::fromUtf8("Passw0rd-1"), BodyFormat::Multipart};
    return std::move(*put.build(baseUrl, token()));
}

HttpRequest lookUp(const QUrl &baseUrl)
{
    return std::move(*GetUserRequest{u"u"_s}.build(baseUrl, token()));
}

/// Says `start` at once when a request has come, and then `drop` again and again, until the client has had
/// enough.
class DrippingServer : public QObject
{
public:
    DrippingServer(const QByteArray &start, const QByteArray &drop)
    {
        connect(&m_server, &QTcpServer::newConnection, this, [this, start, drop] {
            QTcpSocket *socket = m_server.nextPendingConnection();
            auto *drips = new QTimer(socket);
            connect(drips, &QTimer::timeout, socket, [socket, drop] { socket->write(drop); });
            connect(socket, &QTcpSocket::readyRead, socket, [socket, drips, start] {
                socket->readAll();
                if (drips->isActive())
                    return;
                socket->write(start);
                drips->start(20);
            });
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        });
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("no free port on loopback");
    }
    QUrl baseUrl() const { return QUrl(u"http://127.0.0.1:%1/v2"_s.arg(m_server.serverPort())); }

private:
    QTcpServer m_server;
};

} // namespace

/// Answers that are not Zoom's, over a real connection: who answered is named, and what is not proved is not
/// claimed.
class TestStrangeAnswers final : public QObject
{
    Q_OBJECT

private:
    static ZoomReply replyTo(HttpRequest request)
    {
        const SystemClock clock;
        HttpClient http(HttpClient::Options(), clock);
        std::optional<HttpReply> reply;
        connect(http.send(std::move(request)), &HttpCall::finished, &http,
                [&reply](const HttpReply &got) { reply = got; });
        if (!QTest::qWaitFor([&reply] { return reply.has_value(); }, 60'000))
            qFatal("the call never finished");
        return ZoomReply::of(*reply);
    }

private slots:
    void aNetworksSignInPage_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char *name, const QByteArray &head, const QByteArray &body, Kind outcome) {
            QTest::newRow(name) << QByteArray("HTTP/1.1 " + head + "\r\nContent-Length: "
                                              + QByteArray::number(body.size()) + "\r\n\r\n" + body)
                                << static_cast<int>(outcome);
        };
        const QByteArray page =
            "<html><body><form action=\"/login\"><input name=\"room\"></form></body></html>";
        row("511", "511 Network Authentication Required\r\nContent-Type: text/html", page, Kind::Unknown);
        row("302", "302 Found\r\nLocation: http://portal.hotel.example/login", {}, Kind::Unknown);
        row("307", "307 Temporary Redirect\r\nLocation: http://portal.hotel.example/", {}, Kind::Unknown);
        row("200 with a form", "200 OK\r\nContent-Type: text/html", page, Kind::Unknown);
    }
    void aNetworksSignInPage()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, outcome);
        ScriptedServer server;
        server.setHandler(
            [bytes](const ScriptedServer::Request &) { return ScriptedServer::Answer{bytes, false}; });
        const Outcome changed = UpdatePasswordRequest::classify(replyTo(change(server.baseUrl())));
        QCOMPARE(static_cast<int>(changed.kind()), outcome);
        QCOMPARE(changed.error().kind, ErrorKind::CaptivePortal);
        const auto found = replyTo(lookUp(server.baseUrl())).answer();
        QVERIFY(!found.has_value());
        QCOMPARE(found.error().kind, ErrorKind::CaptivePortal);
        QCOMPARE(server.requests().size(), 2);
    }

    // No proxy is there that could ask: it is answered with nothing, once.
    void a407IsNotAnswered()
    {
        ScriptedServer server;
        server.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::json(407, "{}", {{"Proxy-Authenticate", "Basic realm=\"x\""}});
        });
        const Outcome changed = UpdatePasswordRequest::classify(replyTo(change(server.baseUrl())));
        QCOMPARE(changed.kind(), Kind::Unknown);
        QCOMPARE(changed.error().kind, ErrorKind::ProxyAuthenticationRequired);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(replyTo(lookUp(server.baseUrl())).answer().error().kind,
                 ErrorKind::ProxyAuthenticationRequired);
        QCOMPARE(server.requests().size(), 2);
    }

    // Something comes all the time, so only the total time can end it.
    void drips_data()
    {
        QTest::addColumn<QByteArray>("start");
        QTest::addColumn<QByteArray>("drop");
        QTest::newRow("head") << QByteArray("HTTP/1.1 204 No Content\r\nX-Slow: ") << QByteArray("x");
        QTest::newRow("success's body") << QByteArray(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500000\r\n\r\n{")
                                        << QByteArray(" ");
        QTest::newRow("refusal's body")
            << QByteArray("HTTP/1.1 400 Bad Request\r\nContent-Length: 500000\r\n\r\n{\"code\":300,")
            << QByteArray(" ");
    }
    void drips()
    {
        QFETCH(QByteArray, start);
        QFETCH(QByteArray, drop);
        const DrippingServer server(start, drop);
        HttpRequest put = change(server.baseUrl());
        put.totalTimeout = std::chrono::seconds(1);
        const Outcome changed = UpdatePasswordRequest::classify(replyTo(std::move(put)));
        QCOMPARE(changed.kind(), Kind::Unknown);
        QCOMPARE(changed.error().kind, ErrorKind::ReplyTimeout);

        HttpRequest get = lookUp(server.baseUrl());
        get.totalTimeout = std::chrono::seconds(1);
        QCOMPARE(replyTo(std::move(get)).answer().error().kind, ErrorKind::ReplyTimeout);
    }
};

QTEST_GUILESS_MAIN(TestStrangeAnswers)
#include "tst_strangeanswers.moc"
