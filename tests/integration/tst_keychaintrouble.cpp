#include "secrets/keychainstore.h"
#include "support/futures.h"

#include <QProcess>
#include <QTest>
#include <QTimer>

using namespace Keyturn;
using namespace std::chrono_literals;
using Test::resultOf;

namespace {

template<typename T>
ErrorKind kindOf(const Result<T> &result)
{
    return result ? ErrorKind::Refused : result.error().kind;
}

const auto Key = QStringLiteral("Keyturn/test/access-token");

} // namespace

/// A keychain that cannot be had. Each function has its own session: tests/integration/CMakeLists.txt runs
/// them one by one through tests/support/with-keyring.sh, by name.
class TestKeychainTrouble final : public QObject
{
    Q_OBJECT

private slots:
    /// An open keyring, to put the entry in that locked() then looks for.
    void prepare()
    {
        KeychainStore store;
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("there all the time"))));
    }

    void locked()
    {
        int ticks = 0;
        QTimer ticker;
        connect(&ticker, &QTimer::timeout, this, [&ticks] { ++ticks; });
        ticker.start(1);
        KeychainStore store;

        QFuture<Result<Secret>> read = store.read(Key);
        QVERIFY(!read.isFinished());
        QCOMPARE(kindOf(resultOf(read)), ErrorKind::KeychainLocked);
        QVERIFY(std::exchange(ticks, 0) > 0);

        QFuture<Result<Secret>> readOther = store.read(QStringLiteral("Keyturn/never-written/access-token"));
        QCOMPARE(kindOf(resultOf(readOther)), ErrorKind::KeychainLocked);

        ticks = 0;
        QFuture<Result<void>> write = store.write(Key, Secret::fromUtf8("new"));
        QVERIFY(!write.isFinished());
        QCOMPARE(kindOf(resultOf(write)), ErrorKind::KeychainLocked);
        QVERIFY(ticks > 0);

        QFuture<Result<void>> remove = store.remove(Key);
        QCOMPARE(kindOf(resultOf(remove)), ErrorKind::KeychainLocked);
    }

    void noBus()
    {
        KeychainStore store;
        // At once: nobody has to wait to learn that there is nothing to wait for.
        QFuture<Result<Secret>> read = store.read(Key);
        QVERIFY(read.isFinished());
        QCOMPARE(kindOf(resultOf(read)), ErrorKind::KeychainUnavailable);
        QCOMPARE(kindOf(resultOf(store.write(Key, Secret::fromUtf8("x")))), ErrorKind::KeychainUnavailable);
        QCOMPARE(kindOf(resultOf(store.remove(Key))), ErrorKind::KeychainUnavailable);
    }

    void noService()
    {
        KeychainStore store;
        QCOMPARE(kindOf(resultOf(store.read(Key))), ErrorKind::KeychainUnavailable);
        QCOMPARE(kindOf(resultOf(store.write(Key, Secret::fromUtf8("x")))), ErrorKind::KeychainUnavailable);
        QCOMPARE(kindOf(resultOf(store.remove(Key))), ErrorKind::KeychainUnavailable);
    }

    /// With QT_NO_GLIB=1 libsecret's answers never arrive.
    void noGlibLoop()
    {
        KeychainStore store(300ms);
        QFuture<Result<Secret>> first = store.read(Key);
        QFuture<Result<Secret>> second = store.read(Key);
        QCOMPARE(kindOf(resultOf(first)), ErrorKind::KeychainTimeout);
        QCOMPARE(kindOf(resultOf(second)), ErrorKind::KeychainTimeout);
        QCOMPARE(kindOf(resultOf(store.write(Key, Secret::fromUtf8("x")))), ErrorKind::KeychainTimeout);
    }
};

QTEST_GUILESS_MAIN(TestKeychainTrouble)
#include "tst_keychaintrouble.moc"
