#include "picker/usermodel.h"
#include "picker/userpicker.h"
#include "support/windowfixture.h"

#include <QClipboard>
#include <QComboBox>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTcpServer>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

/// Finding and picking a person.
class TestUserPicker final : public QObject
{
    Q_OBJECT

private slots:
    void loadsByItselfAndCounts();
    void filtersAsTyped();
    void enterPicksTheHighlightedRow();
    void arrowsWalkWithoutPicking();
    void clickPicks();
    void wholeAddressNeverPicksAnother();
    void looksUpMe();
    void saysThatNobodyWasFound();
    void newSearchForgetsTheOldRow();
    void keepsThePickedWhileOthersLoad();
    void warnsAboutAdmins();
    void sortsByColumn();
    void failureCanBeTriedAgain();
    void saysThatItWaits();
    void pausesAndGoesOn();
    void emptyAccountSaysWhatToDo();
    void tenThousandRows();
    void escapeClearsTheSearch();
    void enterWaitsForTheAnswer();
    void enterOfOtherWordsPicksNobody();
    void filtersHideAndSaySo();
    void thirdClickOnAColumnSortsByMatch();
    void severalCanBeSelectedButNotPicked();
    void selectionStaysWhileOthersLoad();
    void copiesEmails();
    void lettersInTheTableSearch();
};

void TestUserPicker::loadsByItselfAndCounts()
{
    WindowFixture fixture;
    fixture.showLoaded();
    QTRY_VERIFY(fixture.page().count().contains(QStringLiteral("500")));
    QTRY_VERIFY(!isShown(fixture.window.get(), "loadProgress"));
}

void TestUserPicker::filtersAsTyped()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.type(QStringLiteral("WORKS@"));
    QCOMPARE(page.rows(), 1);
    QCOMPARE(page.cell(0, UserModel::Email), QStringLiteral("works@practice.example"));
    page.search()->clear();
    QCOMPARE(page.rows(), 500);
    page.type(QStringLiteral("practice: too many calls this"));
    QCOMPARE(page.rows(), 1);
    QVERIFY(page.cell(0, UserModel::Department).contains(QStringLiteral("too many")));
    page.search()->clear();
    page.type(QStringLiteral("no such person anywhere"));
    QCOMPARE(page.rows(), 0);
    QVERIFY(!page.users()->emptyText().isEmpty());
}

void TestUserPicker::enterPicksTheHighlightedRow()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.press(Qt::Key_Return); // nothing is highlighted yet
    QVERIFY(!page.selected().contains(u'@'));
    page.type(QStringLiteral("re"));
    QVERIFY(page.rows() > 1);
    QCOMPARE(page.users()->currentRow(), 0);
    const QString first = page.cell(0, UserModel::Email);
    page.press(Qt::Key_Return);
    QVERIFY(page.selected().contains(first));
    QCOMPARE(keyTarget(page.window()), page.password());
}

void TestUserPicker::arrowsWalkWithoutPicking()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.press(Qt::Key_Down);
    QCOMPARE(keyTarget(page.window()), page.users());
    QCOMPARE(page.users()->currentRow(), 0);
    page.press(Qt::Key_Down);
    page.press(Qt::Key_Down);
    QCOMPARE(page.users()->currentRow(), 2);
    QVERIFY(!page.selected().contains(u'@'));
    page.press(Qt::Key_Return);
    QVERIFY(page.selected().contains(page.cell(2, UserModel::Email)));

    page.users()->setFocus();
    for (int row = 2; row > 0; --row)
        page.press(Qt::Key_Up);
    QCOMPARE(keyTarget(page.window()), page.users());
    page.press(Qt::Key_Up);
    QCOMPARE(keyTarget(page.window()), page.search());
}

void TestUserPicker::clickPicks()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    const QRect row = page.users()->visualRect(page.users()->model()->index(3, 0));
    QTest::mouseClick(page.users()->viewport(), Qt::LeftButton, {}, row.center());
    QVERIFY(page.selected().contains(page.cell(3, UserModel::Email)));
}

