#include "lock/screenwatch.h"
#include "settings/options.h"
#include "support/fakeclock.h"
#include "support/futures.h"
#include "support/pages/accountpage.h"
#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"

#include <QClipboard>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace std::chrono_literals;
using Keyturn::Test::WindowFixture;

namespace {

const QString goodPassword = QStringLiteral("Sunny-Harbour-42");
const QString works = QStringLiteral("works@practice.example");
const QString practiceKey = QStringLiteral("Keyturn/practice/access-token");

/// A window that locks when the test says so. Its tokens come from the keychain, as in the program.
struct Desk
{
    Desk()
    {
        fixture.keychain.entries[practiceKey] = fixture.server->token().toUtf8();
        fixture.sessions.keychain = &fixture.keychain;
        fixture.sessions.runOnly = &fixture.heldForThisRun;
        fixture.lock = &lock;
    }
    ~Desk() { fixture.window.reset(); } // before the lock

    MainPage page() const { return fixture.page(); }
    void leaveForLong()
    {
        clock.advance(15min);
        lock.check();
        comeBack();
    }
    /// Later than the moment in which input is taken for what was meant for the screen before.
    void comeBack() { clock.advance(1s); }
    void lockWithScreen()
    {
        emit screen.screenLocked();
        comeBack();
    }
    void typePassword(const QString &email) const
    {
        page().pick(email);
        page().typePassword(goodPassword);
        QVERIFY2(page().update()->isEnabled(), qPrintable(page().missing()));
    }
    QWidget *ask(const QString &email) const
    {
        typePassword(email);
        click(page().window(), "updatePassword");
        return awaitWindow("confirmDialog");
    }
    QString message() const { return textOf(find(page().window(), "lockMessage"), "messageText"); }
    int puts() const { return fixture.server->counters().passwordPuts; }

    WindowFixture fixture;
    FakeClock clock;
    ScreenWatch screen;
    IdleLock lock{clock, &fixture.options, &screen};
};

bool handsOver(QWidget *dialog)
{
    return find<PasswordEdit>(dialog, "handOverPassword")->text() == goodPassword
        && find(dialog, "copyPassword")->isEnabled() && find(dialog, "revealPassword")->isEnabled();
}

bool handsOverNothing(QWidget *dialog)
{
    return find<PasswordEdit>(dialog, "handOverPassword")->text().isEmpty() && !isShown(dialog, "handOver")
        && !find(dialog, "copyPassword")->isEnabled() && !find(dialog, "revealPassword")->isEnabled();
}

} // namespace

/// What is on the screen and in memory, when nobody is at the desk.
class TestLock final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QGuiApplication::clipboard()->clear(); }
    void clearsThePasswordAndWorksOn();
    void tokensComeFromTheKeychainAgain();
    void whatIsHeldForThisRunHasToBePastedAgain();
    void withdrawsTheQuestion();
    void anEnterFromBeforeTheSleepSendsNothing();
    void takesThePasswordOffTheClipboard();
    void aResetUnderWayGoesOn_data();
    void aResetUnderWayGoesOn();
    void anOpenOutcomeLosesItsPassword_data();
    void anOpenOutcomeLosesItsPassword();
    void theNextResetHandsItsPasswordOver();
    void aRefusalStaysAsItIs();
    void clearsTheTokenInADialog();
    void saysWhy_data();
    void saysWhy();
    void locksWithoutAnAccount();
};

void TestLock::clearsThePasswordAndWorksOn()
{
    Desk desk;
    desk.fixture.showLoaded();
    const MainPage page = desk.page();
    desk.typePassword(works);
    desk.clock.advance(14min);
    desk.lock.check();
    QCOMPARE(page.password()->text(), goodPassword);
    QVERIFY(!isShown(page.window(), "lockMessage"));

    desk.leaveForLong();
    QVERIFY(page.password()->text().isEmpty());
    QVERIFY(page.repeat()->text().isEmpty());
    QVERIFY(!page.update()->isEnabled());
    QVERIFY(page.selected().contains(works));
    QVERIFY(isShown(page.window(), "lockMessage"));
    QVERIFY2(desk.message().contains(QStringLiteral("15 minutes")), qPrintable(desk.message()));

    page.typePassword(goodPassword);
    page.press(Qt::Key_Return);
    confirmReset(awaitWindow("confirmDialog"));
    QVERIFY(handsOver(awaitWindow("outcomeChanged")));
    QVERIFY(desk.fixture.server->hasPassword(works, goodPassword.toUtf8()));
    QVERIFY(!isShown(page.window(), "lockMessage"));
}

