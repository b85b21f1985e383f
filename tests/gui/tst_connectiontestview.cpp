#include "accounts/connectionadvice.h"
#include "accounts/connectiontestview.h"
#include "accounts/connectionwords.h"
#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "practice/practiceserver.h"
#include "session/connectiontest.h"
#include "session/connectiontester.h"
#include "support/pages/connectionpage.h"

#include <QAccessible>
#include <QClipboard>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <QProgressBar>
#include <QSignalSpy>
#include <QVBoxLayout>

using namespace Keyturn;
using namespace Keyturn::Pages;
using namespace Qt::StringLiterals;
using State = ConnectionState;
using Step = ConnectionStep;

namespace {

ConnectionReport reportWith(Step step, const ConnectionRow &row, TokenOrigin origin = TokenOrigin::AskedFor)
{
    ConnectionReport report;
    report.origin = origin;
    report.row(step) = row;
    return report;
}

ConnectionRow rowWith(State state)
{
    ConnectionRow row;
    row.state = state;
    return row;
}

ConnectionRow rowWith(const Error &error)
{
    ConnectionRow row = rowWith(State::Failed);
    row.error = error;
    row.reply = error.reply;
    return row;
}

QString sentenceOf(Step step, const ConnectionRow &row, TokenOrigin origin = TokenOrigin::AskedFor)
{
    return connectionWords(reportWith(step, row, origin), step).sentence();
}

/// A view with a test of a practice server in it.
struct Rig
{
    explicit Rig(const PracticeServer::Options &options = {})
        : server(std::move(PracticeServer::start(options).value()))
        , tester(HttpClient::Options(), clock)
        , view(new ConnectionTestView(&window))
        , page(&window)
    {
        auto *column = new QVBoxLayout(&window);
        column->addWidget(view);
        column->addStretch();
        window.resize(500, 600);
        window.show();
    }

    void openApp()
    {
        Account account;
        account.kind = Account::Kind::ServerToServer;
        account.baseUrl = server->baseUrl();
        account.tokenUrl = server->tokenUrl();
        account.accountId = server->app().accountId;
        account.clientId = server->app().clientId;
        open(tester.test(account, Secret::fromText(server->app().clientSecret)));
    }
    void openPasted()
    {
        Account account;
        account.baseUrl = server->baseUrl();
        open(tester.test(account, Secret::fromText(server->token())));
    }
    void open(std::unique_ptr<ConnectionTest> made)
    {
        test = std::move(made);
        view->setTest(test.get());
    }
    bool runToTheEnd()
    {
        QSignalSpy finished(test.get(), &ConnectionTest::finished);
        test->start();
        return QTest::qWaitFor([&finished] { return finished.size() > 0; }, 30'000);
    }

    SystemClock clock;
    std::unique_ptr<PracticeServer> server;
    ConnectionTester tester;
    std::unique_ptr<ConnectionTest> test;
    QWidget window; ///< after the test: views die before what they show, or after it
    ConnectionTestView *view;
    ConnectionPage page;
};

PracticeServer::Options small()
{
    PracticeServer::Options options;
    options.userCount = 60;
    return options;
}

QList<QString> &announced()
{
    static QList<QString> names;
    return names;
}

void hear(QAccessibleEvent *event)
{
    if (event->type() == QAccessible::Alert && event->object())
        announced().append(event->object()->objectName());
}

} // namespace

/// "Test connection" as it is seen and heard.
class TestConnectionTestView final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void everyStateSaysItself();
    void everyErrorHasAdviceForTheForm();
    void namesScopesAndPlaces();
    void namesTheScopesThatZoomNames();
    void tellsTheRole();
    void aMissingRuleIsNoFailure();
    void wordsOfServersAreHarmless();
    void showsATestFromItsStartToItsEnd();
    void asksNothingOfTheKeyboard();
    void showsFailures_data();
    void showsFailures();
    void stops();
    void theTestMayDieFirst();
    void clears();
    void showsAnotherTestInstead();
    void detailsHoldNoSecrets();
    void wrapsWhenNarrow();
};

void TestConnectionTestView::initTestCase()
{
    // Qt sends no events before it has seen an accessibility bus, and is told to use it.
    QVERIFY(qEnvironmentVariableIsSet("QT_LINUX_ACCESSIBILITY_ALWAYS_ON"));
    QVERIFY(
        QDBusConnection::sessionBus().interface()->startService(QStringLiteral("org.a11y.Bus")).isValid());
    QTRY_VERIFY(QAccessible::isActive());
}

