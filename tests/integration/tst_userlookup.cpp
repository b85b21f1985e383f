#include "directory/userlookup.h"
#include "support/fakeclock.h"
#include "support/fixedtoken.h"
#include "support/scriptedserver.h"
#include "zoom/zoomclient.h"

#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// Knows everyone, and answers with what the path said.
ScriptedServer::Answer echo(const ScriptedServer::Request &request)
{
    const QByteArray asked = request.path().mid(request.path().lastIndexOf('/') + 1);
    return ScriptedServer::json(200, R"({"id":")" + asked + R"(","login_types":[100]})");
}

struct Rig
{
    Rig() { server.setHandler(echo); }
    QString foundId(int index) const { return found.at(index).at(0).value<User>().id; }

    ScriptedServer server;
    FakeClock clock;
    FixedToken tokens;
    HttpClient http{HttpClient::Options(), clock};
    ZoomClient client{&http, &tokens, server.baseUrl()};
    UserLookup lookup{&client};
    QSignalSpy found{&lookup, &UserLookup::found};
    QSignalSpy failed{&lookup, &UserLookup::failed};
};

} // namespace

class TestUserLookup final : public QObject
{
    Q_OBJECT

private slots:
    void finds_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("me") << u"me"_s << QByteArray("/v2/users/me");
        QTest::newRow("spaces around") << u"  ann@x.com \n"_s << QByteArray("/v2/users/ann%40x.com");
        QTest::newRow("slash") << u"a/b"_s << QByteArray("/v2/users/a%2Fb");
        QTest::newRow("not ASCII") << u"ü@ö.de"_s << QByteArray("/v2/users/%C3%BC%40%C3%B6.de");
    }
    void finds()
    {
        QFETCH(QString, typed);
        QFETCH(QByteArray, path);
        Rig rig;
        rig.lookup.find(typed);
        QVERIFY(rig.lookup.isRunning());
        QTRY_COMPARE(rig.found.size(), 1);
        QCOMPARE(rig.server.requests().size(), 1);
        QCOMPARE(rig.server.requests().first().method, QByteArray("GET"));
        QCOMPARE(rig.server.requests().first().target, path);
        QCOMPARE(rig.found.at(0).at(0).value<User>().loginTypes, QList<int>({100}));
        QVERIFY(!rig.lookup.isRunning());
        QCOMPARE(rig.failed.size(), 0);
    }

    void reportsFailures()
    {
        Rig rig;
        rig.server.enqueue(
            ScriptedServer::json(404, R"({"code":1001,"message":"User does not exist: nobody."})"));
        rig.lookup.find(u" nobody "_s);
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failed.at(0).at(0).toString(), u"nobody"_s);
        QCOMPARE(rig.failed.at(0).at(1).value<Error>().kind, ErrorKind::UserNotFound);
        QVERIFY(!rig.lookup.isRunning());
    }

    void refusesWhatIsNoId_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::newRow("empty") << QString();
        QTest::newRow("spaces") << u"  "_s;
        QTest::newRow("upwards") << u".."_s;
    }
    void refusesWhatIsNoId()
    {
        QFETCH(QString, typed);
        Rig rig;
        rig.lookup.find(typed);
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failed.at(0).at(1).value<Error>().kind, ErrorKind::InvalidUserId);
        QCOMPARE(rig.server.requests().size(), 0);
    }

    void dropsTheAnswerToAnOutdatedQuestion()
    {
        Rig rig;
        rig.lookup.find(u"first"_s);
        rig.lookup.find(u"second"_s);
        QTRY_COMPARE(rig.found.size(), 1);
        QTest::qWait(20);
        QCOMPARE(rig.found.size(), 1);
        QCOMPARE(rig.failed.size(), 0);
        QCOMPARE(rig.foundId(0), u"second"_s);

        // Also when the first question is at the server already.
        rig.server.enqueue(ScriptedServer::silence());
        const auto before = rig.server.requests().size();
        rig.lookup.find(u"third"_s);
        QTRY_COMPARE(rig.server.requests().size(), before + 1);
        rig.lookup.find(u"fourth"_s);
        QTRY_COMPARE(rig.found.size(), 2);
        QCOMPARE(rig.foundId(1), u"fourth"_s);
        QCOMPARE(rig.failed.size(), 0);
    }

    void cancels()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::silence());
        rig.lookup.find(u"ann"_s);
        QTRY_COMPARE(rig.server.requests().size(), 1);
        rig.lookup.cancel();
        QVERIFY(!rig.lookup.isRunning());
        QTest::qWait(20);
        QCOMPARE(rig.found.size() + rig.failed.size(), 0);
        rig.lookup.find(u"bob"_s);
        QTRY_COMPARE(rig.found.size(), 1);
        QCOMPARE(rig.foundId(0), u"bob"_s);
    }
};

QTEST_GUILESS_MAIN(TestUserLookup)
#include "tst_userlookup.moc"
