#include "secrets/keychainstore.h"
#include "support/futures.h"

#include <QProcess>
#include <QTest>
#include <QTimer>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Test::resultOf;

namespace {

template<typename T>
ErrorKind kindOf(const Result<T> &result)
{
    return result ? ErrorKind::Refused : result.error().kind;
}

const auto Key = QStringLiteral("Keyturn/test/access-token");

int press(const QStringList &keys)
{
    QProcess xdotool;
    xdotool.setStandardOutputFile(QProcess::nullDevice());
    xdotool.start(u"xdotool"_s, keys);
    return xdotool.waitForFinished(30'000) ? xdotool.exitCode() : -1;
}

bool isPromptOpen()
{
    return press({u"search"_s, u"--onlyvisible"_s, u"--class"_s, u"gcr-prompter"_s}) == 0;
}

bool isOpen(const QString &title)
{
    return press({u"search"_s, u"--onlyvisible"_s, u"--name"_s, title}) == 0;
}

bool isRequestOpen()
{
    return isOpen(u"Access Request"_s);
}

bool isDeletionOpen()
{
    return isOpen(u"Delete"_s);
}

bool awaitRequest()
{
    if (!QTest::qWaitFor(&isRequestOpen, 30'000))
        return false;
    QTest::qWait(500);
    return true;
}

/// Until it takes keys.
bool awaitPrompt()
{
    if (!QTest::qWaitFor(&isPromptOpen, 30'000))
        return false;
    QTest::qWait(500);
    return true;
}

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

    void promptIsGiven()
    {
        KeychainStore store(5s); // the prompt does not count
        QFuture<Result<Secret>> read = store.read(Key);
        QFuture<Result<void>> write = store.write(Key, Secret::fromUtf8("new"));
        QVERIFY(awaitPrompt());
        QTest::qWait(6'000);
        QVERIFY(!read.isFinished());
        QVERIFY(!write.isFinished());
        press({u"type"_s, u"a password for tests"_s});
        press({u"key"_s, u"Return"_s});
        const Result<Secret> secret = resultOf(read);
        QVERIFY2(secret, qPrintable(secret ? QString() : secret.error().reply.message));
        QCOMPARE(secret->exposeUtf8().toByteArray(), QByteArray("there all the time"));
        QVERIFY(resultOf(write));
        QVERIFY(resultOf(store.remove(Key)));
        QCOMPARE(kindOf(resultOf(store.read(Key))), ErrorKind::SecretMissing);
    }

    void promptIsRefused()
    {
        KeychainStore store;
        QFuture<Result<void>> write = store.write(Key, Secret::fromUtf8("new"));
        QFuture<Result<Secret>> read = store.read(Key);
        QVERIFY(awaitPrompt());
        press({u"key"_s, u"Escape"_s});
        QCOMPARE(kindOf(resultOf(write)), ErrorKind::KeychainLocked);
        // Whoever said no is not asked for each of the calls that were waiting.
        QCOMPARE(kindOf(resultOf(read)), ErrorKind::KeychainLocked);
        QVERIFY(!isPromptOpen());
        // A try that comes later is a new question.
        QTest::qWait(int(std::chrono::milliseconds(KeychainGate::RefusalMemory).count()) + 500);
        QFuture<Result<Secret>> again = store.read(Key);
        QVERIFY(awaitPrompt());
        press({u"type"_s, u"a password for tests"_s});
        press({u"key"_s, u"Return"_s});
        QCOMPARE(resultOf(again)->exposeUtf8().toByteArray(), QByteArray("there all the time"));
    }

    // --- KeePassXC ---

    void keepassxcOpen()
    {
        KeychainStore store;
        QCOMPARE(kindOf(resultOf(store.read(u"Keyturn/never-written"_s))), ErrorKind::SecretMissing);
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("one"))));
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("two"))));
        QCOMPARE(resultOf(store.read(Key))->exposeUtf8().toByteArray(), QByteArray("two"));
        QVERIFY(resultOf(store.remove(Key)));
        QVERIFY(resultOf(store.remove(Key)));
        QCOMPARE(kindOf(resultOf(store.read(Key))), ErrorKind::SecretMissing);
    }

