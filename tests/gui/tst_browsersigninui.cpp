#include "directory/userloader.h"
#include "practice/practiceserver.h"
#include "session/appsessionfactory.h"
#include "shell/locking.h"
#include "support/browser.h"
#include "support/pages/accountpage.h"
#include "support/pages/connectionpage.h"
#include "support/windowfixture.h"

#include <QClipboard>
#include <QMessageBox>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Consent = PracticeServer::Consent;
using Test::Browser;
using Test::FakeSecretStore;
using Trouble = PracticeServer::AppTrouble;

namespace {

/// The main window as in the program, with the practice server as Zoom and a browser that needs no person.
struct Desk
{
    explicit Desk(PracticeServer::Options practice = {}, AccountSignIns::Options signIns = {})
        : server(startServer(std::move(practice)))
        , settings(directory.filePath(u"settings.ini"_s), QSettings::IniFormat)
        , accounts(&settings)
        , saver(&accounts, &keychain, &runOnly)
        , factory(&keychain, &runOnly, clock, {}, {}, here(std::move(signIns)))
    {
    }

    static std::unique_ptr<PracticeServer> startServer(PracticeServer::Options practice)
    {
        practice.userCount = 30;
        return std::move(PracticeServer::start(practice).value());
    }
    AccountSignIns::Options here(AccountSignIns::Options options)
    {
        options.openBrowser = [this](const QUrl &url) {
            asked.append(url);
            return hasBrowser && (!opensPages || browser.open(url));
        };
        options.lockDirectory = directory.path();
        if (options.port == LoopbackRedirect::DefaultPort)
            options.port = 0;
        return options;
    }

