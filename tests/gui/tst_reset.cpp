#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"
#include "widgets/inlinemessage.h"

#include <QClipboard>
#include <QDeadlineTimer>
#include <QMimeData>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

const QString goodPassword = QStringLiteral("Sunny-Harbour-42");

/// Picks, types, confirms.
void sendPassword(const WindowFixture &fixture, const QString &email, const QString &password)
{
    const MainPage page = fixture.page();
    page.pick(email);
    page.typePassword(password);
    QVERIFY2(page.update()->isEnabled(), qPrintable(page.missing()));
    click(page.window(), "updatePassword");
    QWidget *confirm = awaitWindow("confirmDialog");
    QVERIFY(confirm);
    confirmReset(confirm);
}

} // namespace

/// One reset from the window to the server and back.
class TestReset final : public QObject
{
    Q_OBJECT

private slots:
    void happyPathByKeyboard();
    void sendsATypedPassword();
    void asksBeforeSending();
    void saysWhatBecameOfIt_data();
    void saysWhatBecameOfIt();
    void saysThatNothingWasSent();
    void offersToEditWhatCanBeEdited();
    void underlinesEachLetterOnce_data();
    void underlinesEachLetterOnce();
    void letsGoOfThePersonWhenAnotherIsAskedFor_data();
    void letsGoOfThePersonWhenAnotherIsAskedFor();
    void checksAnUnknownBySendingAgain();
    void cancelBeforeSending();
    void cancelAfterSending();
    void locksTheWindowWhileItRuns();
    void anAccountThatIsRemovedMeanwhileStaysToTheOutcome();
    void holdsTheAccountAtOnceAndShowsItLater();
    void anAnswerToTheQuestionIsFinal();
    void theNextQuestionIsNotTheLastOnes();
    void closingBeforeSendingJustCloses();
    void closingAfterSendingAsks();
    void handsOverTheGeneratedPassword();
    void anUnknownDoesNotLoseTheGeneratedPassword();
    void forgetsThePasswordWithThePerson();
};

void TestReset::happyPathByKeyboard()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();

    page.type(QStringLiteral("works@practice"));
    QCOMPARE(page.rows(), 1);
    page.press(Qt::Key_Return);
    QVERIFY(page.selected().contains(QStringLiteral("works@practice.example")));
    QCOMPARE(keyTarget(page.window()), page.password());
    page.type(goodPassword);
    page.press(Qt::Key_Tab);
    page.press(Qt::Key_Tab);
    QCOMPARE(keyTarget(page.window()), page.repeat());
    page.type(goodPassword);
    page.press(Qt::Key_Return);
    QVERIFY(awaitWindow("confirmDialog"));
    page.press(Qt::Key_Return);
    const OutcomePage outcome(awaitWindow("outcomeChanged"));
    QCOMPARE(outcome.title(), QStringLiteral("Password changed"));
    QKeyEvent held(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QString(), true);
    QCoreApplication::sendEvent(keyTarget(page.window()), &held);
    QVERIFY(openWindow("outcomeChanged")); // it has not been read yet
    page.press(Qt::Key_Return);
    QTRY_VERIFY(!openWindow("outcomeChanged"));

    QVERIFY(fixture.server->hasPassword(QStringLiteral("works@practice.example"), goodPassword.toUtf8()));
    QCOMPARE(fixture.server->counters().passwordPuts, 1);
    QVERIFY(page.password()->text().isEmpty());
    QVERIFY(page.repeat()->text().isEmpty());
    QVERIFY(page.lastOutcome().contains(QStringLiteral("works@practice.example")));
}

void TestReset::sendsATypedPassword()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QString unicode = QStringLiteral("Gr\u00fc\u00dfe-\"aus\\K\u00f6ln1");
    sendPassword(fixture, QStringLiteral("works@practice.example"), unicode);
    QVERIFY(awaitWindow("outcomeChanged"));
    QVERIFY(fixture.server->hasPassword(QStringLiteral("works@practice.example"), unicode.toUtf8()));
}

