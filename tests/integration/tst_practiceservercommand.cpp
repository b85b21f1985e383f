#include "cli/practiceservercommand.h"
#include "support/practicefixture.h"

#include <QCoreApplication>
#include <QProcess>

#include <csignal>

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;

/// Runs itself as the command (see main below), as a script would run keyturn.
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
#ifdef Q_OS_WIN
        QSKIP("Windows sends no such signals");
#else
        QFETCH(int, signal);
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {u"--serve"_s, u"0"_s});
        QByteArray output;
        while (output.count('\n') < 2 && process.waitForReadyRead())
            output += process.readAllStandardOutput();

        const QList<QByteArray> lines = output.split('\n');
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
        socket.write("GET /v2/users/me HTTP/1.1\r\nAuthorization: Bearer " + lines[1].mid(tokenLabel.size())
                     + "\r\n\r\n");
        QVERIFY(socket.waitForReadyRead());
        QVERIFY(socket.readAll().startsWith("HTTP/1.1 200 "));

        QCOMPARE(kill(static_cast<pid_t>(process.processId()), signal), 0);
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 0);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        QVERIFY(!process.readAllStandardError().isEmpty());
#endif
    }

    void tellsWhenThePortIsTaken()
    {
        const auto server = startServer();
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(),
                      {u"--serve"_s, QString::number(server->port())});
        QVERIFY(process.waitForFinished());
        QCOMPARE(process.exitStatus(), QProcess::NormalExit);
        QCOMPARE(process.exitCode(), 2);
        QVERIFY(process.readAllStandardOutput().isEmpty());
        const QByteArray error = process.readAllStandardError();
        QCOMPARE(error.count('\n'), 1);
        QVERIFY(error.contains(QByteArray::number(server->port())));
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == "--serve"_L1) {
        PracticeServer::Options options;
        options.port = arguments.value(2).toInt();
        return runPracticeServer(options);
    }
    TestPracticeServerCommand test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_practiceservercommand.moc"
