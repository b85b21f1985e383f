#include "support/proxyrig.h"

#include <QNetworkInterface>
#include <QTest>

#include <algorithm>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Habit = TestProxy::Habit;
using Kind = Outcome::Kind;
using Mode = ProxyChoice::Mode;
using Test::ProxyRig;
using Test::ZoomBehindAProxy;

Q_DECLARE_METATYPE(Keyturn::TestProxy::Habit)

namespace {

TestProxy::Kind kindFor(bool socks)
{
    return socks ? TestProxy::Kind::Socks5 : TestProxy::Kind::Http;
}

ProxyChoice choiceOf(const TestProxy &proxy, bool socks)
{
    return ProxyRig::choiceOf(proxy, socks ? Mode::Socks5 : Mode::Http);
}

/// The proxy's address, as Linux desktops and shells hand it to their programs.
class Environment
{
public:
    explicit Environment(const QByteArray &proxy, const QByteArray &exceptions = {})
    {
        qputenv("https_proxy", proxy);
        qputenv("no_proxy", exceptions);
    }
    ~Environment()
    {
        qunsetenv("https_proxy");
        qunsetenv("no_proxy");
    }
    Environment(const Environment &) = delete;
    Environment &operator=(const Environment &) = delete;
};

/// What "the proxy did not pass it on" is on a machine that has no network at all.
ErrorKind proxyFailed()
{
    const auto interfaces = QNetworkInterface::allInterfaces();
    const bool online = std::any_of(interfaces.begin(), interfaces.end(), [](const QNetworkInterface &one) {
        return one.flags().testFlag(QNetworkInterface::IsRunning)
            && !one.flags().testFlag(QNetworkInterface::IsLoopBack) && !one.addressEntries().isEmpty();
    });
    return online ? ErrorKind::ProxyFailed : ErrorKind::NoNetwork;
}

QByteArray addressOf(const TestProxy &proxy, const QByteArray &login = {})
{
    return "http://" + login + "127.0.0.1:" + QByteArray::number(proxy.port());
}

} // namespace

