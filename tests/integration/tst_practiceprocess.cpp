#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "reset/passwordreset.h"
#include "secrets/memorystore.h"
#include "session/accountsession.h"
#include "session/appsessionfactory.h"
#include "session/practiceprocess.h"
#include "support/futures.h"
#include "zoom/getuserrequest.h"
#include "zoom/zoomclient.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTcpSocket>
#include <QTemporaryDir>

#include <csignal>
#include <cstdio>

using namespace Keyturn;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;

namespace {

const QString realServer = QStringLiteral(KEYTURN_PRACTICE_SERVER);

/// A shell script in the real server's place. In it, $SERVER is the real one, and $NOTES a file whose lines
/// notes() gives.
class StandIn
{
public:
    explicit StandIn(const QString &script)
    {
        QFile file(program());
        if (!file.open(QIODevice::WriteOnly))
            qFatal("the stand-in could not be written");
        file.write(
            u"#!/bin/sh\nSERVER='%1'\nNOTES='%2'\n%3\n"_s.arg(realServer, notesPath(), script).toUtf8());
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    QString program() const { return m_folder.filePath(u"stand-in"_s); }
    QList<QByteArray> notes() const
    {
        QFile file(notesPath());
        if (!file.open(QIODevice::ReadOnly))
            return {};
        QList<QByteArray> lines = file.readAll().split('\n');
        lines.removeLast();
        return lines;
    }
    pid_t lastProcess() const { return notes().last().toInt(); }

private:
    QString notesPath() const { return m_folder.filePath(u"notes"_s); }

    QTemporaryDir m_folder;
};

/// The real server, whose process ID is noted.
const QString notedServer = QStringLiteral("echo $$ >>$NOTES\nexec \"$SERVER\" \"$@\"");

PracticeProcess::Options optionsFor(const QString &program)
{
    PracticeProcess::Options options;
    options.program = program;
    options.users = 30;
    return options;
}

bool accepts(const QUrl &url)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    return socket.waitForConnected();
}

/// The status line and the rest, of GET `path`.
QByteArray get(const QUrl &baseUrl, const Secret &token, const QByteArray &path)
{
    QTcpSocket socket;
    socket.connectToHost(baseUrl.host(), static_cast<quint16>(baseUrl.port()));
    if (!socket.waitForConnected())
        return {};
    socket.write("GET /v2" + path
                 + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer "
                 + token.exposeUtf8().toByteArray() + "\r\n\r\n");
    while (socket.waitForReadyRead()) { }
    return socket.readAll();
}

bool isGone(pid_t process)
{
    return kill(process, 0) != 0;
}

QByteArray contentsOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestPracticeProcess final : public QObject
{
    Q_OBJECT

private slots:
    void speaksAsThePracticeAccount();
    void startsOne();
    void endsWithItsOwner();
    void diesWithAProcessThatIsKilled();
    void tokenIsInNoArgumentAndNoEnvironment();
    void programThatCannotRun_data();
    void programThatCannotRun();
    void programThatSaysNothing();
    void programThatSaysSomethingElse_data();
    void programThatSaysSomethingElse();
    void errorsFillNoPipe();
    void startsAnotherWhenItDied();
    void dyingInMidSessionIsToldTruthfully();
};

void TestPracticeProcess::speaksAsThePracticeAccount()
{
    PracticeProcess process(optionsFor(realServer));
    QVERIFY(process.token().isEmpty());
    const auto account = resultOf(process.account());
    QVERIFY(account);
    QCOMPARE(account->kind, Account::Kind::Practice);
    QCOMPARE(account->baseUrl.host(), u"127.0.0.1"_s);
    int users = 0;
    for (const char *status : {"active", "inactive", "pending"}) {
        const QByteArray answer =
            get(account->baseUrl, process.token(), QByteArray("/users?page_size=1&status=") + status);
        QVERIFY2(answer.startsWith("HTTP/1.1 200 "), answer.constData());
        const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
        users += QJsonDocument::fromJson(body)[u"total_records"].toInt();
    }
    QCOMPARE(users, 30);
    QVERIFY(get(account->baseUrl, Secret::fromText(u"another"), "/users/me").startsWith("HTTP/1.1 401 "));
}

void TestPracticeProcess::startsOne()
{
    const StandIn standIn(notedServer);
    PracticeProcess process(optionsFor(standIn.program()));
    const QFuture<Result<Account>> first = process.account();
    const QFuture<Result<Account>> second = process.account();
    const QUrl url = resultOf(first)->baseUrl;
    QCOMPARE(resultOf(second)->baseUrl, url);
    QCOMPARE(resultOf(process.account())->baseUrl, url);
    QCOMPARE(standIn.notes().size(), 1);
}

void TestPracticeProcess::endsWithItsOwner()
{
    const StandIn standIn(notedServer);
    auto process = std::make_unique<PracticeProcess>(optionsFor(standIn.program()));
    const auto account = resultOf(process->account());
    QVERIFY(account && accepts(account->baseUrl));
    process.reset();
    QVERIFY(isGone(standIn.lastProcess()));
    QVERIFY(!accepts(account->baseUrl));
    // Nor does one stay that was still starting.
    const StandIn slow(u"echo $$ >>$NOTES\nexec sleep 600"_s);
    process = std::make_unique<PracticeProcess>(optionsFor(slow.program()));
    const QFuture<Result<Account>> never = process->account();
    QTRY_COMPARE(slow.notes().size(), 1);
    process.reset();
    QVERIFY(isGone(slow.lastProcess()));
    QVERIFY(never.isCanceled());
}

void TestPracticeProcess::diesWithAProcessThatIsKilled()
{
    const StandIn standIn(notedServer);
    QProcess owner; // main(), below
    owner.start(QCoreApplication::applicationFilePath(), {u"--hold"_s, standIn.program()});
    QVERIFY(owner.waitForReadyRead());
    const QUrl url(QString::fromUtf8(owner.readLine().trimmed()));
    QVERIFY(accepts(url));
    QCOMPARE(kill(static_cast<pid_t>(owner.processId()), SIGKILL), 0);
    QVERIFY(owner.waitForFinished());
    QTRY_VERIFY(!accepts(url));
    // Its parent is gone, so that whoever adopted it reaps it, which may take a moment or never happen.
    const QString process = u"/proc/%1/stat"_s.arg(standIn.lastProcess());
    QTRY_VERIFY(!QFile::exists(process) || contentsOf(process).contains(") Z "));
}

void TestPracticeProcess::tokenIsInNoArgumentAndNoEnvironment()
{
#ifdef Q_OS_LINUX
    const StandIn standIn(notedServer);
    PracticeProcess process(optionsFor(standIn.program()));
    QVERIFY(resultOf(process.account()));
    const QString folder = u"/proc/%1/"_s.arg(standIn.lastProcess());
    const QByteArray token = process.token().exposeUtf8().toByteArray();
    const QByteArray arguments = contentsOf(folder + u"cmdline"_s);
    QVERIFY(arguments.contains("--end-with-input"));
    QVERIFY(!arguments.contains(token));
    const QByteArray environment = contentsOf(folder + u"environ"_s);
    QVERIFY(!environment.contains(token));
    if (environment.isEmpty())
        QSKIP("only root may see a hardened process's environment");
#else
    QSKIP("there is no /proc here");
#endif
}

void TestPracticeProcess::programThatCannotRun_data()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("missing") << u"/nonexistent/keyturn-practice-server"_s;
    QTest::newRow("no program") << QDir::tempPath();
}