void TestLock::tokensComeFromTheKeychainAgain()
{
    Desk desk;
    desk.fixture.showLoaded();
    QCOMPARE(desk.fixture.keychain.reads, 1);
    confirmReset(desk.ask(works));
    OutcomePage(awaitWindow("outcomeChanged")).close();
    QCOMPARE(desk.fixture.keychain.reads, 1); // held until then
    desk.leaveForLong();
    QCOMPARE(desk.fixture.keychain.reads, 1); // and not before it is needed
    confirmReset(desk.ask(works));
    QVERIFY(awaitWindow("outcomeRefused")); // the same password as before
    QCOMPARE(desk.fixture.keychain.reads, 2);
    QCOMPARE(desk.puts(), 2);
}

void TestLock::whatIsHeldForThisRunHasToBePastedAgain()
{
    Desk desk;
    desk.fixture.keychain.entries.clear();
    Test::resultOf(
        desk.fixture.heldForThisRun.write(practiceKey, Secret::fromText(desk.fixture.server->token())));
    desk.fixture.showLoaded();
    desk.leaveForLong();
    QVERIFY2(desk.message().contains(QStringLiteral("paste")), qPrintable(desk.message()));
    QCOMPARE(Test::resultOf(desk.fixture.heldForThisRun.read(practiceKey)).error().kind,
             ErrorKind::SecretMissing);
    confirmReset(desk.ask(works));
    QVERIFY(
        OutcomePage(awaitWindow("outcomeNotSent")).happened().contains(QStringLiteral("no token or secret")));
    QCOMPARE(desk.puts(), 0);
}

void TestLock::withdrawsTheQuestion()
{
    Desk desk;
    desk.fixture.showLoaded();
    QVERIFY(desk.ask(works));
    desk.leaveForLong();
    QTRY_VERIFY(!openWindow("confirmDialog"));
    QVERIFY(desk.page().password()->text().isEmpty());
    QVERIFY(desk.page().window()->isEnabled());
    confirmReset(desk.ask(works)); // as if nothing had been
    QVERIFY(handsOver(awaitWindow("outcomeChanged")));
    QCOMPARE(desk.puts(), 1);
}

void TestLock::anEnterFromBeforeTheSleepSendsNothing()
{
    for (const Qt::KeyboardModifiers modifiers : {Qt::NoModifier, Qt::AltModifier}) {
        Desk desk;
        desk.fixture.showLoaded();
        QWidget *question = desk.ask(works);
        desk.clock.jump(8h); // the laptop slept; no timer has run
        // One event alone: keyClick() makes several for a modifier, and the question is gone after the first.
        QTest::simulateEvent(question->windowHandle(), true,
                             modifiers == Qt::NoModifier ? Qt::Key_Return : Qt::Key_U, modifiers, {}, false);
        QTRY_VERIFY(!openWindow("confirmDialog"));
        QVERIFY(desk.page().password()->text().isEmpty());
        QVERIFY(isShown(desk.page().window(), "lockMessage"));
        desk.comeBack();
        // Had it been sent, this one would be refused as the same password.
        confirmReset(desk.ask(works));
        QVERIFY(awaitWindow("outcomeChanged"));
        QCOMPARE(desk.puts(), 1);
    }
}

void TestLock::takesThePasswordOffTheClipboard()
{
    Desk desk;
    desk.fixture.showLoaded();
    confirmReset(desk.ask(works));
    QWidget *outcome = awaitWindow("outcomeChanged");
    click(outcome, "copyPassword");
    QCOMPARE(QGuiApplication::clipboard()->text(), goodPassword);
    desk.leaveForLong();
    QVERIFY(QGuiApplication::clipboard()->text().isEmpty());

    QGuiApplication::clipboard()->setText(QStringLiteral("theirs"));
    desk.leaveForLong();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("theirs"));
}

void TestLock::aResetUnderWayGoesOn_data()
{
    QTest::addColumn<QString>("email");
    QTest::addColumn<QByteArray>("dialog");
    QTest::newRow("changed") << works << QByteArray("outcomeChanged");
    QTest::newRow("unknown") << QStringLiteral("dropped@practice.example") << QByteArray("outcomeUnknown");
}

void TestLock::aResetUnderWayGoesOn()
{
    QFETCH(QString, email);
    QFETCH(QByteArray, dialog);
    Desk desk;
    desk.fixture.showLoaded();
    desk.leaveForLong(); // so that the next call asks the keychain
    desk.fixture.keychain.holdReads = true;
    const int reads = desk.fixture.keychain.reads;
    confirmReset(desk.ask(email));
    QTRY_COMPARE(desk.fixture.keychain.reads, reads + 1);
    desk.lockWithScreen();
    desk.fixture.keychain.answerReads();

    QWidget *outcome = awaitWindow(dialog.constData());
    QCOMPARE(desk.puts(), 1);
    QVERIFY(desk.fixture.server->hasPassword(email, goodPassword.toUtf8()));
    QVERIFY(handsOverNothing(outcome));
    QVERIFY(OutcomePage(outcome).next().contains(QStringLiteral("locked")));
    QVERIFY(outcome->accessibleDescription().contains(OutcomePage(outcome).next()));
    if (dialog == "outcomeUnknown")
        QVERIFY(!isShown(outcome, "checkAgain"));
    OutcomePage(outcome).close();
    QTRY_VERIFY(!openWindow(dialog.constData()));
}