void TestConnectionTestView::everyStateSaysItself()
{
    for (const Step step : connectionSteps) {
        QSet<QString> headings;
        for (const State state : {State::Waiting, State::Running, State::Works, State::Warning, State::Failed,
                                  State::Skipped, State::Untested}) {
            const ConnectionWords words = connectionWords(reportWith(step, rowWith(state)), step);
            QVERIFY(!words.title.isEmpty());
            QVERIFY(words.sentence().contains(words.title));
            QVERIFY(words.sentence().contains(words.state));
            QVERIFY2(!words.sentence().contains(u'%'), qPrintable(words.sentence()));
            headings += words.heading();
            const bool pending = state == State::Waiting || state == State::Running;
            QCOMPARE(words.happened.isEmpty(), pending);
        }
        QCOMPARE(headings.size(), 7); // told apart without any picture
    }
}

void TestConnectionTestView::everyErrorHasAdviceForTheForm()
{
    for (const TokenOrigin origin : {TokenOrigin::Pasted, TokenOrigin::AskedFor}) {
        for (const Step step : connectionSteps) {
            for (int kind = 0; kind <= int(ErrorKind::NameTaken); ++kind) {
                const QString advice = connectionAdvice(step, Error::of(ErrorKind(kind)), origin);
                QVERIFY2(advice.size() > 10 && advice.endsWith(u'.'), qPrintable(advice));
                const QString sentence = sentenceOf(step, rowWith(Error::of(ErrorKind(kind))), origin);
                // Whoever reads this is in the form already.
                const bool ofAnotherPlace = sentence.contains(u"“Edit…”"_s);
                QVERIFY2(!ofAnotherPlace, qPrintable(sentence));
            }
        }
    }
}

void TestConnectionTestView::namesScopesAndPlaces()
{
    const auto scopes = [](Step step) {
        return connectionAdvice(step, Error::of(ErrorKind::MissingScopes), TokenOrigin::AskedFor);
    };
    for (const auto &[step, classic, granular] :
         {std::tuple{Step::Self, u"user:read:admin"_s, u"user:read:user:admin"_s},
          std::tuple{Step::Users, u"user:read:admin"_s, u"user:read:list_users:admin"_s},
          std::tuple{Step::Rules, u"account:read:admin"_s, u"account:read:settings:admin"_s}}) {
        QVERIFY(scopes(step).contains(classic));
        QVERIFY(scopes(step).contains(granular));
        QVERIFY(scopes(step).contains(u"Manage › your app › Scopes"_s));
    }
    const QString change = sentenceOf(Step::Change, rowWith(State::Failed));
    QVERIFY(change.contains(u"user:write:admin"_s));
    QVERIFY(change.contains(u"user:update:password:admin"_s));
    QVERIFY(change.contains(u"Manage › your app › Scopes"_s));
    const QString untested = sentenceOf(Step::Change, rowWith(State::Untested));
    QVERIFY(untested.contains(u"cannot be tested without changing a password"_s));
    QVERIFY(untested.contains(u"user:write:admin"_s));

    const auto token = [](ErrorKind kind) { return sentenceOf(Step::Token, rowWith(Error::of(kind))); };
    QVERIFY(token(ErrorKind::ClientRefused).contains(u"your app › App Credentials"_s));
    QVERIFY(token(ErrorKind::AccountIdRefused).contains(u"your app › App Credentials"_s));
    QVERIFY(token(ErrorKind::AppDeactivated).contains(u"your app › Activation"_s));
    QVERIFY(token(ErrorKind::GrantRefused).contains(u"Server-to-Server OAuth"_s));
    QVERIFY(sentenceOf(Step::Users, rowWith(Error::of(ErrorKind::PermissionDenied)))
                .contains(u"User Management › Roles"_s));
    // A token that was pasted gets its scopes when it is made.
    QVERIFY(sentenceOf(Step::Users, rowWith(Error::of(ErrorKind::MissingScopes)), TokenOrigin::Pasted)
                .contains(u"new token"_s));
}

