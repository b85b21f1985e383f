#include "support/pages/accountpage.h"
#include "support/pages/connectionpage.h"
#include "support/windowfixture.h"

#include <QMessageBox>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

const QString baseUrl = QStringLiteral("https://zoom.example/v2");
const QString token = QStringLiteral("canary-token-1");

/// Stored as if an earlier run had added it.
Account stored(WindowFixture &fixture, const QString &name = QStringLiteral("Contoso"))
{
    Account account;
    account.id = Account::newId(name);
    account.name = name;
    account.baseUrl = QUrl(baseUrl);
    if (!fixture.accounts.save(account))
        qFatal("the account could not be stored");
    fixture.keychain.entries[account.tokenKey()] = token.toUtf8();
    return account;
}

AccountPage openDialog(const MainPage &page, const char *button)
{
    click(page.window(), button);
    return AccountPage(awaitWindow("accountDialog"));
}

} // namespace

/// Adding, editing, removing and choosing accounts.
class TestAccounts final : public QObject
{
    Q_OBJECT

private slots:
    void startsWithWhatToDo();
    void practiceIsAlwaysThere();
    void startsWithTheOneAccount();
    void startsWithTheLastUsed();
    void adds();
    void addsAnApp();
    void beginsWithWhatAnAdministratorHasSet();
    void showsWhatAKindNeeds();
    void saysWhenATokenEnds();
    void testsBeforeAnythingIsStored();
    void saysWhatIsWrongBesideTheField();
    void keychainRefusal_data();
    void keychainRefusal();
    void refusedOfferSavesNothing();
    void waitsForTheKeychainAndCanBeCancelled();
    void editsTheNameAndKeepsTheToken();
    void newAddressNeedsItsToken();
    void removesWithItsToken();
    void removalCanBeDeclined();
    void removalWithoutAKeychain();
    void switchingForgetsThePassword();
    void settingsNeverHoldTheToken();
};

void TestAccounts::startsWithWhatToDo()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_VERIFY(isShown(fixture.window.get(), "welcomeAdd"));
    QCOMPARE(fixture.sessions.opened, 0);
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Keyturn"));
    click(fixture.window.get(), "welcomePractice");
    QTRY_COMPARE(fixture.sessions.opened, 1);
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Practice account – Keyturn"));
}

void TestAccounts::practiceIsAlwaysThere()
{
    WindowFixture fixture;
    stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    const QComboBox *combo = fixture.page().account();
    QCOMPARE(combo->count(), 2);
    QCOMPARE(combo->itemText(0), QStringLiteral("Contoso"));
    QCOMPARE(combo->itemText(1), QStringLiteral("Practice account"));
}

void TestAccounts::startsWithTheOneAccount()
{
    WindowFixture fixture;
    stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.window->windowTitle(), QStringLiteral("Contoso – Keyturn"));
    QCOMPARE(fixture.page().account()->currentText(), QStringLiteral("Contoso"));
}

void TestAccounts::startsWithTheLastUsed()
{
    WindowFixture fixture;
    stored(fixture, QStringLiteral("A first"));
    fixture.accounts.setLastUsedId(stored(fixture, QStringLiteral("B second")).id);
    stored(fixture, QStringLiteral("C third"));
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.window->windowTitle(), QStringLiteral("B second – Keyturn"));
}

void TestAccounts::adds()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    QCOMPARE(dialog.baseUrl(), QStringLiteral("https://api.zoom.us/v2"));
    dialog.chooseSignIn(Account::Kind::PastedToken);
    QVERIFY(dialog.saysWhereTokensComeFrom());
    dialog.fill(QStringLiteral("  Contoso "), baseUrl, QStringLiteral("  %1\n").arg(token));
    dialog.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    const QList<Account> accounts = fixture.accounts.accounts();
    QCOMPARE(accounts.size(), 1);
    QCOMPARE(accounts.first().name, QStringLiteral("Contoso"));
    QCOMPARE(fixture.keychain.secretAt(accounts.first().tokenKey()), token.toUtf8());
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Contoso – Keyturn"));
    QCOMPARE(fixture.page().account()->currentText(), QStringLiteral("Contoso"));
}