void TestReset::asksBeforeSending()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    page.typePassword(goodPassword);
    click(page.window(), "updatePassword");
    QWidget *confirm = awaitWindow("confirmDialog");
    QVERIFY(textOf(confirm, "confirmPerson").contains(QStringLiteral("works@practice.example")));
    QVERIFY(textOf(confirm, "confirmNotice").contains(QStringLiteral("e-mail")));

    // A held-down Enter opened it; that is no answer.
    QKeyEvent repeated(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, QString(), true);
    QCoreApplication::sendEvent(keyTarget(page.window()), &repeated);
    QVERIFY(openWindow("confirmDialog"));
    // Nor is one of which a busy computer has Qt believe that it was let go and pressed again.
    QKeyEvent released(QEvent::KeyRelease, Qt::Key_Return, Qt::NoModifier);
    QKeyEvent again(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier);
    released.setTimestamp(4711);
    again.setTimestamp(4711);
    QCoreApplication::sendEvent(keyTarget(page.window()), &released);
    QCoreApplication::sendEvent(keyTarget(page.window()), &again);
    QTest::qWait(100);
    QVERIFY(openWindow("confirmDialog"));
    QCOMPARE(fixture.server->counters().passwordPuts, 0);

    page.press(Qt::Key_Escape);
    QTRY_VERIFY(!openWindow("confirmDialog"));
    QCOMPARE(fixture.server->counters().passwordPuts, 0);
    QCOMPARE(page.password()->text(), goodPassword);
}

void TestReset::saysWhatBecameOfIt_data()
{
    QTest::addColumn<QString>("person");
    QTest::addColumn<QByteArray>("dialog");
    QTest::addColumn<QString>("title");
    QTest::addColumn<QString>("details");
    const QString refused = QStringLiteral("Refused — nothing was changed");
    const QString unknown = QStringLiteral("Outcome unknown");
    QTest::newRow("changed") << QStringLiteral("works") << QByteArray("outcomeChanged")
                             << QStringLiteral("Password changed") << QStringLiteral("204");
    QTest::newRow("reused") << QStringLiteral("reused") << QByteArray("outcomeRefused") << refused
                            << QStringLiteral("1129");
    QTest::newRow("single sign-on") << QStringLiteral("sso") << QByteArray("outcomeRefused") << refused
                                    << QStringLiteral("1123");
    QTest::newRow("gone") << QStringLiteral("gone") << QByteArray("outcomeRefused") << refused
                          << QStringLiteral("1001");
    QTest::newRow("no scope") << QStringLiteral("no-scope") << QByteArray("outcomeRefused") << refused
                              << QStringLiteral("4711");
    QTest::newRow("throttled") << QStringLiteral("throttled") << QByteArray("outcomeRefused") << refused
                               << QStringLiteral("429");
    QTest::newRow("gateway") << QStringLiteral("gateway") << QByteArray("outcomeUnknown") << unknown
                             << QStringLiteral("502");
    QTest::newRow("dropped") << QStringLiteral("dropped") << QByteArray("outcomeUnknown") << unknown
                             << QStringLiteral("HTTP status");
}

void TestReset::saysWhatBecameOfIt()
{
    QFETCH(QString, person);
    QFETCH(QByteArray, dialog);
    QFETCH(QString, title);
    QFETCH(QString, details);
    WindowFixture fixture;
    fixture.showLoaded();
    const QString email = person + QStringLiteral("@practice.example");
    sendPassword(fixture, email, goodPassword);
    QWidget *window = awaitWindow(dialog.constData());
    QVERIFY(window);
    const OutcomePage outcome(window);
    QCOMPARE(outcome.title(), title);
    QVERIFY(outcome.person().contains(email));
    // What was made ready for the one outcome is not kept beside another.
    int made = 0;
    for (const QWidget *one : QApplication::topLevelWidgets())
        made += one->inherits("Keyturn::OutcomeDialog") ? 1 : 0;
    QCOMPARE(made, 1);
    QVERIFY(!outcome.happened().isEmpty());
    QVERIFY(!outcome.change().isEmpty());
    QVERIFY(!outcome.next().isEmpty());
    QCOMPARE(outcome.hasHandOver(), dialog != "outcomeRefused");
    QCOMPARE(fixture.server->counters().passwordPuts, 1);

    QVERIFY(!window->findChild<QWidget *>(QStringLiteral("detailsText")));
    click(window, "details");
    QVERIFY(outcome.details()->isVisible());
    click(window, "copyDetails");
    const QString copied = QGuiApplication::clipboard()->text();
    QCOMPARE(copied, outcome.details()->toPlainText());
    QVERIFY2(copied.contains(details), qPrintable(copied));
    QVERIFY(!copied.contains(goodPassword));
    QVERIFY(!copied.contains(fixture.server->token()));

    // Changed: the password is no longer needed. Else it may be wanted for another attempt.
    outcome.close();
    const bool changed = dialog == "outcomeChanged";
    QTRY_COMPARE(fixture.page().password()->text(), changed ? QString() : goodPassword);
}

