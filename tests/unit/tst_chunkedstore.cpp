#include "secrets/chunkedstore.h"
#include "support/fakesecretstore.h"

#include <QTest>

#include <memory>

using namespace Keyturn;
using Test::FakeSecretStore;

namespace {

/// Without Test::resultOf()'s pauses: every step of thousands takes a turn of the event loop.
template<typename T>
T resultOf(QFuture<T> future)
{
    for (int turns = 0; !future.isFinished() && turns < 10'000; ++turns)
        QCoreApplication::processEvents();
    if (!future.isFinished() || future.resultCount() == 0)
        qFatal("the future never finished");
    return future.takeResult();
}

const auto Key = QStringLiteral("Keyturn/contoso-00000001/oauth-token");

/// As Windows' Credential Manager: 2,560 bytes an entry. Can end, as a crash does, at any write or removal.
class SmallStore final : public SecretStore
{
public:
    static constexpr qsizetype Limit = 2560;

    FakeSecretStore inner;
    int changesLeft = -1; ///< before the crash; -1: none comes
    qsizetype largest = 0;

    QFuture<Result<Secret>> read(const QString &key) override
    {
        if (changesLeft == 0)
            return readyFuture(Result<Secret>(std::unexpected(Error::of(ErrorKind::KeychainFailed))));
        return inner.read(key);
    }
    QFuture<Result<void>> write(const QString &key, Secret secret) override
    {
        if (secret.size() > Limit || changesLeft == 0)
            return failed();
        largest = std::max(largest, secret.size());
        changesLeft -= changesLeft > 0;
        return inner.write(key, std::move(secret));
    }
    QFuture<Result<void>> remove(const QString &key) override
    {
        if (changesLeft == 0)
            return failed();
        changesLeft -= changesLeft > 0;
        return inner.remove(key);
    }

private:
    static QFuture<Result<void>> failed()
    {
        return readyFuture(Result<void>(std::unexpected(Error::of(ErrorKind::KeychainFailed))));
    }
};

QByteArray bytesOf(const Result<Secret> &secret)
{
    return secret ? secret->exposeUtf8().toByteArray() : QByteArray("(no secret)");
}

ErrorKind kindOf(const Result<Secret> &result)
{
    return result ? ErrorKind::Refused : result.error().kind;
}

Result<void> write(SecretStore &store, const QByteArray &secret)
{
    ChunkedStore chunked(&store);
    return resultOf(chunked.write(Key, Secret::fromUtf8(secret)));
}

/// By another object, as after a new start.
Result<Secret> readBack(SecretStore &store)
{
    ChunkedStore chunked(&store);
    return resultOf(chunked.read(Key));
}

QByteArray secretOf(qsizetype size, char first)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(first + i % 23);
    return bytes;
}

} // namespace

class TestChunkedStore final : public QObject
{
    Q_OBJECT

private slots:
    void givesBackEverySize_data()
    {
        QTest::addColumn<qsizetype>("size");
        QTest::addColumn<int>("entries");
        for (const auto &[size, entries] : {std::pair<int, int>{1, 1},
                                            {2559, 1},
                                            {2560, 1},
                                            {2561, 3},
                                            {5120, 3},
                                            {5121, 4},
                                            {16 * 1024, 8}})
            QTest::addRow("%d", size) << qsizetype(size) << entries;
    }
    void givesBackEverySize()
    {
        QFETCH(qsizetype, size);
        QFETCH(int, entries);
        SmallStore store;
        QVERIFY(write(store, secretOf(size, 'A')));
        QCOMPARE(bytesOf(readBack(store)), secretOf(size, 'A'));
        QCOMPARE(static_cast<int>(store.inner.entries.size()), entries);
        QVERIFY(store.largest <= SmallStore::Limit);
    }

    void readsWhatWasStoredWithoutIt()
    {
        SmallStore store;
        store.inner.entries[Key] = "eyJ.plain.token";
        QCOMPARE(bytesOf(readBack(store)), QByteArray("eyJ.plain.token"));
        QCOMPARE(store.inner.reads, 1);
    }

    void storesAShortSecretAsItIs()
    {
        SmallStore store;
        QVERIFY(write(store, "short"));
        QCOMPARE(store.inner.entries.at(Key), QByteArray("short"));
    }

    void aSecretThatLooksLikeAnEntryOfPartsIsGivenBack()
    {
        const QByteArray sly = "\x01keyturn-parts a 1 3 abc";
        SmallStore store;
        QVERIFY(write(store, sly));
        QCOMPARE(bytesOf(readBack(store)), sly);
    }

