#include "bulk/bulksender.h"
#include "support/resetrig.h"
#include "support/testproxy.h"
#include "support/truthserver.h"

#include <QPointer>
#include <QProcess>
#include <QTcpSocket>
#include <QTest>
#include <QThread>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;
using Truth = TruthServer::Truth;

namespace {

constexpr int inFlight = 60;

struct Told
{
    int number = 0;
    Kind kind = Kind::NotSent;
    QString words;
};

bool isTrue(const TruthServer::Person &person, Kind told)
{
    if (person.puts == 0)
        return told == Kind::NotSent;
    if (told == Kind::Unknown)
        return person.truth == Truth::Garbled || person.mayBeLost;
    return (told == Kind::Changed && person.truth == Truth::Changed)
        || (told == Kind::Refused && person.truth == Truth::Refused);
}

} // namespace

/// On HTTP/1.1 an answer says by its place alone whose it is. Whatever a server does around its answers, each
/// person is told their own, and each change is sent once: what the server decided is counted against what
/// was told.
class TestOneAnswer final : public QObject
{
    Q_OBJECT

private:
    /// Thousands in the long run.
    static int schedules(int usual)
    {
        const int factor = qEnvironmentVariableIntValue("KEYTURN_TEST_SCHEDULES");
        return factor > 0 ? usual * factor : usual;
    }

    static void check(const TruthServer &server, const QList<Told> &told, int count)
    {
        check([&server](int number) { return server.person(number); }, told, count);
        QCOMPARE(server.requestsBehindAChange(), 0);
    }
    static void check(const std::function<TruthServer::Person(int)> &truthOf, const QList<Told> &told,
                      int count)
    {
        QCOMPARE(told.size(), count);
        int wrong = 0;
        int twice = 0;
        QHash<Kind, int> kinds;
        for (const Told &one : told) {
            const TruthServer::Person person = truthOf(one.number);
            ++kinds[one.kind];
            twice += person.puts > 1;
            if (!isTrue(person, one.kind)) {
                ++wrong;
                qWarning("u%d: the server decided %d, told was %d: %s", one.number,
                         static_cast<int>(person.truth), static_cast<int>(one.kind), qPrintable(one.words));
            }
        }
        QCOMPARE(wrong, 0);
        QCOMPARE(twice, 0);
        // It was about something.
        QVERIFY(kinds[Kind::Changed] > count / 4);
        QVERIFY(kinds[Kind::Refused] > count / 5);
        QVERIFY(kinds[Kind::Unknown] > count / 100);
        QVERIFY(kinds[Kind::NotSent] == 0);
    }

    /// Sends to u0, u1, …, as many at once as there is room for; `told` fills while the event loop runs.
    void sendTo(BulkSender &sender, int count, QList<Told> &told)
    {
        const auto fill = [&sender, count, next = 0]() mutable {
            for (; next < count && sender.hasRoom(); ++next)
                sender.send(next, u"u%1"_s.arg(next),
                            Secret::fromUtf8(QByteArray("Passw0rd-" + QByteArray::number(next))),
                            BodyFormat::Multipart);
        };
        const auto more = std::make_shared<std::function<void()>>(fill);
        connect(&sender, &BulkSender::answered, this, [more, &told](int row, const Outcome &outcome) {
            told.append({row, outcome.kind(), outcome.facts().message});
            (*more)();
        });
        (*more)();
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
    }