void TestUserPicker::wholeAddressNeverPicksAnother()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    // Is a part of dropped-before@practice.example, and somebody else's whole address.
    page.type(QStringLiteral("before@practice.example"));
    QCOMPARE(page.rows(), 1);
    QCOMPARE(page.users()->currentRow(), -1);
    QVERIFY(isShown(page.window(), "findHint"));
    page.press(Qt::Key_Return);
    QTRY_VERIFY(
        textOf(find(page.window(), "lookupMessage"), "messageText").contains(QStringLiteral("not found")));
    QVERIFY(!page.selected().contains(u'@'));

    page.search()->clear();
    page.type(QStringLiteral("dropped@practice.example"));
    page.press(Qt::Key_Return);
    QVERIFY(page.selected().contains(QStringLiteral("<dropped@practice.example>")));
}

void TestUserPicker::looksUpMe()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.type(QStringLiteral("me"));
    QCOMPARE(page.users()->currentRow(), -1);
    page.press(Qt::Key_Return);
    QTRY_VERIFY(page.selected().contains(QStringLiteral("you@practice.example")));
    const auto *picker = fixture.window->findChild<UserPicker *>();
    QVERIFY(picker && picker->picked());
    QCOMPARE(picker->picked()->pathId, QStringLiteral("me"));
    // There is nothing left to look up, until something else is typed.
    QVERIFY(!isShown(page.window(), "findHint"));
    QVERIFY(!isShown(page.window(), "lookupMessage"));
    QTRY_COMPARE(keyTarget(page.window()), page.password());
    page.search()->setFocus();
    page.search()->clear();
    page.type(QStringLiteral("me"));
    QVERIFY(isShown(page.window(), "findHint"));
}

void TestUserPicker::saysThatNobodyWasFound()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.type(QStringLiteral("nobody-at-all"));
    QCOMPARE(page.rows(), 0);
    page.press(Qt::Key_Return);
    QWidget *message = find(page.window(), "lookupMessage");
    QTRY_VERIFY(textOf(message, "messageText").contains(QStringLiteral("not found")));
    QVERIFY(message->isVisible());
    page.type(QStringLiteral("x"));
    QVERIFY(!message->isVisible());
}

void TestUserPicker::newSearchForgetsTheOldRow()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.search()->clear();
    page.type(QStringLiteral("practice.example"));
    const int last = page.rows() - 1;
    QVERIFY(last > 3);
    page.users()->setCurrentRow(3);
    page.press(Qt::Key_Backspace);
    page.settle();
    // Enter must not pick a row that was chosen for other words.
    QCOMPARE(page.users()->currentRow(), 0);
}

void TestUserPicker::keepsThePickedWhileOthersLoad()
{
    PracticeServer::Options options;
    options.userCount = 2'000;
    options.replyDelay = std::chrono::milliseconds(100);
    WindowFixture fixture(options);
    fixture.show();
    const MainPage page = fixture.page();
    QTRY_VERIFY(page.rows() > 0);
    QVERIFY(page.rows() < 2'000);
    page.press(Qt::Key_Down);
    page.press(Qt::Key_Return);
    const auto *picker = fixture.window->findChild<UserPicker *>();
    QVERIFY(picker->picked());
    const QString email = picker->picked()->user.email;
    QTRY_COMPARE_WITH_TIMEOUT(page.rows(), 2'000, 30'000);
    QCOMPARE(picker->picked()->user.email, email);
    QVERIFY(page.selected().contains(email));
    QCOMPARE(page.cell(page.users()->currentRow(), UserModel::Email), email);
}

void TestUserPicker::warnsAboutAdmins()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.pick(QStringLiteral("admin@practice.example"));
    QWidget *warning = find(page.window(), "selectedUserWarning");
    QVERIFY(warning->isVisible());
    QVERIFY(textOf(warning, "messageText").contains(QStringLiteral("admin")));
    page.pick(QStringLiteral("works@practice.example"));
    QVERIFY(!warning->isVisible());
    // Told by the look-up alone.
    page.pick(QStringLiteral("sso@practice.example"));
    QTRY_VERIFY(textOf(warning, "messageText").contains(QStringLiteral("no Zoom password")));
}

