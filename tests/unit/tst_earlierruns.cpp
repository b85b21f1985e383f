#include "bulk/bulkplan.h"
#include "bulk/earlierruns.h"
#include "bulk/runlock.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QProcess>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

struct Person
{
    QByteArray target;
    BulkRowState state = BulkRowState::Waiting;
    QString userId = {};
};

/// A run as it stands in a folder of journals.
struct Run
{
    QString id;
    RunEnd end = RunEnd::Open;
    QList<Person> people;
    qint64 time = 1'700'000'000'000;
};

std::shared_ptr<BulkPlan> listOf(const QList<QByteArray> &targets)
{
    auto plan = std::make_shared<BulkPlan>();
    for (const QByteArray &target : targets)
        plan->setVerdict(plan->add(target), BulkVerdict::Ready);
    return plan;
}

QString put(const QString &folder, const Run &run)
{
    BulkRunRecord record;
    record.runId = run.id;
    record.accountId = u"acc"_s;
    record.created = QDateTime::currentDateTimeUtc();
    BulkPlan plan;
    std::vector<JournalFile::Change> changes;
    for (const Person &person : run.people) {
        const int row = plan.add(person.target);
        plan.setVerdict(row, BulkVerdict::Ready, person.userId);
        if (person.state == BulkRowState::Excluded)
            plan.setState(row, person.state);
        else
            changes.push_back({row, person.state, false, 1, {204, 0, -1, false, {}, {}, run.time}});
    }
    const QString path = JournalFile::pathFor(folder, record.accountId, run.id);
    const auto file = JournalFile::create(path, record, plan);
    if (!file || !(*file)->write(changes) || !(*file)->setEnd(run.end))
        qFatal("no journal");
    return path;
}

bool change(const QString &path, const QString &statement)
{
    bool done = false;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
        database.setDatabaseName(path);
        done = database.open();
        QSqlQuery query(database);
        done = done && query.exec(statement);
        if (!done)
            qWarning() << database.lastError() << query.lastError();
    }
    QSqlDatabase::removeDatabase(u"test"_s);
    return done;
}

/// Takes the lock, says so, and waits to be killed.
int holdLock(const QString &folder)
{
    const auto lock = RunLock::take(folder, u"acc"_s);
    if (!lock)
        return 3;
    QTextStream(stdout) << "held" << Qt::endl;
    return QCoreApplication::exec();
}

} // namespace