/// A reset through every kind of proxy, and every way in which one fails: what the outcome claims is so.
class TestProxies final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ZoomBehindAProxy> m_zoom;

    int puts() const { return m_zoom->practice->counters().passwordPuts; }

    static void addKinds()
    {
        QTest::addColumn<bool>("socks");
        QTest::newRow("HTTP") << false;
        QTest::newRow("SOCKS5") << true;
    }

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        for (const char *name : {"http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY",
                                 "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"})
            qunsetenv(name);
        // One question to the name server is enough to hear nothing.
        qputenv("RES_OPTIONS", "attempts:1 timeout:1");
        m_zoom = std::make_unique<ZoomBehindAProxy>();
    }

    void passes_data() { addKinds(); }
    void passes()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        const int before = puts();
        const QByteArray password = socks ? "Passw0rd-socks" : "Passw0rd-http";
        QVERIFY(rig.run(password));
        QCOMPARE(rig.result->outcome.facts().message, QString());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(puts(), before + 1);
        QVERIFY(m_zoom->practice->hasPassword(ZoomBehindAProxy::user(), password));
        // The proxy looked the name up, and saw no more than that.
        QCOMPARE(proxy.targets(), QByteArrayList({"api.zoom.test:443"}));
        QVERIFY(!proxy.negotiations().toLower().contains("bearer"));
        QVERIFY(!proxy.negotiations().contains(m_zoom->practice->token().toUtf8()));

        // A change has a tunnel of its own, as it has a connection.
        QVERIFY(rig.run(password + '2'));
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(proxy.tunnels(), 2);
        QCOMPARE(rig.prompt.questions.size(), 0);
        QCOMPARE(rig.keychain.reads, 0);
    }

    void aWarmConnectionGoesThroughIt_data() { addKinds(); }
    void aWarmConnectionGoesThroughIt()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        rig.client.connectAhead();
        QTRY_COMPARE(proxy.tunnels(), 1);
        QCOMPARE(proxy.targets(), QByteArrayList({"api.zoom.test:443"}));
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QVERIFY(proxy.tunnels() <= 2); // Qt takes another when TLS is not agreed on yet in the first
    }

    void fails_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::addColumn<Habit>("habit");
        for (const bool socks : {false, true}) {
            const char *kind = socks ? "SOCKS5" : "HTTP";
            QTest::addRow("refuses, %s", kind) << socks << Habit::Refuses;
            QTest::addRow("unreachable, %s", kind) << socks << Habit::Unreachable;
            QTest::addRow("breaks, %s", kind) << socks << Habit::Breaks;
        }
    }
    void fails()
    {
        QFETCH(bool, socks);
        QFETCH(Habit, habit);
        TestProxy proxy(kindFor(socks), habit);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), proxyFailed());
        QCOMPARE(puts(), before);
        QVERIFY2(proxy.connections() <= 4, qPrintable(QString::number(proxy.connections())));
    }

    void isDown_data() { addKinds(); }
    void isDown()
    {
        QFETCH(bool, socks);
        ProxyChoice choice;
        {
            const TestProxy proxy(kindFor(socks));
            choice = choiceOf(proxy, socks);
        }
        ProxyRig rig(*m_zoom, choice);
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), proxyFailed());
    }

    void isNotFound()
    {
        ProxyRig rig(*m_zoom, {Mode::Http, u"proxy.invalid"_s, 3128, {}});
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), proxyFailed());
    }

    void saysNothing_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::addColumn<Habit>("habit");
        for (const bool socks : {false, true}) {
            const char *kind = socks ? "SOCKS5" : "HTTP";
            QTest::addRow("silent, %s", kind) << socks << Habit::Silent;
            QTest::addRow("hangs up, %s", kind) << socks << Habit::HangsUp;
        }
    }
    void saysNothing()
    {
        QFETCH(bool, socks);
        QFETCH(Habit, habit);
        TestProxy proxy(kindFor(socks), habit);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        UpdatePasswordRequest put{ZoomBehindAProxy::user(), Secret::fromUtf8("Passw0rd-1"),
                                  BodyFormat::Multipart};
        auto request = put.build(ZoomBehindAProxy::baseUrl(), Secret::fromUtf8("t"));
        QVERIFY(request.has_value());
        request->totalTimeout = std::chrono::milliseconds(700);
        std::optional<HttpReply> reply;
        connect(rig.http.send(std::move(*request)), &HttpCall::finished, this,
                [&reply](const HttpReply &got) { reply = got; });
        QTRY_VERIFY(reply);
        const Outcome outcome = UpdatePasswordRequest::classify(ZoomReply::of(*reply));
        QCOMPARE(outcome.kind(), Kind::NotSent);
        QCOMPARE(outcome.error().kind, habit == Habit::Silent ? ErrorKind::ConnectTimeout : proxyFailed());
        QVERIFY(proxy.connections() >= 1);
    }

    void badChoicesNeverGoStraight()
    {
        for (const ProxyChoice &choice :
             {ProxyChoice{Mode::Http, {}, 3128, {}}, ProxyChoice{Mode::Socks5, u"proxy.example"_s, 0, {}},
              ProxyChoice{Mode::Http, u"http://proxy.example"_s, 80, {}}}) {
            ProxyRig rig(*m_zoom, choice);
            QVERIFY(rig.run());
            QCOMPARE(rig.outcome(), Kind::NotSent);
            QCOMPARE(rig.error(), ErrorKind::InvalidInput);
            QVERIFY(rig.result->outcome.error().field.startsWith("proxy"_L1));
        }
    }

    void loopbackIsNoProxysBusiness()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        const Environment environment(addressOf(proxy));
        for (const Mode mode : {Mode::System, Mode::Http}) {
            const QByteArray password = mode == Mode::System ? "Passw0rd-loop1" : "Passw0rd-loop2";
            HttpClient::Options options = ResetRig::options(false);
            options.proxy = ProxyRig::choiceOf(proxy, mode);
            SystemClock clock;
            FixedToken tokens(m_zoom->practice->token().toUtf8());
            HttpClient http(options, clock);
            ZoomClient client(&http, &tokens, m_zoom->practice->baseUrl());
            PasswordReset reset(&client);
            std::optional<ResetResult> result;
            connect(&reset, &PasswordReset::finished, this,
                    [&result](const ResetResult &got) { result = got; });
            QVERIFY(reset.start({ZoomBehindAProxy::user(), {}, {}}, Secret::fromUtf8(password)));
            QTRY_VERIFY(result);
            QCOMPARE(result->outcome.kind(), Kind::Changed);
        }
        QCOMPARE(proxy.connections(), 0);
    }

    void theSystemsProxyIsUsed()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        m_zoom->isKnownTo(proxy);
        const Environment environment(addressOf(proxy));
        ProxyRig rig(*m_zoom, {});
        rig.client.connectAhead();
        QVERIFY(rig.run());
        QCOMPARE(rig.result->outcome.facts().message, QString());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(proxy.targets().first(), QByteArray("api.zoom.test:443"));
    }

    void theSystemsProxySignsItselfIn()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", "env-Passw0rd");
        m_zoom->isKnownTo(proxy);
        const Environment environment(addressOf(proxy, "desk:env-Passw0rd@"));
        ProxyRig rig(*m_zoom, {});
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(rig.prompt.questions.size(), 0);
    }

    void theSystemsWrongSignInIsReplacedAndNeverShown()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", "proxy-Passw0rd");
        m_zoom->isKnownTo(proxy);
        const Environment environment(addressOf(proxy, "desk:stale-Passw0rd@"));
        ProxyRig rig(*m_zoom, {});
        rig.prompt.declines = ErrorKind::Cancelled;
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::ProxyAuthenticationRequired);
        QVERIFY(!rig.result->outcome.facts().message.contains("stale"_L1));

        ProxyRig second(*m_zoom, {});
        QVERIFY(second.run());
        QCOMPARE(second.outcome(), Kind::Changed);
        QCOMPARE(second.prompt.questions.size(), 1);
    }

    void theSystemsExceptionsGoStraight()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        m_zoom->isKnownTo(proxy);
        const Environment environment(addressOf(proxy), "api.zoom.test");
        ProxyRig rig(*m_zoom, {});
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QVERIFY(rig.error() == ErrorKind::HostNotFound || rig.error() == ErrorKind::NoNetwork);
        QCOMPARE(proxy.connections(), 0);
    }

    void noneMeansNone()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        m_zoom->isKnownTo(proxy);
        const Environment environment(addressOf(proxy));
        ProxyRig rig(*m_zoom, {Mode::None, {}, 0, {}});
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QVERIFY(rig.error() == ErrorKind::HostNotFound || rig.error() == ErrorKind::NoNetwork);
        QCOMPARE(proxy.connections(), 0);
    }

    // The system's answer is still being waited for.
    void cancelledWhileTheWayIsLookedFor()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        m_zoom->isKnownTo(proxy);
        const Environment environment(addressOf(proxy));
        ProxyRig rig(*m_zoom, {});
        const int before = puts();
        rig.start();
        rig.reset.cancel();
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::Cancelled);
        QTest::qWait(200); // room for a request that must not come
        QCOMPARE(puts(), before);
    }

    void closedWhileTheWayIsLookedFor()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        const Environment environment(addressOf(proxy));
        {
            ProxyRig rig(*m_zoom, {});
            rig.start();
        }
        QTest::qWait(200);
        QCOMPARE(proxy.connections(), 0);
    }
};

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"
