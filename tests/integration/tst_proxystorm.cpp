#include "auth/proxyrecord.h"
#include "support/proxyrig.h"
#include "zoom/getuserrequest.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;
using Mode = ProxyChoice::Mode;
using Test::ProxyRig;
using Test::ZoomBehindAProxy;

namespace {

/// As a bulk run begins.
constexpr int burst = 60;
constexpr auto basic = "Basic realm=\"Office\"";
constexpr auto digest = "Digest realm=\"Office\", nonce=\"abc\", qop=\"auth\"";

/// Many calls at once, from two clients of the program, and what became of them.
class Burst
{
public:
    Burst(ProxyRig &rig, const ProxyChoice &choice)
        : m_other(rig.optionsFor(choice), rig.clock)
        , m_elsewhere(&m_other, &rig.tokens, ZoomBehindAProxy::baseUrl())
    {
        for (int i = 0; i < burst; ++i) {
            ZoomCall *call =
                (i % 2 ? m_elsewhere : rig.client).send([](const QUrl &baseUrl, const Secret &token) {
                    return GetUserRequest{u"me"_s}.build(baseUrl, token);
                });
            QObject::connect(call, &ZoomCall::finished, &m_other, [this](const ZoomReply &reply) {
                ++m_done;
                m_good += reply.status == 200;
            });
        }
    }
    bool waitForAll()
    {
        const bool all = QTest::qWaitFor([this] { return m_done == burst; }, 60'000);
        QTest::qWait(300); // room for more that must not come
        return all;
    }
    int good() const { return m_good; }

private:
    int m_done = 0;
    int m_good = 0;
    HttpClient m_other;
    ZoomClient m_elsewhere;
};

} // namespace

/// A proxy that refuses every sign-in is met a handful of times, and a password is tried once: more would
/// lock a person's account. Counted at the proxy.
class TestProxyStorm final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<ZoomBehindAProxy> m_zoom;

private slots:
    void initTestCase()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        m_zoom = std::make_unique<ZoomBehindAProxy>();
    }
    void cleanup() { qunsetenv("https_proxy"); }

    void refusesAll_data()
    {
        QTest::addColumn<QByteArrayList>("offer");
        QTest::addColumn<bool>("hangsUp");
        QTest::addColumn<bool>("isSpoken"); // one of them is
        const auto row = [](const char *name, const QByteArrayList &offer, bool isSpoken) {
            QTest::addRow("%s, stays", name) << offer << false << isSpoken;
            QTest::addRow("%s, hangs up", name) << offer << true << isSpoken;
        };
        row("NTLM", {"NTLM"}, false);
        row("Negotiate", {"Negotiate"}, false);
        row("Negotiate and NTLM", {"Negotiate", "NTLM"}, false);
        row("both in one field", {"Negotiate, NTLM"}, false);
        row("nothing", {}, false);
        row("Digest of an unknown kind", {"Digest realm=\"x\", nonce=\"y\", algorithm=SHA-3"}, false);
        row("Basic", {basic}, true);
        row("Digest", {digest}, true);
        row("NTLM and Basic", {"NTLM", basic}, true);
        row("all", {"Negotiate", "NTLM", digest, basic}, true);
    }
    void refusesAll()
    {
        QFETCH(QByteArrayList, offer);
        QFETCH(bool, hangsUp);
        QFETCH(bool, isSpoken);
        TestProxy proxy(TestProxy::Kind::Http, TestProxy::Habit::AlwaysAsks);
        proxy.offer(offer, hangsUp);
        const ProxyChoice choice = ProxyRig::choiceOf(proxy, Mode::Http);
        ProxyRig rig(*m_zoom, choice);
        const int before = m_zoom->practice->counters().requests;

        // The window, once.
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), isSpoken ? ErrorKind::ProxyAuthenticationRequired : ErrorKind::ProxyFailed);
        QVERIFY(!rig.result->outcome.facts().message.isEmpty());
        QCOMPARE(rig.prompt.questions.size(), isSpoken ? 1 : 0);
        QCOMPARE(proxy.signIns(), isSpoken ? 1 : 0);
        QVERIFY2(proxy.connections() <= 3, qPrintable(QString::number(proxy.connections())));

        // A bulk run's beginning, while the same wrong answer would be given again.
        rig.prompt.declines = ErrorKind::Cancelled;
        const int connections = proxy.connections();
        Burst calls(rig, choice);
        QVERIFY(calls.waitForAll());
        QCOMPARE(calls.good(), 0);
        QVERIFY(rig.prompt.questions.size() <= (isSpoken ? 2 : 0));
        QCOMPARE(proxy.signIns(), isSpoken ? 1 : 0);
        QVERIFY2(proxy.connections() - connections <= 6, qPrintable(QString::number(proxy.connections())));
        QCOMPARE(m_zoom->practice->counters().requests, before);
    }

    void namesWhatTheProxyOffers()
    {
        TestProxy proxy(TestProxy::Kind::Http, TestProxy::Habit::AlwaysAsks);
        proxy.offer({"Negotiate", "NTLM TlRMTVNTUAAC"});
        ProxyRig rig(*m_zoom, ProxyRig::choiceOf(proxy, Mode::Http));
        QVERIFY(rig.run());
        const QString words = rig.result->outcome.facts().message;
        QVERIFY2(words.contains("(Negotiate, NTLM)"_L1), qPrintable(words));
    }

    void aBurstTypesOneWrongPasswordOnce()
    {
        TestProxy proxy(TestProxy::Kind::Http, TestProxy::Habit::AlwaysAsks);
        const ProxyChoice choice = ProxyRig::choiceOf(proxy, Mode::Http);
        ProxyRig rig(*m_zoom, choice);
        Burst calls(rig, choice);
        QVERIFY(calls.waitForAll());
        QCOMPARE(calls.good(), 0);
        QCOMPARE(rig.prompt.questions.size(), 1);
        QCOMPARE(proxy.signIns(), 1);
        QVERIFY2(proxy.connections() <= 6, qPrintable(QString::number(proxy.connections())));
    }

    // As on the command line, where nobody is asked.
    void aKeptWrongPasswordIsTriedOnce_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::newRow("HTTP") << false;
        QTest::newRow("SOCKS5") << true;
    }
    void aKeptWrongPasswordIsTriedOnce()
    {
        QFETCH(bool, socks);
        TestProxy proxy(socks ? TestProxy::Kind::Socks5 : TestProxy::Kind::Http,
                        TestProxy::Habit::AlwaysAsks);
        const ProxyChoice choice = ProxyRig::choiceOf(proxy, socks ? Mode::Socks5 : Mode::Http);
        ProxyRig rig(*m_zoom, choice, false);
        const ProxyRecord kept{u"127.0.0.1"_s, proxy.port(), {u"desk"_s, Secret::fromUtf8("stale"), false}};
        rig.keychain.entries[ProxySignIn::key()] = kept.toSecret().exposeUtf8().toByteArray();
        for (int i = 0; i < 2; ++i) {
            Burst calls(rig, choice);
            QVERIFY(calls.waitForAll());
            QCOMPARE(calls.good(), 0);
        }
        QVERIFY(rig.run());
        QCOMPARE(rig.error(), ErrorKind::ProxyAuthenticationRequired);
        QCOMPARE(proxy.signIns(), 1);
    }

    void theSystemsWrongSignInIsTriedOnce()
    {
        TestProxy proxy(TestProxy::Kind::Http, TestProxy::Habit::AlwaysAsks);
        qputenv("https_proxy", QByteArray("http://desk:stale@127.0.0.1:" + QByteArray::number(proxy.port())));
        ProxyRig rig(*m_zoom, ProxyChoice{}, false);
        for (int i = 0; i < 2; ++i) {
            Burst calls(rig, ProxyChoice{});
            QVERIFY(calls.waitForAll());
            QCOMPARE(calls.good(), 0);
        }
        QCOMPARE(proxy.signIns(), 1);
    }

    // What is known to be right is given freely.
    void theRightOneServesAll()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", "proxy-Passw0rd");
        m_zoom->isKnownTo(proxy);
        const ProxyChoice choice = ProxyRig::choiceOf(proxy, Mode::Http);
        ProxyRig rig(*m_zoom, choice);
        Burst calls(rig, choice);
        QVERIFY(calls.waitForAll());
        QCOMPARE(calls.good(), burst);
        QCOMPARE(rig.prompt.questions.size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestProxyStorm)
#include "tst_proxystorm.moc"
