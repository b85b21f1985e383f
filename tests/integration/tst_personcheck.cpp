#include "reset/personcheck.h"
#include "support/fakeclock.h"
#include "support/fixedtoken.h"
#include "support/scriptedserver.h"
#include "zoom/zoomclient.h"

#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

struct Rig
{
    explicit Rig(std::chrono::milliseconds patience = PersonCheck::defaultPatience)
        : check(&client, patience)
    {
    }
    PersonCheck::Answer answer(int index) const
    {
        return answers.at(index).at(0).value<PersonCheck::Answer>();
    }

    ScriptedServer server;
    FakeClock clock;
    FixedToken tokens;
    HttpClient http{HttpClient::Options(), clock};
    ZoomClient client{&http, &tokens, server.baseUrl()};
    PersonCheck check;
    QSignalSpy answers{&check, &PersonCheck::finished};
};

} // namespace

class TestPersonCheck final : public QObject
{
    Q_OBJECT

private slots:
    void readsWhoTheyAreNow()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(
            200, R"({"id":"a","email":"new@x.com","status":"inactive","role_id":"1","login_types":[101]})"));
        rig.check.start(u"a"_s);
        QVERIFY(rig.check.isRunning());
        QTRY_COMPARE(rig.answers.size(), 1);
        QVERIFY(!rig.check.isRunning());
        QCOMPARE(rig.server.requests().first().target, QByteArray("/v2/users/a"));
        const PersonCheck::Answer answer = rig.answer(0);
        QVERIFY(answer.user);
        QCOMPARE(answer.user->email, u"new@x.com"_s);
        QCOMPARE(answer.user->status, u"inactive"_s);
        QCOMPARE(answer.user->loginTypes, QList<int>({101}));
    }

    void saysWhyItCouldNot_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("gone") << 404 << QByteArray(R"({"code":1001,"message":"User does not exist: a."})")
                              << ErrorKind::UserNotFound;
        QTest::newRow("scope")
            << 400
            << QByteArray(
                   R"({"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:admin]."})")
            << ErrorKind::MissingScopes;
        QTest::newRow("down") << 503 << QByteArray("{}") << ErrorKind::GatewayTrouble;
    }
    void saysWhyItCouldNot()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(status, body));
        rig.check.start(u"a"_s);
        QTRY_COMPARE(rig.answers.size(), 1);
        QVERIFY(!rig.answer(0).user);
        QTEST(rig.answer(0).error.kind, "kind");
    }

    void givesUpAfterItsPatience()
    {
        Rig rig(std::chrono::milliseconds(50));
        rig.server.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::silence(); });
        rig.check.start(u"a"_s);
        QTRY_COMPARE(rig.answers.size(), 1);
        QVERIFY(!rig.answer(0).user);
        QCOMPARE(rig.answer(0).error.kind, ErrorKind::ReplyTimeout);
        QVERIFY(!rig.check.isRunning());
    }

    void cancelledTellsNothing()
    {
        Rig rig(std::chrono::milliseconds(50));
        rig.server.setHandler(
            [](const ScriptedServer::Request &) { return ScriptedServer::json(200, R"({"id":"a"})"); });
        rig.check.start(u"a"_s);
        rig.check.cancel();
        QVERIFY(!rig.check.isRunning());
        QTest::qWait(120);
        QCOMPARE(rig.answers.size(), 0);
        // The next one is its own.
        rig.check.start(u"b"_s);
        QTRY_COMPARE(rig.answers.size(), 1);
    }

    void anotherDropsTheOneBefore()
    {
        Rig rig;
        rig.server.setHandler([](const ScriptedServer::Request &request) {
            return ScriptedServer::json(200, R"({"id":")" + request.path().right(1) + R"("})");
        });
        rig.check.start(u"a"_s);
        rig.check.start(u"b"_s);
        QTRY_COMPARE(rig.answers.size(), 1);
        QTest::qWait(50);
        QCOMPARE(rig.answers.size(), 1);
        QCOMPARE(rig.answer(0).user->id, u"b"_s);
    }
};

QTEST_GUILESS_MAIN(TestPersonCheck)
#include "tst_personcheck.moc"
