#include "practice/practiceserver.h"
#include "support/nginxfixture.h"
#include "support/resetrig.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;

namespace {

enum class Break { WorkerCrash, Reload, Stop };

const QString anyone = u"works@practice.example"_s;
/// Their password changes at once, and the answer takes slowReply: the request is at the server for certain.
const QString slow = u"slow@practice.example"_s;
const QByteArray password = "Passw0rd-1";

std::unique_ptr<PracticeServer> startPractice()
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.slowReply = std::chrono::minutes(2);
    auto server = PracticeServer::start(options);
    return server ? std::move(*server) : nullptr;
}

} // namespace
Q_DECLARE_METATYPE(Break)

/// A gateway between Keyturn and the server that fails at every point of a reset, over HTTP/1.1 and HTTP/2:
/// at most one PUT arrives, and what the outcome claims is so.
class TestGatewayTrouble final : public QObject
{
    Q_OBJECT

private:
    static void addProtocols()
    {
        QTest::addColumn<bool>("http2");
        QTest::newRow("HTTP/1.1") << false;
        QTest::newRow("HTTP/2") << true;
    }

    static NginxFixture::Options options(bool http2, const QStringList &directives = {})
    {
        NginxFixture::Options options;
        options.http2 = http2;
        options.directives = directives;
        return options;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
    }

