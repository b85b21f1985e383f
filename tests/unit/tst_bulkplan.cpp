#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "bulk/bulkwords.h"
#include "bulk/derivedpasswords.h"
#include "bulk/earlierruns.h"
#include "bulk/journalfile.h"
#include "bulk/pacer.h"
#include "bulk/preflight.h"
#include "core/randomkey.h"
#include "directory/userdirectory.h"
#include "history/historyrecord.h"
#include "zoom/zoomreply.h"

#include <QFileInfo>
#include <QSet>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

User person(const QString &id, const QString &email, const QString &role = u"2"_s,
            const QString &status = u"active"_s)
{
    User user;
    user.id = id;
    user.email = email;
    user.displayName = u"=Name of "_s + id;
    user.roleId = role;
    user.status = status;
    return user;
}

QString contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

class TstBulkPlan : public QObject
{
    Q_OBJECT

private slots:
    void judgesEachRow()
    {
        UserDirectory directory;
        User sso = person(u"S"_s, u"sso@x.example"_s);
        sso.loginTypes = {101};
        directory.add({person(u"A"_s, u"ann@x.example"_s), person(u"B"_s, u"bob@x.example"_s),
                       person(u"O"_s, u"own@x.example"_s, u"0"_s), person(u"M"_s, u"me@x.example"_s, u"1"_s),
                       person(u"P"_s, u"pen@x.example"_s, u"2"_s, u"pending"_s),
                       person(u"I"_s, u"ina@x.example"_s, u"2"_s, u"inactive"_s), sso,
                       person(u"C"_s, u"cy@x.example"_s), person(u"D"_s, u"dee@x.example"_s)});
        auto plan = std::make_shared<BulkPlan>();
        const QList<std::pair<QByteArray, BulkVerdict>> rows{
            {"ANN@x.example,Secret1a", BulkVerdict::Ready},
            {"A,Secret1b", BulkVerdict::Duplicate},
            {"nobody@x.example,Secret1c", BulkVerdict::UnknownUser},
            {"bob@x.example,secret", BulkVerdict::BreaksRule},
            {"cy@x.example,Secret1a", BulkVerdict::RepeatedPassword},
            {"me@x.example,Secret1d", BulkVerdict::Yourself},
            {"own@x.example,Secret1e", BulkVerdict::OwnerOrAdmin},
            {"pen@x.example,Secret1f", BulkVerdict::Pending},
            {"ina@x.example,Secret1g", BulkVerdict::Inactive},
            {"sso@x.example,Secret1h", BulkVerdict::SsoOnly},
            {"dee@x.example,", BulkVerdict::Ready},
        };
        for (const auto &[row, verdict] : rows)
            plan->add(row.split(',')[0], row.split(',')[1]);
        const int mixed = plan->add("dee@x.example", {}, 0, "B"); // address and ID of two people
        Preflight preflight(plan, &directory, {{}, u"M"_s, {}});
        QSignalSpy finished(&preflight, &Preflight::finished);
        preflight.start();
        QVERIFY(finished.wait(30'000));
        for (int i = 0; i < int(rows.size()); ++i) {
            QCOMPARE(plan->verdict(i), rows[i].second);
            QCOMPARE(plan->isExcluded(i), rows[i].second != BulkVerdict::Ready);
        }
        QCOMPARE(plan->verdict(mixed), BulkVerdict::UnknownUser);
        QCOMPARE(plan->row(0).userId, u"A"_s);
        QCOMPARE(plan->blastRadius().people, 2);
        QCOMPARE(plan->blastRadius().excluded, 10);
        QVERIFY(plan->setExcluded(6, false));
        QVERIFY(!plan->setExcluded(1, false));
        QVERIFY(!plan->setExcluded(2, false));
        QVERIFY(!plan->setExcluded(4, false));
        QCOMPARE(plan->blastRadius().people, 3);
    }

    void derivesTheSameAndNeverAnothers()
    {
        Secret key = randomKey();
        QCOMPARE(key.size(), 64);
        const DerivedPasswords first(key.clone(), u"run1"_s, {});
        const DerivedPasswords again(key.clone(), u"run1"_s, {});
        const DerivedPasswords otherRun(key.clone(), u"run2"_s, {});
        const DerivedPasswords otherKey(randomKey(), u"run1"_s, {});
        QSet<QByteArray> seen;
        for (int i = 0; i < 1000; ++i) {
            const QByteArray user = "user" + QByteArray::number(i);
            const Result<Secret> password = first.password(user);
            QVERIFY(password);
            QVERIFY(again.password(user)->equals(*password));
            QVERIFY(!otherRun.password(user)->equals(*password));
            QVERIFY(!otherKey.password(user)->equals(*password));
            QVERIFY(!first.password(user, 1)->equals(*password));
            QVERIFY(satisfies(QString::fromUtf8(password->exposeUtf8()), {}));
            seen.insert(password->exposeUtf8().toByteArray());
        }
        QCOMPARE(seen.size(), 1000);
    }

    void derivesWhatItAlwaysDerived()
    {
        // Runs that are under way while the program is updated depend on it: `scheme` must change with it.
        const DerivedPasswords passwords(Secret::fromUtf8(QByteArray(64, '0')), u"run"_s, {});
        const Result<Secret> password = passwords.password("user");
        QVERIFY(password);
        QCOMPARE(password->exposeUtf8().toByteArray(), QByteArray("aReAVrXX2LsWjECN"));
    }

    void refusesRulesThatLeaveNoPassword()
    {
        const DerivedPasswords passwords(randomKey(), u"run"_s, {}, 4);
        QVERIFY(!passwords.password("user"));
    }

    void journalKeepsEverythingButPasswords()
    {
        const QTemporaryDir folder;
        const QString path = JournalFile::pathFor(folder.path() + u"/bulk"_s, u"acc"_s, u"run"_s);
        BulkPlan plan;
        for (int i = 0; i < 100; ++i)
            plan.add(QByteArray("u" + QByteArray::number(i) + "@x.example"), "Canary-5ecret", quint32(i + 2));
        for (int i = 0; i < 100; ++i)
            plan.setVerdict(i, BulkVerdict::Ready, u"ID%1"_s.arg(i), u"Näme"_s);
        BulkRunRecord record;
        record.runId = u"run"_s;
        record.accountId = u"acc"_s;
        record.created = QDateTime::currentDateTimeUtc();
        {
            const auto file = JournalFile::create(path, record, plan);
            QVERIFY(file);
            QVERIFY((*file)->write(
                {{0, BulkRowState::Changed, false, 1, {204, 0, -1, false, {}, u"t"_s, 5}},
                 {1, BulkRowState::InFlight, false, 1, {}},
                 {2, BulkRowState::Refused, false, 1, {404, 1001, 3, false, u"no"_s, {}, 6}}}));
            QVERIFY(!JournalFile::open(path)); // held
            const AccountRuns held = runsIn(folder.path() + u"/bulk"_s, u"acc"_s);
            QVERIFY(held.runs.isEmpty());
            QCOMPARE(held.unreadable.size(), 1); // which is not "there is none"
            QVERIFY(runsIn(folder.path() + u"/bulk"_s, u"another"_s).unreadable.isEmpty());
        }
        const auto permissions = QFileInfo(path).permissions();
        QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!contentOf(path).contains(u"Canary"_s));

        const QList<RunSummary> runs = runsIn(folder.path() + u"/bulk"_s, u"acc"_s).unfinished();
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first().total, 100);
        QCOMPARE(runs.first().changed, 1);
        QCOMPARE(runs.first().unknown, 1);
        QCOMPARE(runs.first().left(), 97);
        const auto file = JournalFile::open(path);
        QVERIFY(file);
        BulkPlan again;
        QVERIFY((*file)->readPlan(again));
        QCOMPARE(again.count(), 100);
        QCOMPARE(again.row(5).userId, u"ID5"_s);
        QCOMPARE(again.row(5).name, u"Näme"_s);
        QCOMPARE(again.state(1), BulkRowState::Unknown);
        QVERIFY(again.isUnsure(1));
        QCOMPARE(again.row(2).message, u"no"_s);
        QCOMPARE(again.row(0).trackingId, u"t"_s);
    }