void TestAccounts::addsAnApp()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    const AccountPage::App app{QStringLiteral("https://zoom.example/oauth/token"), QStringLiteral("acc"),
                               QStringLiteral("cli"), token};
    dialog.fill(QStringLiteral("Contoso"), baseUrl, app);
    dialog.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    const Account account = fixture.accounts.accounts().value(0);
    QCOMPARE(account.kind, Account::Kind::ServerToServer);
    QCOMPARE(account.tokenUrl, QUrl(app.tokenUrl));
    QCOMPARE(account.accountId, app.accountId);
    QCOMPARE(account.clientId, app.clientId);
    QCOMPARE(fixture.keychain.secretAt(account.clientSecretKey()), token.toUtf8());

    // Another server needs its secret; the same one does not.
    const AccountPage edit = openDialog(fixture.page(), "editAccount");
    QCOMPARE(edit.tokenUrl(), app.tokenUrl);
    edit.fill(QStringLiteral("Contoso"), QStringLiteral("https://elsewhere.example/v2"),
              {app.tokenUrl, app.accountId, app.clientId, {}});
    edit.save();
    QVERIFY(!edit.problem("clientSecret").isEmpty());
    fixture.keychain.entries[account.grantedTokenKey()] = "of before a scope was added";
    edit.fill(QStringLiteral("Contoso Ltd"), baseUrl, {app.tokenUrl, app.accountId, app.clientId, {}});
    edit.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    QCOMPARE(fixture.accounts.account(account.id)->name, QStringLiteral("Contoso Ltd"));
    QCOMPARE(fixture.keychain.secretAt(account.clientSecretKey()), token.toUtf8());
    QVERIFY(!fixture.keychain.entries.contains(account.grantedTokenKey()));
}

void TestAccounts::beginsWithWhatAnAdministratorHasSet()
{
    const AdministratorSettings administrator{
        QStringLiteral("/etc/xdg/Keyturn/Keyturn.ini"),
        {{QStringLiteral("newAccount/name"), QStringLiteral("Contoso")},
         {QStringLiteral("newAccount/signIn"), QStringLiteral("server")},
         {QStringLiteral("newAccount/accountId"), QStringLiteral("acc")},
         {QStringLiteral("newAccount/clientId"), QStringLiteral("cli")}}};
    WindowFixture fixture({}, {administrator});
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    QWidget *secret = find(openWindow("accountDialog"), "accountClientSecret");
    QTRY_COMPARE(openWindow("accountDialog")->focusWidget(), secret);
    qobject_cast<PasswordEdit *>(secret)->setText(token);
    dialog.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    const Account account = fixture.accounts.accounts().value(0);
    QCOMPARE(account.name, QStringLiteral("Contoso"));
    QCOMPARE(account.kind, Account::Kind::ServerToServer);
    QCOMPARE(account.baseUrl, QUrl(Account::defaultBaseUrl()));
    QCOMPARE(account.tokenUrl, Account::tokenUrlFor(account.baseUrl));
    QCOMPARE(account.accountId, QStringLiteral("acc"));
    QCOMPARE(account.clientId, QStringLiteral("cli"));
}

void TestAccounts::showsWhatAKindNeeds()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    QVERIFY(dialog.asksFor("accountClientSecret"));
    QVERIFY(!dialog.asksFor("accountToken"));
    QVERIFY(!dialog.asksFor("accountTokenUrl")); // Zoom's own is known
    QCOMPARE(dialog.tokenUrl(), QStringLiteral("https://zoom.us/oauth/token"));
    dialog.chooseRegion(1);
    QCOMPARE(dialog.baseUrl(), QStringLiteral("https://api.zoomgov.com/v2"));
    QCOMPARE(dialog.tokenUrl(), QStringLiteral("https://zoomgov.com/oauth/token"));
    dialog.chooseRegion(2);
    QVERIFY(dialog.baseUrl().isEmpty());
    QVERIFY(dialog.tokenUrl().isEmpty()); // a secret for one server is not sent to another
    QVERIFY(dialog.asksFor("accountTokenUrl"));
    dialog.chooseSignIn(Account::Kind::PastedToken);
    QVERIFY(dialog.asksFor("accountToken"));
    QVERIFY(!dialog.asksFor("accountClientSecret"));
    QVERIFY(!dialog.asksFor("accountTokenUrl"));
    QVERIFY(!dialog.asksFor("accountPlan"));
    click(openWindow("accountDialog"), "moreOptions");
    QVERIFY(dialog.asksFor("accountPlan"));
    QVERIFY(dialog.asksFor("accountCaCertificates"));
}

