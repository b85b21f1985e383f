#include "instance/oneinstance.h"

#include <QFile>
#include <QLocalServer>
#include <QLocalSocket>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

#include <memory>

using namespace Keyturn;
using namespace std::chrono_literals;
using Claim = OneInstance::Claim;

namespace {

const QString key = QStringLiteral("keyturn-test");

/// A later start, which waits for its answer: in a thread, since the first answers in this one.
Claim startAgain(const QString &folder, std::chrono::milliseconds patience = 20s)
{
    Claim result = Claim::First;
    const std::unique_ptr<QThread> later(QThread::create([&] {
        OneInstance instance(folder, key);
        result = instance.claim(patience);
    }));
    later->start();
    while (!later->wait(5))
        QCoreApplication::processEvents();
    return result;
}

} // namespace

class TestOneInstance final : public QObject
{
    Q_OBJECT

private slots:
    void aSecondStartIsHandedOver();
    void theNextIsFirstOnceItHasEnded();
    void whatAKilledOneLeftIsNoHindrance();
    void oneThatHangsKeepsNobodyFromWork();
    void aFolderThatOthersWriteToIsNotTrusted();
    void nonsenseIsNotAnswered();
    void keysTellApart();
};

void TestOneInstance::aSecondStartIsHandedOver()
{
    const QTemporaryDir folder;
    OneInstance first(folder.path(), key);
    QCOMPARE(first.claim(), Claim::First);
    const QSignalSpy again(&first, &OneInstance::startedAgain);
    QCOMPARE(startAgain(folder.path()), Claim::HandedOver);
    QCOMPARE(startAgain(folder.path()), Claim::HandedOver);
    QCOMPARE(again.count(), 2);

    OneInstance other(folder.path(), QStringLiteral("keyturn-other"));
    QCOMPARE(other.claim(), Claim::First);
}

void TestOneInstance::theNextIsFirstOnceItHasEnded()
{
    const QTemporaryDir folder;
    {
        OneInstance first(folder.path(), key);
        QCOMPARE(first.claim(), Claim::First);
    }
    OneInstance next(folder.path(), key);
    QCOMPARE(next.claim(), Claim::First);
    QCOMPARE(startAgain(folder.path()), Claim::HandedOver);
}

void TestOneInstance::whatAKilledOneLeftIsNoHindrance()
{
    const QTemporaryDir folder;
    // A socket that nobody listens on, and the lock of a process that cannot be.
    QFile socket(folder.filePath(key + QStringLiteral(".socket")));
    QVERIFY(socket.open(QIODevice::WriteOnly));
    QFile lock(folder.filePath(key + QStringLiteral(".lock")));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write("2147483646\nkeyturn\n" + QSysInfo::machineHostName().toUtf8() + "\n");
    lock.close();
    OneInstance first(folder.path(), key);
    QCOMPARE(first.claim(), Claim::First);
    QCOMPARE(startAgain(folder.path()), Claim::HandedOver);
}

void TestOneInstance::oneThatHangsKeepsNobodyFromWork()
{
    const QTemporaryDir folder;
    OneInstance first(folder.path(), key);
    QCOMPARE(first.claim(), Claim::First);
    // In this thread: nothing answers meanwhile.
    OneInstance later(folder.path(), key);
    QCOMPARE(later.claim(200ms), Claim::Alone);
}

void TestOneInstance::aFolderThatOthersWriteToIsNotTrusted()
{
    const QTemporaryDir folder;
    QVERIFY(QFile::setPermissions(folder.path(),
                                  QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::WriteOther
                                      | QFile::ExeOther));
    OneInstance first(folder.path(), key);
    QCOMPARE(first.claim(), Claim::Alone);
    QVERIFY(!QFile::exists(folder.filePath(key + QStringLiteral(".socket"))));
}

void TestOneInstance::nonsenseIsNotAnswered()
{
    const QTemporaryDir folder;
    OneInstance first(folder.path(), key);
    QCOMPARE(first.claim(), Claim::First);
    const QSignalSpy again(&first, &OneInstance::startedAgain);
    for (const QByteArray &nonsense : {QByteArray("GET / HTTP/1.1\r\n"), QByteArray(5'000, 'x')}) {
        QLocalSocket socket;
        socket.connectToServer(folder.filePath(key + QStringLiteral(".socket")));
        socket.write(nonsense);
        QTRY_COMPARE(socket.state(), QLocalSocket::UnconnectedState);
        QCOMPARE(socket.readAll(), QByteArray());
    }
    QCOMPARE(again.count(), 0);
}

void TestOneInstance::keysTellApart()
{
    const QString home = QStringLiteral("/home/a/Keyturn.ini");
    QVERIFY(OneInstance::keyFor(home, false) != OneInstance::keyFor(home, true));
    QVERIFY(OneInstance::keyFor(home, false)
            != OneInstance::keyFor(QStringLiteral("/home/b/Keyturn.ini"), false));
    QCOMPARE(OneInstance::keyFor(home, false), OneInstance::keyFor(home, false));
}

QTEST_GUILESS_MAIN(TestOneInstance)

#include "tst_oneinstance.moc"