void TestPracticeProcess::programThatCannotRun()
{
    QFETCH(QString, program);
    PracticeProcess process(optionsFor(program));
    for (int attempt = 0; attempt < 2; ++attempt) {
        const auto account = resultOf(process.account());
        QVERIFY(!account);
        QCOMPARE(account.error().kind, ErrorKind::PracticeServerMissing);
        QVERIFY(!account.error().reply.message.isEmpty());
    }
    QTRY_VERIFY(process.findChildren<QProcess *>().isEmpty());
}

void TestPracticeProcess::programThatSaysNothing()
{
    const StandIn standIn(u"echo $$ >>$NOTES\nexec sleep 600"_s);
    PracticeProcess::Options options = optionsFor(standIn.program());
    options.patience = std::chrono::milliseconds(500);
    PracticeProcess process(options);
    const QFuture<Result<Account>> second = process.account();
    const auto account = resultOf(process.account());
    QVERIFY(!account);
    QCOMPARE(account.error().kind, ErrorKind::PracticeServerFailed);
    QVERIFY(!resultOf(second));
    for (const QByteArray &started : standIn.notes())
        QTRY_VERIFY(isGone(started.toInt()));
}

void TestPracticeProcess::programThatSaysSomethingElse_data()
{
    QTest::addColumn<QString>("script");
    const QString url = u"echo 'Base URL: http://127.0.0.1:4000/v2'\n"_s;
    QTest::newRow("ends at once") << u"exit 0"_s;
    QTest::newRow("crashes") << u"kill -SEGV $$"_s;
    QTest::newRow("one line") << url;
    QTest::newRow("half a line") << url + u"printf 'Access token: abc'"_s;
    QTest::newRow("other words") << u"echo Hello\necho World\nexec sleep 600"_s;
    QTest::newRow("no end of words") << u"exec cat /dev/zero"_s;
    QTest::newRow("no token") << url + u"echo 'Access token: '\nexec sleep 600"_s;
    QTest::newRow("another host")
        << u"echo 'Base URL: http://192.0.2.1:4000/v2'\necho 'Access token: abc'\nexec sleep 600"_s;
    QTest::newRow("no port")
        << u"echo 'Base URL: http://127.0.0.1/v2'\necho 'Access token: abc'\nexec sleep 600"_s;
    QTest::newRow("no address") << u"echo 'Base URL: '\necho 'Access token: abc'\nexec sleep 600"_s;
}

