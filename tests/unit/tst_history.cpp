#include "cli/verifyhistorycommand.h"
#include "history/history.h"
#include "history/historyexport.h"
#include "history/historyfile.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <QTextStream>
#include <QTimeZone>

#include <thread>

using namespace Keyturn;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;

using Finding = HistoryCheck::Finding;

namespace {

HistoryEntry entry(int number)
{
    HistoryEntry entry;
    entry.at = QDateTime(QDate(2026, 11, 1), QTime(8, 0), QTimeZone::utc()).toUTC().addSecs(number * 60);
    entry.account = u"Contoso"_s;
    entry.operatorName = u"desk@host"_s;
    entry.userId = u"id%1"_s.arg(number);
    entry.email = u"user%1@contoso.example"_s.arg(number);
    entry.name = u"Ünal 100%_%1"_s.arg(number);
    entry.result = static_cast<HistoryEntry::Result>(number % 4);
    entry.httpStatus = 204;
    entry.trackingId = u"track-%1"_s.arg(number);
    return entry;
}

struct Desk
{
    Desk() { fill(5); }
    void fill(int count)
    {
        HistoryFile file(path);
        for (int i = 0; i < count; ++i)
            QVERIFY2(file.append(entry(i), key), qPrintable(file.error()));
    }
    HistoryCheck check() const { return HistoryFile(path).check(key); }
    void run(const QString &statement) const
    {
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QSqlQuery query(database);
            QVERIFY(query.exec(statement));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
    }

    QTemporaryDir folder;
    QString path = folder.filePath(u"history.sqlite"_s);
    Secret key = Secret::fromUtf8("0123456789abcdef0123456789abcdef");
};

} // namespace