void TestReset::saysThatNothingWasSent()
{
    WindowFixture fixture;
    fixture.showLoaded();
    fixture.server.reset(); // from here on the connection is refused
    sendPassword(fixture, QStringLiteral("works@practice.example"), goodPassword);
    const OutcomePage outcome(awaitWindow("outcomeNotSent"));
    QCOMPARE(outcome.title(), QStringLiteral("Not sent — nothing was changed"));
    QVERIFY(outcome.change().contains(QStringLiteral("never left")));
    QVERIFY(!outcome.offersCheck());
    QVERIFY(!outcome.hasHandOver());
    outcome.close();
    QTRY_COMPARE(fixture.page().password()->text(), goodPassword);
}

void TestReset::offersToEditWhatCanBeEdited()
{
    PracticeServer::Options options;
    options.slowReply = std::chrono::seconds(3);
    WindowFixture fixture(options);
    Account account;
    account.name = QStringLiteral("Contoso");
    account.id = Account::newId(account.name);
    account.baseUrl = QUrl(QStringLiteral("https://zoom.example/v2"));
    QVERIFY(fixture.accounts.save(account));
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
    sendPassword(fixture, QStringLiteral("expired@practice.example"), goodPassword);
    QWidget *refused = awaitWindow("outcomeRefused");
    click(refused, "editAccountFromOutcome");
    QVERIFY(awaitWindow("accountDialog"));
    QVERIFY(!openWindow("outcomeRefused"));
    click(openWindow("accountDialog"), "cancelAccount");

    fixture.window->openPractice(); // has nothing that could be edited
    QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
    sendPassword(fixture, QStringLiteral("expired@practice.example"), goodPassword);
    refused = awaitWindow("outcomeRefused");
    QVERIFY(!refused->findChild<QWidget *>(QStringLiteral("editAccountFromOutcome")));
}

void TestReset::underlinesEachLetterOnce_data()
{
    QTest::addColumn<QString>("email");
    QTest::newRow("changed") << QStringLiteral("works@practice.example");
    QTest::newRow("refused") << QStringLiteral("sso@practice.example");
    QTest::newRow("unknown") << QStringLiteral("dropped@practice.example");
}

void TestReset::underlinesEachLetterOnce()
{
    QFETCH(QString, email);
    WindowFixture fixture;
    fixture.showLoaded();
    sendPassword(fixture, email, goodPassword);
    QWidget *dialog = nullptr;
    QTRY_VERIFY((dialog = QApplication::activeModalWidget())
                && dialog->objectName().startsWith(QStringLiteral("outcome")));
    QStringList letters;
    for (const QAbstractButton *button : dialog->findChildren<QAbstractButton *>()) {
        const QString letter = QKeySequence::mnemonic(button->text()).toString();
        if (!letter.isEmpty() && button->isVisible())
            letters += letter;
    }
    QVERIFY(letters.size() >= 3);
    QCOMPARE(letters.removeDuplicates(), 0);
}

void TestReset::letsGoOfThePersonWhenAnotherIsAskedFor_data()
{
    QTest::addColumn<QString>("asked");
    QTest::newRow("not found") << QStringLiteral("nobody@practice.example");
    QTest::newRow("no such name") << QStringLiteral("Nobody Has This Name");
}

