#include "support/practicefixture.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;

namespace {

const QString builtKeyturn = QStringLiteral(KEYTURN_PROGRAM);

void serve(QProcess &process, const QString &program, const QStringList &more = {u"--port"_s, u"0"_s})
{
    process.start(program, QStringList{u"--practice-server"_s} + more);
}

/// So many lines, or what there is when the program says no more.
QList<QByteArray> firstLines(QProcess &process, int count = 2)
{
    QByteArray output;
    while (output.count('\n') < count && process.waitForReadyRead())
        output += process.readAllStandardOutput();
    return output.split('\n');
}

} // namespace

/// The built program, as a script runs it.
class TestPracticeServerCommand final : public QObject
{
    Q_OBJECT

private slots:
    void printsTwoLinesAndEndsOnASignal_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("SIGINT") << SIGINT;
        QTest::newRow("SIGTERM") << SIGTERM;
    }
    void printsTwoLinesAndEndsOnASignal()
    {
        QFETCH(int, signal);
        QProcess process;
        serve(process, builtKeyturn);
        const QList<QByteArray> lines = firstLines(process);
        QCOMPARE(lines.size(), 3);
        const QByteArray urlLabel("Base URL: ");
        const QByteArray tokenLabel("Access token: ");
        QVERIFY(lines[0].startsWith(urlLabel));
        QVERIFY(lines[1].startsWith(tokenLabel));
        QVERIFY(lines[2].isEmpty());

        const QUrl url(QString::fromUtf8(lines[0].mid(urlLabel.size())));
        QCOMPARE(url.host(), u"127.0.0.1"_s);
        QCOMPARE(url.path(), u"/v2"_s);
        QTcpSocket socket;
        socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        QVERIFY(socket.waitForConnected());
        socket.write("GET /v2/users/me HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer "
                     + lines[1].mid(tokenLabel.size()) + "\r\n\r\n");
        QVERIFY(socket.waitForReadyRead());
        QVERIFY(socket.readAll().startsWith("HTTP/1.1 200 "));

        QCOMPARE(kill(static_cast<pid_t>(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        QCOMPARE(process.readAllStandardError().count('\n'), 1);
    }

    void printsItsAppsWhenItIsAskedTo()
    {
        QProcess process;
        serve(process, builtKeyturn, {u"--with-app"_s});
        const QList<QByteArray> lines = firstLines(process, 9);
        QCOMPARE(lines.size(), 10);
        const QList<QByteArray> labels{"Token URL: ",
                                       "Account ID: ",
                                       "Client ID: ",
                                       "Client secret: ",
                                       "Authorize URL: ",
                                       "General client ID: ",
                                       "General client secret: "};
        for (qsizetype i = 0; i < labels.size(); ++i)
            QVERIFY2(lines[i + 2].startsWith(labels[i]) && lines[i + 2].size() > labels[i].size(),
                     lines[i + 2].constData());
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }

    /// A script may well start it with no standard input at all.
    void outlivesItsInput()
    {
        QProcess process;
        serve(process, builtKeyturn);
        process.closeWriteChannel();
        QCOMPARE(firstLines(process).size(), 3);
        QVERIFY(!process.waitForFinished(300));
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }

    void tellsWhenThePortIsTaken()
    {
        const auto server = startServer();
        QProcess process;
        serve(process, builtKeyturn, {u"--port"_s, QString::number(server->port())});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        const QByteArray error = process.readAllStandardError();
        QCOMPARE(error.count('\n'), 1);
        QVERIFY(error.contains(QByteArray::number(server->port())));
    }

    void tellsWhenTheServersProgramIsMissing()
    {
        const QTemporaryDir folder;
        const QString alone = folder.filePath(u"keyturn"_s);
        QVERIFY(QFile::copy(builtKeyturn, alone));
        QProcess process;
        serve(process, alone);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 3);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        const QByteArray error = process.readAllStandardError();
        QCOMPARE(error.count('\n'), 1);
        QVERIFY(error.contains("keyturn-practice-server"));
    }

    void findsItWhereItIsInstalled()
    {
        const QTemporaryDir prefix;
        QProcess install;
        install.start(QStringLiteral(CMAKE_PROGRAM),
                      {u"--install"_s, QStringLiteral(KEYTURN_BUILD), u"--prefix"_s, prefix.path()});
        QVERIFY(install.waitForFinished());
        QCOMPARE(install.exitCode(), 0);
        const QDir bin(prefix.filePath(QStringLiteral(KEYTURN_BINDIR)));
        QCOMPARE(bin.entryList(QDir::Files), QStringList{u"keyturn"_s}); // no command that people would see
        QProcess process;
        serve(process, bin.filePath(u"keyturn"_s));
        QCOMPARE(firstLines(process).size(), 3);
        process.terminate();
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitCode(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPracticeServerCommand)

#include "tst_practiceservercommand.moc"