    void replacingLeavesNothingOfTheOld_data()
    {
        QTest::addColumn<qsizetype>("first");
        QTest::addColumn<qsizetype>("second");
        QTest::addColumn<int>("entries");
        QTest::newRow("longer") << qsizetype(3000) << qsizetype(9000) << 5;
        QTest::newRow("shorter") << qsizetype(9000) << qsizetype(3000) << 3;
        QTest::newRow("as long") << qsizetype(6000) << qsizetype(6001) << 4;
        QTest::newRow("one entry") << qsizetype(9000) << qsizetype(100) << 1;
        QTest::newRow("from one entry") << qsizetype(100) << qsizetype(9000) << 5;
    }
    void replacingLeavesNothingOfTheOld()
    {
        QFETCH(qsizetype, first);
        QFETCH(qsizetype, second);
        QFETCH(int, entries);
        SmallStore store;
        QVERIFY(write(store, secretOf(first, 'A')));
        QVERIFY(write(store, secretOf(second, 'B')));
        QCOMPARE(bytesOf(readBack(store)), secretOf(second, 'B'));
        QCOMPARE(static_cast<int>(store.inner.entries.size()), entries);
        QVERIFY(write(store, secretOf(first, 'C')));
        QCOMPARE(bytesOf(readBack(store)), secretOf(first, 'C'));
    }

    void removalRemovesAll()
    {
        SmallStore store;
        QVERIFY(write(store, secretOf(9000, 'A')));
        ChunkedStore chunked(&store);
        QVERIFY(resultOf(chunked.remove(Key)));
        QCOMPARE(store.inner.entries.size(), std::size_t(0));
        QCOMPARE(kindOf(resultOf(chunked.read(Key))), ErrorKind::SecretMissing);
        QVERIFY(resultOf(chunked.remove(Key)));
    }

    // Every moment at which the power can go, and then a new start.
    void aCrashLeavesOldOrNewOrNothing_data()
    {
        QTest::addColumn<qsizetype>("first");
        QTest::addColumn<qsizetype>("second");
        for (const auto &[first, second] : {std::pair<int, int>{0, 9000},
                                            {9000, 9000},
                                            {9000, 100},
                                            {100, 9000},
                                            {3000, 9000},
                                            {9000, 3000}})
            QTest::addRow("%d to %d", first, second) << qsizetype(first) << qsizetype(second);
    }
    void aCrashLeavesOldOrNewOrNothing()
    {
        QFETCH(qsizetype, first);
        QFETCH(qsizetype, second);
        const QByteArray old = secretOf(first, 'A');
        const QByteArray changed = secretOf(second, 'B');
        bool sawOld = false;
        bool sawNew = false;
        int moments = 0;
        for (bool crashed = true; crashed; ++moments) {
            SmallStore store;
            if (first > 0)
                QVERIFY(write(store, old));
            store.changesLeft = moments;
            write(store, changed);
            crashed = store.changesLeft == 0;
            store.changesLeft = -1;
            const Result<Secret> found = readBack(store);
            const QByteArray bytes = bytesOf(found);
            if (found) {
                QVERIFY(bytes == old || bytes == changed);
            } else {
                QCOMPARE(found.error().kind, ErrorKind::SecretMissing);
                QVERIFY(first == 0); // what was there is never lost
            }
            sawOld = sawOld || bytes == old || !found;
            sawNew = sawNew || bytes == changed;

            // The next write finds everything that was left behind, and so does a removal.
            QVERIFY(write(store, "short"));
            QCOMPARE(store.inner.entries.size(), std::size_t(1));
        }
        QVERIFY(moments > 1);
        QVERIFY(sawOld && sawNew);
    }

    void aCrashWhileRemovingLeavesOldOrNothingAndTheNextRemovalAll()
    {
        int moments = 0;
        for (bool crashed = true; crashed; ++moments) {
            SmallStore store;
            QVERIFY(write(store, secretOf(9000, 'A')));
            store.changesLeft = moments;
            {
                ChunkedStore chunked(&store);
                QCOMPARE(resultOf(chunked.remove(Key)).has_value(), moments > 5);
            }
            crashed = store.changesLeft == 0;
            store.changesLeft = -1;
            const QByteArray found = bytesOf(readBack(store));
            QVERIFY(found == secretOf(9000, 'A') || found == "(no secret)");
            ChunkedStore chunked(&store);
            QVERIFY(resultOf(chunked.remove(Key)));
            QCOMPARE(store.inner.entries.size(), std::size_t(0));
        }
        QVERIFY(moments >= 5);
    }

    void partsThatWereExchangedReadAsMissing()
    {
        SmallStore store;
        QVERIFY(write(store, secretOf(6000, 'A')));
        for (auto &[key, value] : store.inner.entries) {
            if (key.endsWith(QLatin1String("-1")))
                value = secretOf(value.size(), 'Z');
        }
        QCOMPARE(kindOf(readBack(store)), ErrorKind::SecretMissing);
    }

