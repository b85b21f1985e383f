#include "support/windowfixture.h"
#include "widgets/inlinemessage.h"

#include <QMenuBar>
#include <QMessageBox>
#include <QSplitter>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

/// Looks at the main window when it is painted for the first time.
class FirstPaint final : public QObject
{
public:
    FirstPaint() { qApp->installEventFilter(this); }
    /// What should have been there and was not; "never painted" before it was.
    QString missing() const { return m_missing; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || watched->objectName() != QLatin1String("mainWindow"))
            return false;
        qApp->removeEventFilter(this);
        QStringList missing;
        const auto *window = static_cast<QWidget *>(watched);
        for (const char *part :
             {"account", "addAccount", "findUser", "users", "newPassword", "updatePassword"}) {
            const auto *widget = window->findChild<QWidget *>(QLatin1String(part));
            if (!widget || !widget->isVisible() || widget->geometry().isEmpty())
                missing += QLatin1String(part);
        }
        m_missing = missing.join(QLatin1String(", "));
        return false;
    }

private:
    QString m_missing = QStringLiteral("never painted");
};

Account addContoso(WindowFixture &fixture)
{
    Account account;
    account.name = QStringLiteral("Contoso");
    account.id = Account::newId(account.name);
    account.baseUrl = QUrl(Account::defaultBaseUrl());
    if (!fixture.accounts.save(account))
        qFatal("the account could not be stored");
    return account;
}

} // namespace

/// The window itself: names, order, shortcuts, what it remembers.
class TestMainWindow final : public QObject
{
    Q_OBJECT

private slots:
    void opensNothingBeforeItIsPainted();
    void isWholeWhenItIsFirstPainted();
    void namesAreVisibleAndAccessible_data();
    void namesAreVisibleAndAccessible();
    void everythingThatTakesInputIsNamed();
    void tabOrder();
    void shortcuts();
    void reloadsTheUsers();
    void titleEndsInKeyturn();
    void remembersItsSize();
    void seesAccountsAddedByOthers();
    void tellsThatASignInIsNotKept();
    void closesWithItsDialogs();
    void practiceThatCannotStartIsTold();
    void practiceStartsOnce();
    void practiceTakesTheOldAccountAwayAtOnce();
    void anotherAccountChosenMeanwhileWins();
    void closedWhilePracticeStarts();
};

void TestMainWindow::opensNothingBeforeItIsPainted()
{
    WindowFixture fixture;
    const MainWindow window(
        {&fixture.accounts, &fixture.saver, &fixture.sessions, &fixture.generator, nullptr},
        MainWindow::StartWith::PracticeAccount);
    QCoreApplication::processEvents();
    QCOMPARE(fixture.sessions.opened, 0);
    fixture.show();
    QTRY_COMPARE(fixture.sessions.opened, 1);
}

void TestMainWindow::isWholeWhenItIsFirstPainted()
{
    WindowFixture fixture;
    FirstPaint painted;
    fixture.show();
    QVERIFY2(painted.missing().isEmpty(), qPrintable(painted.missing()));
}

void TestMainWindow::namesAreVisibleAndAccessible_data()
{
    QTest::addColumn<QByteArray>("objectName");
    QTest::addColumn<QString>("name");
    QTest::newRow("account") << QByteArray("account") << QStringLiteral("Account");
    QTest::newRow("find") << QByteArray("findUser") << QStringLiteral("Find a user");
    QTest::newRow("users") << QByteArray("users") << QStringLiteral("Users");
    QTest::newRow("new") << QByteArray("newPassword") << QStringLiteral("New password");
    QTest::newRow("show") << QByteArray("showPassword") << QStringLiteral("Show password");
    QTest::newRow("repeat") << QByteArray("repeatPassword") << QStringLiteral("Repeat password");
    QTest::newRow("generate") << QByteArray("generate") << QStringLiteral("Generate");
    QTest::newRow("update") << QByteArray("updatePassword") << QStringLiteral("Update password");
    QTest::newRow("cancel") << QByteArray("cancelReset") << QStringLiteral("Cancel");
}

void TestMainWindow::namesAreVisibleAndAccessible()
{
    QFETCH(QByteArray, objectName);
    QFETCH(QString, name);
    WindowFixture fixture;
    fixture.show();
    QWidget *widget = find(fixture.window.get(), objectName.constData());
    QCOMPARE(widget->accessibleName(), name);
    QString label;
    if (const auto *button = qobject_cast<QAbstractButton *>(widget))
        label = button->text();
    const QList<QLabel *> labels = fixture.window->findChildren<QLabel *>();
    for (const QLabel *candidate : labels) {
        if (candidate->buddy() == widget)
            label = candidate->text();
    }
    QVERIFY(label.contains(u'&')); // each can be reached from the keyboard
    QCOMPARE(label.remove(u'&'), name);
}

