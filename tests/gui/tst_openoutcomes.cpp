#include "history/history.h"
#include "history/historyfile.h"
#include "lock/screenwatch.h"
#include "reset/openattempts.h"
#include "support/fakeclock.h"
#include "support/futures.h"
#include "support/pages/openoutcomespage.h"
#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"

#include <QDir>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;

namespace {

const QString firstPassword = u"Sunny-Harbour-42"_s;
const QString secondPassword = u"Windy-Meadow-17"_s;
const QString dropped = u"dropped@practice.example"_s;
const QString droppedBefore = u"dropped-before@practice.example"_s;
const QString works = u"works@practice.example"_s;

HistoryEntry begun(const QString &email, HistoryEntry::Password password,
                   HistoryEntry::Action action = HistoryEntry::Action::Reset)
{
    HistoryEntry entry;
    entry.at = QDateTime::currentDateTimeUtc().addSecs(-600);
    entry.account = u"Contoso"_s;
    entry.accountKey = u"contoso-1"_s;
    entry.operatorName = currentOperator();
    entry.userId = email;
    entry.email = email;
    entry.action = action;
    entry.result = HistoryEntry::Result::Begun;
    entry.password = password;
    return entry;
}

/// A window with an account whose changes are written down.
struct Desk
{
    explicit Desk(const QString &historyFile = {})
    {
        if (!historyFile.isEmpty())
            path = historyFile;
        history = std::make_unique<History>(path, &keychain);
        fixture.sessions.history = history.get();
        fixture.lock = &lock;
        add(u"contoso-1"_s, u"Contoso"_s);
        fixture.accounts.setLastUsedId(u"contoso-1"_s);
    }
    ~Desk() { fixture.window.reset(); } // before the lock
    void add(const QString &id, const QString &name)
    {
        Account account;
        account.id = id;
        account.name = name;
        account.baseUrl = fixture.server->baseUrl();
        QVERIFY(fixture.accounts.save(account));
    }
    void show()
    {
        fixture.show(MainWindow::StartWith::LastAccount);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
    }
    void send(const QString &email, const QString &password) const
    {
        const MainPage page = fixture.page();
        page.pick(email);
        page.typePassword(password);
        QVERIFY2(page.update()->isEnabled(), qPrintable(page.missing()));
        click(page.window(), "updatePassword");
        confirmReset(awaitWindow("confirmDialog"));
    }
    void sendAndClose(const QString &email, const QString &password, const char *dialog) const
    {
        send(email, password);
        OutcomePage(awaitWindow(dialog)).close();
        QTRY_VERIFY(!openWindow(dialog));
    }
    OpenOutcomesPage open() const { return OpenOutcomesPage(fixture.window.get()); }
    QList<HistoryEntry> entries() const { return resultOf(history->search({.limit = 0})).value(); }
    int puts() const { return fixture.server->counters().passwordPuts; }

    QTemporaryDir folder;
    QString path = folder.filePath(u"history.sqlite"_s);
    FakeSecretStore keychain;
    std::unique_ptr<History> history;
    WindowFixture fixture;
    FakeClock clock;
    ScreenWatch screen;
    IdleLock lock{clock, &fixture.options, &screen};
};

} // namespace

/// Changes whose outcome is open: from before they leave until somebody knows.
class TestOpenOutcomes final : public QObject
{
    Q_OBJECT

private slots:
    void eachIsKeptAndFoundOut();
    void ofOnePersonThereCanBeTwo();
    void anotherAccountDoesNotForgetThem();
    void nothingChangedIsNotSaidWhileOneIsOpen();
    void thePasswordTypedOnceMoreSettlesIt();
    void closingAsks();
    void lockingForgetsThePasswords();
    void aSignOutIsOneToo();
    void theStartSaysWhatIsOpen();
    void aNewPasswordSettlesWhatWasCutOff();
    void nothingLeavesUnrecorded();
    void whatWasUnrecordedIsTriedAgain();
    void anAccountThatIsRemovedMeanwhileStaysUntilItIsTold();
    void aWindowThatGoesLeavesTheOutcome();
    void aPendingPersonIsNotPlainlyChanged();
};