void TestConnectionTestView::namesTheScopesThatZoomNames()
{
    Error error = Error::of(ErrorKind::MissingScopes);
    error.missingScopes = {u"thing:read:one:master"_s, u"thing:read:one:admin"_s};
    const ConnectionWords words = connectionWords(reportWith(Step::Users, rowWith(error)), Step::Users);
    QVERIFY(words.happened.contains(u"thing:read:one:master, thing:read:one:admin"_s));
    QVERIFY(words.next.contains(u"thing:read:one:admin"_s));
    QVERIFY(!words.next.contains(u"master"_s));
    QVERIFY(!words.next.contains(u"user:read:admin"_s)); // Zoom knows better than we do
    error.missingScopes = {u"thing:read"_s};
    QVERIFY(connectionAdvice(Step::Users, error, TokenOrigin::AskedFor).contains(u"thing:read"_s));
}

void TestConnectionTestView::tellsTheRole()
{
    ConnectionRow row = rowWith(State::Failed);
    row.userName = u"Jo Li"_s;
    row.userEmail = u"jo@x.com"_s;
    row.role = AccountRole::Member;
    const QString member = sentenceOf(Step::Self, row);
    QVERIFY(member.contains(u"Jo Li <jo@x.com>"_s));
    QVERIFY(member.contains(u"not an admin"_s));
    QVERIFY(member.contains(u"role Admin"_s));
    QVERIFY(member.contains(u"User Management › Roles"_s));
    row.state = State::Works;
    for (const AccountRole role : {AccountRole::Owner, AccountRole::Admin}) {
        row.role = role;
        const ConnectionWords words = connectionWords(reportWith(Step::Self, row), Step::Self);
        QVERIFY(words.happened.contains(role == AccountRole::Owner ? u"owner"_s : u"an admin"_s));
        QVERIFY(words.next.isEmpty());
    }
}

void TestConnectionTestView::aMissingRuleIsNoFailure()
{
    ConnectionRow row = rowWith(Error::of(ErrorKind::PermissionDenied));
    row.state = State::Warning;
    const ConnectionWords words = connectionWords(reportWith(Step::Rules, row), Step::Rules);
    QVERIFY(words.next.contains(u"Keyturn can do without"_s));
    row = rowWith(State::Works);
    row.rules = {10, true, 5, true};
    QString rules = sentenceOf(Step::Rules, row);
    QVERIFY(rules.contains(u"At least 10 characters."_s));
    QVERIFY(rules.contains(u"such as 12345."_s));
    row.rules = {0, false, 0, false};
    rules = sentenceOf(Step::Rules, row);
    QVERIFY(!rules.contains(u"At least"_s));
    QVERIFY(!rules.contains(u"such as"_s));
}

void TestConnectionTestView::wordsOfServersAreHarmless()
{
    Error error = Error::of(ErrorKind::MissingScopes);
    error.missingScopes = {u"a\u202Eb\nc%1%2"_s, QString(5000, u'x')};
    for (const QString &text : {sentenceOf(Step::Users, rowWith(error)),
                                connectionDetails(reportWith(Step::Users, rowWith(error)))}) {
        QVERIFY(!text.contains(QChar(0x202E)));
        QVERIFY(text.contains(u"%1%2"_s)); // as it came, and not filled in
        QVERIFY(text.size() < 2000);
    }
    ConnectionRow row = rowWith(State::Works);
    row.role = AccountRole::Admin;
    row.userName = u"%3%4\u202E<b>x</b>"_s;
    row.userEmail = u"a@b"_s;
    const QString self = sentenceOf(Step::Self, row);
    QVERIFY(self.contains(u"%3%4<b>x</b> <a@b>"_s));
}