    void aPartThatIsGoneReadsAsMissing()
    {
        SmallStore store;
        QVERIFY(write(store, secretOf(6000, 'A')));
        QCOMPARE(store.inner.entries.erase(Key + QStringLiteral("/part-a-1")), std::size_t(1));
        QCOMPARE(kindOf(readBack(store)), ErrorKind::SecretMissing);
        QVERIFY(write(store, secretOf(6000, 'B')));
        QCOMPARE(bytesOf(readBack(store)), secretOf(6000, 'B'));
    }

    void brokenEntriesReadAsMissing_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::newRow("no words") << QByteArray("\x01keyturn-parts");
        QTest::newRow("no parts") << QByteArray("\x01keyturn-parts a 0 0 00");
        QTest::newRow("too many parts") << QByteArray("\x01keyturn-parts a 99999999999 9 00");
        QTest::newRow("another set") << QByteArray("\x01keyturn-parts c 1 9 00");
    }
    void brokenEntriesReadAsMissing()
    {
        QFETCH(QByteArray, entry);
        SmallStore store;
        store.inner.entries[Key] = entry;
        QCOMPARE(kindOf(readBack(store)), ErrorKind::SecretMissing);
    }

    // A reader of another process: its entry is the old one, its parts are gone when it comes to them.
    void readsAgainWhenTheSecretWasReplacedMeanwhile()
    {
        SmallStore store;
        QVERIFY(write(store, secretOf(6000, 'A')));
        SmallStore replaced;
        replaced.inner.entries = store.inner.entries;
        QVERIFY(write(replaced, secretOf(7000, 'B')));

        store.inner.holdReads = true;
        ChunkedStore reader(&store);
        QFuture<Result<Secret>> pending = reader.read(Key);
        store.inner.answerReads(); // the entry; the first part is asked for in the next turn
        store.inner.holdReads = false;
        store.inner.entries = replaced.inner.entries;
        QCOMPARE(bytesOf(resultOf(pending)), secretOf(7000, 'B'));
    }

    void theStoresErrorsArePassedOn()
    {
        SmallStore store;
        QVERIFY(write(store, secretOf(6000, 'A')));
        store.inner.readError = ErrorKind::KeychainLocked;
        QCOMPARE(kindOf(readBack(store)), ErrorKind::KeychainLocked);
        const Result<void> written = write(store, "x");
        QVERIFY(!written && written.error().kind == ErrorKind::KeychainLocked);
        store.inner.readError.reset();
        QCOMPARE(bytesOf(readBack(store)), secretOf(6000, 'A'));
        store.inner.removeError = ErrorKind::KeychainRefused;
        ChunkedStore chunked(&store);
        const Result<void> removed = resultOf(chunked.remove(Key));
        QVERIFY(!removed && removed.error().kind == ErrorKind::KeychainRefused);
    }

    void callsAtOnceAreDoneInTheirOrder()
    {
        SmallStore store;
        ChunkedStore chunked(&store);
        QFuture<Result<void>> first = chunked.write(Key, Secret::fromUtf8(secretOf(6000, 'A')));
        QFuture<Result<Secret>> readFirst = chunked.read(Key);
        QFuture<Result<void>> second = chunked.write(Key, Secret::fromUtf8(secretOf(9000, 'B')));
        QFuture<Result<Secret>> readSecond = chunked.read(Key);
        QFuture<Result<void>> removed = chunked.remove(Key);
        QVERIFY(resultOf(removed));
        QVERIFY(resultOf(first) && resultOf(second));
        QCOMPARE(bytesOf(resultOf(readFirst)), secretOf(6000, 'A'));
        QCOMPARE(bytesOf(resultOf(readSecond)), secretOf(9000, 'B'));
        QCOMPARE(store.inner.entries.size(), std::size_t(0));
    }

    void anAnswerAfterItsDeathIsHarmless()
    {
        SmallStore store;
        store.inner.holdReads = true;
        auto chunked = std::make_unique<ChunkedStore>(&store);
        QFuture<Result<Secret>> running = chunked->read(Key);
        QFuture<Result<void>> waiting = chunked->write(Key, Secret::fromUtf8("x"));
        chunked.reset();
        QCOMPARE(kindOf(resultOf(running)), ErrorKind::Cancelled);
        const Result<void> written = resultOf(waiting);
        QVERIFY(!written && written.error().kind == ErrorKind::Cancelled);
        store.inner.answerReads();
        QCoreApplication::processEvents();
        QCOMPARE(store.inner.writes, 0);
    }
};

QTEST_GUILESS_MAIN(TestChunkedStore)
#include "tst_chunkedstore.moc"