void TestAccounts::saysWhenATokenEnds()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    dialog.chooseSignIn(Account::Kind::PastedToken);
    QVERIFY(!dialog.asksFor("tokenEnds"));
    const QByteArray claims =
        "{\"exp\":" + QByteArray::number(QDateTime::currentSecsSinceEpoch() - 7200) + "}";
    dialog.fill(QStringLiteral("Contoso"), baseUrl,
                QStringLiteral("eyJhbGciOiJIUzI1NiJ9.%1.c2ln")
                    .arg(QString::fromLatin1(
                        claims.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals))));
    QVERIFY2(dialog.tokenEnds().startsWith(QStringLiteral("Ended")), qPrintable(dialog.tokenEnds()));
    dialog.chooseSignIn(Account::Kind::ServerToServer);
    QVERIFY(!dialog.asksFor("tokenEnds"));
}

void TestAccounts::testsBeforeAnythingIsStored()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    const ConnectionPage test(openWindow("accountDialog"));
    const PracticeServer::App app = fixture.server->app();
    const AccountPage::App entered{fixture.server->tokenUrl().toString(), app.accountId, app.clientId,
                                   app.clientSecret};
    dialog.fill(QString(), fixture.server->baseUrl().toString(), entered); // a test needs no name
    click(openWindow("accountDialog"), "testConnection");
    QTRY_VERIFY_WITH_TIMEOUT(!test.isBusy() && !test.summary().isEmpty(), 30'000);
    QVERIFY2(test.row(ConnectionStep::Users).contains(QStringLiteral("Active users: ")),
             qPrintable(test.row(ConnectionStep::Users)));
    QCOMPARE(fixture.server->counters().passwordPuts, 0);
    QCOMPARE(fixture.server->counters().tokensGranted, 1);
    QVERIFY(fixture.keychain.entries.empty());
    QVERIFY(fixture.runOnly.entries.empty());
    QVERIFY(fixture.accounts.accounts().isEmpty());

    // What was tested is not what stands there now.
    AccountPage::App other = entered;
    other.clientSecret = QStringLiteral("wrong");
    dialog.fill(QString(), fixture.server->baseUrl().toString(), other);
    QVERIFY(!isShown(openWindow("accountDialog"), "testTokenRow"));
    click(openWindow("accountDialog"), "testConnection");
    QTRY_VERIFY_WITH_TIMEOUT(!test.isBusy() && !test.summary().isEmpty(), 30'000);
    QVERIFY2(
        test.text(ConnectionStep::Token).contains(QStringLiteral("App credentials"), Qt::CaseInsensitive),
        qPrintable(test.text(ConnectionStep::Token)));
}

void TestAccounts::saysWhatIsWrongBesideTheField()
{
    WindowFixture fixture;
    stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    dialog.fill(QString(), QStringLiteral("http://zoom.example"), QString());
    dialog.save();
    QVERIFY(!dialog.problem("name").isEmpty());
    QVERIFY(dialog.problem("baseUrl").contains(QStringLiteral("https://")));
    dialog.fill(QStringLiteral("Other"), QStringLiteral("https://user@zoom.example"), QString());
    dialog.save();
    QVERIFY(dialog.problem("baseUrl").contains(QStringLiteral("user name")));
    QCOMPARE(dialog.focusedField(), QStringLiteral("accountBaseUrl"));
    dialog.fill(QStringLiteral("Other"), baseUrl, QString());
    dialog.save();
    QVERIFY(dialog.problem("name").isEmpty());
    QVERIFY(dialog.problem("baseUrl").isEmpty());
    QVERIFY(!dialog.problem("token").isEmpty());
    dialog.fill(QStringLiteral("contoso"), baseUrl, token);
    dialog.save();
    QTRY_VERIFY(dialog.problem("name").contains(QStringLiteral("Another account")));
    dialog.fill(QStringLiteral("Other"), baseUrl, QStringLiteral("two words"));
    dialog.save();
    QTRY_VERIFY(!dialog.problem("token").isEmpty());
    // There is no “Edit…” to go to, and Enter must not mean Cancel.
    QVERIFY(!dialog.problem("token").contains(QStringLiteral("Edit")));
    QCOMPARE(dialog.focusedField(), QStringLiteral("accountToken"));
    QCOMPARE(fixture.accounts.accounts().size(), 1);
    QCOMPARE(fixture.keychain.writes, 0);
}

void TestAccounts::keychainRefusal_data()
{
    QTest::addColumn<ErrorKind>("kind");
    QTest::addColumn<QString>("words");
    QTest::newRow("none") << ErrorKind::KeychainUnavailable << QStringLiteral("No keychain");
    QTest::newRow("locked") << ErrorKind::KeychainLocked << QStringLiteral("locked");
    QTest::newRow("refused") << ErrorKind::KeychainRefused << QStringLiteral("not opened");
    QTest::newRow("stuck") << ErrorKind::KeychainTimeout << QStringLiteral("in time");
    QTest::newRow("other") << ErrorKind::KeychainFailed << QStringLiteral("did not keep");
}

void TestAccounts::keychainRefusal()
{
    QFETCH(ErrorKind, kind);
    QFETCH(QString, words);
    WindowFixture fixture;
    fixture.keychain.writeError = kind;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    dialog.fill(QStringLiteral("Contoso"), baseUrl, token);
    dialog.save();
    QWidget *question = awaitWindow("keychainQuestion");
    QVERIFY(question);
    QVERIFY(static_cast<QMessageBox *>(question)->text().contains(words));
    QCOMPARE(fixture.accounts.accounts().size(), 0);
    click(question, "keepForThisRun");
    QTRY_VERIFY(!openWindow("accountDialog"));
    QCOMPARE(fixture.accounts.accounts().size(), 1);
    QCOMPARE(fixture.runOnly.entries.size(), 1u);
    QVERIFY(fixture.keychain.entries.empty());
}

void TestAccounts::refusedOfferSavesNothing()
{
    WindowFixture fixture;
    fixture.keychain.writeError = ErrorKind::KeychainLocked;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    dialog.fill(QStringLiteral("Contoso"), baseUrl, token);
    dialog.save();
    click(awaitWindow("keychainQuestion"), "cancelKeychainQuestion");
    QTRY_VERIFY(!openWindow("keychainQuestion"));
    QVERIFY(openWindow("accountDialog"));
    QVERIFY(!dialog.isBusy());
    QVERIFY(fixture.runOnly.entries.empty());
    QCOMPARE(fixture.accounts.accounts().size(), 0);
    // The keychain has been unlocked meanwhile.
    fixture.keychain.writeError.reset();
    dialog.save();
    QTRY_COMPARE(fixture.accounts.accounts().size(), 1);
}

void TestAccounts::waitsForTheKeychainAndCanBeCancelled()
{
    WindowFixture fixture;
    const Account account = stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.sessions.opened, 1);
    fixture.keychain.holdReads = true;
    const AccountPage dialog = openDialog(fixture.page(), "editAccount");
    dialog.fill(account.name, baseUrl, QStringLiteral("new-token"));
    dialog.save();
    QTRY_VERIFY(dialog.isBusy());
    dialog.cancel();
    QTRY_VERIFY(!openWindow("accountDialog"));
    QVERIFY(fixture.window->isEnabled());
    fixture.keychain.answerReads();
    QCoreApplication::processEvents();
    QVERIFY(!openWindow("keychainQuestion"));
}