    void manyAtOnce_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::addColumn<bool>("proxied");
        QTest::addColumn<int>("count");
        QTest::newRow("plain") << false << false << schedules(2'000);
        QTest::newRow("TLS") << true << false << schedules(600);
        QTest::newRow("TLS through a proxy") << true << true << schedules(400);
    }
    void manyAtOnce()
    {
        QFETCH(bool, tls);
        QFETCH(bool, proxied);
        QFETCH(int, count);
        TruthServer server(20'261, tls ? testCertificates() : QString(), proxied ? u"zoomtest"_s : u"good"_s);
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.know("api.zoom.test", server.port());
        HttpClient::Options options = ResetRig::options(false);
        if (proxied)
            options.proxy = {ProxyChoice::Mode::Http, u"127.0.0.1"_s, proxy.port(), {}};
        const SystemClock clock;
        FixedToken tokens;
        const QUrl url = proxied ? QUrl(u"https://api.zoom.test/v2"_s) : server.baseUrl();
        BulkSender sender(&tokens, url, options, clock, inFlight);
        QList<Told> told;
        sendTo(sender, count, told);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), count, 1'500'000);
        check(server, told, count);
        if (proxied)
            QCOMPARE(proxy.tunnels(), count);
    }

    /// Over HTTP/2 the stream's number says it, and a server that nobody here wrote decides: Node's.
    void manyOverHttp2()
    {
        const int count = schedules(600);
        QProcess node;
        node.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        node.start(u"node"_s,
                   {QStringLiteral(KEYTURN_HTTP2_SERVER), testCertificates() + u"/good.pem"_s,
                    testCertificates() + u"/good.key"_s, u"20261"_s});
        QByteArray said;
        const auto listen = [&] { said += node.readAllStandardOutput(); };
        connect(&node, &QProcess::readyReadStandardOutput, this, listen);
        QTRY_VERIFY_WITH_TIMEOUT(said.startsWith("port ") && said.contains('\n'), 30'000);
        const int port = said.mid(5, said.indexOf('\n') - 5).toInt();

        const SystemClock clock;
        FixedToken tokens;
        BulkSender sender(&tokens, QUrl(u"https://localhost:%1/v2"_s.arg(port)), ResetRig::options(true),
                          clock, inFlight);
        QList<Told> told;
        sendTo(sender, count, told);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), count, 600'000);
        QTest::qWait(100);
        QHash<int, TruthServer::Person> people;
        for (const QByteArray &line : said.split('\n').sliced(1)) {
            const QByteArrayList words = line.split(' ');
            if (words.size() != 2)
                continue;
            TruthServer::Person &person = people[words.at(0).toInt()];
            ++person.puts;
            person.truth = words.at(1) == "changed" ? Truth::Changed
                : words.at(1) == "refused"          ? Truth::Refused
                                                    : Truth::Garbled;
        }
        check([&people](int number) { return people.value(number); }, told, count);
        node.closeWriteChannel();
        QVERIFY(node.waitForFinished());
    }

    // As in the window: the next person while the last one's server may not be done yet.
    void oneAfterTheOther_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("plain") << false;
        QTest::newRow("TLS") << true;
    }
    void oneAfterTheOther()
    {
        QFETCH(bool, tls);
        const int count = schedules(60);
        TruthServer server(7, tls ? testCertificates() : QString(), u"good"_s);
        ResetRig rig(server.baseUrl(), u"t"_s, false);
        QList<Told> told;
        for (int i = 0; i < count; ++i) {
            rig.client.connectAhead();
            QVERIFY(rig.start(u"u%1"_s.arg(i), "Passw0rd-" + QByteArray::number(i)));
            QTRY_VERIFY_WITH_TIMEOUT(rig.result, 20'000);
            told.append({i, rig.result->outcome.kind(), rig.result->outcome.facts().message});
        }
        check(server, told, count);
    }

    // What is said on a connection before anything was asked is nobody's answer.
    void aServerThatSpeaksFirst()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int connections = 0;
        int requests = 0;
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            if (++connections == 1)
                socket->write("HTTP/1.1 204 No Content\r\n\r\n");
            connect(socket, &QTcpSocket::readyRead, socket, [&requests, socket] {
                if (!socket->readAll().contains("PUT"))
                    return;
                ++requests;
                socket->write("HTTP/1.1 404 Not Found\r\nContent-Length: 45\r\n\r\n"
                              "{\"code\":1001,\"message\":\"User does not exist\"}");
            });
        });
        ResetRig rig(QUrl(u"http://127.0.0.1:%1/v2"_s.arg(server.serverPort())), u"t"_s, false);
        rig.client.connectAhead();
        QTRY_COMPARE(connections, 1);
        QTest::qWait(50);
        QVERIFY(rig.start(u"u1"_s, "Passw0rd-1"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Refused);
        QCOMPARE(rig.result->outcome.error().kind, ErrorKind::UserNotFound);
        QCOMPARE(requests, 1);
        QCOMPARE(connections, 2);
    }

    // A question may use a kept connection: not one on which something came since.
    void aSurplusAnswerIsNotTheNextQuestions()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        int connections = 0;
        int answers = 0;
        QPointer<QTcpSocket> last;
        const auto answer = [](int number) -> QByteArray {
            return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
                   "11\r\n\r\n{\"id\":\"u"
                + QByteArray::number(number) + "\"}";
        };
        connect(&server, &QTcpServer::newConnection, this, [&] {
            QTcpSocket *socket = server.nextPendingConnection();
            last = socket;
            ++connections;
            // Or the system keeps the surplus back until the answer before it was acknowledged, which the
            // next question does: what comes after a question cannot be told from its answer.
            socket->setSocketOption(QAbstractSocket::LowDelayOption, 1);
            connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
            connect(socket, &QTcpSocket::readyRead, socket, [&answers, socket, answer] {
                if (socket->readAll().contains("GET"))
                    socket->write(answer(++answers));
            });
        });
        const SystemClock clock;
        HttpClient http(HttpClient::Options(), clock);
        QByteArrayList bodies;
        const auto ask = [&] {
            HttpRequest request;
            request.url = QUrl(u"http://127.0.0.1:%1/v2/users/u"_s.arg(server.serverPort()));
            connect(http.send(std::move(request)), &HttpCall::finished, this,
                    [&bodies](const HttpReply &reply) { bodies.append(reply.body); });
        };
        ask();
        QTRY_COMPARE(bodies.size(), 1);
        ask();
        QTRY_COMPARE(bodies.size(), 2);
        QCOMPARE(connections, 1); // it is kept, or this would prove nothing
        // Seen by nobody before the next question is asked.
        last->write(answer(9));
        last->flush();
        QThread::msleep(20); // until it is in the client's buffer, on a busy computer, too
        ask();
        QTRY_COMPARE(bodies.size(), 3);
        QCOMPARE(connections, 2);
        last->write(answer(9));
        QTest::qWait(50);
        ask();
        QTRY_COMPARE(bodies.size(), 4);
        QCOMPARE(connections, 3);
        QCOMPARE(
            bodies,
            QByteArrayList({"{\"id\":\"u1\"}", "{\"id\":\"u2\"}", "{\"id\":\"u3\"}", "{\"id\":\"u4\"}"}));
    }

    // Whoever hears of the end may put everything away.
    void destroyedByItsOwnAnswer_data()
    {
        QTest::addColumn<bool>("tls");
        QTest::newRow("plain") << false;
        QTest::newRow("TLS") << true;
    }
    void destroyedByItsOwnAnswer()
    {
        QFETCH(bool, tls);
        TruthServer server(3, tls ? testCertificates() : QString(), u"good"_s);
        const SystemClock clock;
        for (const bool whenSent : {false, true}) {
            for (int i = 0; i < 20; ++i) {
                auto http = std::make_unique<HttpClient>(ResetRig::options(false), clock);
                const UpdatePasswordRequest put{u"u%1"_s.arg(i), Secret::fromUtf8("Passw0rd-1"),
                                                BodyFormat::Multipart};
                bool isGone = false;
                const auto destroy = [&http, &isGone] {
                    http.reset();
                    isGone = true;
                };
                HttpCall *call = http->send(std::move(*put.build(server.baseUrl(), Secret::fromUtf8("t"))));
                if (whenSent)
                    connect(call, &HttpCall::requestSent, this, destroy);
                else
                    connect(call, &HttpCall::finished, this, destroy);
                QTRY_VERIFY(isGone);
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestOneAnswer)
#include "tst_oneanswer.moc"