void TestConnectionTestView::showsATestFromItsStartToItsEnd()
{
    QAccessible::UpdateHandler before = QAccessible::installUpdateHandler(hear);
    announced().clear();
    Rig rig(small());
    QVERIFY(!rig.view->isVisible());
    rig.openApp();
    QVERIFY(rig.view->isVisible());
    QVERIFY(rig.page.isBusy());
    QVERIFY(!rig.page.hasDetails());
    QVERIFY(rig.page.row(Step::Token).contains(u"not tested yet"_s));
    QVERIFY(!rig.page.label(Step::Token)->isVisible());
    QCOMPARE(find<QProgressBar>(&rig.window, "testProgress")->maximum(), 0);
    QVERIFY(!announced().contains(u"testSummary"_s));

    QVERIFY(rig.runToTheEnd());
    for (const Step step : connectionSteps) {
        QCOMPARE(rig.page.row(step), connectionWords(rig.test->report(), step).sentence());
        QVERIFY(rig.page.row(step).contains(u": works. "_s));
        QVERIFY(rig.page.row(step).endsWith(rig.page.text(step)));
        QVERIFY(rig.page.label(step)->isVisible());
    }
    QVERIFY(rig.page.row(Step::Self).contains(u"you@practice.example"_s));
    QVERIFY(!rig.page.isBusy());
    QVERIFY(!rig.page.canStop());
    QVERIFY(rig.page.hasDetails());
    QVERIFY(rig.page.summary().contains(u"Nothing was changed"_s));
    QCOMPARE(announced().count(u"testSummary"_s), 1);
    QCOMPARE(rig.server->counters().passwordPuts, 0);
    QAccessible::installUpdateHandler(before);
}

void TestConnectionTestView::asksNothingOfTheKeyboard()
{
    Rig rig(small());
    rig.openPasted();
    // Every widget that takes the focus has a name to be read and one to be found by.
    QVERIFY(rig.runToTheEnd());
    int focusable = 0;
    const auto widgets = rig.view->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (widget->focusPolicy() == Qt::NoFocus)
            continue;
        ++focusable;
        QVERIFY2(!widget->objectName().isEmpty(), widget->metaObject()->className());
        QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(widget->objectName()));
    }
    QVERIFY(focusable >= 3); // stop, details, copy
}

void TestConnectionTestView::showsFailures_data()
{
    QTest::addColumn<QString>("scopes");
    QTest::addColumn<QString>("role");
    QTest::addColumn<Step>("step");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("names");
    QTest::newRow("list") << u"user:read:user:admin user:update:password:admin account:read:settings:admin"_s
                          << u"1"_s << Step::Users << u"does not work"_s << u"user:read:list_users:admin"_s;
    QTest::newRow("me") << u"user:write:admin"_s << u"1"_s << Step::Self << u"does not work"_s
                        << u"user:read:admin"_s;
    QTest::newRow("rules") << u"user:read:admin user:write:admin"_s << u"1"_s << Step::Rules
                           << u"please check"_s << u"account:read:admin"_s;
    QTest::newRow("change") << u"user:read:admin account:read:admin"_s << u"1"_s << Step::Change
                            << u"does not work"_s << u"user:update:password:admin"_s;
    QTest::newRow("member") << PracticeServer::App().scopes << u"2"_s << Step::Self << u"does not work"_s
                            << u"not an admin"_s;
}
void TestConnectionTestView::showsFailures()
{
    QFETCH(QString, scopes);
    QFETCH(QString, role);
    QFETCH(Step, step);
    QFETCH(QString, state);
    QFETCH(QString, names);
    PracticeServer::Options options = small();
    options.app.scopes = scopes;
    options.myRole = role;
    Rig rig(options);
    rig.openApp();
    QVERIFY(rig.runToTheEnd());
    QVERIFY2(rig.page.row(step).contains(state), qPrintable(rig.page.row(step)));
    QVERIFY2(rig.page.row(step).contains(names), qPrintable(rig.page.row(step)));
    QVERIFY(rig.page.text(step).contains(names)); // seen, too
    QVERIFY(rig.page.summary().contains(u"see above"_s));
    QCOMPARE(rig.server->counters().passwordPuts, 0);
}

void TestConnectionTestView::stops()
{
    PracticeServer::Options options = small();
    options.replyDelay = std::chrono::seconds(60);
    Rig rig(options);
    rig.openPasted();
    QSignalSpy finished(rig.test.get(), &ConnectionTest::finished);
    rig.test->start();
    QTRY_VERIFY(rig.page.row(Step::Self).contains(u"testing"_s));
    QVERIFY(rig.page.canStop());
    find(&rig.window, "stopTest")->setFocus();
    rig.page.stop();
    QCOMPARE(finished.size(), 1);
    QVERIFY(rig.page.row(Step::Self).contains(u"You stopped the test."_s));
    QVERIFY(rig.page.summary().contains(u"was stopped"_s));
    QVERIFY(!rig.page.isBusy());
    // Not to some place far away.
    QVERIFY(rig.window.focusWidget());
    QCOMPARE(rig.window.focusWidget()->objectName(), u"details"_s);
}