void TestOpenOutcomes::eachIsKeptAndFoundOut()
{
    Desk desk;
    desk.show();
    QVERIFY(!desk.open().isShown());
    desk.sendAndClose(dropped, firstPassword, "outcomeUnknown");
    QVERIFY(desk.open().isShown());
    QVERIFY2(desk.open().strip().contains(dropped), qPrintable(desk.open().strip()));
    desk.sendAndClose(droppedBefore, secondPassword, "outcomeUnknown");
    desk.sendAndClose(works, firstPassword, "outcomeChanged");
    QVERIFY2(desk.open().strip().contains(u'2'), qPrintable(desk.open().strip()));

    QWidget *list = desk.open().open();
    QWidget *row = OpenOutcomesPage::row(list, dropped);
    QVERIFY(row && OpenOutcomesPage::row(list, droppedBefore) && !OpenOutcomesPage::row(list, works));
    QCOMPARE(desk.puts(), 3);
    click(row, "findOut");
    QWidget *changed = awaitWindow("outcomeChanged");
    QVERIFY(OutcomePage(changed).person().contains(dropped));
    QVERIFY(OutcomePage(changed).happened().contains(u"already"_s));
    QCOMPARE(find<PasswordEdit>(changed, "handOverPassword")->text(), firstPassword);
    QCOMPARE(desk.puts(), 4);
    OutcomePage(changed).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY2(desk.open().strip().contains(droppedBefore), qPrintable(desk.open().strip()));

    // One that cannot be settled stays.
    click(OpenOutcomesPage::row(desk.open().open(), droppedBefore), "findOut");
    OutcomePage(awaitWindow("outcomeUnknown")).close();
    QTRY_VERIFY(!openWindow("outcomeUnknown"));
    QVERIFY(desk.open().isShown());
    list = desk.open().open();
    click(OpenOutcomesPage::row(list, droppedBefore), "dismissOutcome");
    QTRY_VERIFY(!openWindow("openOutcomesDialog"));
    QVERIFY(!desk.open().isShown());
    QVERIFY(!desk.fixture.server->hasPassword(droppedBefore, secondPassword.toUtf8()));

    // One line each: the repeat, and what it settled.
    int settledLater = 0;
    for (const HistoryEntry &entry : desk.entries())
        settledLater += entry.result == HistoryEntry::Result::SettledLater ? 1 : 0;
    QCOMPARE(desk.entries().size(), 5);
    QCOMPARE(settledLater, 1);
    QCOMPARE(resultOf(desk.history->check()).finding, HistoryCheck::Finding::Sound);
}

void TestOpenOutcomes::ofOnePersonThereCanBeTwo()
{
    Desk desk;
    desk.show();
    desk.sendAndClose(droppedBefore, firstPassword, "outcomeUnknown");
    desk.sendAndClose(droppedBefore, secondPassword, "outcomeUnknown");
    QWidget *list = desk.open().open();
    QCOMPARE(list->findChildren<QPushButton *>(u"findOut"_s).size(), 2);
    click(list, "closeOpenOutcomes");
}