void TestPracticeProcess::programThatSaysSomethingElse()
{
    QFETCH(QString, script);
    const StandIn standIn(u"echo $$ >>$NOTES\n"_s + script);
    PracticeProcess process(optionsFor(standIn.program()));
    const auto account = resultOf(process.account());
    QVERIFY(!account);
    QCOMPARE(account.error().kind, ErrorKind::PracticeServerFailed);
    QVERIFY(process.token().isEmpty());
    QTRY_VERIFY(isGone(standIn.lastProcess()));
}

void TestPracticeProcess::errorsFillNoPipe()
{
    // Far more than a pipe holds, before and after.
    const StandIn standIn(u"head -c 1000000 /dev/zero >&2\n"
                          u"(sleep 0.2; head -c 1000000 /dev/zero >&2; echo done >>$NOTES) &\n"
                          u"exec \"$SERVER\" \"$@\""_s);
    PracticeProcess process(optionsFor(standIn.program()));
    const auto account = resultOf(process.account());
    QVERIFY(account);
    QTRY_COMPARE(standIn.notes().size(), 1);
    QVERIFY(get(account->baseUrl, process.token(), "/users/me").startsWith("HTTP/1.1 200 "));
}

void TestPracticeProcess::startsAnotherWhenItDied()
{
    const StandIn standIn(notedServer);
    PracticeProcess process(optionsFor(standIn.program()));
    const QUrl before = resultOf(process.account())->baseUrl;
    const Secret tokenBefore = process.token();
    QCOMPARE(kill(standIn.lastProcess(), SIGKILL), 0);
    QTRY_VERIFY(process.findChildren<QProcess *>().isEmpty());
    const auto account = resultOf(process.account());
    QVERIFY(account);
    QCOMPARE(standIn.notes().size(), 2);
    QVERIFY(!process.token().equals(tokenBefore));
    QVERIFY(get(account->baseUrl, process.token(), "/users/me").startsWith("HTTP/1.1 200 "));
}

void TestPracticeProcess::dyingInMidSessionIsToldTruthfully()
{
    const StandIn standIn(notedServer);
    const SystemClock clock;
    MemoryStore secrets;
    AppSessionFactory factory(&secrets, &secrets, clock, {}, optionsFor(standIn.program()));
    const auto account = resultOf(factory.practiceAccount());
    QVERIFY(account);
    const auto session = factory.open(*account);
    session->loader()->start();
    QTRY_COMPARE(session->directory()->count(), 30);

    const pid_t server = standIn.lastProcess();
    QCOMPARE(kill(server, SIGKILL), 0);
    QTRY_VERIFY(isGone(server));
    // A kept connection whose end was not noticed yet would take the password, and that is an Unknown. When
    // this has failed, all of them are known to have ended.
    bool asked = false;
    connect(session->client()->send([](const QUrl &baseUrl, const Secret &token) {
        return GetUserRequest{u"me"_s}.build(baseUrl, token);
    }),
            &ZoomCall::finished, this, [&asked] { asked = true; });
    QTRY_VERIFY(asked);
    std::optional<ResetResult> result;
    connect(session->reset(), &PasswordReset::finished, this,
            [&result](const ResetResult &finished) { result = finished; });
    QVERIFY(session->reset()->start({u"works@practice.example"_s, {}, {}},
                                    Secret::fromText(u"Sunny-Harbour-42")));
    QTRY_VERIFY(result);
    QCOMPARE(result->outcome.kind(), Outcome::Kind::NotSent);
    QCOMPARE(result->outcome.error().kind, ErrorKind::ConnectionRefused);

    const auto again = resultOf(factory.practiceAccount());
    QVERIFY(again);
    const auto next = factory.open(*again);
    next->loader()->start();
    QTRY_COMPARE(next->directory()->count(), 30);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (QCoreApplication::arguments().value(1) == "--hold"_L1) {
        PracticeProcess process(optionsFor(QCoreApplication::arguments().value(2)));
        std::puts(qPrintable(resultOf(process.account())->baseUrl.toString()));
        std::fflush(stdout);
        return QCoreApplication::exec();
    }
    TestPracticeProcess test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_practiceprocess.moc"