void TestConnectionTestView::theTestMayDieFirst()
{
    PracticeServer::Options options = small();
    options.replyDelay = std::chrono::seconds(60);
    Rig rig(options);
    rig.openPasted();
    rig.test->start();
    QTRY_VERIFY(rig.page.row(Step::Self).contains(u"testing"_s));
    rig.test.reset();
    QVERIFY(!rig.page.isBusy());
    QVERIFY(rig.page.row(Step::Token).contains(u"works"_s));
    QVERIFY(rig.page.row(Step::Self).contains(u"not tested"_s));
    QVERIFY(rig.page.summary().contains(u"was stopped"_s));

    // After its end, what it found stays.
    Rig done(small());
    done.openPasted();
    QVERIFY(done.runToTheEnd());
    const QString summary = done.page.summary();
    done.test.reset();
    QCOMPARE(done.page.summary(), summary);
    QVERIFY(done.page.row(Step::Users).contains(u"works"_s));
    QVERIFY(done.view->isVisible());
}

void TestConnectionTestView::clears()
{
    Rig rig(small());
    rig.openPasted();
    rig.view->clear();
    QVERIFY(!rig.view->isVisible());
    // It goes on, and nobody looks.
    QVERIFY(rig.runToTheEnd());
    QVERIFY(!rig.view->isVisible());
    rig.test.reset();
    QVERIFY(!rig.view->isVisible());
}

void TestConnectionTestView::showsAnotherTestInstead()
{
    PracticeServer::Options options = small();
    options.myRole = u"2"_s;
    Rig rig(options);
    rig.openApp();
    QVERIFY(rig.runToTheEnd());
    QVERIFY(rig.page.row(Step::Self).contains(u"not an admin"_s));
    auto old = std::move(rig.test);
    rig.openPasted();
    QVERIFY(rig.page.isBusy());
    QVERIFY(!rig.page.hasDetails());
    QVERIFY(rig.page.row(Step::Self).contains(u"not tested yet"_s));
    QVERIFY(!rig.page.text(Step::Self).contains(u"not an admin"_s));
    old.reset();
    QVERIFY(rig.page.isBusy());
    QVERIFY(rig.runToTheEnd());
    QVERIFY(rig.page.hasDetails());
}

void TestConnectionTestView::detailsHoldNoSecrets()
{
    PracticeServer::Options options = small();
    options.settingsReadable = false;
    options.token = u"canary-pasted-token"_s;
    options.app.clientSecret = u"canary-client-secret"_s;
    Rig rig(options);
    for (const bool app : {true, false}) {
        app ? rig.openApp() : rig.openPasted();
        QVERIFY(rig.runToTheEnd());
        QGuiApplication::clipboard()->clear();
        rig.page.copyDetails();
        const QString details = QGuiApplication::clipboard()->text();
        QVERIFY(details.contains(u"HTTP status: 200"_s));
        QVERIFY(details.contains(u"HTTP status: 400"_s));
        QVERIFY(details.contains(u"Zoom code: 4711"_s));
        QVERIFY(details.contains(u"Message: Invalid access token, does not contain scopes"_s));
        QCOMPARE(details.count(u"Tracking ID: "_s), 3);
        QVERIFY(!details.contains(u"canary"_s));
        QVERIFY(!details.contains(u"eyJ"_s)); // how a JWT begins
    }
}

void TestConnectionTestView::wrapsWhenNarrow()
{
    PracticeServer::Options options = small();
    options.app.scopes = u"user:read:user:admin"_s;
    Rig rig(options);
    rig.openApp();
    QVERIFY(rig.runToTheEnd());
    for (const int width : {220, 320, 900}) {
        rig.window.resize(width, rig.window.layout()->totalHeightForWidth(width));
        QTRY_COMPARE(rig.window.width(), width);
        QTest::qWait(10);
        const auto labels = rig.view->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (!label->isVisible())
                continue;
            QVERIFY2(label->height() >= label->heightForWidth(label->width()), qPrintable(label->text()));
            QVERIFY(label->mapTo(&rig.window, QPoint(label->width(), 0)).x() <= width);
        }
    }
}

QTEST_MAIN(TestConnectionTestView)
#include "tst_connectiontestview.moc"
