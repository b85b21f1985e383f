#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"
#include "settings/options.h"
#include "support/pages/settingspage.h"
#include "support/scriptedserver.h"
#include "support/windowfixture.h"
#include "widgets/inlinemessage.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Keyturn::Test;
using namespace Qt::StringLiterals;

namespace {

/// Zoom, as it is today.
struct Zoom
{
    Zoom()
    {
        for (int i = 0; i < 10; ++i)
            users.append(userJson(i));
        server.setHandler([this](const ScriptedServer::Request &request) { return answer(request); });
    }

    static QJsonObject userJson(int number)
    {
        return {{u"id"_s, u"id%1"_s.arg(number)}, {u"email"_s, u"user%1@contoso.example"_s.arg(number)},
                {u"first_name"_s, u"User"_s},     {u"last_name"_s, QString::number(number)},
                {u"status"_s, u"active"_s},       {u"type"_s, 1}};
    }

    ScriptedServer::Answer answer(const ScriptedServer::Request &request)
    {
        if (isSilent)
            return ScriptedServer::silence();
        if (isBroken)
            return ScriptedServer::json(502, "<html>");
        if (request.path() != "/v2/users")
            return ScriptedServer::json(404, R"({"code":1001,"message":"User does not exist."})");
        const bool isActive = request.query(u"status"_s) == u"active";
        const QJsonObject page{{u"total_records"_s, isActive ? users.size() : 0},
                               {u"next_page_token"_s, u""_s},
                               {u"users"_s, isActive ? users : QJsonArray()}};
        return ScriptedServer::json(200, QJsonDocument(page).toJson());
    }

    ScriptedServer server;
    QJsonArray users;
    bool isSilent = false;
    bool isBroken = false;
};

struct Desk
{
    Desk()
    {
        fixture.sessions.elsewhere = zoom.server.baseUrl();
        fixture.sessions.userLists = &lists;
        Account account;
        account.id = u"contoso-1"_s;
        account.name = u"Contoso"_s;
        account.baseUrl = zoom.server.baseUrl();
        QVERIFY(fixture.accounts.save(account));
        fixture.accounts.setLastUsedId(account.id);
    }

    /// The program, anew.
    MainPage start()
    {
        fixture.window.reset();
        fixture.show(MainWindow::StartWith::LastAccount);
        return fixture.page();
    }
    /// Once everything is loaded, and kept.
    void startAndKeep(int users = 10)
    {
        lists.wipe();
        const MainPage page = start();
        QTRY_COMPARE(page.rows(), users);
        QTRY_COMPARE(lists.count(), 1);
    }
    QString message() const { return find<InlineMessage>(fixture.window.get(), "settingsMessage")->text(); }
    QStringList names() const
    {
        QStringList names;
        for (int row = 0; row < fixture.page().rows(); ++row)
            names.append(fixture.window->findChild<UserTable *>()->model()->index(row, 0).data().toString());
        return names;
    }

    Zoom zoom;
    WindowFixture fixture;
    UserCacheFolder lists{fixture.directory.filePath(u"lists"_s)};
};

void activate(const Desk &desk)
{
    QEvent activated(QEvent::WindowActivate);
    QCoreApplication::sendEvent(desk.fixture.window.get(), &activated);
}

} // namespace

/// Lists of users that are kept from one start to the next.
class TestUserLists final : public QObject
{
    Q_OBJECT

private slots:
    void theLastListIsThereAtTheStart()
    {
        Desk desk;
        desk.startAndKeep();
        desk.zoom.isSilent = true;
        const MainPage page = desk.start();
        QTRY_COMPARE(page.rows(), 10);
        QVERIFY2(page.count().contains(u"10 users as of today"_s), qPrintable(page.count()));
        QVERIFY(page.count().contains(u"refreshing"_s));
        QVERIFY(isShown(page.window(), "loadProgress"));
        // It can be searched.
        page.search()->setText(u"user7@"_s);
        QTRY_COMPARE(page.rows(), 1);
        QVERIFY(page.count().contains(u"as of today"_s));
    }

