#include "secrets/chunkedstore.h"
#include "secrets/keychainstore.h"
#include "support/futures.h"

#include <QProcess>
#include <QTest>
#include <QTimer>

#include <csignal>
#include <memory>

using namespace Keyturn;
using namespace std::chrono_literals;
using Test::resultOf;

namespace {

QString freshKey()
{
    static int count = 0;
    return QStringLiteral("Keyturn/test-%1/access-token").arg(++count);
}

QByteArray bytesOf(const Result<Secret> &secret)
{
    return secret ? secret->exposeUtf8().toByteArray() : QByteArray("(no secret)");
}

ErrorKind kindOf(const Result<Secret> &result)
{
    return result ? ErrorKind::Refused : result.error().kind;
}

/// The keyring's daemon, held still: a prompt that nobody answers looks the same from here.
class StuckDaemon
{
public:
    StuckDaemon()
        : m_pid(qEnvironmentVariableIntValue("KEYRING_PID"))
    {
        m_ok = m_pid > 1 && kill(m_pid, SIGSTOP) == 0;
    }
    ~StuckDaemon()
    {
        if (m_ok)
            kill(m_pid, SIGCONT);
    }
    bool ok() const { return m_ok; }

private:
    pid_t m_pid;
    bool m_ok = false;
};

} // namespace

