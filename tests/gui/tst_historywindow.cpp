#include "history/history.h"
#include "support/futures.h"
#include "support/pages/mainpage.h"
#include "support/pages/outcomepage.h"
#include "support/windowfixture.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Keyturn::Test;

namespace {

struct Desk
{
    Desk()
    {
        fixture.sessions.history = &history;
        Account account;
        account.id = QStringLiteral("contoso-1");
        account.name = QStringLiteral("Contoso");
        account.baseUrl = fixture.server->baseUrl();
        QVERIFY(fixture.accounts.save(account));
        fixture.accounts.setLastUsedId(account.id);
    }
    void show(MainWindow::StartWith startWith = MainWindow::StartWith::LastAccount)
    {
        fixture.show(startWith);
        QTRY_COMPARE_WITH_TIMEOUT(fixture.page().rows(), 500, 30'000);
    }
    void reset(const QString &email, const char *outcomeWindow = "outcomeChanged")
    {
        const MainPage page = fixture.page();
        page.pick(email);
        page.typePassword(QStringLiteral("Sunny-Harbour-42"));
        click(page.window(), "updatePassword");
        confirmReset(awaitWindow("confirmDialog"));
        QWidget *outcome = awaitWindow(outcomeWindow);
        QVERIFY(outcome);
        click(outcome, "closeOutcome");
        QTRY_VERIFY(!openWindow(outcomeWindow));
    }
    QWidget *open() const
    {
        fixture.window->findChild<QAction *>(QStringLiteral("historyAction"))->trigger();
        return awaitWindow("historyWindow");
    }
    static QString cell(QWidget *window, int row, int column)
    {
        return find<QTableView>(window, "history")->model()->index(row, column).data().toString();
    }
    static int rows(QWidget *window) { return find<QTableView>(window, "history")->model()->rowCount(); }

    QTemporaryDir folder;
    FakeSecretStore keychain;
    History history{folder.filePath(QStringLiteral("history.sqlite")), &keychain};
    WindowFixture fixture;
};

} // namespace

class TestHistoryWindow final : public QObject
{
    Q_OBJECT

private slots:
    void saysThatThereIsNothingYet()
    {
        Desk desk;
        desk.show();
        QWidget *window = desk.open();
        QTRY_VERIFY(textOf(window, "historyCount").startsWith(QStringLiteral("Nothing yet.")));
        QVERIFY(!find<QPushButton>(window, "exportHistory")->isEnabled());
        QCOMPARE(desk.open(), window); // the same one comes to the front
    }

    void aResetIsWrittenDown()
    {
        Desk desk;
        desk.show();
        QSignalSpy appended(&desk.history, &History::appended);
        desk.reset(QStringLiteral("works@practice.example"));
        QTRY_COMPARE(appended.size(), 1);
        desk.reset(QStringLiteral("throttled@practice.example"), "outcomeRefused");
        QTRY_COMPARE(appended.size(), 2);

        QWidget *window = desk.open();
        QTRY_COMPARE(Desk::rows(window), 2);
        QVERIFY(Desk::cell(window, 1, 1).contains(QStringLiteral("works@practice.example")));
        QCOMPARE(Desk::cell(window, 1, 2), QStringLiteral("Password changed"));
        QCOMPARE(Desk::cell(window, 1, 3), QStringLiteral("Contoso"));
        QVERIFY(Desk::cell(window, 1, 4).contains(QLatin1Char('@')));
        QVERIFY(!Desk::cell(window, 1, 5).isEmpty());
        QVERIFY(Desk::cell(window, 0, 2).startsWith(QStringLiteral("Password change refused")));

        find<QLineEdit>(window, "findHistory")->setText(QStringLiteral("throttled"));
        QTRY_COMPARE(Desk::rows(window), 1);
        find<QLineEdit>(window, "findHistory")->setText(QStringLiteral("nobody"));
        QTRY_COMPARE(textOf(window, "historyCount"), QStringLiteral("Nothing in the history matches."));
        find<QLineEdit>(window, "findHistory")->clear();
        auto *outcome = find<QComboBox>(window, "historyOutcome");
        outcome->setCurrentIndex(1);
        QTRY_COMPARE(Desk::rows(window), 1);
        QVERIFY(Desk::cell(window, 0, 1).contains(QStringLiteral("works@")));

        click(window, "checkHistory");
        QTRY_VERIFY(textOf(find(window, "historyMessage"), "messageText")
                        .startsWith(QStringLiteral("The history is complete and unaltered.")));

        // The password is nowhere in it.
        QFile file(desk.folder.filePath(QStringLiteral("history.sqlite")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("Sunny-Harbour"));
    }

    void practiceIsNot()
    {
        Desk desk;
        desk.show(MainWindow::StartWith::PracticeAccount);
        desk.reset(QStringLiteral("works@practice.example"));
        QTest::qWait(200);
        QVERIFY(resultOf(desk.history.search({}))->isEmpty());
    }
};

QTEST_MAIN(TestHistoryWindow)
#include "tst_historywindow.moc"