void TestOpenOutcomes::anotherAccountDoesNotForgetThem()
{
    Desk desk;
    desk.add(u"fabrikam-1"_s, u"Fabrikam"_s);
    desk.show();
    desk.sendAndClose(dropped, firstPassword, "outcomeUnknown");
    desk.fixture.window->openAccount(u"fabrikam-1"_s);
    QTRY_COMPARE_WITH_TIMEOUT(desk.fixture.page().rows(), 500, 30'000);
    QVERIFY(desk.open().isShown());
    // The same user in another account is somebody else.
    desk.send(dropped, firstPassword);
    QWidget *refused = awaitWindow("outcomeRefused");
    QVERIFY(OutcomePage(refused).title().contains(u"nothing was changed"_s));
    OutcomePage(refused).close();
    QTRY_VERIFY(!openWindow("outcomeRefused"));

    click(desk.open().open(), "findOut");
    OutcomePage(awaitWindow("outcomeChanged")).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY(desk.fixture.window->windowTitle().startsWith(u"Contoso"_s));
    QVERIFY(!desk.open().isShown());
}

void TestOpenOutcomes::nothingChangedIsNotSaidWhileOneIsOpen()
{
    Desk desk;
    desk.show();
    desk.sendAndClose(droppedBefore, firstPassword, "outcomeUnknown");
    desk.fixture.server.reset(); // from here on the connection is refused
    desk.send(droppedBefore, secondPassword);
    QWidget *notSent = awaitWindow("outcomeNotSent");
    const OutcomePage outcome(notSent);
    QCOMPARE(outcome.title(), u"Not sent — an earlier attempt is still open"_s);
    QVERIFY(outcome.change().contains(u"still open"_s));
    QVERIFY(!outcome.change().contains(u"Nothing was changed"_s));
    QVERIFY(!notSent->windowTitle().contains(u"nothing was changed"_s));
    QVERIFY(!desk.fixture.page().lastOutcome().contains(u"nothing was changed"_s));
    click(notSent, "details");
    QVERIFY(!outcome.details()->toPlainText().contains(u"nothing was changed"_s));
}

void TestOpenOutcomes::thePasswordTypedOnceMoreSettlesIt()
{
    Desk desk;
    QVERIFY(resultOf(desk.history->begin(begun(dropped, HistoryEntry::Password::Typed))));
    desk.show();
    QTRY_VERIFY(desk.open().isShown());
    QWidget *list = desk.open().open();
    QVERIFY(OpenOutcomesPage::advice(OpenOutcomesPage::row(list, dropped)).contains(u"Type the same one"_s));
    click(list, "resetAgain");
    QTRY_VERIFY(desk.fixture.page().selected().contains(dropped));
    // As if the attempt before had landed.
    desk.fixture.page().typePassword(firstPassword);
    click(desk.fixture.page().window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    QWidget *unknown = awaitWindow("outcomeUnknown");
    click(unknown, "checkAgain");
    OutcomePage(awaitWindow("outcomeChanged")).close();
    QTRY_VERIFY(!desk.open().isShown());
    QVERIFY(resultOf(desk.history->begun())->isEmpty());
}

void TestOpenOutcomes::closingAsks()
{
    Desk desk;
    desk.show();
    desk.sendAndClose(droppedBefore, firstPassword, "outcomeUnknown");
    QVERIFY(!desk.fixture.window->close());
    click(awaitWindow("closeQuestion"), "keepWindow");
    QTRY_VERIFY(!openWindow("closeQuestion"));
    QVERIFY(desk.fixture.window->isVisible());
    QVERIFY(!desk.fixture.window->close());
    QWidget *question = awaitWindow("closeQuestion");
    QTest::keyClick(question, Qt::Key_C); // a letter alone answers nothing
    QVERIFY(desk.fixture.window->isVisible());
    click(question, "closeAnyway");
    QTRY_VERIFY(!desk.fixture.window->isVisible());
}

void TestOpenOutcomes::lockingForgetsThePasswords()
{
    Desk desk;
    desk.show();
    desk.sendAndClose(dropped, firstPassword, "outcomeUnknown");
    emit desk.screen.screenLocked();
    desk.clock.advance(std::chrono::seconds(1)); // what was meant for the screen before is over
    QVERIFY(desk.open().isShown());
    QWidget *list = desk.open().open();
    QWidget *row = OpenOutcomesPage::row(list, dropped);
    QVERIFY(row);
    QVERIFY(!OpenOutcomesPage::offers(row, "findOut"));
    QVERIFY(OpenOutcomesPage::offers(row, "resetAgain"));
    QVERIFY(OpenOutcomesPage::advice(row).contains(u"does not have it any more"_s));
    click(list, "closeOpenOutcomes");
    QTRY_VERIFY(!openWindow("openOutcomesDialog"));
    // Typed once more, Zoom's refusal tells that it is in force.
    desk.send(dropped, firstPassword);
    QWidget *refused = awaitWindow("outcomeRefused");
    QCOMPARE(OutcomePage(refused).title(), u"Refused — this password is set already"_s);
    QVERIFY(OutcomePage(refused).change().contains(u"the one that is set"_s));
    OutcomePage(refused).close();
    QTRY_VERIFY(!openWindow("outcomeRefused"));
    QVERIFY(!desk.open().isShown());
    QVERIFY(desk.fixture.window->close()); // there is nothing to lose
}

void TestOpenOutcomes::aSignOutIsOneToo()
{
    Desk desk;
    desk.show();
    desk.send(u"sign-out-lost@practice.example"_s, firstPassword);
    QWidget *dialog = awaitWindow("outcomeChanged");
    click(dialog, "signOut");
    QTRY_VERIFY(textOf(dialog, "signOutText").contains(u"is not known"_s));
    OutcomePage(dialog).close();
    QTRY_VERIFY(!openWindow("outcomeChanged"));
    QVERIFY2(desk.open().strip().contains(u"Sign-out of"_s), qPrintable(desk.open().strip()));
    QVERIFY(desk.fixture.window->close()); // no password would be lost
    desk.fixture.window->show();
    QTRY_COMPARE(desk.entries().size(), 2);
    QCOMPARE(desk.entries().first().action, HistoryEntry::Action::SignOut);
    QCOMPARE(desk.entries().first().result, HistoryEntry::Result::Unknown);
}

void TestOpenOutcomes::theStartSaysWhatIsOpen()
{
    Desk desk;
    QVERIFY(resultOf(desk.history->begin(begun(dropped, HistoryEntry::Password::Typed))));
    QVERIFY(resultOf(desk.history->begin(begun(works, HistoryEntry::Password::Unseen))));
    QVERIFY(resultOf(desk.history->begin(
        begun(u"sso@practice.example"_s, HistoryEntry::Password::None, HistoryEntry::Action::SignOut))));
    HistoryEntry elsewhere = begun(u"you@practice.example"_s, HistoryEntry::Password::Typed);
    elsewhere.operatorName = u"desk@another-computer"_s; // and may still wait for its answer
    elsewhere.at = QDateTime::currentDateTimeUtc().addSecs(-60);
    QVERIFY(resultOf(desk.history->begin(elsewhere)));
    HistoryEntry gone = begun(u"gone@practice.example"_s, HistoryEntry::Password::Typed);
    gone.accountKey = u"removed-1"_s;
    QVERIFY(resultOf(desk.history->begin(gone)));
    desk.show();
    QTRY_VERIFY2(desk.open().strip().contains(u'4'), qPrintable(desk.open().strip()));
    QWidget *list = desk.open().open();
    const auto row = [&](const QString &person) { return OpenOutcomesPage::row(list, person); };
    QVERIFY(OpenOutcomesPage::advice(row(dropped)).contains(u"Type the same one"_s));
    QVERIFY(OpenOutcomesPage::offers(row(dropped), "resetAgain"));
    QVERIFY(OpenOutcomesPage::advice(row(works)).contains(u"it is lost"_s));
    QVERIFY(OpenOutcomesPage::offers(row(u"sso@practice.example"_s), "findOut"));
    QVERIFY(!OpenOutcomesPage::offers(row(u"gone@practice.example"_s), "resetAgain"));
    QVERIFY(!row(u"you@practice.example"_s));

    click(row(u"gone@practice.example"_s), "dismissOutcome");
    QTRY_VERIFY(!row(u"gone@practice.example"_s));
    QTRY_COMPARE(resultOf(desk.history->begun())->size(), 4);
    QCOMPARE(desk.entries().first().result, HistoryEntry::Result::Unknown);
    QCOMPARE(desk.entries().first().email, u"gone@practice.example"_s);
}

void TestOpenOutcomes::aNewPasswordSettlesWhatWasCutOff()
{
    Desk desk;
    QVERIFY(resultOf(desk.history->begin(begun(works, HistoryEntry::Password::Unseen))));
    desk.show();
    QTRY_VERIFY(desk.open().isShown());
    click(desk.open().open(), "resetAgain");
    QTRY_VERIFY(desk.fixture.page().selected().contains(works));
    QTRY_COMPARE(keyTarget(desk.fixture.window.get()), desk.fixture.page().password());
    desk.fixture.page().typePassword(firstPassword);
    click(desk.fixture.page().window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    OutcomePage(awaitWindow("outcomeChanged")).close();
    QTRY_VERIFY(!desk.open().isShown());
    QTRY_VERIFY(resultOf(desk.history->begun())->isEmpty());
    QCOMPARE(desk.entries().size(), 2);
}

void TestOpenOutcomes::nothingLeavesUnrecorded()
{
    const QTemporaryDir folder;
    QFile inTheWay(folder.filePath(u"data"_s)); // a file, where a folder would be
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    Desk desk(folder.filePath(u"data/history.sqlite"_s));
    desk.show();
    desk.send(works, firstPassword);
    QWidget *question = awaitWindow("recordQuestion");
    QCOMPARE(desk.puts(), 0);
    QTest::keyClick(question, Qt::Key_Escape);
    const OutcomePage notSent(awaitWindow("outcomeNotSent"));
    QCOMPARE(desk.puts(), 0);
    notSent.close();
    QTRY_VERIFY(!openWindow("outcomeNotSent"));

    click(desk.fixture.page().window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    click(awaitWindow("recordQuestion"), "sendUnrecorded");
    QVERIFY(awaitWindow("outcomeChanged"));
    QCOMPARE(desk.puts(), 1);
    QVERIFY(desk.fixture.server->hasPassword(works, firstPassword.toUtf8()));
}

void TestOpenOutcomes::whatWasUnrecordedIsTriedAgain()
{
    const QTemporaryDir folder;
    const QString data = folder.filePath(u"data"_s);
    QFile inTheWay(data);
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    Desk desk(data + u"/history.sqlite"_s);
    desk.show();
    desk.send(works, firstPassword);
    QWidget *question = awaitWindow("recordQuestion");
    QVERIFY(inTheWay.remove());
    click(question, "recordAgain");
    QVERIFY(awaitWindow("outcomeChanged"));
    QTRY_COMPARE(desk.entries().size(), 1);
    QCOMPARE(desk.entries().first().result, HistoryEntry::Result::Changed);
    QVERIFY(desk.entries().first().settles > 0);
}

void TestOpenOutcomes::anAccountThatIsRemovedMeanwhileStaysUntilItIsTold()
{
    Desk desk;
    desk.show();
    desk.send(u"slow@practice.example"_s, firstPassword);
    QTRY_VERIFY(desk.fixture.page().stage().contains(u"waiting for Zoom"_s));
    QCOMPARE(resultOf(desk.history->begun())->size(), 1); // before it left
    QVERIFY(desk.fixture.accounts.remove(u"contoso-1"_s));
    QTest::qWait(100); // not for anything to come, but for nothing to
    QVERIFY(desk.fixture.page().cancel()->isVisible());
    click(desk.fixture.page().window(), "cancelReset");
    QWidget *unknown = awaitWindow("outcomeUnknown");
    QTest::qWait(100);
    QVERIFY(openWindow("outcomeUnknown")); // its password is not lost with the account
    OutcomePage(unknown).close();
    QTRY_VERIFY(desk.fixture.window->findChild<QWidget *>(u"welcome"_s)
                || desk.fixture.window->windowTitle() == u"Keyturn"_s);
    QTRY_COMPARE(desk.entries().size(), 1);
    QCOMPARE(desk.entries().first().result, HistoryEntry::Result::Unknown);
    QVERIFY(resultOf(desk.history->begun())->isEmpty());
}

void TestOpenOutcomes::aWindowThatGoesLeavesTheOutcome()
{
    Desk desk;
    desk.show();
    desk.send(u"slow@practice.example"_s, firstPassword);
    QTRY_VERIFY(desk.fixture.page().stage().contains(u"waiting for Zoom"_s));
    desk.fixture.window.reset();
    QTRY_COMPARE(desk.entries().size(), 1);
    QCOMPARE(desk.entries().first().result, HistoryEntry::Result::Unknown);
}

void TestOpenOutcomes::aPendingPersonIsNotPlainlyChanged()
{
    Desk desk;
    desk.show();
    QString pending;
    const MainPage page = desk.fixture.page();
    for (int row = 0; row < page.rows() && pending.isEmpty(); ++row) {
        for (int column = 0; column < page.users()->model()->columnCount(); ++column) {
            if (page.cell(row, column) == u"Pending"_s || page.cell(row, column).startsWith(u"Invited"_s)) {
                for (int other = 0; other < page.users()->model()->columnCount(); ++other) {
                    if (page.cell(row, other).contains(u'@'))
                        pending = page.cell(row, other);
                }
            }
        }
    }
    QVERIFY(!pending.isEmpty());
    desk.send(pending, firstPassword);
    QWidget *dialog = awaitWindow("outcomeChanged");
    QVERIFY(OutcomePage(dialog).title().contains(u"may have no effect"_s));
    QVERIFY(OutcomePage(dialog).change().contains(u"invitation"_s));
    QVERIFY(desk.fixture.page().lastOutcome().contains(u"may have no effect"_s));
    QTRY_COMPARE(desk.entries().size(), 1);
    QCOMPARE(desk.entries().first().result, HistoryEntry::Result::Accepted);
}

QTEST_MAIN(TestOpenOutcomes)
#include "tst_openoutcomes.moc"