/// Against a real gnome-keyring that is open: run it through tests/support/with-keyring.sh.
class TestKeychain final : public QObject
{
    Q_OBJECT

private slots:
    void givesBackWhatWasWritten_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::newRow("token") << QByteArray("eyJhbGciOi.J9-_.x");
        QTest::newRow("one byte") << QByteArray("x");
        QTest::newRow("large") << QByteArray(16 * 1024, 't');
        QTest::newRow("not ASCII") << QByteArray("p\xc3\xa4ss\xe2\x82\xac\xf0\x9f\x94\x91");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe\x80", 3);
        QTest::newRow("a zero within") << QByteArray("a\0b", 3);
        QTest::newRow("line breaks") << QByteArray("a\r\nb\n");
    }
    void givesBackWhatWasWritten()
    {
        QFETCH(QByteArray, secret);
        const QString key = freshKey();
        KeychainStore writer;
        QVERIFY(resultOf(writer.write(key, Secret::fromUtf8(secret))));
        KeychainStore reader;
        QCOMPARE(bytesOf(resultOf(reader.read(key))), secret);
    }

    void overwrites()
    {
        const QString key = freshKey();
        KeychainStore store;
        QVERIFY(resultOf(store.write(key, Secret::fromUtf8("first"))));
        QVERIFY(resultOf(store.write(key, Secret::fromUtf8("second"))));
        QCOMPARE(bytesOf(resultOf(store.read(key))), QByteArray("second"));
    }

    void keepsKeysApart()
    {
        const QString one = freshKey();
        const QString two = freshKey();
        KeychainStore store;
        QVERIFY(resultOf(store.write(one, Secret::fromUtf8("one"))));
        QVERIFY(resultOf(store.write(two, Secret::fromUtf8("two"))));
        QVERIFY(resultOf(store.remove(one)));
        QCOMPARE(kindOf(resultOf(store.read(one))), ErrorKind::SecretMissing);
        QCOMPARE(bytesOf(resultOf(store.read(two))), QByteArray("two"));
    }

    void aMissingKeyIsMissingAndCanBeRemoved()
    {
        const QString key = freshKey();
        KeychainStore store;
        QCOMPARE(kindOf(resultOf(store.read(key))), ErrorKind::SecretMissing);
        QVERIFY(resultOf(store.remove(key)));
    }

    /// For people who look into the keychain with a program of their own.
    void entriesSayWhatTheyAre()
    {
        if (qgetenv("XDG_CURRENT_DESKTOP") == "KDE")
            QSKIP("KDE's wallet shows the key");
        const QString key = freshKey();
        const auto shown = [&key] {
            QProcess tool;
            tool.setProcessChannelMode(QProcess::MergedChannels);
            tool.start(QStringLiteral("secret-tool"),
                       {QStringLiteral("search"), QStringLiteral("user"), key, QStringLiteral("server"),
                        QStringLiteral("Keyturn")});
            tool.waitForFinished();
            return QString::fromUtf8(tool.readAll());
        };
        KeychainStore store;
        store.setLabel(key, QStringLiteral("Keyturn: Contoso, client secret"));
        QVERIFY(resultOf(store.write(key, Secret::fromUtf8("first"))));
        QVERIFY2(shown().contains(u"label = Keyturn: Contoso, client secret\n"), qPrintable(shown()));
        QVERIFY(resultOf(store.write(key, Secret::fromUtf8("second"))));
        QVERIFY(shown().contains(u"label = Keyturn: Contoso, client secret\n"));
        // Renamed: at once, and the secret is the same.
        store.setLabel(key, QStringLiteral("Keyturn: Fabrikam, client secret"));
        QTRY_VERIFY(shown().contains(u"label = Keyturn: Fabrikam, client secret\n"));
        QCOMPARE(bytesOf(resultOf(store.read(key))), QByteArray("second"));
        QVERIFY(resultOf(store.remove(key)));
        QVERIFY(!shown().contains(u"label = "));
    }

    void keepsALongSecretInSeveralEntries()
    {
        const QString key = freshKey();
        const QByteArray secret(9000, 't');
        KeychainStore store;
        {
            ChunkedStore chunked(&store);
            QVERIFY(resultOf(chunked.write(key, Secret::fromUtf8(secret))));
        }
        ChunkedStore chunked(&store);
        QCOMPARE(bytesOf(resultOf(chunked.read(key))), secret);
        // So long is what Windows takes.
        QVERIFY(resultOf(store.read(key))->size() <= 2560);
        for (int part = 0; part < 4; ++part)
            QVERIFY(resultOf(store.read(key + QStringLiteral("/part-a-%1").arg(part)))->size() <= 2560);

        QVERIFY(resultOf(chunked.write(key, Secret::fromUtf8("short"))));
        QCOMPARE(bytesOf(resultOf(store.read(key))), QByteArray("short"));
        QCOMPARE(kindOf(resultOf(store.read(key + QStringLiteral("/part-a-0")))), ErrorKind::SecretMissing);

        QVERIFY(resultOf(chunked.write(key, Secret::fromUtf8(secret))));
        QVERIFY(resultOf(chunked.remove(key)));
        QCOMPARE(kindOf(resultOf(chunked.read(key))), ErrorKind::SecretMissing);
        for (int part = 0; part < 4; ++part)
            QCOMPARE(kindOf(resultOf(store.read(key + QStringLiteral("/part-a-%1").arg(part)))),
                     ErrorKind::SecretMissing);
    }

    void callsAtOnceAreAnsweredInTheirOrder()
    {
        const QString key = freshKey();
        KeychainStore store;
        QFuture<Result<void>> first = store.write(key, Secret::fromUtf8("first"));
        QFuture<Result<Secret>> readFirst = store.read(key);
        QFuture<Result<void>> second = store.write(key, Secret::fromUtf8("second"));
        QFuture<Result<Secret>> readSecond = store.read(key);
        QFuture<Result<void>> removed = store.remove(key);
        QFuture<Result<Secret>> readNothing = store.read(key);
        QVERIFY(!first.isFinished());
        QCOMPARE(kindOf(resultOf(readNothing)), ErrorKind::SecretMissing);
        QVERIFY(resultOf(first));
        QCOMPARE(bytesOf(resultOf(readFirst)), QByteArray("first"));
        QVERIFY(resultOf(second));
        QCOMPARE(bytesOf(resultOf(readSecond)), QByteArray("second"));
        QVERIFY(resultOf(removed));
    }

    void aStuckKeychainEndsInTheTimeOutAndTheLoopRuns()
    {
        const QString key = freshKey();
        KeychainStore patient;
        QVERIFY(resultOf(patient.write(key, Secret::fromUtf8("kept"))));

        KeychainStore store(400ms);
        int ticks = 0;
        QTimer ticker;
        connect(&ticker, &QTimer::timeout, this, [&ticks] { ++ticks; });
        {
            const StuckDaemon stuck;
            QVERIFY(stuck.ok());
            ticker.start(10);
            QFuture<Result<Secret>> pending = store.read(key);
            QVERIFY(!pending.isFinished());
            QCOMPARE(kindOf(resultOf(pending)), ErrorKind::KeychainTimeout);
            QVERIFY2(ticks > 3, qPrintable(QString::number(ticks)));
        }
        // The late answer is dropped, and the way is free again.
        QCOMPARE(bytesOf(resultOf(patient.read(key))), QByteArray("kept"));
        QTRY_COMPARE(bytesOf(resultOf(store.read(key))), QByteArray("kept"));
    }

    void aWriteThatRanOutOfTimeInTheQueueNeverHappens()
    {
        const QString key = freshKey();
        const QString removedKey = freshKey();
        KeychainStore patient;
        QVERIFY(resultOf(patient.write(key, Secret::fromUtf8("kept"))));
        QVERIFY(resultOf(patient.write(removedKey, Secret::fromUtf8("unwanted"))));

        KeychainStore store(300ms);
        {
            const StuckDaemon stuck;
            QVERIFY(stuck.ok());
            QFuture<Result<Secret>> head = store.read(key);
            QFuture<Result<void>> queued = store.write(key, Secret::fromUtf8("too late"));
            QFuture<Result<void>> removal = store.remove(removedKey);
            QCOMPARE(kindOf(resultOf(head)), ErrorKind::KeychainTimeout);
            const Result<void> written = resultOf(queued);
            QVERIFY(!written && written.error().kind == ErrorKind::KeychainTimeout);
            const Result<void> removed = resultOf(removal);
            QVERIFY(!removed && removed.error().kind == ErrorKind::KeychainTimeout);
        }
        // A removal still runs.
        QTRY_COMPARE_WITH_TIMEOUT(kindOf(resultOf(patient.read(removedKey))), ErrorKind::SecretMissing,
                                  30'000);
        QCOMPARE(bytesOf(resultOf(patient.read(key))), QByteArray("kept"));
    }

    void aStoreMayDieBeforeItsAnswer()
    {
        const QString key = freshKey();
        KeychainStore patient;
        QVERIFY(resultOf(patient.write(key, Secret::fromUtf8("kept"))));
        QFuture<Result<Secret>> running;
        QFuture<Result<Secret>> waiting;
        {
            const StuckDaemon stuck;
            QVERIFY(stuck.ok());
            auto store = std::make_unique<KeychainStore>();
            running = store->read(key);
            waiting = store->read(key);
            QTest::qWait(50);
        }
        QCOMPARE(kindOf(resultOf(running)), ErrorKind::Cancelled);
        QCOMPARE(kindOf(resultOf(waiting)), ErrorKind::Cancelled);
        QCOMPARE(bytesOf(resultOf(patient.read(key))), QByteArray("kept"));
    }
};

QTEST_GUILESS_MAIN(TestKeychain)
#include "tst_keychain.moc"