class TestHistory final : public QObject
{
    Q_OBJECT

private slots:
    void keepsWhatHappened()
    {
        const Desk desk;
        HistoryFile file(desk.path);
        const QList<HistoryEntry> all = file.search({}).value();
        QCOMPARE(all.size(), 5);
        QCOMPARE(all.first().number, 5); // the newest first
        const HistoryEntry &first = all.last();
        const HistoryEntry given = entry(0);
        QCOMPARE(first.number, 1);
        QCOMPARE(first.at, given.at);
        QCOMPARE(first.name, given.name);
        QCOMPARE(first.email, given.email);
        QCOMPARE(first.userId, given.userId);
        QCOMPARE(first.account, given.account);
        QCOMPARE(first.operatorName, given.operatorName);
        QCOMPARE(first.result, given.result);
        QCOMPARE(first.trackingId, given.trackingId);
        QCOMPARE(first.httpStatus, 204);
        const HistoryCheck check = desk.check();
        QCOMPARE(check.finding, Finding::Sound);
        QCOMPARE(check.count, 5);
        QCOMPARE(check.unsealed, 0);
        QCOMPARE(QFileInfo(desk.path).permissions()
                     & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
    }

    void isSearched()
    {
        const Desk desk;
        HistoryFile file(desk.path);
        const auto count = [&](const HistoryQuery &query) { return file.search(query)->size(); };
        QCOMPARE(count({.text = u" USER3@ "_s}), 1);
        QCOMPARE(count({.text = u"track-2"_s}), 1);
        QCOMPARE(count({.text = u"100%_1"_s}), 1); // no wildcards
        QCOMPARE(count({.text = u"x%"_s}), 0);
        QCOMPARE(count({.text = u"'; DROP TABLE history; --"_s}), 0);
        QCOMPARE(count({.since = entry(3).at}), 2);
        QCOMPARE(count({.result = HistoryEntry::Result::Changed}), 2);
        QCOMPARE(count({.limit = 2}), 2);
        QCOMPARE(file.search({.before = 3, .limit = 1})->first().number, 2);
    }

    void whatWasAlteredShows_data()
    {
        QTest::addColumn<QString>("statement");
        QTest::addColumn<Finding>("finding");
        QTest::addColumn<qint64>("number");
        const auto row = [](const char *name, const QString &statement, Finding finding, qint64 number) {
            QTest::newRow(name) << statement << finding << number;
        };
        for (const QString &column :
             {u"at"_s, u"account"_s, u"operator"_s, u"user_id"_s, u"email"_s, u"name"_s, u"action"_s,
              u"result"_s, u"message"_s, u"tracking_id"_s, u"run"_s})
            row(qPrintable(column), u"UPDATE history SET %1 = 'x' WHERE number = 3"_s.arg(column),
                Finding::Altered, 3);
        row("settles", u"UPDATE history SET settles = 2 WHERE number = 3"_s, Finding::Altered, 3);
        row("account key", u"UPDATE history SET account_key = 'x' WHERE number = 3"_s, Finding::Altered, 3);
        row("password", u"UPDATE history SET password = 'seen' WHERE number = 3"_s, Finding::Altered, 3);
        for (const QString &column : {u"is_repeat"_s, u"http_status"_s, u"zoom_code"_s})
            row(qPrintable(column), u"UPDATE history SET %1 = %1 + 1 WHERE number = 2"_s.arg(column),
                Finding::Altered, 2);
        row("mac", u"UPDATE history SET mac = x'00' WHERE number = 4"_s, Finding::Altered, 4);
        row("key", u"UPDATE history SET key_id = x'' WHERE number = 4"_s, Finding::Altered, 4);
        row("first is gone", u"DELETE FROM history WHERE number = 1"_s, Finding::Missing, 1);
        row("one is gone", u"DELETE FROM history WHERE number = 3"_s, Finding::Missing, 3);
        row("the last is gone", u"DELETE FROM history WHERE number = 5"_s, Finding::CutOff, 5);
        row("all are gone", u"DELETE FROM history"_s, Finding::CutOff, 1);
        row("the head is gone", u"DELETE FROM head"_s, Finding::CutOff, 6);
        row("the head is altered", u"UPDATE head SET count = 4"_s, Finding::CutOff, 6);
        row("one too many",
            u"INSERT INTO history SELECT 6, at, account, operator, user_id, email, name, action, "
            "result, is_repeat, http_status, zoom_code, message, tracking_id, run, key_id, mac, "
            "settles, account_key, password FROM history WHERE number = 5"_s,
            Finding::Altered, 6);
    }
    void whatWasAlteredShows()
    {
        QFETCH(QString, statement);
        const Desk desk;
        desk.run(statement);
        const HistoryCheck check = desk.check();
        QTEST(check.finding, "finding");
        QTEST(check.number, "number");
    }

    void entriesThatChangePlacesShow()
    {
        const Desk desk;
        desk.run(u"UPDATE history SET number = 100 WHERE number = 2"_s);
        desk.run(u"UPDATE history SET number = 2 WHERE number = 3"_s);
        desk.run(u"UPDATE history SET number = 3 WHERE number = 100"_s);
        QCOMPARE(desk.check().finding, Finding::Altered);
    }

    void withoutItsKeyItCannotBeChecked()
    {
        Desk desk;
        desk.key = Secret::fromUtf8("another");
        QCOMPARE(desk.check().finding, Finding::KeyMissing);
        desk.key = {};
        QCOMPARE(desk.check().finding, Finding::KeyMissing);
    }

    void unsealedEntriesAreCounted()
    {
        Desk desk;
        HistoryFile(desk.path).append(entry(6), {});
        HistoryCheck check = desk.check();
        QCOMPARE(check.finding, Finding::Sound);
        QCOMPARE(check.unsealed, 1);
        QVERIFY(HistoryFile(desk.path).append(entry(7), desk.key));
        desk.run(u"UPDATE history SET email = 'x' WHERE number = 6"_s);
        QCOMPARE(desk.check().finding, Finding::Altered);
    }

    void severalProgramsWriteOneChain()
    {
        const Desk desk;
        std::vector<std::thread> writers;
        writers.reserve(4);
        for (int writer = 0; writer < 4; ++writer) {
            writers.emplace_back([&desk, writer] {
                for (int i = 0; i < 10; ++i) {
                    HistoryFile file(desk.path);
                    if (!file.append(entry(writer * 100 + i), desk.key))
                        qFatal("%s", qPrintable(file.error()));
                }
            });
        }
        for (std::thread &writer : writers)
            writer.join();
        const HistoryCheck check = desk.check();
        QCOMPARE(check.finding, Finding::Sound);
        QCOMPARE(check.count, 45);
    }

    void damageIsSetAsideAndNeverOverwritten()
    {
        const Desk desk;
        QFile::remove(desk.path + u"-wal"_s);
        QFile file(desk.path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a database, but all that is left");
        file.close();
        HistoryFile history(desk.path);
        QVERIFY(history.isOpen());
        QVERIFY(!history.setAside().isEmpty());
        QVERIFY(history.append(entry(1), desk.key));
        QFile aside(history.setAside());
        QVERIFY(aside.open(QIODevice::ReadOnly));
        QCOMPARE(history.check(desk.key).finding, Finding::Unreadable); // which is no "empty"
        QVERIFY(history.setAside().contains(u".damaged-"_s));
        QCOMPARE(aside.readAll(), QByteArray("not a database, but all that is left"));
        QCOMPARE(history.search({})->size(), 1);
    }

    void aDamageInTheMiddleIsSetAsideToo()
    {
        Desk desk;
        desk.fill(400);
        QFile::remove(desk.path + u"-wal"_s);
        QFile file(desk.path);
        QVERIFY(file.open(QIODevice::ReadWrite));
        QVERIFY(file.size() > 5 * 4096);
        for (qint64 at = 4096; at < file.size(); at += 4096) { // all but the page with the schema
            file.seek(at);
            file.write(QByteArray(64, '\xAA'));
        }
        file.close();
        HistoryFile history(desk.path);
        QVERIFY2(history.append(entry(1), desk.key), qPrintable(history.error()));
        QVERIFY(!history.setAside().isEmpty());
        QCOMPARE(history.search({})->size(), 1);
    }

    void aLookDoesNotSetAside()
    {
        const Desk desk;
        QFile::remove(desk.path + u"-wal"_s);
        QFile file(desk.path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("not a database, but all that is left");
        file.close();
        for (int i = 0; i < 2; ++i) { // the second look sees what the first one saw
            HistoryFile history(desk.path, HistoryFile::Use::Read);
            const HistoryCheck check = history.check(desk.key);
            QCOMPARE(check.finding, Finding::Unreadable);
            QVERIFY2(check.reason.contains(u"not a database"_s), qPrintable(check.reason));
            QVERIFY(!history.search({}));
        }
        QVERIFY(QFile::exists(desk.path));
    }

    void aDatabaseOfAnotherProgramIsLeftAlone()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(u"CREATE TABLE theirs (a)"_s));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
        HistoryFile history(path);
        QVERIFY(!history.isOpen());
        QVERIFY(history.setAside().isEmpty());
        QVERIFY(!history.append(entry(1), {}));
        QVERIFY(QFile::exists(path));
    }

    void oneWhoDiedWhileMakingItLeavesRoom()
    {
        const QTemporaryDir folder;
        const QString path = folder.filePath(u"history.sqlite"_s);
        {
            QSqlDatabase database = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"test"_s);
            database.setDatabaseName(path);
            QVERIFY(database.open());
            QVERIFY(QSqlQuery(database).exec(u"PRAGMA journal_mode = WAL"_s));
        }
        QSqlDatabase::removeDatabase(u"test"_s);
        QVERIFY(QFileInfo(path).size() > 0);
        HistoryFile history(path);
        QVERIFY2(history.append(entry(1), {}), qPrintable(history.error()));
        QVERIFY(history.setAside().isEmpty());
    }

