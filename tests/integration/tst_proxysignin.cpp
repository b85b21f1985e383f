#include "auth/proxyrecord.h"
#include "support/proxyrig.h"
#include "zoom/getuserrequest.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Habit = TestProxy::Habit;
using Kind = Outcome::Kind;
using Mode = ProxyChoice::Mode;
using Test::ProxyRig;
using Test::ZoomBehindAProxy;

namespace {

const QByteArray right = "proxy-Passw0rd";

TestProxy::Kind kindFor(bool socks)
{
    return socks ? TestProxy::Kind::Socks5 : TestProxy::Kind::Http;
}

ProxyChoice choiceOf(const TestProxy &proxy, bool socks)
{
    return ProxyRig::choiceOf(proxy, socks ? Mode::Socks5 : Mode::Http);
}

QByteArray entryFor(int port, const QByteArray &password, const QString &host = u"127.0.0.1"_s)
{
    const ProxyRecord record{host, port, {u"desk"_s, Secret::fromUtf8(password), false}};
    return record.toSecret().exposeUtf8().toByteArray();
}

} // namespace

/// A proxy that wants a sign-in: asked for once, however many requests wait, and never in a loop. Since what
/// was turned away has not left, making it again is not sending it twice: the server sees one PUT.
class TestProxySignIn final : public QObject
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
        m_zoom = std::make_unique<ZoomBehindAProxy>();
    }

    void asksThePersonOnce_data() { addKinds(); }
    void asksThePersonOnce()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.result->outcome.facts().message, QString());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(puts(), before + 1);
        QCOMPARE(rig.prompt.questions.size(), 1);
        QCOMPARE(rig.prompt.questions.first().host, u"127.0.0.1"_s);
        QCOMPARE(rig.prompt.questions.first().port, proxy.port());
        QCOMPARE(rig.prompt.questions.first().user, u"desk"_s);
        if (!socks)
            QCOMPARE(rig.prompt.questions.first().realm, u"Test proxy"_s);
        QCOMPARE(rig.prompt.refusedBefore, QList<bool>{false});
        QVERIFY(!rig.keychain.entries.contains(ProxySignIn::key()));

        QVERIFY(rig.run("Passw0rd-2"));
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(rig.prompt.questions.size(), 1);
        QCOMPARE(puts(), before + 2);
    }

    void theKeychainAnswers_data() { addKinds(); }
    void theKeychainAnswers()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        rig.keychain.entries[ProxySignIn::key()] = entryFor(proxy.port(), right);
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(puts(), before + 1);
        QCOMPARE(rig.prompt.questions.size(), 0);
        QCOMPARE(rig.keychain.reads, 1);
    }

    /// As after a lock: the connection that was open goes too, since it holds the password.
    void whatWasForgottenIsAskedForAgain_data() { addKinds(); }
    void whatWasForgottenIsAskedForAgain()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.prompt.questions.size(), 1);
        rig.http.forgetProxySignIn();
        rig.signIn.forgetHeld();
        QVERIFY(rig.run("Passw0rd-2"));
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(rig.prompt.questions.size(), 2);
        QCOMPARE(rig.prompt.refusedBefore, (QList<bool>{false, false}));
        QCOMPARE(puts(), before + 2);
    }

    void theKeychainsWrongOneIsReplaced_data() { addKinds(); }
    void theKeychainsWrongOneIsReplaced()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        rig.keychain.entries[ProxySignIn::key()] = entryFor(proxy.port(), "stale");
        rig.prompt.remember = true;
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(puts(), before + 1);
        QCOMPARE(rig.prompt.refusedBefore, QList<bool>{true});
        QCOMPARE(rig.keychain.entries[ProxySignIn::key()], entryFor(proxy.port(), right));
    }

    void anotherProxysPasswordIsNotGivenAway()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, false));
        rig.keychain.entries[ProxySignIn::key()] = entryFor(proxy.port(), "other-secret", u"10.0.0.1"_s);
        rig.prompt.declines = ErrorKind::Cancelled;
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(proxy.signIns(), 0);
        QCOMPARE(rig.prompt.refusedBefore, QList<bool>{false});
    }

    void theWrongAnswerIsTriedOnce_data() { addKinds(); }
    void theWrongAnswerIsTriedOnce()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        rig.prompt.password = "wrong-Passw0rd";
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::ProxyAuthenticationRequired);
        QVERIFY(!rig.result->outcome.facts().message.contains("wrong-"_L1));
        QCOMPARE(rig.prompt.questions.size(), 1);
        QCOMPARE(proxy.signIns(), 1);
        QCOMPARE(puts(), before);

        // The next press asks anew, and says why.
        rig.prompt.password = right;
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::Changed);
        QCOMPARE(rig.prompt.refusedBefore, (QList<bool>{false, true}));
        QCOMPARE(puts(), before + 1);
    }

    void nobodyToAsk_data() { addKinds(); }
    void nobodyToAsk()
    {
        QFETCH(bool, socks);
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks), false);
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::ProxyAuthenticationRequired);
        QCOMPARE(proxy.signIns(), 0);
    }

    // A person who says no is left alone for a moment, and not for ever.
    void declinedIsDeclinedForAll()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, false));
        rig.prompt.declines = ErrorKind::Cancelled;
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::ProxyAuthenticationRequired);
        QCOMPARE(rig.prompt.questions.size(), 1);
        QCOMPARE(proxy.signIns(), 0);
    }

    void asksForEver_data()
    {
        QTest::addColumn<bool>("socks");
        QTest::addColumn<QByteArray>("stored");
        for (const bool socks : {false, true}) {
            QTest::addRow("%s", socks ? "SOCKS5" : "HTTP") << socks << QByteArray();
            QTest::addRow("%s, with a kept one", socks ? "SOCKS5" : "HTTP") << socks << QByteArray("kept");
        }
    }
    void asksForEver()
    {
        QFETCH(bool, socks);
        QFETCH(QByteArray, stored);
        TestProxy proxy(kindFor(socks), Habit::AlwaysAsks);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        if (!stored.isEmpty())
            rig.keychain.entries[ProxySignIn::key()] = entryFor(proxy.port(), stored);
        const int before = puts();
        QVERIFY(rig.run());
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::ProxyAuthenticationRequired);
        QTest::qWait(200); // room for more that must not come
        QCOMPARE(rig.prompt.questions.size(), 1);
        QCOMPARE(proxy.signIns(), stored.isEmpty() ? 1 : 2);
        QVERIFY2(proxy.challenges() <= (stored.isEmpty() ? 3 : 5),
                 qPrintable(QString::number(proxy.challenges())));
        QCOMPARE(puts(), before);
    }

    void oneQuestionHoweverManyWait_data() { addKinds(); }
    void oneQuestionHoweverManyWait()
    {
        QFETCH(bool, socks);
        constexpr int count = 25;
        TestProxy proxy(kindFor(socks));
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, socks));
        HttpClient another(rig.optionsFor(choiceOf(proxy, socks)), rig.clock); // the token source's, say
        ZoomClient elsewhere(&another, &rig.tokens, ZoomBehindAProxy::baseUrl());
        rig.prompt.hold = true;
        int good = 0;
        int done = 0;
        for (int i = 0; i < count; ++i) {
            ZoomCall *call =
                (i % 2 ? elsewhere : rig.client).send([](const QUrl &baseUrl, const Secret &token) {
                    return GetUserRequest{u"me"_s}.build(baseUrl, token);
                });
            connect(call, &ZoomCall::finished, this, [&good, &done](const ZoomReply &reply) {
                good += reply.status == 200;
                ++done;
            });
        }
        QTRY_COMPARE(rig.prompt.questions.size(), 1);
        QTest::qWait(300); // more requests are turned away meanwhile
        QCOMPARE(done, 0);
        rig.prompt.answer();
        QTRY_COMPARE_WITH_TIMEOUT(done, count, 60'000);
        QCOMPARE(good, count);
        QCOMPARE(rig.prompt.questions.size(), 1);
    }

    // A person takes their time; the request's does not run out, and it can be cancelled.
    void cancelledWhileThePersonIsAsked()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, false));
        rig.prompt.hold = true;
        const int before = puts();
        rig.start();
        QTRY_COMPARE(rig.prompt.questions.size(), 1);
        rig.reset.cancel();
        rig.prompt.answer();
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::Cancelled);
        QTest::qWait(200);
        QCOMPARE(puts(), before);
    }

    // Whichever of the two is seen first.
    void cancelledWhileTheProxyAsks()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, false));
        rig.prompt.hold = true;
        rig.start();
        QTRY_COMPARE(proxy.challenges(), 1);
        rig.reset.cancel();
        QTRY_VERIFY(rig.result);
        QCOMPARE(rig.outcome(), Kind::NotSent);
        QCOMPARE(rig.error(), ErrorKind::Cancelled);
    }

    void closedWhileThePersonIsAsked()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        const int before = puts();
        {
            ProxyRig rig(*m_zoom, choiceOf(proxy, false));
            rig.prompt.hold = true;
            rig.start();
            QTRY_COMPARE(rig.prompt.questions.size(), 1);
        }
        QTest::qWait(100);
        QCOMPARE(puts(), before);
    }

    void aPersonsTimeIsNotTheRequests()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        proxy.demand("desk", right);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, false));
        rig.prompt.hold = true;
        auto request = GetUserRequest{u"me"_s}.build(ZoomBehindAProxy::baseUrl(),
                                                     Secret::fromUtf8(m_zoom->practice->token().toUtf8()));
        QVERIFY(request.has_value());
        request->totalTimeout = std::chrono::seconds(5);
        std::optional<HttpReply> reply;
        connect(rig.http.send(std::move(*request)), &HttpCall::finished, this,
                [&reply](const HttpReply &got) { reply = got; });
        QTRY_COMPARE(rig.prompt.questions.size(), 1);
        QTest::qWait(6'000);
        QVERIFY(!reply);
        rig.prompt.answer();
        QTRY_VERIFY(reply);
        QCOMPARE(reply->status, 200);
    }

    // After a real Unknown nothing is made again, whatever the proxy says next.
    void whatHasLeftIsNotMadeAgain()
    {
        TestProxy proxy(TestProxy::Kind::Http);
        m_zoom->isKnownTo(proxy);
        ProxyRig rig(*m_zoom, choiceOf(proxy, false));
        QVERIFY(rig.run("Passw0rd-first"));
        QCOMPARE(rig.outcome(), Kind::Changed);
        const int before = puts();
        rig.result.reset();
        QVERIFY(
            rig.reset.start({u"dropped-before@practice.example"_s, {}, {}}, Secret::fromUtf8("Passw0rd-2")));
        QTRY_COMPARE(proxy.tunnels(), 2);
        proxy.demand("desk", right);
        QTRY_VERIFY_WITH_TIMEOUT(rig.result, 20'000);
        QCOMPARE(rig.outcome(), Kind::Unknown);
        QCOMPARE(rig.prompt.questions.size(), 0);
        QCOMPARE(puts(), before + 1);
    }
};

QTEST_GUILESS_MAIN(TestProxySignIn)
#include "tst_proxysignin.moc"
