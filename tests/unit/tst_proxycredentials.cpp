#include "auth/proxyrecord.h"
#include "auth/proxysignin.h"
#include "support/fakeclock.h"
#include "support/fakeproxyprompt.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QTest>

#include <memory>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Test::FakeProxyPrompt;
using Test::FakeSecretStore;
using Test::resultOf;

namespace {

const ProxyQuestion one{u"proxy.example"_s, 3128, u"Office"_s, u"desk"_s};
const ProxyQuestion other{u"proxy.example"_s, 8080, {}, {}};

ProxyLogin login(const QByteArray &password, const QString &user = u"desk"_s)
{
    return {user, Secret::fromUtf8(password), false};
}

QByteArray passwordIn(const Result<ProxyLogin> &result)
{
    return result ? result->password.exposeUtf8().toByteArray() : QByteArray("(none)");
}

struct Rig
{
    FakeClock clock;
    FakeSecretStore keychain;
    FakeProxyPrompt prompt;
    std::unique_ptr<ProxySignIn> signIn = std::make_unique<ProxySignIn>(&keychain, &prompt, clock);

    QByteArray ask(const ProxyQuestion &question)
    {
        return passwordIn(resultOf(signIn->credentials(question)));
    }
    void keep(const ProxyQuestion &question, const QByteArray &password)
    {
        const ProxyRecord record{question.host, question.port, login(password)};
        keychain.entries[ProxySignIn::key()] = record.toSecret().exposeUtf8().toByteArray();
    }
};

} // namespace