    void settingsThatCannotBeReadCloseNothingAndDropNoList()
    {
        Desk desk;
        desk.startAndKeep();
        const QString file = desk.fixture.settings.fileName();
        const QString aside = file + u".aside"_s;
        QVERIFY(QFile::rename(file, aside));
        QVERIFY(QDir().mkpath(file)); // which stops root, too
        activate(desk);
        const auto isTold = [&desk] { return isShown(desk.fixture.window.get(), "settingsMessage"); };
        QTRY_VERIFY(isTold());
        QVERIFY(desk.message().contains(file));
        QCOMPARE(desk.fixture.page().rows(), 10);
        QCOMPARE(desk.fixture.page().account()->currentText(), u"Contoso"_s);
        QCOMPARE(desk.lists.count(), 1);

        QVERIFY(QDir().rmdir(file));
        QVERIFY(QFile::rename(aside, file));
        activate(desk);
        QTRY_VERIFY(!isTold());
        QCOMPARE(desk.fixture.page().rows(), 10);
        QCOMPARE(desk.fixture.sessions.opened, 1);
        QCOMPARE(desk.lists.count(), 1);
    }

    void settingsThatCannotBeReadAtTheStartAreWaitedFor()
    {
        Desk desk;
        desk.startAndKeep();
        desk.fixture.window.reset();
        const QString file = desk.fixture.settings.fileName();
        const QString aside = file + u".aside"_s;
        QVERIFY(QFile::rename(file, aside));
        QVERIFY(QDir().mkpath(file));
        QSettings settings(file, QSettings::IniFormat);
        AccountStore accounts(&settings);
        AccountSaver saver(&accounts, &desk.fixture.keychain, &desk.fixture.runOnly);
        MainWindow::Rooms rooms{&accounts, &saver, &desk.fixture.sessions, &desk.fixture.generator, nullptr};
        rooms.userLists = &desk.lists;
        MainWindow window(rooms);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QTRY_VERIFY(isShown(&window, "settingsMessage"));
        QTRY_VERIFY(isShown(&window, "welcomeAdd"));
        QCOMPARE(desk.lists.count(), 1);

        QVERIFY(QDir().rmdir(file));
        QVERIFY(QFile::rename(aside, file));
        QTRY_COMPARE_WITH_TIMEOUT(MainPage(&window).rows(), 10, 20'000); // it tries again by itself
        QCOMPARE(MainPage(&window).account()->currentText(), u"Contoso"_s);
        QVERIFY(!isShown(&window, "settingsMessage"));
        QCOMPARE(desk.lists.count(), 1);
    }

    void anAccountThatAScriptRemovesClosesAndSaysSo()
    {
        Desk desk;
        desk.startAndKeep();
        AccountStore others(&desk.fixture.settings);
        QVERIFY(others.remove(u"contoso-1"_s));
        activate(desk);
        QTRY_VERIFY(desk.fixture.window->findChild<QWidget *>(u"welcomeAdd"_s));
        QVERIFY(isShown(desk.fixture.window.get(), "welcomeAdd"));
        QVERIFY(find<InlineMessage>(desk.fixture.window.get(), "accountMessage")
                    ->text()
                    .contains(u"\"Contoso\" was removed by another program"_s));
        QTRY_COMPARE(desk.lists.count(), 0);
    }

    void whatChangedIsToldApart()
    {
        Desk desk;
        desk.startAndKeep();
        QJsonObject changed = Zoom::userJson(3);
        changed[u"last_name"_s] = u"Changed"_s;
        desk.zoom.users[3] = changed;
        desk.zoom.users.removeAt(7);
        desk.zoom.users.removeAt(7);
        desk.zoom.users.append(Zoom::userJson(10));
        const MainPage page = desk.start();
        QTRY_COMPARE(page.count(), u"Users: 9 (new: 1, changed: 1, gone: 2)"_s);
        QCOMPARE(page.rows(), 9);
        QVERIFY(desk.names().contains(u"User Changed"_s));
        QVERIFY(desk.names().contains(u"User 10"_s));
        QVERIFY(!desk.names().contains(u"User 7"_s));
        QVERIFY(!desk.names().contains(u"User 8"_s));

        // The next start knows it all.
        QTest::qWait(300); // it is being stored
        desk.zoom.isSilent = true;
        desk.start();
        QTRY_COMPARE(desk.fixture.page().rows(), 9);
        QVERIFY(desk.names().contains(u"User Changed"_s));
        QVERIFY(!desk.names().contains(u"User 7"_s));
    }

    void anIncompleteLoadRemovesNobody()
    {
        Desk desk;
        desk.startAndKeep();
        desk.zoom.isBroken = true;
        const MainPage page = desk.start();
        QTRY_VERIFY(isShown(page.window(), "loadFailure"));
        QCOMPARE(page.rows(), 10);
        QVERIFY(textOf(find(page.window(), "loadFailure"), "messageText")
                    .startsWith(u"The list could not be refreshed."_s));
        QVERIFY2(page.count().contains(u"not refreshed"_s), qPrintable(page.count()));

        desk.zoom.isBroken = false;
        click(page.window(), "loadAgain");
        QTRY_COMPARE(page.count(), u"Users: 10"_s);
    }

    void aPickedPersonStaysPicked()
    {
        Desk desk;
        desk.startAndKeep();
        desk.zoom.isSilent = true;
        const MainPage page = desk.start();
        QTRY_COMPARE(page.rows(), 10);
        page.search()->setText(u"user4@contoso.example"_s);
        QTRY_COMPARE(page.rows(), 1);
        QTest::keyClick(page.search(), Qt::Key_Return);
        auto *picker = page.window()->findChild<UserPicker *>();
        QTRY_VERIFY(picker->picked());
        QCOMPARE(picker->picked()->pathId, u"id4"_s);
    }

    void anotherServersListIsNotShown()
    {
        Desk desk;
        desk.startAndKeep();
        Zoom other;
        other.isSilent = true;
        desk.fixture.sessions.elsewhere = other.server.baseUrl();
        const MainPage page = desk.start();
        QTest::qWait(300);
        QCOMPARE(page.rows(), 0);
    }

    void aRemovedAccountsListIsDeleted()
    {
        Desk desk;
        desk.startAndKeep();
        QVERIFY(desk.fixture.accounts.remove(u"contoso-1"_s));
        QTRY_COMPARE(desk.lists.count(), 0);
    }

    void settingsSwitchItOffAndWipe()
    {
        Desk desk;
        desk.startAndKeep();
        QObject::connect(&desk.fixture.options, &Settings::changed, &desk.fixture.options, [&desk] {
            desk.lists.setEnabled(desk.fixture.options.value(Options::keepUserLists));
        });
        desk.fixture.window->findChild<QAction *>(u"settingsAction"_s)->trigger();
        QWidget *dialog = awaitWindow("settingsDialog");
        const SettingsPage settings(dialog);
        QVERIFY(settings.keepUserLists()->isChecked());
        QVERIFY(settings.wipeUserLists()->isEnabled());
        settings.wipeUserLists()->click();
        QCOMPARE(desk.lists.count(), 0);
        QVERIFY(!settings.wipeUserLists()->isEnabled());
        settings.keepUserLists()->setChecked(false);
        settings.save();
        QTRY_VERIFY(!openWindow("settingsDialog"));
        QVERIFY(!desk.fixture.options.value(Options::keepUserLists));

        const MainPage page = desk.start();
        QTRY_COMPARE(page.rows(), 10);
        QTest::qWait(200);
        QCOMPARE(desk.lists.count(), 0);
    }
};

QTEST_MAIN(TestUserLists)
#include "tst_userlists.moc"