void TestReset::letsGoOfThePersonWhenAnotherIsAskedFor()
{
    QFETCH(QString, asked);
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    page.typePassword(goodPassword);
    QVERIFY(page.update()->isEnabled());
    page.pick(asked);
    // At once, and not when the server has answered.
    QVERIFY(!page.selected().contains(QStringLiteral("works@")));
    QVERIFY(page.password()->text().isEmpty());
    QVERIFY(!page.update()->isEnabled());
    click(page.window(), "generate");
    QVERIFY(!page.update()->isEnabled());
    page.update()->click();
    QVERIFY(!openWindow("confirmDialog"));
}

void TestReset::checksAnUnknownBySendingAgain()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendPassword(fixture, QStringLiteral("dropped@practice.example"), goodPassword);
    QWidget *unknown = awaitWindow("outcomeUnknown");
    QVERIFY(OutcomePage(unknown).offersCheck());
    // What to do next is the dialog's own button.
    QVERIFY(OutcomePage(unknown).next().contains(find(unknown, "checkAgain")->accessibleName()));
    click(unknown, "checkAgain");
    const OutcomePage changed(awaitWindow("outcomeChanged"));
    QVERIFY(changed.happened().contains(QStringLiteral("already")));
    QCOMPARE(fixture.server->counters().passwordPuts, 2);
    QVERIFY(fixture.server->hasPassword(QStringLiteral("dropped@practice.example"), goodPassword.toUtf8()));
}

void TestReset::cancelBeforeSending()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    fixture.sessions.holdTokens = true;
    sendPassword(fixture, QStringLiteral("works@practice.example"), goodPassword);
    QTRY_VERIFY(page.cancel()->isVisible());
    QVERIFY(page.stage().contains(QStringLiteral("nothing has been sent")));
    click(page.window(), "cancelReset");
    const OutcomePage outcome(awaitWindow("outcomeNotSent"));
    QCOMPARE(outcome.title(), QStringLiteral("Not sent — nothing was changed"));
    QCOMPARE(fixture.server->counters().passwordPuts, 0);
    outcome.close();
    QCOMPARE(page.password()->text(), goodPassword);
}

void TestReset::cancelAfterSending()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    sendPassword(fixture, QStringLiteral("slow@practice.example"), goodPassword);
    QTRY_VERIFY(page.stage().contains(QStringLiteral("waiting for Zoom")));
    click(page.window(), "cancelReset");
    const OutcomePage outcome(awaitWindow("outcomeUnknown"));
    QVERIFY(outcome.change().contains(QStringLiteral("already left")));
    QVERIFY(outcome.offersCheck());
}

void TestReset::locksTheWindowWhileItRuns()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    QVERIFY(!page.cancel()->isVisible());
    sendPassword(fixture, QStringLiteral("slow@practice.example"), goodPassword);
    QTRY_VERIFY(page.stage().contains(QStringLiteral("waiting for Zoom")));
    QVERIFY(page.cancel()->isVisible());
    QVERIFY(!page.account()->isEnabled());
    QVERIFY(!page.search()->isEnabled());
    QVERIFY(!page.users()->isEnabled());
    QVERIFY(!page.password()->isEnabled());
    QVERIFY(!page.update()->isVisible());
    click(page.window(), "cancelReset");
    QVERIFY(awaitWindow("outcomeUnknown"));
    QVERIFY(page.account()->isEnabled());
    QVERIFY(page.users()->isEnabled());
    QVERIFY(page.update()->isVisible());
}