void TestLock::anOpenOutcomeLosesItsPassword_data()
{
    aResetUnderWayGoesOn_data();
}

void TestLock::anOpenOutcomeLosesItsPassword()
{
    QFETCH(QString, email);
    QFETCH(QByteArray, dialog);
    Desk desk;
    desk.fixture.showLoaded();
    confirmReset(desk.ask(email));
    QWidget *outcome = awaitWindow(dialog.constData());
    click(outcome, "revealPassword");
    QVERIFY(handsOver(outcome));
    const QString title = OutcomePage(outcome).title();
    const QString change = OutcomePage(outcome).change();
    desk.leaveForLong();
    QVERIFY(handsOverNothing(outcome));
    QVERIFY(!find<PasswordEdit>(outcome, "handOverPassword")->isShown());
    QCOMPARE(OutcomePage(outcome).title(), title);
    QCOMPARE(OutcomePage(outcome).change(), change);
    QVERIFY(OutcomePage(outcome).next().contains(QStringLiteral("reset")));
    if (dialog == "outcomeUnknown")
        QVERIFY(!isShown(outcome, "checkAgain"));
    desk.page().press(Qt::Key_Return);
    QTRY_VERIFY(!openWindow(dialog.constData()));
    QCOMPARE(desk.puts(), 1);
}

void TestLock::theNextResetHandsItsPasswordOver()
{
    Desk desk;
    desk.fixture.showLoaded();
    confirmReset(desk.ask(QStringLiteral("dropped@practice.example")));
    QWidget *outcome = awaitWindow("outcomeUnknown");
    desk.leaveForLong();
    OutcomePage(outcome).close();
    QTRY_VERIFY(!openWindow("outcomeUnknown"));
    confirmReset(desk.ask(works));
    QVERIFY(handsOver(awaitWindow("outcomeChanged")));
}

void TestLock::aRefusalStaysAsItIs()
{
    Desk desk;
    desk.fixture.showLoaded();
    confirmReset(desk.ask(QStringLiteral("sso@practice.example")));
    QWidget *outcome = awaitWindow("outcomeRefused");
    const QString next = OutcomePage(outcome).next();
    desk.leaveForLong();
    QCOMPARE(OutcomePage(outcome).next(), next);
    OutcomePage(outcome).close();
    QTRY_VERIFY(!openWindow("outcomeRefused"));
    QVERIFY(desk.page().password()->text().isEmpty());
}

void TestLock::clearsTheTokenInADialog()
{
    Desk desk;
    desk.fixture.showLoaded();
    click(desk.page().window(), "addAccount");
    QWidget *dialog = awaitWindow("accountDialog");
    AccountPage(dialog).fill(QStringLiteral("Contoso"), QStringLiteral("https://zoom.example/v2"),
                             QStringLiteral("canary-token"));
    desk.leaveForLong();
    QVERIFY(find<PasswordEdit>(dialog, "accountToken")->text().isEmpty());
    QCOMPARE(find<QLineEdit>(dialog, "accountName")->text(), QStringLiteral("Contoso"));
}

void TestLock::saysWhy_data()
{
    QTest::addColumn<int>("minutes"); // 0: the screen, -1: the computer sleeps
    QTest::addColumn<QString>("words");
    QTest::newRow("minutes") << 5 << QStringLiteral("5 minutes");
    QTest::newRow("minute") << 1 << QStringLiteral("a minute");
    QTest::newRow("screen") << 0 << QStringLiteral("screen");
    QTest::newRow("sleep") << -1 << QStringLiteral("sleep");
}

void TestLock::saysWhy()
{
    QFETCH(int, minutes);
    QFETCH(QString, words);
    Desk desk;
    desk.fixture.showLoaded();
    if (minutes > 0) {
        QVERIFY(desk.fixture.options.set(Options::lockAfterMinutes, minutes));
        desk.leaveForLong();
    } else if (minutes == 0) {
        emit desk.screen.screenLocked();
    } else {
        emit desk.screen.goingToSleep();
    }
    QVERIFY2(desk.message().contains(words), qPrintable(desk.message()));
}

void TestLock::locksWithoutAnAccount()
{
    Desk desk;
    desk.fixture.show(MainWindow::StartWith::LastAccount);
    desk.leaveForLong();
    QVERIFY(!desk.message().isEmpty());
    click(desk.page().window(), "welcomePractice");
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 500, 30'000);
    QVERIFY(!isShown(desk.page().window(), "lockMessage"));
}

QTEST_MAIN(TestLock)
#include "tst_lock.moc"