class TstEarlierRuns final : public QObject
{
    Q_OBJECT

private slots:
    void oneHoldsTheLock()
    {
        const QTemporaryDir folder;
        auto first = RunLock::take(folder.path(), u"acc"_s);
        QVERIFY(first);
        const auto second = RunLock::take(folder.path(), u"acc"_s);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::RunUnderWay);
        QVERIFY2(second.error().reply.message.contains(QString::number(QCoreApplication::applicationPid())),
                 qPrintable(second.error().reply.message));
        QVERIFY(RunLock::take(folder.path(), u"another"_s));
        first->reset();
        QVERIFY(RunLock::take(folder.path(), u"acc"_s));
    }

    void theLockDiesWithItsProcess()
    {
        const QTemporaryDir folder;
        QProcess holder;
        holder.start(QCoreApplication::applicationFilePath(), {u"hold"_s, folder.path()});
        QVERIFY(holder.waitForReadyRead());
        const auto refused = RunLock::take(folder.path(), u"acc"_s);
        QVERIFY(!refused);
        QVERIFY(refused.error().reply.message.contains(QString::number(holder.processId())));
        holder.kill(); // with no chance to clear up
        QVERIFY(holder.waitForFinished());
        QVERIFY(RunLock::take(folder.path(), u"acc"_s));
    }

    void whatCannotBeLockedIsNotFree()
    {
        const QTemporaryDir folder;
        QFile inTheWay(folder.filePath(u"bulk"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        const auto lock = RunLock::take(inTheWay.fileName(), u"acc"_s);
        QVERIFY(!lock);
        QCOMPARE(lock.error().kind, ErrorKind::SettingsFailed);
        QVERIFY(lock.error().reply.message.contains(inTheWay.fileName()));
    }

    void findsPeopleByWhoTheyAre()
    {
        BulkPlan run;
        run.setVerdict(run.add("Ana@X.example"), BulkVerdict::Ready, u"AbC"_s);
        run.setVerdict(run.add("bo@x.example"), BulkVerdict::Ready, u"abc"_s);
        run.add("typo@x.example");
        run.correctTarget(2, "right@x.example");
        const PeopleIndex index(run);
        const auto rowOf = [&index](QByteArrayView target, QByteArrayView id = {}) {
            BulkPlan list;
            list.add(target, {}, 0, id);
            return index.rowOf(list, 0);
        };
        QCOMPARE(rowOf("ana@x.EXAMPLE"), 0);
        QCOMPARE(rowOf("AbC"), 0);
        QCOMPARE(rowOf("abc"), 1); // IDs have case
        QCOMPARE(rowOf("new@x.example", "AbC"), 0); // who has another address now
        QCOMPARE(rowOf("typo@x.example"), 2);
        QCOMPARE(rowOf("right@x.example"), 2);
        QCOMPARE(rowOf("nobody@x.example"), -1);
    }

    void anUnfinishedRunIsFoundByItsPeople()
    {
        const QTemporaryDir folder;
        put(folder.path(), {u"1"_s, RunEnd::Open, {{"a@x", BulkRowState::Changed}, {"b@x"}, {"c@x"}}});
        const auto earlier = [&folder](const QList<QByteArray> &targets) {
            return earlierRunsFor(*listOf(targets), folder.path(), u"acc"_s);
        };
        const EarlierRuns sorted = earlier({"c@x", "d@x", "a@x"});
        QVERIFY(sorted.unfinished());
        QCOMPARE(sorted.unfinished()->shared, 2);
        QCOMPARE(sorted.unfinished()->onlyInList, 1);
        QCOMPARE(sorted.unfinished()->onlyInRun, 1);
        QVERIFY(!earlier({"d@x"}).unfinished());
        QVERIFY(!earlierRunsFor(*listOf({"a@x"}), folder.path(), u"another"_s).unfinished());
    }

    void whoWasRefusedMayBeTriedAgain()
    {
        const QTemporaryDir folder;
        put(folder.path(),
            {u"1"_s,
             RunEnd::Ended,
             {{"a@x", BulkRowState::Changed},
              {"b@x", BulkRowState::Refused},
              {"c@x", BulkRowState::NotSent}}});
        QVERIFY(!earlierRunsFor(*listOf({"b@x", "c@x"}), folder.path(), u"acc"_s).unfinished());
        QVERIFY(earlierRunsFor(*listOf({"a@x", "b@x"}), folder.path(), u"acc"_s).unfinished());
    }

    void aFinishedRunStaysKnown()
    {
        const QTemporaryDir folder;
        put(folder.path(),
            {u"1"_s, RunEnd::PutAway, {{"a@x", BulkRowState::Changed}, {"b@x", BulkRowState::Refused}}});
        put(folder.path(), {u"2"_s, RunEnd::PutAway, {{"a@x", BulkRowState::Changed}}, 1'800'000'000'000});
        const EarlierRuns same = earlierRunsFor(*listOf({"b@x", "a@x"}), folder.path(), u"acc"_s);
        QVERIFY(!same.unfinished());
        QVERIFY(same.finished());
        QCOMPARE(same.finished()->run.record.runId, u"1"_s);
        QCOMPARE(same.changes.size(), 1);
        QCOMPARE(same.changes.first().row, 1);
        QCOMPARE(same.changes.first().time.toMSecsSinceEpoch(), 1'800'000'000'000);
        QVERIFY(!earlierRunsFor(*listOf({"a@x", "b@x", "c@x"}), folder.path(), u"acc"_s).finished());
    }

    void putAwayLeavesNoSecretAndWhatItDid()
    {
        const QTemporaryDir folder;
        Test::FakeSecretStore keychain;
        const QString path =
            put(folder.path(), {u"1"_s, RunEnd::Open, {{"a@x", BulkRowState::Changed}, {"b@x"}}});
        (void)keychain.write(u"Keyturn/bulk-run/1"_s, Secret::fromText(u"key"_s));
        const RunSummary run = runsIn(folder.path(), u"acc"_s).runs.value(0);
        {
            const auto held = JournalFile::open(path);
            QVERIFY(held);
            QVERIFY(!Test::resultOf(putAwayRun(path, run.record, &keychain)));
            QCOMPARE(keychain.entries.size(),
                     1U); // or the passwords would be gone, and the run still offered
        }
        QVERIFY(Test::resultOf(putAwayRun(path, run.record, &keychain)));
        QCOMPARE(keychain.entries.size(), 0U);
        const AccountRuns found = runsIn(folder.path(), u"acc"_s);
        QVERIFY(found.unfinished().isEmpty());
        QCOMPARE(found.runs.value(0).changed, 1);
        // Of a run that did nothing there is nothing to know.
        const QString idle = put(folder.path(), {u"2"_s, RunEnd::Open, {{"c@x"}}});
        BulkRunRecord record = run.record;
        record.runId = u"2"_s;
        QVERIFY(Test::resultOf(putAwayRun(idle, record, &keychain)));
        QVERIFY(!QFile::exists(idle));
    }

    void aRunThatNeverBeganIsNone()
    {
        const QTemporaryDir folder;
        QFile empty(JournalFile::pathFor(folder.path(), u"acc"_s, u"1"_s));
        QVERIFY(empty.open(QIODevice::WriteOnly)); // cut off while its journal was made
        empty.close();
        // It may be beginning now: a look leaves it alone, and so does one for another account.
        QVERIFY(runsIn(folder.path(), u"acc"_s).unreadable.isEmpty());
        QVERIFY(earlierRunsFor(*listOf({"a@x"}), folder.path(), u"another"_s).strayKeys.isEmpty());
        QVERIFY(empty.exists());
        const EarlierRuns found = earlierRunsFor(*listOf({"a@x"}), folder.path(), u"acc"_s);
        QVERIFY(found.unreadable.isEmpty());
        QCOMPARE(found.strayKeys, QStringList{u"Keyturn/bulk-run/1"_s});
        QVERIFY(!empty.exists());
    }

    void aFolderThatCannotBeReadIsNotEmpty()
    {
#ifdef Q_OS_UNIX
        const QTemporaryDir folder;
        QFile inTheWay(folder.filePath(u"file"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        QCOMPARE(runsIn(inTheWay.fileName(), u"acc"_s).unreadable.size(), 1);
        if (geteuid() != 0) { // to whom everything is open
            QVERIFY(chmod(QFile::encodeName(folder.path()).constData(), 0) == 0);
            QCOMPARE(runsIn(folder.path(), u"acc"_s).unreadable.size(), 1);
            chmod(QFile::encodeName(folder.path()).constData(), 0700);
        }
        QVERIFY(runsIn(folder.filePath(u"none"_s), u"acc"_s).unreadable.isEmpty());
#endif
    }

    void valuesOutOfRangeCannotBeRead_data()
    {
        QTest::addColumn<QString>("statement");
        for (const char *column : {"state", "verdict", "error", "line", "tries", "status", "code", "n"}) {
            for (const char *value : {"-2147483648", "-77", "999999", "4000000000", "9000000000000000000"}) {
                const QString statement =
                    u"UPDATE people SET %1=%2 WHERE n=1"_s.arg(QLatin1String(column), QLatin1String(value));
                const bool isPossible = (qstrcmp(column, "line") == 0 || qstrcmp(column, "code") == 0
                                         || qstrcmp(column, "tries") == 0)
                    && qstrcmp(value, "999999") == 0;
                if (!isPossible && !(qstrcmp(column, "code") == 0 && value[0] == '-')
                    && !(qstrcmp(column, "status") == 0 && qstrcmp(value, "-77") == 0))
                    QTest::newRow(qPrintable(statement)) << statement;
            }
        }
        for (const char *statement : {"UPDATE people SET target='' WHERE n=1", "UPDATE run SET finished=7",
                                      "UPDATE run SET length=-1", "UPDATE run SET format=99",
                                      "DELETE FROM run", "DELETE FROM people WHERE n=0", "DROP TABLE people",
                                      "UPDATE people SET target=printf('%0300d', 1) WHERE n=1"})
            QTest::newRow(statement) << QString::fromLatin1(statement);
    }
    void valuesOutOfRangeCannotBeRead()
    {
        QFETCH(QString, statement);
        const QTemporaryDir folder;
        const QString path =
            put(folder.path(), {u"1"_s, RunEnd::Open, {{"a@x", BulkRowState::Changed}, {"b@x"}}});
        QVERIFY(change(path, statement));
        const EarlierRuns found = earlierRunsFor(*listOf({"a@x"}), folder.path(), u"acc"_s);
        QVERIFY(found.runs.isEmpty());
        QCOMPARE(found.unreadable.size(), 1);
    }

    void readsAJournalOfTheVersionBefore()
    {
        const QTemporaryDir folder;
        const QString path =
            put(folder.path(), {u"1"_s, RunEnd::Open, {{"a@x", BulkRowState::Changed}, {"b@x"}}});
        QVERIFY(change(path, u"ALTER TABLE people DROP COLUMN mac"_s));
        QVERIFY(change(path, u"ALTER TABLE people DROP COLUMN input"_s));
        QVERIFY(change(path, u"UPDATE run SET format=2"_s));
        const QString old = folder.filePath(u"1.sqlite"_s); // as it was called
        QVERIFY(QFile::rename(path, old));
        const AccountRuns found = runsIn(folder.path(), u"acc"_s);
        QVERIFY(found.unreadable.isEmpty());
        QCOMPARE(found.unfinished().size(), 1);
        QCOMPARE(found.runs.value(0).changed, 1);
        QVERIFY(runsIn(folder.path(), u"another"_s).runs.isEmpty());
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 3 && QCoreApplication::arguments().value(1) == "hold"_L1)
        return holdLock(QCoreApplication::arguments().value(2));
    TstEarlierRuns test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_earlierruns.moc"