    void show()
    {
        window = std::make_unique<MainWindow>(
            MainWindow::Rooms{&accounts, &saver, &factory, &generator, &settings});
        window->show();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }
    AccountPage openDialog(const char *button)
    {
        click(window.get(), button);
        return AccountPage(awaitWindow("accountDialog"));
    }
    AccountPage::App app() const
    {
        return {server->tokenUrl().toString(),
                {},
                server->generalApp().clientId,
                server->generalApp().clientSecret};
    }
    /// The dialog for a new account, filled in.
    AccountPage add()
    {
        const AccountPage dialog = openDialog("addAccount");
        dialog.fillSignIn(u"Contoso"_s, server->baseUrl().toString(), app());
        return dialog;
    }
    /// Up to the closed dialog.
    Account addSignedIn()
    {
        const AccountPage dialog = add();
        dialog.signIn();
        if (!QTest::qWaitFor([&] { return !dialog.signInMessage().isEmpty(); }, 30'000))
            qFatal("the sign-in does not end");
        dialog.save();
        if (!QTest::qWaitFor([] { return !openWindow("accountDialog"); }, 30'000))
            qFatal("the account is not saved: %s", qPrintable(dialog.signInMessage()));
        return accounts.accounts().value(0);
    }
    bool isUntouched() const
    {
        return keychain.entries.empty() && keychain.writes == 0 && accounts.accounts().isEmpty();
    }
    MainPage page() const { return MainPage(window.get()); }

    QTemporaryDir directory;
    SystemClock clock;
    std::unique_ptr<PracticeServer> server;
    Browser browser;
    bool hasBrowser = true;
    bool opensPages = true; ///< false: the person leaves the page alone
    QList<QUrl> asked;
    QSettings settings;
    AccountStore accounts;
    FakeSecretStore keychain;
    MemoryStore runOnly;
    AccountSaver saver;
    AppSessionFactory factory;
    PasswordGenerator generator;
    std::unique_ptr<MainWindow> window;
};

PracticeServer::Options answering(Consent consent)
{
    PracticeServer::Options options;
    options.generalApp.consent = consent;
    return options;
}

QUrl redirectIn(const QUrl &link)
{
    return QUrl(QUrlQuery(link).queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
}

bool isListening(const QUrl &url)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    return socket.waitForConnected(5000);
}

} // namespace

/// Signing in with the browser in the account dialog, up to what the keychain holds then.
class TestBrowserSignInUi final : public QObject
{
    Q_OBJECT

private slots:
    void signsInSavesAndLoads();
    void showsWhatAnAppNeeds();
    void anAppWithoutASecret();
    void testsTheFreshSignInAndStoresNothing();
    void saveNeedsASignIn();
    void saysWhatHappened_data();
    void saysWhatHappened();
    void theRightAnswerAfterAWrongOne();
    void linkForAnotherBrowser();
    void canBeCancelled();
    void closingTheDialogEndsIt();
    void closingTheDialogBeforeZoomAnswers();
    void aChangedFieldDropsTheSignIn();
    void editKeepsTheStoredSignIn();
    void endedSignInLeadsToTheDialog();
    void aLockDropsWhatIsNotStored();
    void aRenewalUnderWayDoesNotWin();
    void keychainRefusal();
    void settingsNeverHoldAToken();
};

void TestBrowserSignInUi::signsInSavesAndLoads()
{
    Desk desk;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
    QVERIFY(!dialog.isSigningIn());
    QVERIFY(desk.isUntouched());
    dialog.save();
    QTRY_VERIFY_WITH_TIMEOUT(!openWindow("accountDialog"), 30'000);

    const Account account = desk.accounts.accounts().value(0);
    QCOMPARE(account.kind, Account::Kind::BrowserSignIn);
    QVERIFY(account.hasClientSecret);
    QCOMPARE(desk.keychain.entries.size(), 3u);
    QCOMPARE(desk.keychain.secretAt(account.clientSecretKey()),
             desk.server->generalApp().clientSecret.toUtf8());
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    QCOMPARE(desk.server->counters().refreshes, 0); // the access token was kept, too

    // Another run renews with what was stored.
    desk.window.reset();
    desk.server->endTokens();
    desk.show();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    QCOMPARE(desk.server->counters().refreshes, 1);
}

void TestBrowserSignInUi::showsWhatAnAppNeeds()
{
    Desk desk;
    desk.show();
    const AccountPage dialog = desk.openDialog("addAccount");
    QVERIFY(!dialog.asksFor("startSignIn"));
    QVERIFY(!dialog.asksFor("accountRedirectUrl"));
    dialog.chooseSignIn(Account::Kind::BrowserSignIn);
    QVERIFY(dialog.asksFor("startSignIn"));
    QVERIFY(dialog.asksFor("accountClientId"));
    QVERIFY(dialog.asksFor("accountClientSecret"));
    QVERIFY(!dialog.asksFor("accountAccountId"));
    QVERIFY(!dialog.asksFor("accountToken"));
    QCOMPARE(find<QLineEdit>(openWindow("accountDialog"), "accountRedirectUrl")->text(),
             desk.factory.signIns()->redirectUrl().toString());
    click(openWindow("accountDialog"), "copyRedirectUrl");
    QCOMPARE(QGuiApplication::clipboard()->text(), desk.factory.signIns()->redirectUrl().toString());
    // Nothing leaves before the form is right.
    dialog.signIn();
    QVERIFY(!dialog.problem("clientId").isEmpty());
    QVERIFY(desk.asked.isEmpty());
    QVERIFY(!dialog.isSigningIn());
}

void TestBrowserSignInUi::anAppWithoutASecret()
{
    PracticeServer::Options practice;
    practice.generalApp.isPublic = true;
    Desk desk(practice);
    desk.show();
    const Account account = desk.addSignedIn();
    QVERIFY(!account.hasClientSecret);
    QVERIFY(!desk.keychain.entries.contains(account.clientSecretKey()));
    desk.window.reset();
    desk.server->endTokens();
    desk.show();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    QCOMPARE(desk.server->counters().refreshes, 1);
}

void TestBrowserSignInUi::testsTheFreshSignInAndStoresNothing()
{
    Desk desk;
    desk.show();
    const AccountPage dialog = desk.add();
    const ConnectionPage test(openWindow("accountDialog"));
    click(openWindow("accountDialog"), "testConnection");
    QVERIFY(isShown(openWindow("accountDialog"), "signInFirst")); // there is nothing to test yet
    dialog.signIn();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.signInMessage().isEmpty(), 30'000);
    QVERIFY(!isShown(openWindow("accountDialog"), "signInFirst"));
    click(openWindow("accountDialog"), "testConnection");
    QTRY_VERIFY_WITH_TIMEOUT(!test.isBusy() && !test.summary().isEmpty(), 30'000);
    QVERIFY2(test.row(ConnectionStep::Users).contains(u"30"_s), qPrintable(test.row(ConnectionStep::Users)));
    QVERIFY(desk.isUntouched());
    QCOMPARE(desk.server->counters().refreshes, 0);
    QCOMPARE(desk.server->counters().passwordPuts, 0);
}

void TestBrowserSignInUi::saveNeedsASignIn()
{
    Desk desk;
    desk.opensPages = false;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.save();
    QVERIFY(isShown(openWindow("accountDialog"), "signInFirst"));
    QCOMPARE(dialog.focusedField(), u"startSignIn"_s);
    dialog.signIn();
    QTRY_COMPARE(desk.asked.size(), 1);
    QVERIFY(!isShown(openWindow("accountDialog"), "signInFirst"));
    dialog.save(); // while the browser is open
    QVERIFY(isShown(openWindow("accountDialog"), "signInFirst"));
    QVERIFY(dialog.isSigningIn());
    QVERIFY(desk.isUntouched());
}

void TestBrowserSignInUi::saysWhatHappened_data()
{
    QTest::addColumn<Consent>("consent");
    QTest::addColumn<Trouble>("trouble");
    QTest::addColumn<QString>("words");
    QTest::newRow("denied") << Consent::Deny << Trouble::None << u"not allowed on Zoom's page"_s;
    QTest::newRow("failed") << Consent::Fail << Trouble::None << u"ended the sign-in with an error"_s;
    QTest::newRow("wrong state") << Consent::WrongState << Trouble::None << u"another sign-in"_s;
    QTest::newRow("no answer") << Consent::NoAnswer << Trouble::None << u"not finished in the browser"_s;
    QTest::newRow("wrong secret") << Consent::Allow << Trouble::WrongSecret << u"client secret"_s;
    QTest::newRow("disabled") << Consent::Allow << Trouble::Disabled << u"deactivated"_s;
    QTest::newRow("sign-in page") << Consent::Allow << Trouble::SignInPage << u"network"_s;
}

void TestBrowserSignInUi::saysWhatHappened()
{
    QFETCH(Consent, consent);
    QFETCH(Trouble, trouble);
    QFETCH(QString, words);
    PracticeServer::Options practice = answering(consent);
    practice.generalApp.trouble = trouble;
    AccountSignIns::Options signIns;
    if (consent == Consent::WrongState || consent == Consent::NoAnswer)
        signIns.patience = 2s;
    Desk desk(practice, signIns);
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.signInMessage().isEmpty(), 30'000);
    QVERIFY2(dialog.signInMessage().contains(words), qPrintable(dialog.signInMessage()));
    QVERIFY(dialog.signInMessage().contains(u"Nothing was stored."_s));
    QVERIFY2(!dialog.signInMessage().contains(u"Edit…"_s), qPrintable(dialog.signInMessage()));
    QVERIFY(!dialog.isSigningIn());
    QVERIFY(desk.isUntouched());

    // And again, rightly.
    desk.server->setConsent(Consent::Allow);
    desk.server->setGeneralAppTrouble(Trouble::None);
    dialog.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
}

void TestBrowserSignInUi::theRightAnswerAfterAWrongOne()
{
    Desk desk(answering(Consent::WrongState));
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_VERIFY_WITH_TIMEOUT(dialog.signInWaiting().contains(u"another sign-in"_s), 30'000);
    QVERIFY(dialog.isSigningIn());
    QVERIFY(dialog.signInMessage().isEmpty());
    desk.server->setConsent(Consent::Allow);
    desk.browser.open(desk.asked.last());
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
    QVERIFY(desk.isUntouched());
}

void TestBrowserSignInUi::linkForAnotherBrowser()
{
    Desk desk;
    desk.hasBrowser = false;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_VERIFY(dialog.signInWaiting().contains(u"No web browser could be opened"_s));
    click(openWindow("accountDialog"), "copySignInLink");
    const QUrl link(QGuiApplication::clipboard()->text());
    QCOMPARE(link, desk.asked.value(0));
    QVERIFY(!link.toString().contains(desk.server->generalApp().clientSecret));
    desk.browser.open(link);
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
}

void TestBrowserSignInUi::canBeCancelled()
{
    Desk desk;
    desk.opensPages = false;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_COMPARE(desk.asked.size(), 1);
    QVERIFY(isListening(redirectIn(desk.asked.first())));
    click(openWindow("accountDialog"), "cancelSignIn");
    QTRY_VERIFY(dialog.signInMessage().contains(u"cancelled"_s));
    QVERIFY(!dialog.isSigningIn());
    QVERIFY(!isListening(redirectIn(desk.asked.first())));
    desk.browser.open(desk.asked.first()); // too late
    QTRY_COMPARE_WITH_TIMEOUT(desk.browser.pages.size(), 1, 30'000);
    QVERIFY(dialog.signInMessage().contains(u"cancelled"_s));
    QVERIFY(desk.isUntouched());
    QCOMPARE(desk.server->counters().tokensGranted, 0);
}

void TestBrowserSignInUi::closingTheDialogEndsIt()
{
    Desk desk;
    desk.opensPages = false;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_COMPARE(desk.asked.size(), 1);
    dialog.cancel();
    QTRY_VERIFY(!openWindow("accountDialog"));
    QVERIFY(!isListening(redirectIn(desk.asked.first())));
    QVERIFY(desk.isUntouched());
}

void TestBrowserSignInUi::closingTheDialogBeforeZoomAnswers()
{
    Desk desk;
    desk.server->setTokenReplyDelay(1s);
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(desk.server->counters().tokenRequests, 1, 30'000);
    dialog.cancel();
    QTRY_VERIFY(!openWindow("accountDialog"));
    QTest::qWait(1500); // the answer that nobody takes
    QVERIFY(desk.isUntouched());
}

void TestBrowserSignInUi::aChangedFieldDropsTheSignIn()
{
    Desk desk;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
    find<QLineEdit>(openWindow("accountDialog"), "accountName")->setText(u"Fabrikam"_s);
    QCOMPARE(dialog.signInStatus(), u"Signed in."_s);
    find<QLineEdit>(openWindow("accountDialog"), "accountClientId")->setText(u"another"_s);
    QVERIFY(dialog.signInStatus() != u"Signed in."_s);
    dialog.save();
    QVERIFY(isShown(openWindow("accountDialog"), "signInFirst"));
    QVERIFY(desk.isUntouched());
}

void TestBrowserSignInUi::editKeepsTheStoredSignIn()
{
    Desk desk;
    desk.show();
    const Account account = desk.addSignedIn();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    const auto before = desk.keychain.entries;
    const AccountPage dialog = desk.openDialog("editAccount");
    AccountPage::App app = desk.app();
    app.clientSecret.clear();
    dialog.fillSignIn(u"Contoso Ltd"_s, desk.server->baseUrl().toString(), app);
    dialog.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    QCOMPARE(desk.accounts.account(account.id)->name, u"Contoso Ltd"_s);
    QVERIFY(desk.accounts.account(account.id)->hasClientSecret);
    QCOMPARE(desk.keychain.entries, before);

    // With another server the stored one is of no use, and does not go there.
    const AccountPage other = desk.openDialog("editAccount");
    find<QLineEdit>(openWindow("accountDialog"), "accountBaseUrl")
        ->setText(u"https://elsewhere.example/v2"_s);
    other.save();
    QVERIFY(isShown(openWindow("accountDialog"), "signInFirst"));
    QCOMPARE(desk.accounts.account(account.id)->baseUrl, account.baseUrl);
}

void TestBrowserSignInUi::endedSignInLeadsToTheDialog()
{
    Desk desk;
    desk.show();
    const Account account = desk.addSignedIn();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    desk.window.reset();
    desk.server->endSignIns();
    desk.show();
    // The list says it, and its button opens the dialog.
    QTRY_VERIFY_WITH_TIMEOUT(isShown(desk.window.get(), "editFailedAccount"), 30'000);
    const AccountPage dialog = desk.openDialog("editFailedAccount");
    const QByteArray ended = desk.keychain.entries.at(account.refreshTokenKey());
    dialog.signIn(); // the client secret is the stored one
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
    QCOMPARE(desk.keychain.entries.at(account.refreshTokenKey()), ended);
    dialog.save();
    QTRY_VERIFY_WITH_TIMEOUT(!openWindow("accountDialog"), 30'000);
    QVERIFY(desk.keychain.entries.at(account.refreshTokenKey()) != ended);
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
}

void TestBrowserSignInUi::aLockDropsWhatIsNotStored()
{
    PracticeServer::Options practice;
    practice.generalApp.isPublic = true; // no field that a lock empties
    Desk desk(practice);
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);
    forgetSecretsOnScreen();
    QVERIFY(dialog.signInStatus() != u"Signed in."_s);
    dialog.save();
    QVERIFY(isShown(openWindow("accountDialog"), "signInFirst"));
    QVERIFY(desk.isUntouched());
}

/// It would put the former person back.
void TestBrowserSignInUi::aRenewalUnderWayDoesNotWin()
{
    Desk desk;
    desk.show();
    const Account account = desk.addSignedIn();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    // The window asks for nothing more, which would renew the token by itself.
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().count(), u"Users: 30"_s, 30'000);
    QTRY_VERIFY_WITH_TIMEOUT(!textOf(desk.page().window(), "rulesNote").contains(u"being read"_s), 30'000);
    desk.server->endTokens(); // those of the new sign-in work
    const AccountPage dialog = desk.openDialog("editAccount");
    dialog.signIn();
    QTRY_COMPARE_WITH_TIMEOUT(dialog.signInStatus(), u"Signed in."_s, 30'000);

    desk.server->setTokenReplyDelay(2s);
    const std::unique_ptr<AccountSession> other = desk.factory.open(account);
    other->loader()->start();
    QTRY_COMPARE_WITH_TIMEOUT(desk.server->counters().refreshes, 1, 30'000);
    QVERIFY(desk.factory.refresher()->isBusy());
    dialog.save();
    QTRY_VERIFY_WITH_TIMEOUT(!openWindow("accountDialog"), 30'000);
    const QByteArray saved = desk.keychain.entries.at(account.refreshTokenKey());
    QTRY_VERIFY_WITH_TIMEOUT(!desk.factory.refresher()->isBusy(), 30'000);
    QCoreApplication::processEvents();
    QCOMPARE(desk.keychain.entries.at(account.refreshTokenKey()), saved);
    QCOMPARE(desk.server->counters().refreshes, 1);
}

void TestBrowserSignInUi::keychainRefusal()
{
    Desk desk;
    desk.keychain.writeError = ErrorKind::KeychainLocked;
    desk.show();
    const AccountPage dialog = desk.add();
    dialog.signIn();
    QTRY_VERIFY_WITH_TIMEOUT(!dialog.signInMessage().isEmpty(), 30'000);
    dialog.save();
    QWidget *question = awaitWindow("keychainQuestion");
    QVERIFY(desk.accounts.accounts().isEmpty());
    click(question, "keepForThisRun");
    QTRY_VERIFY_WITH_TIMEOUT(!openWindow("accountDialog"), 30'000);
    QVERIFY(desk.keychain.entries.empty());
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    // It is renewed for this run, too, and the keychain is not asked to take it.
    const int writes = desk.keychain.writes;
    desk.window.reset();
    desk.server->endTokens();
    desk.show();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    QCOMPARE(desk.server->counters().refreshes, 1);
    QCOMPARE(desk.keychain.writes, writes);
}

void TestBrowserSignInUi::settingsNeverHoldAToken()
{
    Desk desk;
    desk.show();
    const Account account = desk.addSignedIn();
    QTRY_COMPARE_WITH_TIMEOUT(desk.page().rows(), 30, 30'000);
    desk.window.reset();
    desk.settings.sync();
    QFile file(desk.settings.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
    QVERIFY(written.contains("Contoso"));
    for (const auto &[key, record] : desk.keychain.entries) {
        const QByteArray secret = record.mid(record.lastIndexOf(' ') + 1);
        QVERIFY(secret.size() > 8);
        QVERIFY2(!written.contains(secret), qPrintable(key));
    }
}

QTEST_MAIN(TestBrowserSignInUi)
#include "tst_browsersigninui.moc"