void TestAccounts::editsTheNameAndKeepsTheToken()
{
    WindowFixture fixture;
    const Account account = stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.sessions.opened, 1);
    const AccountPage dialog = openDialog(fixture.page(), "editAccount");
    dialog.fill(QStringLiteral("Contoso Ltd"), baseUrl, QString());
    dialog.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    QCOMPARE(fixture.accounts.account(account.id)->name, QStringLiteral("Contoso Ltd"));
    QCOMPARE(fixture.keychain.secretAt(account.tokenKey()), token.toUtf8());
    QCOMPARE(fixture.keychain.writes, 0);
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Contoso Ltd – Keyturn"));
    QCOMPARE(fixture.sessions.opened, 2);
}

void TestAccounts::newAddressNeedsItsToken()
{
    WindowFixture fixture;
    const Account account = stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.sessions.opened, 1);
    const AccountPage dialog = openDialog(fixture.page(), "editAccount");
    dialog.fill(account.name, QStringLiteral("https://elsewhere.example/v2"), QString());
    dialog.save();
    QVERIFY(!dialog.problem("token").isEmpty());
    QCOMPARE(fixture.accounts.account(account.id)->baseUrl, account.baseUrl);
}

void TestAccounts::removesWithItsToken()
{
    WindowFixture fixture;
    const Account account = stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.sessions.opened, 1);
    click(fixture.window.get(), "removeAccount");
    click(awaitWindow("removeQuestion"), "confirmRemove");
    QTRY_COMPARE(fixture.accounts.accounts().size(), 0);
    QVERIFY(fixture.keychain.entries.empty());
    QTRY_VERIFY(isShown(fixture.window.get(), "welcomeAdd"));
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Keyturn"));
}

