#include "core/clock.h"
#include "history/history.h"
#include "history/historyfile.h"
#include "history/historyrecord.h"
#include "reset/openattempts.h"
#include "reset/passwordreset.h"
#include "session/accountsession.h"
#include "support/fixedtoken.h"
#include "support/futures.h"
#include "support/practicefixture.h"

#include <QJsonArray>
#include <QProcess>
#include <QRandomGenerator>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

// Kills a program in the middle of resets, one person at a time as the window does them, and compares what
// its history says with what the server saw. KEYTURN_KILLS: how often at a random moment; 20 without.

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

QByteArray passwordFor(const QByteArray &id)
{
    return "Sunny-" + id + "-1";
}

/// The program that is killed: resets the people of its arguments one after another. `point`: where it dies
/// by itself.
int runChild(const QStringList &arguments)
{
    const QString &point = arguments[5];
    QList<QByteArray> people;
    for (const QString &id : arguments.sliced(6))
        people.append(id.toUtf8());
    SystemClock clock;
    Account account;
    account.id = u"contoso-1"_s;
    account.name = u"Contoso"_s;
    account.baseUrl = QUrl(arguments[2]);
    History history(arguments[4] + u"/history.sqlite"_s, nullptr);
    AccountSession session(account, std::make_unique<FixedToken>(arguments[3].toUtf8()),
                           HttpClient::Options(), clock);
    session.writeDownIn(&history);
    PasswordReset *reset = session.reset();
    const auto next = [&] {
        if (people.isEmpty()) {
            QCoreApplication::exit(0);
            return;
        }
        const QByteArray id = people.takeFirst();
        reset->start({QString::fromUtf8(id), {}, {}}, Secret::fromUtf8(passwordFor(id)),
                     PasswordOrigin::Unseen);
    };
    QObject::connect(reset, &PasswordReset::stageChanged, reset, [&](PasswordReset::Stage stage) {
        if ((point == u"preparing" && stage == PasswordReset::Stage::Preparing)
            || (point == u"sent" && stage == PasswordReset::Stage::Sent))
            raise(SIGKILL);
    });
    QObject::connect(
        reset, &PasswordReset::finished, reset,
        [&] {
            if (point == u"answered")
                raise(SIGKILL);
            next();
        },
        Qt::QueuedConnection);
    next();
    return QCoreApplication::exec();
}

QStringList somePeople(const PracticeServer &server, int count)
{
    QStringList ids;
    PracticeFixture::Wire wire(server);
    const QJsonArray users =
        wire.ask("GET", "/v2/users?status=active&page_size=300").json().value("users"_L1).toArray();
    for (const QJsonValue &value : users) {
        const QJsonObject user = value.toObject();
        const bool isTrigger = user.value("dept"_L1).toString().startsWith("Practice:"_L1);
        if (!isTrigger && user.value("role_id"_L1).toString() == "2"_L1 && ids.size() < count)
            ids.append(user.value("id"_L1).toString());
    }
    return ids;
}

PracticeServer::Options withoutLimits()
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.changesPerDay = 0;
    return options;
}

struct Computer
{
    QString path() const { return folder.filePath(u"history.sqlite"_s); }
    std::unique_ptr<QProcess> start(const PracticeServer &server, const QString &point) const
    {
        auto child = std::make_unique<QProcess>();
        child->setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child->start(
            QCoreApplication::applicationFilePath(),
            QStringList{u"child"_s, server.baseUrl().toString(), server.token(), folder.path(), point}
                + people);
        return child;
    }

    QTemporaryDir folder;
    QStringList people;
};

} // namespace

class TestResetCrash final : public QObject
{
    Q_OBJECT

private slots:
    void whatLeftIsKnown_data();
    void whatLeftIsKnown();
    void whatLeftIsKnownAtAnyMoment();

private:
    static void compare(const PracticeServer &server, const Computer &computer);
};