void TestReset::anAccountThatIsRemovedMeanwhileStaysToTheOutcome()
{
    PracticeServer::Options options;
    options.slowReply = std::chrono::seconds(3);
    WindowFixture fixture(options);
    Account account;
    account.name = QStringLiteral("Contoso");
    account.id = Account::newId(account.name);
    account.baseUrl = QUrl(Account::defaultBaseUrl());
    QVERIFY(fixture.accounts.save(account));
    fixture.show(MainWindow::StartWith::LastAccount);
    const MainPage page = fixture.page();
    QTRY_COMPARE_WITH_TIMEOUT(page.rows(), 500, 30'000);
    sendPassword(fixture, QStringLiteral("slow@practice.example"), goodPassword);
    QTRY_VERIFY(page.stage().contains(QStringLiteral("waiting for Zoom")));

    AccountStore others(&fixture.settings);
    QVERIFY(others.remove(account.id));
    QEvent activated(QEvent::WindowActivate);
    QCoreApplication::sendEvent(fixture.window.get(), &activated);
    QTRY_VERIFY(!fixture.accounts.account(account.id));
    QCOMPARE(page.account()->currentText(), account.name);
    QVERIFY(page.stage().contains(QStringLiteral("waiting for Zoom")));
    QWidget *outcome = awaitWindow("outcomeChanged");
    QVERIFY(outcome);
    QTest::qWait(600);
    QVERIFY(openWindow("outcomeChanged")); // it stays until it was read
    QCOMPARE(page.account()->currentText(), account.name);
    OutcomePage(outcome).close();
    QTRY_VERIFY(page.window()->findChild<QWidget *>(QStringLiteral("welcomeAdd")));
    QVERIFY(isShown(page.window(), "welcomeAdd"));
    QVERIFY(find<InlineMessage>(page.window(), "accountMessage")->text().contains(account.name));
}

void TestReset::holdsTheAccountAtOnceAndShowsItLater()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendPassword(fixture, QStringLiteral("slow@practice.example"), goodPassword);
    // No turn of the event loop in between: it must not be possible to leave the account any more.
    const MainPage page = fixture.page();
    QVERIFY(!page.account()->isEnabled());
    QVERIFY(!find<QAction>(fixture.window.get(), "practiceAccountAction")->isEnabled());
    // What is answered at once does not flicker: the rest is locked a moment later.
    QVERIFY(page.users()->isEnabled());
    QVERIFY(!page.cancel()->isVisible());
    // In that moment, a second press is not a second request.
    page.update()->click();
    QTRY_VERIFY(!openWindow("confirmDialog")); // the answered one goes, and no other comes
    QTRY_VERIFY(page.cancel()->isVisible());
    QVERIFY(!page.users()->isEnabled());
    QTRY_COMPARE(fixture.server->counters().passwordPuts, 1);
    QVERIFY(!openWindow("confirmDialog"));
}

/// The question stays for the moment that the request takes to leave.
void TestReset::anAnswerToTheQuestionIsFinal()
{
    WindowFixture fixture;
    fixture.showLoaded();
    fixture.sessions.holdTokens = true;
    sendPassword(fixture, QStringLiteral("works@practice.example"), goodPassword);
    QWidget *answered = openWindow("confirmDialog");
    QVERIFY(answered); // no turn of the event loop since the answer
    find<QPushButton>(answered, "confirmUpdate")->click();
    QTest::keyClick(answered, Qt::Key_Escape);
    QTRY_VERIFY(!openWindow("confirmDialog")); // though the token keeps the request waiting
    QTRY_VERIFY(fixture.page().cancel()->isVisible());
    click(fixture.page().window(), "cancelReset");
    QVERIFY(awaitWindow("outcomeNotSent"));
    QCOMPARE(fixture.server->counters().passwordPuts, 0);
}

/// The time that an answered question may stay ends while the next one is asked already.
void TestReset::theNextQuestionIsNotTheLastOnes()
{
    WindowFixture fixture;
    fixture.showLoaded();
    sendPassword(fixture, QStringLiteral("sso@practice.example"), goodPassword);
    // QTRY_VERIFY would pause for longer than the question may stay.
    const QDeadlineTimer patience(30'000);
    while (!openWindow("outcomeRefused") && !patience.hasExpired())
        QCoreApplication::processEvents(QEventLoop::AllEvents, 1);
    QVERIFY(openWindow("outcomeRefused"));
    QVERIFY(QMetaObject::invokeMethod(openWindow("outcomeRefused"), "reject"));
    const MainPage page = fixture.page();
    page.update()->click();
    QVERIFY(openWindow("confirmDialog"));
    QTest::qWait(200); // not for anything to come, but for nothing to
    QVERIFY(openWindow("confirmDialog"));
    QCOMPARE(fixture.server->counters().passwordPuts, 1);
}

void TestReset::closingBeforeSendingJustCloses()
{
    WindowFixture fixture;
    fixture.showLoaded();
    fixture.sessions.holdTokens = true;
    sendPassword(fixture, QStringLiteral("works@practice.example"), goodPassword);
    QTRY_VERIFY(fixture.page().cancel()->isVisible());
    QVERIFY(fixture.window->close());
    QVERIFY(!openWindow("closeQuestion"));
    fixture.window.reset();
    QCOMPARE(fixture.server->counters().passwordPuts, 0);
}

void TestReset::closingAfterSendingAsks()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    sendPassword(fixture, QStringLiteral("slow@practice.example"), goodPassword);
    QTRY_VERIFY(page.stage().contains(QStringLiteral("waiting for Zoom")));
    QVERIFY(!fixture.window->close());
    QWidget *question = awaitWindow("closeQuestion");
    click(question, "waitForAnswer");
    QTRY_VERIFY(!openWindow("closeQuestion"));
    QVERIFY(fixture.window->isVisible());
    QVERIFY(page.cancel()->isVisible());

    QVERIFY(!fixture.window->close());
    click(awaitWindow("closeQuestion"), "closeAnyway");
    QTRY_VERIFY(!fixture.window->isVisible());
}

