#include "support/pages/accountpage.h"
#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"

#include <QComboBox>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;
using Keyturn::Test::WindowFixture;

namespace {

const QString person = u"works@practice.example"_s;

PracticeServer::Options jsonOnly()
{
    PracticeServer::Options options;
    options.formats = PracticeServer::Options::Formats::JsonOnly;
    return options;
}

/// Stored as if an earlier run had added it; every account leads to the fixture's server.
Account stored(WindowFixture &fixture, SendAs sendAs = SendAs::Automatic)
{
    Account account;
    account.id = Account::newId(u"Contoso"_s);
    account.name = u"Contoso"_s;
    account.baseUrl = QUrl(u"https://zoom.example/v2"_s);
    account.sendAs = sendAs;
    if (!fixture.accounts.save(account))
        qFatal("the account could not be stored");
    fixture.keychain.entries[account.tokenKey()] = "t";
    return account;
}

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

/// In which format the window sends, and what it remembers of it.
class TestFormat final : public QObject
{
    Q_OBJECT

private slots:
    void findsTheFormatOutAndRemembersIt()
    {
        WindowFixture fixture(jsonOnly());
        const Account account = stored(fixture);
        fixture.show(MainWindow::StartWith::LastAccount);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
        sendPassword(fixture, person, u"Sunny-Harbour-42"_s);
        const OutcomePage outcome(awaitWindow("outcomeChanged"));
        QCOMPARE(outcome.title(), u"Password changed"_s);
        QCOMPARE(fixture.server->counters().passwordPuts, 2);
        QVERIFY(fixture.server->hasPassword(person, "Sunny-Harbour-42"));
        outcome.close();
        QVERIFY(fixture.accounts.account(account.id)->knownFormat == BodyFormat::Json);
        QCOMPARE(fixture.sessions.opened, 1); // writing it down is no reason to open the account again

        sendPassword(fixture, u"you@practice.example"_s, u"Sunny-Harbour-43"_s);
        QVERIFY(awaitWindow("outcomeChanged"));
        QCOMPARE(fixture.server->counters().passwordPuts, 3);
    }

    void aChosenFormatThatIsRefusedSaysHowToChangeIt()
    {
        WindowFixture fixture(jsonOnly());
        stored(fixture, SendAs::Form);
        fixture.show(MainWindow::StartWith::LastAccount);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
        sendPassword(fixture, person, u"Sunny-Harbour-42"_s);
        const OutcomePage outcome(awaitWindow("outcomeRefused"));
        QVERIFY2(outcome.next().contains(u"Send as"), qPrintable(outcome.next()));
        QCOMPARE(fixture.server->counters().passwordPuts, 1);
        QVERIFY(!fixture.server->hasPassword(person, "Sunny-Harbour-42"));
    }

    void theChoiceIsAmongMoreOptions()
    {
        WindowFixture fixture;
        Account account = stored(fixture);
        account.knownFormat = BodyFormat::Json;
        QVERIFY(fixture.accounts.save(account));
        fixture.show(MainWindow::StartWith::LastAccount);
        QTRY_COMPARE(fixture.sessions.opened, 1);
        click(fixture.window.get(), "editAccount");
        QWidget *dialog = awaitWindow("accountDialog");
        QVERIFY(!AccountPage(dialog).asksFor("accountSendAs"));
        click(dialog, "moreOptions");
        auto *box = find<QComboBox>(dialog, "accountSendAs");
        QVERIFY(box->isVisible());
        QCOMPARE(box->accessibleName(), u"Send as"_s);
        QCOMPARE(box->currentData().toInt(), int(SendAs::Automatic));
        box->setCurrentIndex(box->findData(int(SendAs::Form)));
        AccountPage(dialog).save();
        QTRY_VERIFY(!openWindow("accountDialog"));
        QVERIFY(fixture.accounts.account(account.id)->sendAs == SendAs::Form);
        QVERIFY(fixture.accounts.account(account.id)->knownFormat == BodyFormat::Json);

        // What is not as usual is not hidden.
        click(fixture.window.get(), "editAccount");
        QVERIFY(AccountPage(awaitWindow("accountDialog")).asksFor("accountSendAs"));
    }
};

QTEST_MAIN(TestFormat)
#include "tst_format.moc"
