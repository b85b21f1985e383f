#include "bulk/bulkwindow.h"
#include "bulk/earlierruns.h"
#include "bulk/journalfile.h"
#include "bulk/runlock.h"
#include "history/history.h"
#include "picker/usertable.h"
#include "support/fakeclock.h"
#include "support/futures.h"
#include "support/pages/bulkpage.h"
#include "support/pages/mainpage.h"
#include "support/pages/outcomepage.h"
#include "support/practicefixture.h"
#include "support/windowfixture.h"

#include <QCheckBox>
#include <QFile>
#include <QFileInfo>
#include <QSpinBox>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;
using PracticeFixture::addressOf;
using PracticeFixture::ordinaryPeople;

namespace {

PracticeServer::Options quick(std::chrono::milliseconds delay = {})
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    options.replyDelay = delay;
    return options;
}

/// A help desk with a stored account, a keychain and a history.
struct Desk
{
    explicit Desk(const PracticeServer::Options &practice = quick())
        : fixture(practice)
    {
        fixture.sessions.history = &history;
        fixture.lock = &lock;
        Account account;
        account.id = u"contoso-1"_s;
        account.name = u"Contoso"_s;
        account.plan = Account::Plan::Business;
        account.rateShare = 1;
        account.baseUrl = fixture.server->baseUrl();
        QVERIFY(fixture.accounts.save(account));
        fixture.accounts.setLastUsedId(account.id);
        fixture.show(MainWindow::StartWith::LastAccount);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
    }
    ~Desk() { fixture.window.reset(); } // before the lock
    Desk(const Desk &) = delete;
    Desk &operator=(const Desk &) = delete;
    BulkPage open() const
    {
        fixture.window->findChild<QAction *>(u"bulkAction"_s)->trigger();
        return BulkPage(awaitWindow("bulkWindow"));
    }
    QString write(const char *name, const QByteArray &content) const
    {
        QFile file(folder.filePath(QLatin1String(name)));
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
            qFatal("no file");
        return file.fileName();
    }
    QByteArray read(const char *name) const
    {
        QFile file(folder.filePath(QLatin1String(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    PracticeServer &server() const { return *fixture.server; }

    QTemporaryDir folder;
    FakeSecretStore historyKeychain;
    History history{folder.filePath(u"history.sqlite"_s), &historyKeychain};
    WindowFixture fixture;
    FakeClock clock;
    IdleLock lock{clock, &fixture.options, nullptr};
};

QString cell(const QTableView *table, int row, int column)
{
    return table->model()->index(row, column).data().toString();
}

enum Column { Person = 1, Password = 3, Verdict = 4, What = 5, Reason = 6 };

} // namespace

class TestBulkWindow final : public QObject
{
    Q_OBJECT

private slots:
    void changesAPastedList()
    {
        Desk desk;
        const QStringList people = ordinaryPeople(desk.server(), 12);
        const BulkPage page = desk.open();
        page.paste(people);
        QCOMPARE(page.rows()->model()->rowCount(), 12);
        QCOMPARE(
            page.radius(),
            u"The passwords of 12 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices."_s);
        QCOMPARE(cell(page.rows(), 0, Password), u"Generated"_s);
        QCOMPARE(desk.server().counters().passwordPuts, 0);

        page.run(12);
        page.awaitEnd();
        QCOMPARE(page.state(), u"Finished"_s);
        QCOMPARE(desk.server().counters().passwordPuts, 12);
        QCOMPARE(page.done(), 12);
        QTRY_COMPARE(resultOf(desk.history.search({}))->size(), 12);
        QCOMPARE(resultOf(desk.history.search({}))->first().account, u"Contoso"_s);
    }

    void beginsWithTheSelection()
    {
        Desk desk;
        const MainPage page = desk.fixture.page();
        page.search()->setFocus();
        page.type(u"ma"_s);
        QVERIFY(page.rows() > 3);
        page.users()->selectAll();
        const int people = page.rows();
        QVERIFY(isShown(page.window(), "severalMessage"));
        click(page.window(), "resetSelected");
        const BulkPage bulk(awaitWindow("bulkWindow"));
        bulk.awaitCheck();
        QCOMPARE(bulk.rows()->model()->rowCount(), people);
        QCOMPARE(cell(bulk.rows(), 0, Person), page.cell(0, 1));
    }

    void judgesCorrectsAndExcludes()
    {
        Desk desk;
        const QStringList people = ordinaryPeople(desk.server(), 2);
        const BulkPage page = desk.open();
        page.paste({people[0], u"nobody@practice.example"_s, people[0], addressOf(PracticeTrigger::Owner),
                    addressOf(PracticeTrigger::Me)});
        QTableView *rows = page.rows();
        QCOMPARE(cell(rows, 0, Verdict), u"Ready"_s);
        QCOMPARE(cell(rows, 1, Verdict), u"Nobody of this name"_s);
        QCOMPARE(cell(rows, 2, Verdict), u"The same person again"_s);
        QCOMPARE(cell(rows, 3, Verdict), u"Owner or administrator"_s);
        QCOMPARE(cell(rows, 4, Verdict), u"This is you"_s);
        QCOMPARE(
            page.radius(),
            u"The password of 1 person will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 4 rows are excluded."_s);

        // The wrong address is corrected, in its cell.
        QVERIFY(rows->model()->setData(rows->model()->index(1, Person), people[1], Qt::EditRole));
        QTRY_COMPARE(cell(rows, 1, Verdict), u"Ready"_s);
        QTRY_COMPARE(
            page.radius(),
            u"The passwords of 2 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 3 rows are excluded."_s);

        // The owner is taken in on purpose, with the space bar; the same person twice cannot be.
        rows->setFocus();
        rows->selectAll();
        rows->selectionModel()->setCurrentIndex(rows->model()->index(3, Person), QItemSelectionModel::Select);
        QTest::keyClick(rows, Qt::Key_Space);
        QTRY_COMPARE(
            page.radius(),
            u"The passwords of 4 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 1 row is excluded."_s);

        // What was chosen stands when the rows are judged again.
        QVERIFY(rows->model()->setData(rows->model()->index(2, Person), u"nobody@x.example"_s, Qt::EditRole));
        QTRY_COMPARE(cell(rows, 2, Verdict), u"Nobody of this name"_s);
        QTRY_COMPARE(
            page.radius(),
            u"The passwords of 4 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 1 row is excluded."_s);

        find<QComboBox>(page.window(), "bulkFilter")->setCurrentIndex(2); // excluded
        QCOMPARE(rows->model()->rowCount(), 1);
        find<QComboBox>(page.window(), "bulkFilter")->setCurrentIndex(0);
        find<QLineEdit>(page.window(), "bulkSearch")->setText(u"NOBODY@x"_s);
        QCOMPARE(rows->model()->rowCount(), 1);
        QCOMPARE(desk.server().counters().passwordPuts, 0);
    }

    void generatesInPlaceOfBadPasswords()
    {
        Desk desk;
        const QStringList people = ordinaryPeople(desk.server(), 3);
        const QByteArray csv = "id;new password\n" + people[0].toUtf8() + ";short\n" + people[1].toUtf8()
            + ";Sunny-Harbour-42\n" + people[2].toUtf8() + ";Sunny-Harbour-42\nno-line\n";
        const BulkPage page = desk.open();
        page.open(desk.write("people.csv", csv));
        page.awaitCheck();
        QVERIFY(isShown(page.window(), "bulkBadLines"));
        QCOMPARE(cell(page.rows(), 0, Verdict), u"Password breaks a rule"_s);
        QCOMPARE(cell(page.rows(), 2, Verdict), u"The same password again"_s);
        QCOMPARE(
            page.radius(),
            u"The password of 1 person will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices. 2 rows are excluded."_s);
        click(page.window(), "bulkGenerate");
        QTRY_COMPARE(
            page.radius(),
            u"The passwords of 3 people will be changed. Zoom tells them by e-mail, and Zoom may sign them out of their devices."_s);
        QCOMPARE(cell(page.rows(), 0, Password), u"Generated"_s);
        QCOMPARE(cell(page.rows(), 1, Password), u"From the file"_s);

        click(find(page.window(), "bulkBadLines"), "saveBadLines");
        BulkPage::saveTo(desk.folder.filePath(u"bad.csv"_s));
        QTRY_VERIFY(desk.read("bad.csv").contains("5,"));

        QTRY_VERIFY(page.canRun());
        page.run(3);
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 3);
        const bool second = desk.server().hasPassword(people[1], "Sunny-Harbour-42");
        QCOMPARE(second, cell(page.outcomes(), 1, What) == u"Changed"_s);
        QVERIFY(!desk.server().hasPassword(people[0], "short"));
        QVERIFY(!desk.server().hasPassword(people[2], "Sunny-Harbour-42"));
    }

    void aDryRunSendsNothing()
    {
        Desk desk;
        const BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), 3) + QStringList{u"nobody@practice.example"_s});
        click(page.window(), "bulkDryRun");
        BulkPage::saveTo(desk.folder.filePath(u"dry.csv"_s));
        QTRY_VERIFY(isShown(page.window(), "bulkCheckMessage"));
        const QByteArray report = desk.read("dry.csv");
        QCOMPARE(report.count("would-change"), 3);
        QCOMPARE(report.count("unknown-user,excluded"), 1);
        QCOMPARE(desk.server().counters().passwordPuts, 0);
    }

    void theQuestionGrows_data()
    {
        QTest::addColumn<int>("people");
        QTest::addColumn<bool>("ticks");
        QTest::addColumn<bool>("types");
        QTest::newRow("a few") << 5 << false << false;
        QTest::newRow("some") << 6 << true << false;
        QTest::newRow("fifty") << 50 << true << false;
        QTest::newRow("many") << 51 << false << true;
    }

    void theQuestionGrows()
    {
        QFETCH(int, people);
        QFETCH(bool, ticks);
        QFETCH(bool, types);
        Desk desk;
        const BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), people));
        click(page.window(), "bulkRun");
        QWidget *question = awaitWindow("bulkConfirm");
        auto *go = find<QPushButton>(question, "confirmRun");
        auto *tick = question->findChild<QCheckBox *>(u"confirmTick"_s);
        auto *number = question->findChild<QLineEdit *>(u"confirmNumber"_s);
        QCOMPARE(tick != nullptr, ticks);
        QCOMPARE(number != nullptr, types);
        QCOMPARE(go->isEnabled(), !ticks && !types);
        if (tick) {
            tick->click();
            QVERIFY(go->isEnabled());
            tick->click();
        }
        if (number) {
            number->setText(u"50"_s);
            QVERIFY(!go->isEnabled());
            number->setText(u" 5.1"_s); // as some write thousands
            QVERIFY(go->isEnabled());
            number->setText({});
        }
        QTest::keyClick(question, Qt::Key_Escape);
        QTRY_VERIFY(!openWindow("bulkConfirm"));
        QTest::qWait(50);
        QCOMPARE(desk.server().counters().passwordPuts, 0);
    }

    void holdsTheAccountAndAsksBeforeItCloses()
    {
        Desk desk(quick(std::chrono::milliseconds(50)));
        const BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), 200));
        page.run(200);
        QTRY_VERIFY(page.done() > 0);
        auto *accountBar = desk.fixture.page().account();
        QVERIFY(!accountBar->isEnabled());
        QVERIFY(!desk.fixture.window->findChild<QAction *>(u"reloadUsersAction"_s)->isEnabled());
        QVERIFY(desk.fixture.page().users()->isEnabled()); // one person can be reset meanwhile

        desk.fixture.window->close();
        QVERIFY(desk.fixture.window->isVisible());
        QWidget *question = awaitWindow("stopQuestion");
        click(question, "letItRun");
        QTRY_VERIFY(!openWindow("stopQuestion"));
        const int soFar = page.done();
        QTRY_VERIFY(page.done() > soFar);

        QTest::keyClick(page.window(), Qt::Key_Escape);
        click(awaitWindow("stopQuestion"), "stopAndClose");
        QTRY_VERIFY(!openWindow("bulkWindow"));
        QVERIFY(accountBar->isEnabled());
        const int sent = desk.server().counters().passwordPuts;
        QVERIFY(sent < 200);
        QTest::qWait(200);
        QCOMPARE(desk.server().counters().passwordPuts, sent);

        // It is there again, stands still, and goes on with those who are left.
        const BulkPage again = desk.open();
        QTRY_VERIFY(again.window()->findChild<QWidget *>(u"unfinishedRun0"_s) != nullptr);
        click(again.window(), "openUnfinished");
        QTRY_COMPARE(again.state(), u"Paused"_s);
        QTest::qWait(200);
        QCOMPARE(desk.server().counters().passwordPuts, sent);
        click(again.window(), "bulkPause");
        again.awaitEnd();
        QCOMPARE(again.state(), u"Finished"_s);
        QCOMPARE(desk.server().counters().passwordPuts, 200);
    }

    void aLockWaitsForTheRunWithTheSignIn()
    {
        Desk desk(quick(std::chrono::milliseconds(20)));
        const BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), 40));
        page.run(40);
        QTRY_VERIFY(page.done() > 0);
        desk.clock.advance(std::chrono::minutes(15));
        desk.lock.check();
        QVERIFY(isShown(desk.fixture.window.get(), "lockMessage"));
        QCOMPARE(desk.fixture.sessions.forgotten, 0);
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 40);
        QCOMPARE(desk.fixture.sessions.forgotten, 1);
    }

    void remindsOfARunThatWasCutOff()
    {
        Desk desk(quick(std::chrono::milliseconds(50)));
        BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), 60));
        page.run(60);
        QTRY_VERIFY(page.done() > 5);
        // As if the program had been ended: the session goes, and with it the run.
        desk.fixture.window.reset();
        desk.fixture.show(MainWindow::StartWith::LastAccount);
        QTRY_VERIFY(isShown(desk.fixture.window.get(), "bulkMessage"));
        click(find(desk.fixture.window.get(), "bulkMessage"), "showUnfinished");
        page = BulkPage(awaitWindow("bulkWindow"));
        QTRY_VERIFY(page.window()->findChild<QWidget *>(u"unfinishedRun0"_s) != nullptr);

        // Discarding asks, and takes the key along.
        QCOMPARE(desk.fixture.keychain.entries.size(), 1U);
        click(page.window(), "discardUnfinished");
        click(awaitWindow("discardQuestion"), "keepUnfinished");
        QTRY_VERIFY(!openWindow("discardQuestion"));
        QCOMPARE(desk.fixture.keychain.entries.size(), 1U);
        click(page.window(), "discardUnfinished");
        click(awaitWindow("discardQuestion"), "discardRun");
        QTRY_VERIFY(!isShown(page.window(), "unfinishedRuns"));
        QCOMPARE(desk.fixture.keychain.entries.size(), 0U);
    }

    void asksAtTheCanary()
    {
        Desk desk;
        const BulkPage page = desk.open();
        page.paste(QStringList{addressOf(PracticeTrigger::Reused)} + ordinaryPeople(desk.server(), 9));
        page.run(10);
        QTRY_VERIFY(isShown(page.window(), "bulkCanaryMessage"));
        QCOMPARE(page.state(), u"The first people have been tried"_s);
        QCOMPARE(desk.server().counters().passwordPuts, 5);
        click(page.window(), "canaryGoOn");
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 10);

        // One was refused; the others can be looked away.
        find<QComboBox>(page.window(), "bulkOutcomeFilter")->setCurrentIndex(3);
        QVERIFY(page.outcomes()->model()->rowCount() >= 1);
        QCOMPARE(cell(page.outcomes(), 0, What), u"Refused"_s);
        QVERIFY(!cell(page.outcomes(), 0, Reason).isEmpty());

        // And are tried again in a plan of their own, judged anew.
        click(page.window(), "bulkRetry");
        page.awaitCheck();
        QCOMPARE(cell(page.rows(), 0, Person), addressOf(PracticeTrigger::Reused));
    }

    void givesOutPasswordsOnAnExplicitStepOnly()
    {
        Desk desk;
        const QStringList people = ordinaryPeople(desk.server(), 4);
        const BulkPage page = desk.open();
        page.paste(people);
        page.run(4);
        page.awaitEnd();
        page.trigger("reportCsv");
        BulkPage::saveTo(desk.folder.filePath(u"report.csv"_s));
        QTRY_VERIFY(!desk.read("report.csv").isEmpty());
        QTRY_VERIFY(isShown(page.window(), "bulkRunMessage"));

        page.trigger("passwordCsv");
        click(awaitWindow("passwordsQuestion"), "writePasswords");
        BulkPage::saveTo(desk.folder.filePath(u"passwords.csv"_s));
        QTRY_VERIFY(!desk.read("passwords.csv").isEmpty());
        const QFileInfo file(desk.folder.filePath(u"passwords.csv"_s));
        QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        for (const QByteArray &line : desk.read("passwords.csv").split('\n')) {
            const QList<QByteArray> cells = line.trimmed().split(','); // no generated one has a comma
            if (cells.value(2) != "changed")
                continue;
            const QByteArray &password = cells[3];
            QVERIFY2(desk.server().hasPassword(QString::fromUtf8(cells[0]), password), line.constData());
            QVERIFY(!desk.read("report.csv").contains(password));
        }
        QTRY_VERIFY(find<QPushButton>(page.window(), "bulkPasswords")->isEnabled());
        page.trigger("passwordSlips");
        click(awaitWindow("passwordsQuestion"), "writePasswords");
        BulkPage::saveTo(desk.folder.filePath(u"slips.pdf"_s));
        QTRY_VERIFY(desk.read("slips.pdf").startsWith("%PDF"));
        QTRY_VERIFY(find<QPushButton>(page.window(), "bulkReport")->isEnabled());
        page.trigger("reportPdf");
        BulkPage::saveTo(desk.folder.filePath(u"summary.pdf"_s));
        QTRY_VERIFY(desk.read("summary.pdf").startsWith("%PDF"));
        QTRY_VERIFY(find<QPushButton>(page.window(), "bulkReport")->isEnabled());

        // Each time passwords were written is noted.
        QTRY_COMPARE(resultOf(desk.history.search({}))->size(), 6);
        QCOMPARE(resultOf(desk.history.search({}))->first().action, HistoryEntry::Action::Export);

        QTest::keyClick(page.window(), Qt::Key_Escape);
        click(awaitWindow("putAwayQuestion"), "putAway");
        QTRY_VERIFY(!openWindow("bulkWindow"));
        QCOMPARE(desk.fixture.keychain.entries.size(), 0U);
        // What stays tells who was changed, and offers nothing.
        const AccountRuns runs =
            runsIn(desk.fixture.journals.path(), desk.fixture.sessions.last->account().id);
        QVERIFY(runs.unreadable.isEmpty());
        QCOMPARE(runs.runs.size(), 1);
        QVERIFY(runs.unfinished().isEmpty());
    }

    void theCharactersOfAFileAreChosen()
    {
        const Desk desk(quick());
        const BulkPage page = desk.open();
        const QStringList people = ordinaryPeople(desk.server(), 2);
        // "Łąka" in Windows-1250.
        page.open(desk.write("people.csv",
                             "id;password\n" + people[0].toUtf8() + ";\xA3\xB9ka-Sunny-42\n"
                                 + people[1].toUtf8() + ";Windy-Harbour-43\n"));
        page.awaitCheck();
        QVERIFY(isShown(page.window(), "bulkListNotes"));
        QVERIFY(isShown(page.window(), "bulkBadLines")); // it is not guessed into a password
        auto *encodings = find<QComboBox>(page.window(), "bulkEncoding");
        const int row = encodings->findText(nameOf(CsvEncoding::Windows1250));
        QVERIFY(row >= 0);
        encodings->setCurrentIndex(row);
        emit encodings->activated(row);
        QTRY_VERIFY(!isShown(page.window(), "bulkBadLines"));
        page.awaitCheck();
        page.run(2);
        page.awaitEnd();
        QVERIFY(desk.server().hasPassword(people[0], u"Łąka-Sunny-42"_s.toUtf8()));
    }

    void anotherRunOfTheAccountIsNotJoined()
    {
        const Desk desk(quick());
        const BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), 3));
        auto other = RunLock::take(desk.fixture.journals.path(), desk.fixture.sessions.last->account().id);
        QVERIFY(other);
        click(page.window(), "bulkRun");
        QTRY_VERIFY(isShown(page.window(), "bulkCheckMessage"));
        QVERIFY(!openWindow("bulkConfirm"));
        other->reset();
        page.run(3);
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 3);
    }

    void theSamePeopleAreAskedAboutWhileARunOfThemIsOpen()
    {
        const Desk desk(quick());
        BulkPage page = desk.open();
        const QStringList people = ordinaryPeople(desk.server(), 4);
        page.paste(people);
        page.run(4);
        page.awaitEnd();
        QTest::keyClick(page.window(), Qt::Key_Escape);
        click(awaitWindow("putAwayQuestion"), "keepRun");
        QTRY_VERIFY(!openWindow("bulkWindow"));

        page = desk.open();
        page.paste({people[3], people[0]});
        click(page.window(), "bulkRun");
        click(awaitWindow("openRunQuestion"), "showOpenRun");
        QTRY_VERIFY(isShown(page.window(), "unfinishedRuns"));
        QCOMPARE(desk.server().counters().passwordPuts, 4);
        click(page.window(), "discardUnfinished");
        click(awaitWindow("discardQuestion"), "discardRun");
        QTRY_VERIFY(!isShown(page.window(), "unfinishedRuns"));

        // And then who says yes knows that they were changed before.
        page.paste({people[3], people[0]});
        click(page.window(), "bulkRun");
        QWidget *question = awaitWindow("bulkConfirm");
        QVERIFY(isShown(question, "confirmWarning"));
        click(question, "cancelRun");
        QTRY_VERIFY(!openWindow("bulkConfirm"));
        QVERIFY(RunLock::take(desk.fixture.journals.path(), desk.fixture.sessions.last->account().id));
    }

    void aJournalThatCannotBeReadStopsUntilItIsSetAside()
    {
        const Desk desk(quick());
        const QString path = JournalFile::pathFor(desk.fixture.journals.path(),
                                                  desk.fixture.sessions.last->account().id, u"1"_s);
        QFile damaged(path);
        QVERIFY(damaged.open(QIODevice::WriteOnly));
        damaged.write("this is no database, whatever its name says");
        damaged.close();
        const BulkPage page = desk.open();
        QTRY_VERIFY(isShown(page.window(), "bulkSourceMessage"));
        page.paste(ordinaryPeople(desk.server(), 2));
        click(page.window(), "bulkRun");
        click(awaitWindow("unreadableQuestion"), "leaveUnreadable");
        QTRY_VERIFY(!openWindow("unreadableQuestion"));
        QVERIFY(QFile::exists(path));
        click(page.window(), "bulkRun");
        click(awaitWindow("unreadableQuestion"), "setAside");
        click(awaitWindow("bulkConfirm"), "confirmRun");
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 2);
        QVERIFY(!QFile::exists(path));
    }

    void aLockedKeychainLosesNothing()
    {
        Desk desk;
        const BulkPage page = desk.open();
        page.paste(ordinaryPeople(desk.server(), 3));
        desk.fixture.keychain.writeError = ErrorKind::KeychainLocked;
        page.run(3);
        QTRY_VERIFY(isShown(page.window(), "bulkCheckMessage"));
        QCOMPARE(desk.server().counters().passwordPuts, 0);
        QCOMPARE(page.rows()->model()->rowCount(), 3);
        desk.fixture.keychain.writeError.reset();
        page.run(3);
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 3);
    }

    void refusesAnotherFileThanTheRunBeganWith()
    {
        Desk desk(quick(std::chrono::milliseconds(50)));
        const QStringList people = ordinaryPeople(desk.server(), 40);
        QByteArray csv("id,password\n");
        for (int i = 0; i < people.size(); ++i)
            csv += people[i].toUtf8() + ",Sunny-Harbour-" + QByteArray::number(1000 + i * 37) + '\n';
        BulkPage page = desk.open();
        page.open(desk.write("people.csv", csv));
        page.awaitCheck();
        page.run(40);
        QTRY_VERIFY(page.done() > 3);
        QTest::keyClick(page.window(), Qt::Key_Escape);
        click(awaitWindow("stopQuestion"), "stopAndClose");
        QTRY_VERIFY(!openWindow("bulkWindow"));
        const int sent = desk.server().counters().passwordPuts;

        page = desk.open();
        QTRY_VERIFY(page.window()->findChild<QWidget *>(u"unfinishedRun0"_s) != nullptr);
        click(page.window(), "openUnfinished");
        click(awaitWindow("fileNeeded"), "chooseFileAgain");
        BulkPage::chooseFile(desk.write("other.csv", QByteArray(csv).replace("Sunny", "Windy")));
        QTRY_VERIFY(isShown(page.window(), "bulkSourceMessage"));
        QCOMPARE(desk.server().counters().passwordPuts, sent);

        QTRY_VERIFY(page.window()->findChild<QWidget *>(u"unfinishedRun0"_s) != nullptr);
        click(page.window(), "openUnfinished");
        click(awaitWindow("fileNeeded"), "chooseFileAgain");
        BulkPage::chooseFile(desk.folder.filePath(u"people.csv"_s));
        QTRY_COMPARE(page.state(), u"Paused"_s);
        click(page.window(), "bulkPause");
        page.awaitEnd();
        QCOMPARE(desk.server().counters().passwordPuts, 40);
        QVERIFY(desk.server().hasPassword(people[39], "Sunny-Harbour-2443")
                || cell(page.outcomes(), 39, What) != u"Changed"_s);
    }

    void remembersSizeAndChoices()
    {
        Desk desk;
        const BulkPage page = desk.open();
        page.window()->resize(901, 702);
        page.paste(ordinaryPeople(desk.server(), 2));
        find<QSpinBox>(page.window(), "bulkCanary")->setValue(7);
        find<QCheckBox>(page.window(), "bulkAsk")->setChecked(true);
        page.window()->close();
        QTRY_VERIFY(!openWindow("bulkWindow"));
        const BulkPage again = desk.open();
        QCOMPARE(again.window()->size(), QSize(901, 702));
        QCOMPARE(find<QSpinBox>(again.window(), "bulkCanary")->value(), 7);
        QVERIFY(find<QCheckBox>(again.window(), "bulkAsk")->isChecked());
    }

    void practiceLeavesNothingBehind()
    {
        WindowFixture fixture(quick());
        fixture.showLoaded();
        fixture.window->findChild<QAction *>(u"bulkAction"_s)->trigger();
        const BulkPage page(awaitWindow("bulkWindow"));
        page.paste(ordinaryPeople(*fixture.server, 3));
        page.run(3);
        page.awaitEnd();
        QCOMPARE(fixture.server->counters().passwordPuts, 3);
        QVERIFY(QDir(fixture.journals.path()).isEmpty());
        QCOMPARE(fixture.keychain.entries.size(), 0U);
    }
};

QTEST_MAIN(TestBulkWindow)
#include "tst_bulkwindow.moc"