    /// Its search passes over a locked database: not found there is not "there is none".
    void keepassxcBehind()
    {
        KeychainStore store;
        const Result<Secret> read = resultOf(store.read(Key));
        QCOMPARE(kindOf(read), ErrorKind::SecretHidden);
        QVERIFY2(read.error().reply.message.contains(u"first"_s), qPrintable(read.error().reply.message));
        QCOMPARE(kindOf(resultOf(store.remove(Key))), ErrorKind::SecretHidden);
        const QString other = u"Keyturn/other"_s;
        QVERIFY(resultOf(store.write(other, Secret::fromUtf8("kept")))); // in the database that is open
        QCOMPARE(resultOf(store.read(other))->exposeUtf8().toByteArray(), QByteArray("kept"));
        // Gone from what is open; what is locked may hold it.
        QCOMPARE(kindOf(resultOf(store.remove(other))), ErrorKind::SecretHidden);
        QCOMPARE(kindOf(resultOf(store.read(other))), ErrorKind::SecretHidden);
    }

    void keepassxcEmpty()
    {
        KeychainStore store(5s); // the prompt does not count
        const auto isUnlockOpen = [] { return isOpen(u"Unlock Database"_s); };
        QFuture<Result<Secret>> read = store.read(Key);
        QFuture<Result<void>> removed = store.remove(Key);
        QVERIFY(QTest::qWaitFor(isUnlockOpen, 30'000));
        QTest::qWait(6'000);
        QVERIFY(!read.isFinished());
        press({u"key"_s, u"Escape"_s});
        QCOMPARE(kindOf(resultOf(read)), ErrorKind::KeychainLocked);
        QCOMPARE(kindOf(resultOf(removed)), ErrorKind::KeychainLocked);
        QVERIFY(!isUnlockOpen()); // one no is one question
    }

    /// As KeePassXC comes, it asks before each entry is given out, changed or removed.
    void keepassxcAsking()
    {
        KeychainStore store;
        QFuture<Result<Secret>> read = store.read(Key);
        QVERIFY(awaitRequest());
        press({u"key"_s, u"Escape"_s});
        QCOMPARE(kindOf(resultOf(read)), ErrorKind::KeychainRefused);
        QTest::qWait(500);
        QVERIFY(!isRequestOpen()); // one no is one question

        QFuture<Result<void>> removed = store.remove(Key);
        QVERIFY(awaitRequest());
        press({u"key"_s, u"Escape"_s});
        QCOMPARE(kindOf(resultOf(removed)), ErrorKind::KeychainRefused);

        removed = store.remove(Key);
        QVERIFY(awaitRequest());
        press({u"key"_s, u"Return"_s});
        QVERIFY(QTest::qWaitFor(&isDeletionOpen, 30'000));
        QTest::qWait(500);
        press({u"key"_s, u"shift+Tab"_s, u"Return"_s}); // "Cancel" has the focus
        const Result<void> done = resultOf(removed);
        QVERIFY2(done, qPrintable(done ? QString() : done.error().reply.message));
        QCOMPARE(kindOf(resultOf(store.read(Key))), ErrorKind::SecretMissing);
    }

    void promptIsMissing()
    {
        KeychainStore store(5s, 6s);
        QFuture<Result<Secret>> read = store.read(Key);
        QVERIFY(awaitPrompt());
        QCOMPARE(kindOf(resultOf(read)), ErrorKind::KeychainTimeout);
        QVERIFY(isPromptOpen()); // to take it away would end the keyring
        QTest::qWait(int(std::chrono::milliseconds(KeychainGate::RefusalMemory).count()) + 500);
        QFuture<Result<Secret>> cancelled;
        {
            KeychainStore dying;
            cancelled = dying.read(Key);
            QTest::qWait(500);
        }
        QCOMPARE(kindOf(resultOf(cancelled)), ErrorKind::Cancelled);
        QVERIFY(isPromptOpen());
        // One answer serves whoever asks now, too.
        KeychainStore next;
        read = next.read(Key);
        QTest::qWait(500);
        QVERIFY(!read.isFinished());
        press({u"type"_s, u"a password for tests"_s});
        press({u"key"_s, u"Return"_s});
        QCOMPARE(resultOf(read)->exposeUtf8().toByteArray(), QByteArray("there all the time"));
        QTRY_VERIFY(!isPromptOpen());
    }

    /// KDE's wallet, whose own Secret Service says "locked" all the while.
    void kwallet()
    {
        KeychainStore store;
        QCOMPARE(kindOf(resultOf(store.read(Key))), ErrorKind::SecretMissing);
        QVERIFY(resultOf(store.remove(Key)));
        QVERIFY(resultOf(store.write(Key, Secret::fromUtf8("kept"))));
        QCOMPARE(resultOf(store.read(Key))->exposeUtf8().toByteArray(), QByteArray("kept"));
        QVERIFY(resultOf(store.remove(Key)));
        QCOMPARE(kindOf(resultOf(store.read(Key))), ErrorKind::SecretMissing);
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