    void anAttemptIsOneLineAndItsSealsHold()
    {
        const Desk desk;
        History history(desk.path, nullptr);
        HistoryEntry intent = entry(10);
        intent.result = HistoryEntry::Result::Begun;
        intent.accountKey = u"contoso"_s;
        intent.password = HistoryEntry::Password::Unseen;
        const Result<qint64> number = resultOf(history.begin(intent));
        QVERIFY(number);
        QCOMPARE(*number, 6);
        QList<HistoryEntry> open = resultOf(history.begun()).value();
        QCOMPARE(open.size(), 1);
        QCOMPARE(open.first().accountKey, u"contoso"_s);
        QCOMPARE(open.first().password, HistoryEntry::Password::Unseen);
        QCOMPARE(resultOf(history.search({.result = HistoryEntry::Result::Unknown}))->size(), 2);

        HistoryEntry outcome = entry(10);
        outcome.result = HistoryEntry::Result::Changed;
        outcome.settles = *number;
        QSignalSpy appended(&history, &History::appended);
        history.append(outcome);
        QTRY_COMPARE(appended.size(), 1);
        QVERIFY(resultOf(history.begun())->isEmpty());
        const QList<HistoryEntry> all = resultOf(history.search({})).value();
        QCOMPARE(all.size(), 6);
        QCOMPARE(all.first().result, HistoryEntry::Result::Changed);
        QCOMPARE(all.first().settles, 6);
        const QString csv = desk.folder.filePath(u"out.csv"_s);
        QVERIFY(resultOf(history.exportTo(csv, HistoryFormat::Csv, {.text = u"user10@"_s, .limit = 0})));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().count("\r\n"), 2); // the title and one line
        QCOMPARE(desk.check().finding, Finding::Sound);
        QCOMPARE(desk.check().count, 7);
        desk.run(u"DELETE FROM history WHERE number = 6"_s); // what was begun cannot be taken out unseen
        QCOMPARE(desk.check().finding, Finding::Missing);
    }

    void aKeychainThatHangsDoesNotHoldUpWhatIsBegun()
    {
        const Desk desk;
        FakeSecretStore keychain;
        keychain.holdReads = true;
        History history(desk.folder.filePath(u"new.sqlite"_s), &keychain);
        QCOMPARE(resultOf(history.begin(entry(1))).value(), 1);
    }

    void theFormatBeforeIsTakenOver()
    {
        const Desk desk;
        // As format 1 made it, with the same seals.
        for (const QString &column : {u"settles"_s, u"account_key"_s, u"password"_s}) {
            desk.run(u"DROP INDEX IF EXISTS history_settles"_s);
            desk.run(u"ALTER TABLE history DROP COLUMN "_s + column);
        }
        desk.run(u"PRAGMA user_version = 1"_s);
        QCOMPARE(desk.check().finding, Finding::Sound);
        QVERIFY(HistoryFile(desk.path).append(entry(6), desk.key));
        QCOMPARE(desk.check().finding, Finding::Sound);
        QCOMPARE(desk.check().count, 6);
        desk.run(u"PRAGMA user_version = 99"_s);
        HistoryFile newer(desk.path);
        QVERIFY(!newer.isOpen());
        QVERIFY(newer.setAside().isEmpty());
    }

    void aFullDiskIsNoSuccess()
    {
        HistoryFile history(u"/dev/full/history.sqlite"_s);
        QVERIFY(!history.isOpen());
        QVERIFY(!history.append(entry(1), {}));
        QVERIFY(!history.search({})); // which is not "nothing found"
    }

    void theKeyIsMadeOnce()
    {
        const Desk desk;
        const QString path = desk.folder.filePath(u"new.sqlite"_s);
        FakeSecretStore keychain;
        {
            History history(path, &keychain);
            QSignalSpy appended(&history, &History::appended);
            history.append(entry(1));
            history.append(entry(2));
            QTRY_VERIFY(!appended.isEmpty()); // they may have gone together
            QCOMPARE(resultOf(history.check()).finding, Finding::Sound);
            QCOMPARE(resultOf(history.check()).unsealed, 0);
            QCOMPARE(resultOf(history.search({}))->size(), 2);
        }
        QCOMPARE(keychain.writes, 1);
        History next(path, &keychain);
        QSignalSpy appended(&next, &History::appended);
        next.append(entry(3));
        QTRY_COMPARE(appended.size(), 1);
        QCOMPARE(resultOf(next.check()).finding, Finding::Sound);
        QCOMPARE(resultOf(next.check()).count, 3);
        QCOMPARE(keychain.writes, 1);
    }

    /// Whoever looks changes nothing: a key made by a look would stand in the place of the one that seals.
    void aLookMakesNoKey()
    {
        const Desk desk;
        FakeSecretStore keychain;
        History history(desk.path, &keychain);
        const HistoryCheck check = resultOf(history.check());
        QCOMPARE(check.finding, Finding::KeyMissing);
        QVERIFY(!check.keyError);
        QCOMPARE(keychain.writes, 0);
        QString text;
        QTextStream out(&text);
        QCOMPARE(runVerifyHistory(desk.path, keychain, out), 1);
        QVERIFY(text.contains(u"not in the keychain"_s));
        QCOMPARE(keychain.writes, 0);
    }

    /// Could not find out is not: there is none.
    void aKeyThatIsNotGivenIsNotMissing()
    {
        const Desk desk;
        FakeSecretStore keychain;
        keychain.readError = ErrorKind::KeychainRefused;
        QString text;
        QTextStream out(&text);
        QCOMPARE(runVerifyHistory(desk.path, keychain, out), 1);
        QVERIFY2(text.contains(u"The keychain was not opened for Keyturn."_s), qPrintable(text));
        QVERIFY(!text.contains(u"not in the keychain"_s));
        QCOMPARE(keychain.writes, 0);
    }

    /// The key of what is sealed may lie in the part that is locked: a second one would take its place there.
    void aLockedPartOfTheKeychainKeepsItsKey()
    {
        const Desk desk;
        FakeSecretStore keychain;
        keychain.readError = ErrorKind::SecretHidden;
        {
            History history(desk.path, &keychain);
            QSignalSpy appended(&history, &History::appended);
            history.append(entry(6));
            QTRY_COMPARE(appended.size(), 1);
        }
        QCOMPARE(keychain.writes, 0);
        QCOMPARE(desk.check().unsealed, 1);
        // Nothing is sealed yet: then none is in use.
        const QString path = desk.folder.filePath(u"new.sqlite"_s);
        {
            History history(path, &keychain);
            QSignalSpy appended(&history, &History::appended);
            history.append(entry(1));
            QTRY_COMPARE(appended.size(), 1);
        }
        QCOMPARE(keychain.writes, 1);
    }

    void nothingIsLostWhenTheProgramEnds()
    {
        const Desk desk;
        const QString path = desk.folder.filePath(u"new.sqlite"_s);
        FakeSecretStore keychain;
        {
            History history(path, &keychain);
            for (int i = 0; i < 20; ++i)
                history.append(entry(i)); // the keychain has not answered yet
        }
        QCOMPARE(HistoryFile(path).search({})->size(), 20);
    }

    void isExported()
    {
        Desk desk;
        HistoryEntry odd = entry(6);
        odd.name = u"=HYPERLINK(\"http://x\"), \"Ö\""_s;
        odd.message = u"+1\r\nx"_s;
        QVERIFY(HistoryFile(desk.path).append(odd, desk.key));
        History history(desk.path, nullptr);
        const QString csv = desk.folder.filePath(u"out.csv"_s);
        QVERIFY(resultOf(history.exportTo(csv, HistoryFormat::Csv, {.limit = 0})));
        QFile file(csv);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.startsWith("\xEF\xBB\xBFnumber,time,account,"));
        QVERIFY(text.contains("\"'=HYPERLINK(\"\"http://x\"\"), \"\"Ö\"\"\""));
        QVERIFY(text.contains("\"'+1\r\nx\""));
        QCOMPARE(text.count("\r\n"), 8); // a title, six entries, and one within a cell
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

        const QString json = desk.folder.filePath(u"out.json"_s);
        QVERIFY(resultOf(history.exportTo(json, HistoryFormat::Json, {.text = u"user"_s, .limit = 0})));
        QFile other(json);
        QVERIFY(other.open(QIODevice::ReadOnly));
        const QJsonArray array = QJsonDocument::fromJson(other.readAll()).array();
        QCOMPARE(array.size(), 6);
        QCOMPARE(array.first().toObject()["number"_L1].toInt(), 1);
        QCOMPARE(array.last().toObject()["name"_L1].toString(), odd.name);
        QVERIFY(!resultOf(history.exportTo(u"/dev/full/x.csv"_s, HistoryFormat::Csv, {})));
    }

    void theCommandSaysWhere()
    {
        Desk desk;
        FakeSecretStore keychain;
        keychain.entries[History::keychainKey] = "0123456789abcdef0123456789abcdef";
        QString said;
        QTextStream out(&said);
        QCOMPARE(runVerifyHistory(desk.path, keychain, out), 0);
        QVERIFY2(said.contains(u"complete and unaltered"_s), qPrintable(said));
        desk.run(u"UPDATE history SET email = 'x' WHERE number = 4"_s);
        said.clear();
        QCOMPARE(runVerifyHistory(desk.path, keychain, out), 1);
        QVERIFY2(said.contains(u"Entry 4"_s), qPrintable(said));
        said.clear();
        QCOMPARE(runVerifyHistory(desk.folder.filePath(u"none"_s), keychain, out), 0);
        QVERIFY2(said.contains(u"empty"_s), qPrintable(said));
    }
};

QTEST_GUILESS_MAIN(TestHistory)
#include "tst_history.moc"
