#include "bulk/earlierruns.h"
#include "bulk/journalfile.h"
#include "history/history.h"
#include "history/historyfile.h"
#include "support/filetrouble.h"
#include "support/futures.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;

using Finding = HistoryCheck::Finding;

namespace {

HistoryEntry entry(int number)
{
    HistoryEntry entry;
    entry.at = QDateTime(QDate(2026, 11, 1), QTime(8, 0), QTimeZone::utc()).toUTC().addSecs(number * 60);
    entry.userId = u"id%1"_s.arg(number);
    entry.email = u"user%1@contoso.example"_s.arg(number);
    entry.result = HistoryEntry::Result::Changed;
    return entry;
}

/// A history of five entries.
struct Desk
{
    Desk()
    {
        HistoryFile file(path);
        for (int i = 0; i < 5; ++i)
            QVERIFY2(file.append(entry(i), key), qPrintable(file.error()));
    }
    HistoryCheck check() const { return HistoryFile(path, HistoryFile::Use::Read).check(key); }

    QTemporaryDir folder;
    QString path = folder.filePath(u"history.sqlite"_s);
    Secret key = Secret::fromUtf8("0123456789abcdef0123456789abcdef");
};

} // namespace

/// A computer that cannot write or read for a while harms no history.
class TestHistoryTrouble final : public QObject
{
    Q_OBJECT

private slots:
    void aSoundHistoryIsNeverSetAside_data()
    {
        QTest::addColumn<QString>("trouble");
        for (const char *name : {"full", "too many files", "no permission", "locked"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }
    void aSoundHistoryIsNeverSetAside()
    {
        QFETCH(QString, trouble);
        const Desk desk;
        {
            const FileTrouble now(trouble, desk.path);
            if (!now.isThere())
                QSKIP("not to be had here");
            HistoryFile history(desk.path);
            QVERIFY(!history.append(entry(6), desk.key));
            QVERIFY(!history.error().isEmpty());
            QVERIFY(history.setAside().isEmpty());
            // Nor does it say that it is sound, or empty, while nobody can read it.
            if (trouble == u"too many files" || trouble == u"no permission") {
                HistoryFile read(desk.path, HistoryFile::Use::Read);
                const HistoryCheck check = read.check(desk.key);
                QCOMPARE(check.finding, Finding::Unreadable);
                QVERIFY(!check.reason.isEmpty());
                QVERIFY(!read.search({}));
            }
            if (trouble == u"no permission") { // a thread cannot be had without files
                History whole(desk.path, nullptr);
                QVERIFY(!resultOf(whole.search({})));
                QCOMPARE(resultOf(whole.check()).finding, Finding::Unreadable);
            }
        }
        const HistoryCheck check = desk.check();
        QCOMPARE(check.finding, Finding::Sound);
        QCOMPARE(check.count, 5);
        QCOMPARE(QDir(desk.folder.path()).entryList({u"*damaged*"_s}), QStringList());
        QVERIFY(HistoryFile(desk.path).append(entry(6), desk.key)); // when the trouble is over
    }

    void whatCouldNotBeWrittenIsWrittenLater()
    {
        const Desk desk;
        History history(desk.path, nullptr);
        QSignalSpy failed(&history, &History::appendFailed);
        QSignalSpy appended(&history, &History::appended);
        {
            const FileTrouble now(u"full"_s, desk.path);
            history.append(entry(6));
            QTRY_COMPARE(failed.size(), 1);
            const Result<qint64> begun = resultOf(history.begin(entry(7)));
            QVERIFY(!begun);
            QVERIFY(!begun.error().reply.message.isEmpty());
        }
        history.append(entry(8));
        QTRY_VERIFY(!appended.isEmpty());
        const QList<HistoryEntry> all = resultOf(history.search({})).value();
        QCOMPARE(all.size(), 7); // not what was begun: nothing was sent
        QCOMPARE(all[0].email, entry(8).email);
        QCOMPARE(all[1].email, entry(6).email);
    }

    void aSoundJournalIsNeverSetAside_data() { aSoundHistoryIsNeverSetAside_data(); }
    void aSoundJournalIsNeverSetAside()
    {
        QFETCH(QString, trouble);
        const QTemporaryDir folder;
        BulkRunRecord record;
        record.runId = u"0123456789abcdef0123456789abcdef"_s;
        record.accountId = u"acc"_s;
        record.created = QDateTime::currentDateTimeUtc();
        const QString path = JournalFile::pathFor(folder.path(), u"acc"_s, record.runId);
        BulkPlan plan;
        plan.add("works@contoso.example", {}, 1);
        QVERIFY(JournalFile::create(path, record, plan));
        {
            const FileTrouble now(trouble, path);
            if (!now.isThere())
                QSKIP("not to be had here");
            (void)runsIn(folder.path(), u"acc"_s).unfinished();
        }
        QVERIFY(QFile::exists(path));
        QCOMPARE(runsIn(folder.path(), u"acc"_s).unfinished().size(), 1);
    }
};

QTEST_GUILESS_MAIN(TestHistoryTrouble)
#include "tst_historytrouble.moc"