    void aDamagedJournalIsNotNone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"acc.x.sqlite"_s);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("this is no database, whatever its name says");
        file.close();
        for (int i = 0; i < 2; ++i) { // a look changes nothing
            const AccountRuns found = runsIn(folder.path(), u"acc"_s);
            QVERIFY(found.runs.isEmpty());
            QCOMPARE(found.unreadable.value(0).path, path);
            QVERIFY(!found.unreadable.value(0).why.isEmpty());
        }
        QVERIFY(setAside(path));
        QVERIFY(runsIn(folder.path(), u"acc"_s).unreadable.isEmpty());
        QVERIFY(QFile::exists(setAsideName(path)));
    }

    void paceKeepsWithinEachSecond()
    {
        Pacer pacer(60, 1);
        std::vector<std::chrono::milliseconds> sent;
        for (std::chrono::milliseconds now = 0ms; now < 60s; now += 1ms) {
            if (pacer.wait(now) == 0ms) {
                pacer.sent(now);
                sent.push_back(now);
            }
        }
        QVERIFY(double(sent.size()) >= 0.98 * 60 * 60);
        for (std::size_t i = 60; i < sent.size(); ++i)
            QVERIFY(sent[i] - sent[i - 60] > 1000ms);
    }

    void aPauseForgetsNothingOfTheSecond()
    {
        Pacer pacer(60, 1);
        std::vector<std::chrono::milliseconds> sent;
        for (std::chrono::milliseconds now = 0ms; now < 3s; now += 1ms) {
            if (now == 1500ms)
                pacer.holdFor(now, 0ms); // an answer of 429 that came late: its second is over
            if (pacer.wait(now) == 0ms) {
                pacer.sent(now);
                sent.push_back(now);
            }
        }
        for (std::size_t i = 60; i < sent.size(); ++i)
            QVERIFY(sent[i] - sent[i - 60] > 1000ms);
    }

    void paceLearnsTheLimit()
    {
        Pacer pacer(60, 0.5);
        QCOMPARE(pacer.rate(), 30.0);
        HttpReply answer;
        answer.headers = {{"X-RateLimit-Type", "QPS"}, {"X-RateLimit-Limit", "20"}};
        const ZoomReply reply = ZoomReply::of(answer);
        pacer.learn(reply, 1s);
        QCOMPARE(pacer.rate(), 10.0);
        pacer.holdFor(2s, 500ms);
        QVERIFY(pacer.isHeld(2400ms));
        QVERIFY(!pacer.isHeld(2500ms));
        QVERIFY(pacer.rate() < 10.0);
    }

    /// For somebody who has not joined, a success may have no effect: it is not told as "changed".
    void aPendingPersonIsNotPlainlyChanged()
    {
        const QTemporaryDir folder;
        BulkPlan plan;
        plan.add("new@x.example", "Canary-5ecret", 2);
        plan.add("old@x.example", "Canary-6ecret", 3);
        plan.setVerdict(0, BulkVerdict::Pending, u"A"_s, u"New"_s);
        plan.setExcluded(0, false);
        plan.setVerdict(1, BulkVerdict::Ready, u"B"_s, u"Old"_s);
        plan.setState(0, BulkRowState::Changed);
        plan.setState(1, BulkRowState::Changed);
        QVERIFY(writeBulkReport(folder.filePath(u"r.csv"_s), plan));
        const QString report = contentOf(folder.filePath(u"r.csv"_s));
        QVERIFY2(report.contains(u",New,pending,accepted,"_s), qPrintable(report));
        QVERIFY2(report.contains(u"not certain that the new password works"_s), qPrintable(report));
        QVERIFY(report.contains(u",Old,ready,changed,"_s));
        QCOMPARE(rowStateText(plan.row(0)), u"Taken, perhaps without effect"_s);
        QCOMPARE(entryOf(plan.row(0), {}).result, HistoryEntry::Result::Accepted);
        QCOMPARE(entryOf(plan.row(1), {}).result, HistoryEntry::Result::Changed);
    }

    void reportIsDefused()
    {
        const QTemporaryDir folder;
        BulkPlan plan;
        plan.add("ann@x.example", "Canary-5ecret", 2);
        plan.setVerdict(0, BulkVerdict::Ready, u"A"_s, u"=HYPERLINK(1)"_s);
        QVERIFY(writeBulkReport(folder.filePath(u"r.csv"_s), plan, true,
                                {{3, BadLineReason::NoAddress, u"=x"_s}}));
        const QString report = contentOf(folder.filePath(u"r.csv"_s));
        QVERIFY(report.contains(u",'=HYPERLINK(1),ready,would-change,"_s));
        QVERIFY(report.contains(u"3,'=x,,,bad-line,excluded,"_s));
        QVERIFY(!report.contains(u"Canary"_s));
        QVERIFY(!writeBulkReport(folder.filePath(u"no/r.csv"_s), plan));
    }
};

QTEST_GUILESS_MAIN(TstBulkPlan)
#include "tst_bulkplan.moc"