    void serverGone_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::addColumn<bool>("warm");
        for (const bool http2 : {false, true}) {
            for (const bool warm : {false, true})
                QTest::addRow("%s, %s", http2 ? "HTTP/2" : "HTTP/1.1", warm ? "warm" : "cold")
                    << http2 << warm;
        }
    }
    void serverGone()
    {
        QFETCH(bool, http2);
        QFETCH(bool, warm);
        auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        if (warm) {
            QVERIFY(rig.start(anyone, password));
            QTRY_VERIFY(rig.result);
            QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        }
        practice.reset();
        QVERIFY(rig.start(anyone, "Passw0rd-2"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Unknown);
        QCOMPARE(rig.result->outcome.error().kind, ErrorKind::GatewayTrouble);
        QCOMPARE(rig.result->outcome.facts().httpStatus, 502);
        QTRY_COMPARE(nginx.accesses().size(), warm ? 2 : 1);
        QCOMPARE(nginx.accesses().last().status, 502);
    }

    void bodyTooLarge_data() { addProtocols(); }
    void bodyTooLarge()
    {
        QFETCH(bool, http2);
        const auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2, {u"client_max_body_size 8;"_s}));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        QVERIFY(rig.start(anyone, password));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Unknown);
        QCOMPARE(rig.result->outcome.facts().httpStatus, 413);
        QCOMPARE(practice->counters().passwordPuts, 0);
    }

    // The answer to the repeat settles it: the first one had landed.
    void gatewayTimeout_data() { addProtocols(); }
    void gatewayTimeout()
    {
        QFETCH(bool, http2);
        const auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2, {u"proxy_read_timeout 300ms;"_s}));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        QVERIFY(rig.start(slow, password));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Unknown);
        QCOMPARE(rig.result->outcome.error().kind, ErrorKind::GatewayTrouble);
        QCOMPARE(rig.result->outcome.facts().httpStatus, 504);
        QCOMPARE(practice->counters().passwordPuts, 1);
        QVERIFY(practice->hasPassword(slow, password));

        QVERIFY(rig.reset.wouldResolveUnknown({slow, {}, {}}, Secret::fromUtf8(password)));
        QVERIFY(rig.start(slow, password));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QVERIFY(rig.result->outcome.isRepeat());
        QCOMPARE(practice->counters().passwordPuts, 2);
        QCOMPARE(practice->counters().passwordChanges, 1);
    }

    void brokenOff_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::addColumn<bool>("warm");
        QTest::addColumn<Break>("how");
        const QList<QPair<const char *, Break>> breaks{
            {"crash", Break::WorkerCrash}, {"reload", Break::Reload}, {"stop", Break::Stop}};
        for (const bool http2 : {false, true}) {
            for (const bool warm : {false, true}) {
                for (const auto &[name, how] : breaks)
                    QTest::addRow("%s, %s, %s", name, http2 ? "HTTP/2" : "HTTP/1.1", warm ? "warm" : "cold")
                        << http2 << warm << how;
            }
        }
    }
    // The gateway goes while the server works on the request.
    void brokenOff()
    {
        QFETCH(bool, http2);
        QFETCH(bool, warm);
        QFETCH(Break, how);
        const auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        if (warm) {
            QVERIFY(rig.start(anyone, password));
            QTRY_VERIFY(rig.result);
        }
        const auto before = practice->counters();

        QVERIFY(rig.start(slow, password));
        QTRY_COMPARE(practice->counters().passwordChanges, before.passwordChanges + 1);
        QVERIFY(!rig.result);
        switch (how) {
        case Break::WorkerCrash:
            QVERIFY(!nginx.workers().isEmpty());
            nginx.killWorkers();
            break;
        case Break::Reload:
            nginx.reload();
            break;
        case Break::Stop:
            nginx.stop();
            break;
        }
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Unknown);
        QCOMPARE(rig.result->outcome.error().kind, ErrorKind::ConnectionLost);
        QVERIFY(practice->hasPassword(slow, password));
        QCOMPARE(practice->counters().passwordPuts, before.passwordPuts + 1);

        if (how == Break::Stop)
            return;
        // The same password once more resolves it; and it is the one PUT that this makes.
        QVERIFY(rig.start(slow, password));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QVERIFY(rig.result->outcome.isRepeat());
        QCOMPARE(practice->counters().passwordPuts, before.passwordPuts + 2);
        QCOMPARE(practice->counters().passwordChanges, before.passwordChanges + 1);
    }

    // nginx says goodbye (GOAWAY, "Connection: close") with each answer: a new connection for every person,
    // and nothing lost.
    void saysGoodbyeInMidRequest_data() { addProtocols(); }
    void saysGoodbyeInMidRequest()
    {
        QFETCH(bool, http2);
        const auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2, {u"keepalive_requests 1;"_s}));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        constexpr int resets = 3;
        for (int i = 0; i < resets; ++i) {
            const QByteArray each = password + char('0' + i);
            QVERIFY(rig.start(anyone, each));
            QTRY_VERIFY(rig.result);
            QCOMPARE(rig.result->outcome.facts().message, QString());
            QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
            QCOMPARE(practice->counters().passwordPuts, i + 1);
            QVERIFY(practice->hasPassword(anyone, each));
        }
        QTRY_COMPARE(nginx.accesses().size(), resets);
        QCOMPARE(nginx.connectionCount(), resets);
    }

    // The kept connection ended while nobody looked.
    void reloadedBetween_data() { addProtocols(); }
    void reloadedBetween()
    {
        QFETCH(bool, http2);
        const auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        QVERIFY(rig.start(anyone, password));
        QTRY_VERIFY(rig.result);
        QTRY_COMPARE(nginx.accesses().size(), 1);
        const qint64 oldWorker = nginx.accesses().last().worker;
        nginx.reload();
        QTRY_VERIFY(!nginx.workers().contains(oldWorker) && !nginx.workers().isEmpty());

        QVERIFY(rig.start(anyone, "Passw0rd-2"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.facts().message, QString());
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        QCOMPARE(practice->counters().passwordPuts, 2);
        QTRY_COMPARE(nginx.accesses().size(), 2);
        QCOMPARE(nginx.connectionCount(), 2);
    }

    void stoppedBetween_data() { addProtocols(); }
    void stoppedBetween()
    {
        QFETCH(bool, http2);
        const auto practice = startPractice();
        QVERIFY(practice);
        NginxFixture nginx(practice->port(), options(http2));
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        ResetRig rig(nginx.baseUrl(), practice->token(), http2);
        QVERIFY(rig.start(anyone, password));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::Changed);
        nginx.stop();
        QCoreApplication::processEvents(); // the end of the connection is seen

        QVERIFY(rig.start(anyone, "Passw0rd-2"));
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.result->outcome.kind(), Kind::NotSent);
        QCOMPARE(rig.result->outcome.error().kind, ErrorKind::ConnectionRefused);
        QCOMPARE(practice->counters().passwordPuts, 1);
        QVERIFY(practice->hasPassword(anyone, password));
    }
};

QTEST_GUILESS_MAIN(TestGatewayTrouble)
#include "tst_gatewaytrouble.moc"
