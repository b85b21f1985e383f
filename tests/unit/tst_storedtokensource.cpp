#include "auth/fixedtokensource.h"
#include "auth/storedtokensource.h"
#include "secrets/memorystore.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QTest>

#include <memory>

using namespace Keyturn;
using Test::FakeSecretStore;
using Test::resultOf;

namespace {

const auto Key = QStringLiteral("Keyturn/contoso-00000001/access-token");
const QByteArray Place("https://api.zoom.us:443");

QByteArray bytesOf(const Result<Secret> &secret)
{
    return secret ? secret->exposeUtf8().toByteArray() : QByteArray("(no secret)");
}

} // namespace

class TestStoredTokenSource final : public QObject
{
    Q_OBJECT

private slots:
    void asksNobodyBeforeTheFirstCall()
    {
        FakeSecretStore keychain;
        MemoryStore held;
        const StoredTokenSource source(&keychain, &held, Key, Place);
        QCOMPARE(keychain.reads, 0);
    }

    void callersShareOneRead()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "token";
        keychain.holdReads = true;
        MemoryStore held;
        StoredTokenSource source(&keychain, &held, Key, Place);
        QFuture<Result<Secret>> first = source.accessToken();
        QFuture<Result<Secret>> second = source.accessToken();
        QTRY_COMPARE(keychain.reads, 1);
        QFuture<Result<Secret>> third = source.accessToken();
        QVERIFY(!first.isFinished() && !second.isFinished() && !third.isFinished());
        keychain.answerReads();
        QCOMPARE(bytesOf(resultOf(first)), QByteArray("token"));
        QCOMPARE(bytesOf(resultOf(second)), QByteArray("token"));
        QCOMPARE(bytesOf(resultOf(third)), QByteArray("token"));
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("token"));
        QCOMPARE(keychain.reads, 1);
    }

    void whatIsHeldForThisRunComesFirst()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "old";
        MemoryStore held;
        resultOf(held.write(Key, Secret::fromUtf8("new")));
        StoredTokenSource source(&keychain, &held, Key, Place);
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("new"));
        QCOMPARE(keychain.reads, 0);
    }

    void aRejectedTokenIsReadAgain()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "old";
        MemoryStore held;
        StoredTokenSource source(&keychain, &held, Key, Place);
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("old"));
        keychain.entries[Key] = "new";
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("old"));
        QVERIFY(!source.tokenRejected(Secret::fromUtf8("old")));
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("new"));
        QCOMPARE(keychain.reads, 2);
    }

    // A call that was under way when the new token was pasted.
    void aLateRejectionOfTheOldTokenChangesNothing()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "new";
        MemoryStore held;
        StoredTokenSource source(&keychain, &held, Key, Place);
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("new"));
        QVERIFY(!source.tokenRejected(Secret::fromUtf8("old")));
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("new"));
        QCOMPARE(keychain.reads, 1);
    }

    void anErrorReachesEveryCallerAndIsNotKept()
    {
        FakeSecretStore keychain;
        keychain.readError = ErrorKind::KeychainLocked;
        MemoryStore held;
        StoredTokenSource source(&keychain, &held, Key, Place);
        QFuture<Result<Secret>> first = source.accessToken();
        QFuture<Result<Secret>> second = source.accessToken();
        const Result<Secret> firstResult = resultOf(first);
        const Result<Secret> secondResult = resultOf(second);
        QVERIFY(!firstResult && !secondResult);
        QCOMPARE(firstResult.error().kind, ErrorKind::KeychainLocked);
        QCOMPARE(secondResult.error().kind, ErrorKind::KeychainLocked);
        keychain.readError.reset();
        keychain.entries[Key] = "token";
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("token"));
    }

    void anAnswerAfterItsDeathIsHarmless()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "token";
        keychain.holdReads = true;
        MemoryStore held;
        auto source = std::make_unique<StoredTokenSource>(&keychain, &held, Key, Place);
        QFuture<Result<Secret>> pending = source->accessToken();
        QTRY_COMPARE(keychain.reads, 1);
        source.reset();
        const Result<Secret> result = resultOf(pending);
        QVERIFY(!result && result.error().kind == ErrorKind::Cancelled);
        keychain.answerReads();
        QCoreApplication::processEvents();
    }

    void whatWasForgottenIsReadAgain()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "token";
        MemoryStore held;
        StoredTokenSource source(&keychain, &held, Key, Place);
        source.forget(); // of nothing
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("token"));
        source.forget();
        keychain.entries[Key] = "newer";
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("newer"));
        QCOMPARE(keychain.reads, 2);
    }

    void whoWaitsWhileItIsForgottenGetsTheToken()
    {
        FakeSecretStore keychain;
        keychain.entries[Key] = "token";
        keychain.holdReads = true;
        MemoryStore held;
        StoredTokenSource source(&keychain, &held, Key, Place);
        QFuture<Result<Secret>> waiting = source.accessToken();
        QTRY_COMPARE(keychain.reads, 1);
        source.forget();
        keychain.answerReads();
        QCOMPARE(bytesOf(resultOf(waiting)), QByteArray("token"));
    }

    void aFixedTokenStays()
    {
        FixedTokenSource source(Secret::fromUtf8("practice"));
        source.forget();
        QVERIFY(!source.tokenRejected(Secret::fromUtf8("practice")));
        QCOMPARE(bytesOf(resultOf(source.accessToken())), QByteArray("practice"));
    }

    void memoryForgetsWhatIsRemoved()
    {
        MemoryStore store;
        const Result<Secret> nothing = resultOf(store.read(Key));
        QVERIFY(!nothing && nothing.error().kind == ErrorKind::SecretMissing);
        QVERIFY(resultOf(store.remove(Key)));
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("one"))));
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("two"))));
        QCOMPARE(bytesOf(resultOf(store.read(Key))), QByteArray("two"));
        QCOMPARE(bytesOf(resultOf(store.read(Key))), QByteArray("two"));
        QVERIFY(resultOf(store.remove(Key)));
        QVERIFY(!resultOf(store.read(Key)));
    }

    void memoryForgetsAllAtOnce()
    {
        MemoryStore store;
        QVERIFY(!store.forgetAll());
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("one"))));
        QVERIFY(resultOf(store.write(Key + u'2', Secret::fromUtf8("two"))));
        QVERIFY(store.forgetAll());
        QCOMPARE(resultOf(store.read(Key)).error().kind, ErrorKind::SecretMissing);
        QVERIFY(!store.forgetAll());
    }
};

QTEST_GUILESS_MAIN(TestStoredTokenSource)
#include "tst_storedtokensource.moc"