void TestReset::handsOverTheGeneratedPassword()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    click(page.window(), "generate");
    QVERIFY(!page.password()->isShown());
    const QString generated = page.password()->text();
    QVERIFY(!generated.isEmpty());
    QVERIFY(!page.repeat()->isVisible());
    QVERIFY(page.update()->isEnabled());
    click(page.window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    QWidget *dialog = awaitWindow("outcomeChanged");
    QVERIFY(fixture.server->hasPassword(QStringLiteral("works@practice.example"), generated.toUtf8()));

    // Nobody has seen it: Enter copies it before the next Enter closes.
    page.press(Qt::Key_Return);
    QVERIFY(openWindow("outcomeChanged"));
    const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
    QCOMPARE(copied->text(), generated);
    QCOMPARE(copied->data(QStringLiteral("x-kde-passwordManagerHint")), QByteArray("secret"));
    auto *handOver = find<PasswordEdit>(dialog, "handOverPassword");
    QVERIFY(!handOver->isShown());
    click(dialog, "revealPassword");
    QVERIFY(handOver->isShown());
    QCOMPARE(handOver->text(), generated);
    click(dialog, "closeOutcome");
    QTRY_VERIFY(!openWindow("outcomeChanged"));

    fixture.window.reset();
    QVERIFY(QGuiApplication::clipboard()->text() != generated);
}

void TestReset::anUnknownDoesNotLoseTheGeneratedPassword()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("dropped@practice.example"));
    click(page.window(), "generate");
    const QString generated = page.password()->text();
    click(page.window(), "updatePassword");
    confirmReset(awaitWindow("confirmDialog"));
    QWidget *dialog = awaitWindow("outcomeUnknown");
    QVERIFY(fixture.server->hasPassword(QStringLiteral("dropped@practice.example"), generated.toUtf8()));

    // Neither Enter nor a quick look hands out what may not be set.
    QCOMPARE(keyTarget(page.window())->objectName(), QStringLiteral("checkAgain"));
    QVERIFY(find<QPushButton>(dialog, "checkAgain")->isDefault());
    QVERIFY(!isShown(dialog, "copyPassword"));
    click(dialog, "unfoldPassword");
    QVERIFY(isShown(dialog, "copyPassword"));
    const QPointer<PasswordEdit> field = find<PasswordEdit>(dialog, "handOverPassword");
    QVERIFY(!field->isShown());
    click(dialog, "revealPassword");
    QVERIFY(field->isShown());
    QCOMPARE(field->text(), generated);
    OutcomePage(dialog).close();
    QTRY_VERIFY(!field); // it wipes what it held
    QCOMPARE(fixture.server->counters().passwordPuts, 1);
}

void TestReset::forgetsThePasswordWithThePerson()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    page.typePassword(goodPassword);
    page.pick(QStringLiteral("reused@practice.example"));
    QVERIFY(page.password()->text().isEmpty());
    QVERIFY(page.repeat()->text().isEmpty());
    QVERIFY(!page.update()->isEnabled());
}

QTEST_MAIN(TestReset)
#include "tst_reset.moc"