void TestAccounts::removalCanBeDeclined()
{
    WindowFixture fixture;
    stored(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.sessions.opened, 1);
    click(fixture.window.get(), "removeAccount");
    QVERIFY(awaitWindow("removeQuestion"));
    fixture.page().press(Qt::Key_Return); // the default is the safe one
    QTRY_VERIFY(!openWindow("removeQuestion"));
    QCOMPARE(fixture.accounts.accounts().size(), 1);
    QCOMPARE(fixture.keychain.removals, 0);
}

void TestAccounts::removalWithoutAKeychain()
{
    WindowFixture fixture;
    stored(fixture);
    fixture.keychain.removeError = ErrorKind::KeychainUnavailable;
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.sessions.opened, 1);
    click(fixture.window.get(), "removeAccount");
    click(awaitWindow("removeQuestion"), "confirmRemove");
    QWidget *question = awaitWindow("leaveTokenQuestion");
    QCOMPARE(fixture.accounts.accounts().size(), 1);
    click(question, "removeLeavingToken");
    QTRY_COMPARE(fixture.accounts.accounts().size(), 0);
}

void TestAccounts::switchingForgetsThePassword()
{
    WindowFixture fixture;
    stored(fixture);
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    page.typePassword(QStringLiteral("Sunny-Harbour-42"));
    page.account()->setFocus();
    page.press(Qt::Key_Up);
    QTRY_COMPARE(fixture.window->windowTitle(), QStringLiteral("Contoso – Keyturn"));
    QVERIFY(page.password()->text().isEmpty());
    QVERIFY(page.repeat()->text().isEmpty());
    QVERIFY(!page.selected().contains(u'@'));
}

void TestAccounts::settingsNeverHoldTheToken()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    const AccountPage dialog = openDialog(fixture.page(), "addAccount");
    dialog.fill(QStringLiteral("Contoso"), baseUrl, token);
    dialog.save();
    QTRY_VERIFY(!openWindow("accountDialog"));
    fixture.window.reset();
    fixture.settings.sync();
    QFile file(fixture.settings.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray written = file.readAll();
    QVERIFY(written.contains("Contoso"));
    QVERIFY(!written.contains(token.toUtf8()));
}

QTEST_MAIN(TestAccounts)
#include "tst_accounts.moc"