void TestMainWindow::everythingThatTakesInputIsNamed()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const QWidgetList widgets = fixture.window->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        const bool takesInput = widget->focusPolicy() != Qt::NoFocus && widget->isVisible();
        if (!takesInput || widget->objectName().startsWith(QStringLiteral("qt_"))) // parts of Qt's own
            continue;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
}

void TestMainWindow::tabOrder()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    page.typePassword(QStringLiteral("Sunny-Harbour-42"));
    page.account()->setFocus();
    QStringList order;
    for (int step = 0; step < 13; ++step) {
        order += keyTarget(page.window())->objectName();
        page.press(Qt::Key_Tab);
    }
    const QStringList expected{
        QStringLiteral("account"),        QStringLiteral("addAccount"),    QStringLiteral("findUser"),
        QStringLiteral("filterStatus"),   QStringLiteral("filterLicence"), QStringLiteral("filterRole"),
        QStringLiteral("users"),          QStringLiteral("newPassword"),   QStringLiteral("showPassword"),
        QStringLiteral("repeatPassword"), QStringLiteral("generate"),      QStringLiteral("changeRecipe"),
        QStringLiteral("updatePassword")};
    QCOMPARE(order, expected);
}

void TestMainWindow::shortcuts()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    fixture.window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(fixture.window.get()));
    page.pick(QStringLiteral("works@practice.example"));
    page.press(Qt::Key_G, Qt::ControlModifier);
    QVERIFY(!page.password()->text().isEmpty());
    QVERIFY(!page.password()->isShown());
    QVERIFY(page.update()->isEnabled());
    page.press(Qt::Key_F, Qt::ControlModifier);
    QCOMPARE(keyTarget(page.window()), page.search());
}

void TestMainWindow::reloadsTheUsers()
{
    WindowFixture fixture;
    fixture.showLoaded();
    QCOMPARE(fixture.sessions.opened, 1);
    const int requests = fixture.server->counters().requests;
    find<QAction>(fixture.window.get(), "reloadUsersAction")->trigger();
    QTRY_COMPARE(fixture.sessions.opened, 2);
    QTRY_COMPARE(fixture.page().rows(), 500);
    QVERIFY(fixture.server->counters().requests > requests);
}

void TestMainWindow::titleEndsInKeyturn()
{
    WindowFixture fixture;
    fixture.show(MainWindow::StartWith::LastAccount);
    QVERIFY(fixture.window->windowTitle().endsWith(QStringLiteral("Keyturn")));
    fixture.window->openPractice();
    QVERIFY(fixture.window->windowTitle().endsWith(QStringLiteral("Keyturn")));
}

void TestMainWindow::remembersItsSize()
{
    WindowFixture fixture;
    fixture.show();
    fixture.window->resize(777, 555);
    fixture.window->findChild<QSplitter *>()->setSizes({300, 400});
    const QList<int> sizes = fixture.window->findChild<QSplitter *>()->sizes();
    QVERIFY(fixture.window->close());
    fixture.window.reset();
    fixture.show();
    QCOMPARE(fixture.window->size(), QSize(777, 555));
    QCOMPARE(fixture.window->findChild<QSplitter *>()->sizes(), sizes);
}

void TestMainWindow::seesAccountsAddedByOthers()
{
    WindowFixture fixture;
    fixture.showLoaded();
    QCOMPARE(fixture.page().account()->count(), 1);
    {
        QSettings settings(fixture.settings.fileName(), QSettings::IniFormat);
        AccountStore others(&settings);
        Account account;
        account.name = QStringLiteral("Contoso");
        account.id = Account::newId(account.name);
        account.baseUrl = QUrl(QStringLiteral("https://zoom.example/v2"));
        QVERIFY(others.save(account));
    }
    QEvent activated(QEvent::WindowActivate);
    QCoreApplication::sendEvent(fixture.window.get(), &activated);
    QTRY_COMPARE(fixture.page().account()->count(), 2);
    QCOMPARE(fixture.page().account()->currentText(), QStringLiteral("Practice account"));
}