class TestProxyCredentials final : public QObject
{
    Q_OBJECT

private slots:
    void aRecordComesBackAsItWas_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<QByteArray>("password");
        QTest::newRow("plain") << u"desk"_s << QByteArray("secret");
        QTest::newRow("domain") << u"CORP\\help desk"_s << QByteArray(" two words ");
        QTest::newRow("not ASCII") << u"jürgen%20@corp"_s << QByteArray("pä%20ss\n");
        QTest::newRow("no password") << u"desk"_s << QByteArray();
        QTest::newRow("no user") << QString() << QByteArray("secret");
    }
    void aRecordComesBackAsItWas()
    {
        QFETCH(QString, user);
        QFETCH(QByteArray, password);
        const ProxyRecord record{u"fd00::1"_s, 3128, login(password, user)};
        const auto again = ProxyRecord::fromSecret(record.toSecret());
        QVERIFY(again);
        QCOMPARE(again->host, u"fd00::1"_s);
        QCOMPARE(again->port, 3128);
        QCOMPARE(again->login.user, user);
        QCOMPARE(again->login.password.exposeUtf8().toByteArray(), password);
    }

    void whatIsNoRecordIsNotTakenForOne()
    {
        for (const char *text : {"", "secret", "keyturn-proxy-2 h 1 u p", "keyturn-proxy-1",
                                 "keyturn-proxy-1 h", "keyturn-proxy-1 h x u p", "keyturn-proxy-1  1 u p"})
            QVERIFY2(!ProxyRecord::fromSecret(Secret::fromUtf8(text)), text);
    }

    void asksNobodyBeforeItIsAsked()
    {
        const Rig rig;
        QCOMPARE(rig.keychain.reads, 0);
        QCOMPARE(rig.prompt.questions.size(), 0);
    }

    void oneQuestionForEachProxy()
    {
        Rig rig;
        rig.prompt.hold = true;
        const QList futures{rig.signIn->credentials(one), rig.signIn->credentials(other),
                            rig.signIn->credentials(one), rig.signIn->credentials(other)};
        QTRY_COMPARE(rig.prompt.questions.size(), 2);
        rig.prompt.answer();
        for (const auto &future : futures) {
            const auto answer = resultOf(future);
            QCOMPARE(passwordIn(answer), rig.prompt.password);
            QVERIFY(answer->typedNow);
        }
        // It is held, and not so fresh any more that it counts as the answer to the next question.
        const auto later = resultOf(rig.signIn->credentials(one));
        QVERIFY(later && !later->typedNow);
        QCOMPARE(rig.prompt.questions.size(), 2);
        QCOMPARE(rig.keychain.writes, 0);
    }

    void theKeychainComesFirst()
    {
        Rig rig;
        rig.keep(one, "kept");
        QCOMPARE(rig.ask(one), QByteArray("kept"));
        QCOMPARE(rig.ask(one), QByteArray("kept"));
        QCOMPARE(rig.keychain.reads, 1);
        QCOMPARE(rig.prompt.questions.size(), 0);
        // Another port is another proxy.
        QCOMPARE(rig.ask(other), rig.prompt.password);
    }

    void whatIsHeldCanBeForgotten()
    {
        Rig rig;
        rig.keep(one, "kept");
        QCOMPARE(rig.ask(one), QByteArray("kept"));
        QCOMPARE(rig.ask(other), rig.prompt.password);
        rig.signIn->forgetHeld();
        QCOMPARE(rig.ask(one), QByteArray("kept"));
        QCOMPARE(rig.keychain.reads, 3);
        QCOMPARE(rig.ask(other), rig.prompt.password);
        QCOMPARE(rig.prompt.questions.size(), 2);
    }

    void aKeychainThatCannotBeAskedIsNoReasonToStop()
    {
        Rig rig;
        rig.keychain.readError = ErrorKind::KeychainLocked;
        QCOMPARE(rig.ask(one), rig.prompt.password);
    }

    void theRefusedOneIsNotGivenAgain()
    {
        Rig rig;
        rig.keep(one, "stale");
        QCOMPARE(rig.ask(one), QByteArray("stale"));
        rig.signIn->rejected(one, login("stale"));
        QCOMPARE(rig.ask(one), rig.prompt.password);
        QCOMPARE(rig.prompt.refusedBefore, QList<bool>{true});
        // A client that comes late with the old one does not cost the new one.
        rig.signIn->rejected(one, login("stale"));
        QCOMPARE(rig.ask(one), rig.prompt.password);
        QCOMPARE(rig.prompt.questions.size(), 1);
        // It stays where it was: only a person replaces it.
        QVERIFY(rig.keychain.entries[ProxySignIn::key()].endsWith("stale"));
    }

    void noIsRememberedForAMoment()
    {
        Rig rig;
        rig.prompt.declines = ErrorKind::Cancelled;
        QCOMPARE(rig.ask(one), QByteArray("(none)"));
        QCOMPARE(rig.ask(one), QByteArray("(none)"));
        QCOMPARE(rig.prompt.questions.size(), 1);
        rig.clock.advance(ProxySignIn::RefusalMemory);
        rig.prompt.declines.reset();
        QCOMPARE(rig.ask(one), rig.prompt.password);
        QCOMPARE(rig.prompt.questions.size(), 2);
    }

    void rememberedWhenThePersonSaysSo()
    {
        Rig rig;
        rig.prompt.remember = true;
        QCOMPARE(rig.ask(one), rig.prompt.password);
        Rig next;
        next.keychain.entries = rig.keychain.entries;
        QCOMPARE(next.ask(one), rig.prompt.password);
        QCOMPARE(next.prompt.questions.size(), 0);
    }

    void aKeychainThatKeepsNothingIsNoError()
    {
        Rig rig;
        rig.keychain.writeError = ErrorKind::KeychainUnavailable;
        rig.prompt.remember = true;
        QCOMPARE(rig.ask(one), rig.prompt.password);
        QCOMPARE(rig.ask(one), rig.prompt.password);
        QCOMPARE(rig.prompt.questions.size(), 1);
    }

    void theSettingsReplaceIt()
    {
        Rig rig;
        QCOMPARE(rig.ask(one), rig.prompt.password);
        QVERIFY(resultOf(rig.signIn->remember(one.host, one.port, login("from settings"))));
        QCOMPARE(rig.ask(one), QByteArray("from settings"));
        QVERIFY(rig.keychain.entries[ProxySignIn::key()].endsWith("from settings"));
    }

    void withoutAPromptNobodyIsAsked()
    {
        Rig rig;
        rig.signIn = std::make_unique<ProxySignIn>(&rig.keychain, nullptr, rig.clock);
        const auto answer = resultOf(rig.signIn->credentials(one));
        QVERIFY(!answer);
        QCOMPARE(answer.error().kind, ErrorKind::ProxyAuthenticationRequired);
    }

    void theEndAnswersAllThatWait()
    {
        Rig rig;
        rig.prompt.hold = true;
        auto first = rig.signIn->credentials(one);
        auto second = rig.signIn->credentials(one);
        QTRY_COMPARE(rig.prompt.questions.size(), 1);
        rig.signIn.reset();
        for (auto *future : {&first, &second})
            QCOMPARE(resultOf(*future).error().kind, ErrorKind::Cancelled);
        rig.prompt.answer();
        QCoreApplication::processEvents();
    }
};

QTEST_GUILESS_MAIN(TestProxyCredentials)
#include "tst_proxycredentials.moc"
