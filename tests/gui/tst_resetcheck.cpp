#include "support/pages/outcomepage.h"
#include "support/scriptedserver.h"
#include "support/windowfixture.h"

#include <functional>

using namespace Keyturn;
using namespace Keyturn::Pages;
using Keyturn::Test::WindowFixture;

namespace {

/// An account of one user, who is read again before their password is changed.
struct Desk
{
    Desk()
    {
        server.setHandler([this](const ScriptedServer::Request &request) { return answer(request); });
        fixture.sessions.elsewhere = server.baseUrl();
        fixture.show();
    }

    ScriptedServer::Answer answer(const ScriptedServer::Request &request)
    {
        if (request.method == "PUT") {
            ++puts;
            return ScriptedServer::json(204, {});
        }
        if (request.path() != "/v2/users")
            return reading ? reading() : ScriptedServer::json(200, person);
        const bool isActive = request.query(QStringLiteral("status")) == QLatin1String("active");
        return ScriptedServer::json(
            200, "{\"total_records\":1,\"users\":[" + (isActive ? person : QByteArray()) + "]}");
    }

    /// Picks them, and asks for the question.
    QWidget *ask()
    {
        const MainPage page = fixture.page();
        if (!QTest::qWaitFor([&] { return page.rows() == 1; }, 30'000))
            QTest::qFail("the user is not loaded", __FILE__, __LINE__);
        page.pick(QStringLiteral("ann@x.example"));
        page.typePassword(QStringLiteral("Sunny-Harbour-42"));
        if (beforeAsking)
            beforeAsking();
        click(page.window(), "updatePassword");
        return awaitWindow("confirmDialog");
    }

    QByteArray person =
        R"({"id":"a1","email":"ann@x.example","first_name":"Ann","last_name":"Lee","status":"active","role_id":"2","type":1,"login_types":[100]})";
    std::function<ScriptedServer::Answer()> reading; ///< of one user
    std::function<void()> beforeAsking;
    int puts = 0;
    ScriptedServer server;
    WindowFixture fixture;
};

bool isChecked(const QWidget *question)
{
    return QTest::qWaitFor(
        [question] { return !qobject_cast<const ConfirmDialog *>(question)->isChecking(); }, 30'000);
}

QString warningOf(const QWidget *question)
{
    return textOf(find(question, "confirmWarning"), "messageText");
}

QByteArray changed(QByteArray person, const QByteArray &before, const QByteArray &after)
{
    return person.replace(before, after);
}

} // namespace

/// What is said of a person before the password is sent.
class TestResetCheck final : public QObject
{
    Q_OBJECT

private slots:
    void nothingNewSendsAtOnce();
    void yesDuringTheCheckCountsAfterIt();
    void newsIsSaidBeforeAnythingIsSent_data();
    void newsIsSaidBeforeAnythingIsSent();
    void whoIsGoneIsSaid();
    void newAddressIsShownEverywhere();
    void failedCheckSaysWhy();
    void hangingCheckCanBeCancelled();
    void lateAnswerIsHarmless();
};

void TestResetCheck::nothingNewSendsAtOnce()
{
    Desk desk;
    QWidget *question = desk.ask();
    QVERIFY(isChecked(question));
    QVERIFY(warningOf(question).isEmpty());
    QVERIFY(find<QAbstractButton>(question, "confirmUpdate")->isEnabled());
    QCOMPARE(desk.puts, 0);
    desk.fixture.page().press(Qt::Key_Return);
    QVERIFY(awaitWindow("outcomeChanged"));
    QCOMPARE(desk.puts, 1);
    QCOMPARE(desk.server.requests().last().target, QByteArray("/v2/users/a1/password"));
}

void TestResetCheck::yesDuringTheCheckCountsAfterIt()
{
    Desk desk;
    bool isHeld = false;
    desk.beforeAsking = [&] {
        // Answers in two parts, of which the second comes when the test says so.
        isHeld = true;
        desk.reading = [&] {
            return isHeld ? ScriptedServer::silence() : ScriptedServer::json(200, desk.person);
        };
    };
    QWidget *question = desk.ask();
    desk.fixture.page().press(Qt::Key_Return);
    QTest::qWait(50);
    QCOMPARE(desk.puts, 0);
    QVERIFY(openWindow("confirmDialog"));
    QVERIFY(textOf(question, "confirmCheck").contains(QStringLiteral("after that")));
    // It never answers; what was said is asked again, since there is something to read.
    QVERIFY(isChecked(question));
    QCOMPARE(desk.puts, 0);
    QVERIFY(textOf(question, "confirmCheck").contains(QStringLiteral("could not be checked")));
    confirmReset(question);
    QVERIFY(awaitWindow("outcomeChanged"));
    QCOMPARE(desk.puts, 1);
}

void TestResetCheck::newsIsSaidBeforeAnythingIsSent_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("after");
    QTest::addColumn<QString>("said");
    QTest::newRow("deactivated") << QByteArray(R"("status":"active")") << QByteArray(R"("status":"inactive")")
                                 << QStringLiteral("inactive");
    QTest::newRow("pending") << QByteArray(R"("status":"active")") << QByteArray(R"("status":"pending")")
                             << QStringLiteral("invitation");
    QTest::newRow("owner") << QByteArray(R"("role_id":"2")") << QByteArray(R"("role_id":"0")")
                           << QStringLiteral("owns");
    QTest::newRow("admin") << QByteArray(R"("role_id":"2")") << QByteArray(R"("role_id":"1")")
                           << QStringLiteral("admin");
    QTest::newRow("SSO") << QByteArray("[100]") << QByteArray("[101]") << QStringLiteral("SSO");
    QTest::newRow("Google") << QByteArray("[100]") << QByteArray("[1]") << QStringLiteral("Google");
    QTest::newRow("e-mail") << QByteArray("ann@x.example") << QByteArray("ann.lee@x.example")
                            << QStringLiteral("ann.lee@x.example");
}
void TestResetCheck::newsIsSaidBeforeAnythingIsSent()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, after);
    QFETCH(QString, said);
    Desk desk;
    desk.beforeAsking = [&] {
        const QByteArray now = changed(desk.person, before, after);
        desk.reading = [now] { return ScriptedServer::json(200, now); };
    };
    QWidget *question = desk.ask();
    // As somebody who does not wait.
    desk.fixture.page().press(Qt::Key_Return);
    QVERIFY(isChecked(question));
    QVERIFY2(warningOf(question).contains(said), qPrintable(warningOf(question)));
    // An Enter that is on its way answers nothing, and withdraws nothing.
    desk.fixture.page().press(Qt::Key_Return);
    QTest::qWait(50);
    QVERIFY(openWindow("confirmDialog"));
    QCOMPARE(desk.puts, 0);
    confirmReset(question);
    QVERIFY(awaitWindow("outcomeChanged"));
    QCOMPARE(desk.puts, 1);
}