/// What the history says, and what the server knows.
void TestResetCrash::compare(const PracticeServer &server, const Computer &computer)
{
    using Kind = HistoryEntry::Result;
    if (!QFile::exists(computer.path())) {
        for (const QString &id : computer.people)
            QVERIFY(!server.hasPassword(id, passwordFor(id.toUtf8())));
        return;
    }
    HistoryFile file(computer.path());
    QVERIFY2(file.isOpen(), qPrintable(file.error()));
    QVERIFY(file.setAside().isEmpty());
    QCOMPARE(file.check({}).finding, HistoryCheck::Finding::Sound);
    QHash<QString, HistoryEntry> told;
    const QList<HistoryEntry> entries = file.search({.limit = 0}).value();
    for (const HistoryEntry &entry : entries) {
        QVERIFY2(!told.contains(entry.userId), "two lines for one reset");
        told.insert(entry.userId, entry);
    }
    for (const QString &id : computer.people) {
        const bool isSet = server.hasPassword(id, passwordFor(id.toUtf8()));
        const auto entry = told.constFind(id);
        if (isSet)
            QVERIFY2(entry != told.cend() && entry->result != Kind::NotSent && entry->result != Kind::Refused,
                     "changed, and the history knows nothing of it");
        else
            QVERIFY2(entry == told.cend() || entry->result != Kind::Changed,
                     "said to be changed, and is not");
    }
    const QList<HistoryEntry> begun = file.begun().value();
    QVERIFY(begun.size() <= 1); // one at a time
    for (const HistoryEntry &one : begun) {
        const OpenAttempt attempt = openAttemptOf(one);
        QVERIFY(attempt.isFromBefore);
        QCOMPARE(attempt.account.id, u"contoso-1"_s);
        QCOMPARE(attempt.origin, PasswordOrigin::Unseen);
        QVERIFY(computer.people.contains(attempt.target.userId));
        QVERIFY(isCutOff(one, QDateTime::currentDateTimeUtc()));
    }
}

void TestResetCrash::whatLeftIsKnown_data()
{
    QTest::addColumn<QString>("point");
    QTest::addColumn<int>("puts"); // at least
    QTest::addColumn<int>("lines"); // at least
    QTest::newRow("before anything") << u"preparing"_s << 0 << 0;
    QTest::newRow("once it has left") << u"sent"_s << 0 << 1; // the server may not have read it
    QTest::newRow("once it is answered") << u"answered"_s << 1 << 1;
}

void TestResetCrash::whatLeftIsKnown()
{
    QFETCH(QString, point);
    QFETCH(int, puts);
    QFETCH(int, lines);
    const auto server = PracticeFixture::startServer(withoutLimits());
    Computer computer;
    computer.people = somePeople(*server, 1);
    const auto child = computer.start(*server, point);
    QVERIFY(child->waitForFinished(60'000));
    QCOMPARE(child->exitStatus(), QProcess::CrashExit);
    QVERIFY(server->counters().passwordPuts >= puts);
    if (point == u"preparing")
        QCOMPARE(server->counters().passwordPuts, 0);
    compare(*server, computer);
    if (lines > 0)
        QCOMPARE(HistoryFile(computer.path()).search({})->size(), lines);
    if (point == u"sent") // there was no time for an outcome
        QCOMPARE(HistoryFile(computer.path()).begun()->size(), 1);
}

void TestResetCrash::whatLeftIsKnownAtAnyMoment()
{
    const int given = qEnvironmentVariableIntValue("KEYTURN_KILLS");
    const int kills = given > 0 ? given : 20;
    QRandomGenerator random(QRandomGenerator::global()->generate());
    int open = 0;
    int changed = 0;
    for (int kill = 0; kill < kills; ++kill) {
        const auto server = PracticeFixture::startServer(withoutLimits());
        Computer computer;
        computer.people = somePeople(*server, 120);
        const auto child = computer.start(*server, u"-"_s);
        QVERIFY(child->waitForStarted());
        // From the first one on: the program needs its time to start.
        QTRY_VERIFY_WITH_TIMEOUT(server->counters().passwordPuts > 0, 60'000);
        child->waitForFinished(random.bounded(1, 80));
        child->kill();
        child->waitForFinished();
        compare(*server, computer);
        if (QTest::currentTestFailed())
            return;
        open += static_cast<int>(HistoryFile(computer.path()).begun()->size());
        changed += server->counters().passwordChanges;
    }
    qInfo("%d kills: %d changed, %d open", kills, changed, open);
    QVERIFY(changed > 0);
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc > 6 && QCoreApplication::arguments().value(1) == "child"_L1)
        return runChild(QCoreApplication::arguments());
    TestResetCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_resetcrash.moc"