void TestUserPicker::sortsByColumn()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.users()->sortByColumn(UserModel::Email, Qt::DescendingOrder);
    QCOMPARE(page.rows(), 500);
    QVERIFY(page.cell(0, UserModel::Email) > page.cell(499, UserModel::Email));
    page.users()->sortByColumn(UserModel::Email, Qt::AscendingOrder);
    page.settle();
    QVERIFY(page.cell(0, UserModel::Email) < page.cell(499, UserModel::Email));
}

void TestUserPicker::failureCanBeTriedAgain()
{
    WindowFixture fixture;
    QTcpServer nobody;
    QVERIFY(nobody.listen(QHostAddress::LocalHost));
    fixture.sessions.elsewhere = QUrl(QStringLiteral("http://127.0.0.1:%1/v2").arg(nobody.serverPort()));
    const quint16 port = nobody.serverPort();
    nobody.close();
    fixture.show();
    const MainPage page = fixture.page();
    QWidget *failure = find(page.window(), "loadFailure");
    QTRY_VERIFY(failure->isVisible());
    QVERIFY(textOf(failure, "messageText").contains(QStringLiteral("does not accept connections")));
    QVERIFY(!isShown(page.window(), "editFailedAccount"));

    // The server comes back where it was missed.
    PracticeServer::Options options;
    options.port = port;
    options.token = fixture.server->token();
    const auto late = PracticeServer::start(options);
    QVERIFY(late);
    click(page.window(), "loadAgain");
    QVERIFY(!failure->isVisible());
    QTRY_COMPARE_WITH_TIMEOUT(page.rows(), 500, 30'000);
    QVERIFY(!failure->isVisible());
}

void TestUserPicker::saysThatItWaits()
{
    PracticeServer::Options options;
    options.userCount = 2'000;
    options.mediumPerSecond = 1;
    WindowFixture fixture(options);
    fixture.show();
    const MainPage page = fixture.page();
    QTRY_VERIFY_WITH_TIMEOUT(page.count().contains(QStringLiteral("waiting until")), 30'000);
    QVERIFY(isShown(page.window(), "loadProgress"));
    QVERIFY(!isShown(page.window(), "loadFailure"));
}

void TestUserPicker::pausesAndGoesOn()
{
    PracticeServer::Options options;
    options.userCount = 20'000;
    WindowFixture fixture(options);
    fixture.show();
    const MainPage page = fixture.page();
    QTRY_VERIFY_WITH_TIMEOUT(isShown(page.window(), "loadPause"), 30'000);
    auto *pause = qobject_cast<QPushButton *>(find(page.window(), "loadPause"));
    QCOMPARE(pause->accessibleName(), QStringLiteral("Pause loading"));
    QTest::keyClick(pause, Qt::Key_Space);
    QVERIFY(page.count().startsWith(QStringLiteral("Paused: ")));
    QCOMPARE(pause->accessibleName(), QStringLiteral("Go on loading"));
    QVERIFY(isShown(page.window(), "loadProgress"));
    QTest::qWait(300); // for the page that was under way
    const int rows = page.rows();
    QVERIFY(rows > 0 && rows < 19'000);
    // Those that came can be used.
    page.search()->setText(QStringLiteral("practice.example"));
    QTRY_VERIFY(page.rows() > 0);
    page.search()->clear();
    QTRY_COMPARE(page.rows(), rows);
    QVERIFY(page.count().startsWith(QStringLiteral("Paused: ")));

    QTest::keyClick(pause, Qt::Key_Space);
    QVERIFY(!page.count().startsWith(QStringLiteral("Paused: ")));
    QTRY_VERIFY_WITH_TIMEOUT(page.rows() > rows, 30'000);
    QCOMPARE(pause->accessibleName(), QStringLiteral("Pause loading"));
}

void TestUserPicker::emptyAccountSaysWhatToDo()
{
    PracticeServer::Options options;
    options.userCount = 0;
    WindowFixture fixture(options);
    fixture.show();
    const MainPage page = fixture.page();
    QTRY_VERIFY(!page.users()->emptyText().isEmpty());
    QCOMPARE(page.users()->accessibleDescription(), page.users()->emptyText());
}

void TestUserPicker::tenThousandRows()
{
    PracticeServer::Options options;
    options.userCount = 10'000;
    options.mediumPerSecond = 0;
    WindowFixture fixture(options);
    fixture.showLoaded(10'000);
    const MainPage page = fixture.page();
    page.type(QStringLiteral("works@practice"));
    QCOMPARE(page.rows(), 1);
    page.search()->clear();
    QCOMPARE(page.rows(), 10'000);
}

void TestUserPicker::escapeClearsTheSearch()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.type(QStringLiteral("works"));
    page.press(Qt::Key_Escape);
    QVERIFY(page.search()->text().isEmpty());
    QCOMPARE(page.rows(), 500);
}

namespace {

/// Keys as they come from somebody who does not wait.
void sendKeys(QWidget *widget, const QString &text)
{
    for (const QChar unit : text) {
        QKeyEvent key(QEvent::KeyPress, 0, Qt::NoModifier, unit);
        QCoreApplication::sendEvent(widget, &key);
    }
}

void clickRow(const MainPage &page, int row, Qt::KeyboardModifiers modifiers = {})
{
    const QRect place = page.users()->visualRect(page.users()->model()->index(row, 0));
    QTest::mouseClick(page.users()->viewport(), Qt::LeftButton, modifiers, place.center());
}

} // namespace

void TestUserPicker::enterWaitsForTheAnswer()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    sendKeys(page.search(), QStringLiteral("works@"));
    QVERIFY(page.rows() > 0);
    page.search()->clear();
    page.settle();
    // Typed and entered before the list could answer: who is picked is who was typed.
    sendKeys(page.search(), QStringLiteral("works@"));
    QTest::keyClick(page.search(), Qt::Key_Return);
    QTRY_VERIFY(page.selected().contains(QStringLiteral("works@practice.example")));
    QTRY_COMPARE(keyTarget(page.window()), page.password());
}

void TestUserPicker::enterOfOtherWordsPicksNobody()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    sendKeys(page.search(), QStringLiteral("works@"));
    QTest::keyClick(page.search(), Qt::Key_Return);
    sendKeys(page.search(), QStringLiteral("x"));
    page.settle();
    QTest::qWait(50);
    QVERIFY(!page.selected().contains(u'@'));
    QCOMPARE(page.rows(), 0);
}

void TestUserPicker::filtersHideAndSaySo()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    auto *status = find<QComboBox>(page.window(), "filterStatus");
    auto *role = find<QComboBox>(page.window(), "filterRole");
    QVERIFY(!isShown(page.window(), "clearFilters"));
    status->setCurrentIndex(status->findData(QByteArray("inactive")));
    const int inactive = page.rows();
    QVERIFY(inactive > 0 && inactive < 500);
    QCOMPARE(page.cell(0, UserModel::Status), status->currentText());
    QVERIFY(isShown(page.window(), "clearFilters"));
    QVERIFY(page.count().contains(QStringLiteral("500")));
    role->setCurrentIndex(role->findData(QByteArray("0")));
    page.type(QStringLiteral("no such person"));
    QCOMPARE(page.rows(), 0);
    QVERIFY(page.users()->emptyText().contains(QStringLiteral("filters")));
    page.search()->clear();
    click(page.window(), "clearFilters");
    QCOMPARE(page.rows(), 500);
    QVERIFY(!isShown(page.window(), "clearFilters"));
    QCOMPARE(status->currentIndex(), 0);
    QCOMPARE(role->currentIndex(), 0);
}

void TestUserPicker::thirdClickOnAColumnSortsByMatch()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    const QString first = page.cell(0, UserModel::Email);
    QHeaderView *header = page.users()->horizontalHeader();
    const auto clickEmail = [&] {
        const QPoint place(header->sectionViewportPosition(UserModel::Email) + 20, header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, place);
        page.settle();
    };
    clickEmail();
    QVERIFY(page.cell(0, UserModel::Email) < page.cell(499, UserModel::Email));
    clickEmail();
    QVERIFY(page.cell(0, UserModel::Email) > page.cell(499, UserModel::Email));
    clickEmail();
    QCOMPARE(header->sortIndicatorSection(), -1);
    QCOMPARE(page.cell(0, UserModel::Email), first);
}

void TestUserPicker::severalCanBeSelectedButNotPicked()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    const auto *picker = fixture.window->findChild<UserPicker *>();
    clickRow(page, 2);
    QVERIFY(page.selected().contains(page.cell(2, UserModel::Email)));
    clickRow(page, 5, Qt::ShiftModifier);
    clickRow(page, 8, Qt::ControlModifier);
    QCOMPARE(picker->selectedUsers().size(), 5);
    QVERIFY(page.count().contains(QStringLiteral("5")));
    QVERIFY(page.selected().contains(page.cell(2, UserModel::Email))); // and nobody else
    QVERIFY(textOf(find(page.window(), "severalMessage"), "messageText").contains(QStringLiteral("Several")));
    page.users()->setFocus();
    page.press(Qt::Key_Return); // all of them, in the window for that
    QVERIFY(page.selected().contains(page.cell(2, UserModel::Email)));
    QWidget *bulk = awaitWindow("bulkWindow");
    QTRY_VERIFY(isShown(bulk, "bulkRows"));
    bulk->close();
    page.press(Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(picker->selectedUsers().size(), 500);
    page.press(Qt::Key_Home);
    QCOMPARE(picker->selectedUsers().size(), 1);
}

void TestUserPicker::selectionStaysWhileOthersLoad()
{
    PracticeServer::Options options;
    options.userCount = 2'000;
    options.replyDelay = std::chrono::milliseconds(150);
    WindowFixture fixture(options);
    fixture.show();
    const MainPage page = fixture.page();
    QTRY_VERIFY(page.users()->model()->rowCount() > 10);
    QVERIFY(page.users()->model()->rowCount() < 2'000);
    const auto *picker = fixture.window->findChild<UserPicker *>();
    clickRow(page, 1);
    clickRow(page, 3, Qt::ControlModifier);
    clickRow(page, 7, Qt::ControlModifier);
    const auto emails = [&] {
        QStringList sorted;
        const QList<User> users = picker->selectedUsers();
        for (const User &user : users)
            sorted.append(user.email);
        sorted.sort();
        return sorted;
    };
    const QStringList before = emails();
    QCOMPARE(before.size(), 3);
    QTRY_COMPARE_WITH_TIMEOUT(page.rows(), 2'000, 30'000);
    QCOMPARE(emails(), before);
}

void TestUserPicker::copiesEmails()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.type(QStringLiteral("works@"));
    page.press(Qt::Key_Down);
    page.press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("works@practice.example"));
    page.search()->clear();
    page.settle();
    clickRow(page, 0);
    clickRow(page, 1, Qt::ShiftModifier);
    page.users()->setFocus();
    page.press(Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(),
             QString(page.cell(0, UserModel::Email) + u'\n' + page.cell(1, UserModel::Email)));
}

void TestUserPicker::lettersInTheTableSearch()
{
    WindowFixture fixture;
    fixture.showLoaded();
    const MainPage page = fixture.page();
    page.press(Qt::Key_Down);
    QCOMPARE(keyTarget(page.window()), page.users());
    page.press(Qt::Key_W);
    QCOMPARE(keyTarget(page.window()), page.search());
    page.type(QStringLiteral("orks@"));
    QCOMPARE(page.search()->text(), QStringLiteral("works@"));
    QCOMPARE(page.rows(), 1);
}

QTEST_MAIN(TestUserPicker)
#include "tst_userpicker.moc"