void TestResetCheck::whoIsGoneIsSaid()
{
    Desk desk;
    desk.beforeAsking = [&] {
        desk.reading = [] {
            return ScriptedServer::json(404, R"({"code":1001,"message":"User does not exist: a1."})");
        };
    };
    QWidget *question = desk.ask();
    QVERIFY(isChecked(question));
    QVERIFY(warningOf(question).contains(QStringLiteral("does not know")));
    QCOMPARE(desk.puts, 0);
}

void TestResetCheck::newAddressIsShownEverywhere()
{
    Desk desk;
    desk.beforeAsking = [&] {
        const QByteArray now = changed(desk.person, "ann@x.example", "ann.lee@x.example");
        desk.reading = [now] { return ScriptedServer::json(200, now); };
    };
    QWidget *question = desk.ask();
    QVERIFY(isChecked(question));
    QVERIFY(textOf(question, "confirmPerson").contains(QStringLiteral("<ann.lee@x.example>")));
    QVERIFY(warningOf(question).contains(QStringLiteral("ann@x.example")));
    const MainPage page = desk.fixture.page();
    QVERIFY(page.selected().contains(QStringLiteral("<ann.lee@x.example>")));
    confirmReset(question);
    QWidget *outcome = awaitWindow("outcomeChanged");
    QVERIFY(OutcomePage(outcome).person().contains(QStringLiteral("<ann.lee@x.example>")));
    OutcomePage(outcome).close();
    page.search()->clear();
    QTRY_COMPARE(page.cell(0, 1), QStringLiteral("ann.lee@x.example"));
}

void TestResetCheck::failedCheckSaysWhy()
{
    Desk desk;
    desk.beforeAsking = [&] {
        desk.reading = [] {
            return ScriptedServer::json(
                400,
                R"({"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:admin]."})");
        };
    };
    QWidget *question = desk.ask();
    QVERIFY(isChecked(question));
    QVERIFY(textOf(question, "confirmCheck").contains(QStringLiteral("could not be checked")));
    confirmReset(question);
    QVERIFY(awaitWindow("outcomeChanged"));
    QCOMPARE(desk.puts, 1);
}

void TestResetCheck::hangingCheckCanBeCancelled()
{
    Desk desk;
    desk.beforeAsking = [&] { desk.reading = [] { return ScriptedServer::silence(); }; };
    desk.ask();
    desk.fixture.page().press(Qt::Key_Escape);
    QTRY_VERIFY(!openWindow("confirmDialog"));
    QTest::qWait(50);
    QCOMPARE(desk.puts, 0);
    QCOMPARE(desk.fixture.page().password()->text(), QStringLiteral("Sunny-Harbour-42"));
}

void TestResetCheck::lateAnswerIsHarmless()
{
    Desk desk;
    QWidget *question = desk.ask();
    Q_UNUSED(question)
    // The account goes while the question is being answered.
    desk.fixture.window.reset();
    QTest::qWait(50);
    QCOMPARE(desk.puts, 0);
}

QTEST_MAIN(TestResetCheck)
#include "tst_resetcheck.moc"