void TestMainWindow::tellsThatASignInIsNotKept()
{
    WindowFixture fixture;
    fixture.showLoaded();
    QWidget *window = fixture.window.get();
    QVERIFY(!isShown(window, "signInMessage"));
    fixture.sessions.last->setSignInKept(false);
    QVERIFY(isShown(window, "signInMessage"));
    QVERIFY(
        find<InlineMessage>(window, "signInMessage")->text().contains(QStringLiteral("Practice account")));
    fixture.sessions.last->setSignInKept(true);
    QVERIFY(!isShown(window, "signInMessage"));
    // It is about the account that is open.
    fixture.sessions.last->setSignInKept(false);
    find<QAction>(window, "reloadUsersAction")->trigger();
    QTRY_VERIFY(!isShown(window, "signInMessage"));
}

void TestMainWindow::closesWithItsDialogs()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("works@practice.example"));
    click(page.window(), "generate");
    click(page.window(), "updatePassword");
    QVERIFY(awaitWindow("confirmDialog"));
    fixture.window.reset();
    QVERIFY(!openWindow("confirmDialog"));
    QCOMPARE(fixture.server->counters().passwordPuts, 0);
}

void TestMainWindow::practiceThatCannotStartIsTold()
{
    WindowFixture fixture;
    fixture.sessions.practiceError = Error::of(ErrorKind::PracticeServerMissing);
    fixture.show();
    QWidget *message = find(fixture.window.get(), "accountMessage");
    QTRY_VERIFY(message->isVisible());
    QVERIFY(isShown(fixture.window.get(), "welcomeAdd"));
    QCOMPARE(fixture.sessions.opened, 0);
    // Another try is another start.
    fixture.sessions.practiceError.reset();
    fixture.window->openPractice();
    QTRY_COMPARE(fixture.sessions.opened, 1);
    QVERIFY(!message->isVisible());
}

void TestMainWindow::practiceStartsOnce()
{
    WindowFixture fixture;
    fixture.sessions.holdPractice = true;
    fixture.show();
    QTRY_COMPARE(fixture.sessions.practiceAsked, 1);
    fixture.window->openPractice();
    QCoreApplication::processEvents();
    QCOMPARE(fixture.sessions.practiceAsked, 1);
    QCOMPARE(fixture.sessions.opened, 0);
    fixture.sessions.answerPractice();
    QTRY_COMPARE(fixture.sessions.opened, 1);
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Practice account – Keyturn"));
}

void TestMainWindow::practiceTakesTheOldAccountAwayAtOnce()
{
    WindowFixture fixture;
    addContoso(fixture);
    fixture.show(MainWindow::StartWith::LastAccount);
    QTRY_COMPARE(fixture.page().rows(), 500);
    fixture.sessions.holdPractice = true;
    fixture.window->openPractice();
    QCOMPARE(fixture.page().account()->currentText(), QStringLiteral("Practice account"));
    QCOMPARE(fixture.page().rows(), 0);
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Keyturn"));
    fixture.sessions.answerPractice();
    QTRY_COMPARE(fixture.page().rows(), 500);
}

void TestMainWindow::anotherAccountChosenMeanwhileWins()
{
    WindowFixture fixture;
    const Account contoso = addContoso(fixture);
    fixture.sessions.holdPractice = true;
    fixture.show();
    QTRY_COMPARE(fixture.sessions.practiceAsked, 1);
    fixture.window->openAccount(contoso.id);
    QCOMPARE(fixture.sessions.opened, 1);
    fixture.sessions.answerPractice();
    QTRY_COMPARE(fixture.page().rows(), 500);
    QCOMPARE(fixture.sessions.opened, 1);
    QCOMPARE(fixture.window->windowTitle(), QStringLiteral("Contoso – Keyturn"));
    QCOMPARE(fixture.page().account()->currentText(), QStringLiteral("Contoso"));
}

void TestMainWindow::closedWhilePracticeStarts()
{
    WindowFixture fixture;
    fixture.sessions.holdPractice = true;
    fixture.show();
    QTRY_COMPARE(fixture.sessions.practiceAsked, 1);
    fixture.window->close();
    fixture.sessions.answerPractice();
    QCoreApplication::processEvents();
    QCOMPARE(fixture.sessions.opened, 0);
    fixture.sessions.holdPractice = true;
    fixture.window->openPractice();
    fixture.window.reset();
    fixture.sessions.answerPractice();
    QCoreApplication::processEvents();
    QCOMPARE(fixture.sessions.opened, 0);
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
