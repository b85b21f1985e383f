#include "reset/signout.h"

#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "zoom/revoketokenrequest.h"

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;

namespace {

struct Desk
{
    explicit Desk(const PracticeServer &server)
        : rig(server.baseUrl(), server.token(), false)
        , signOut(&rig.client)
    {
        QObject::connect(&signOut, &SignOut::finished, &signOut,
                         [this](const SignOutResult &result) { results.append(result); });
    }

    ResetRig rig;
    SignOut signOut;
    QList<SignOutResult> results;
};

} // namespace

/// The second step after a reset, and what is said of it.
class TestSignOut final : public QObject
{
    Q_OBJECT

private slots:
    void asksWhatItSays()
    {
        const auto request = RevokeTokenRequest{u"a/b@x.example"_s}.build(QUrl(u"https://api.zoom.us/v2"_s),
                                                                          Secret::fromUtf8("secret"));
        QVERIFY(request);
        QCOMPARE(request->verb, HttpRequest::Verb::Delete);
        QCOMPARE(request->url.toEncoded(), "https://api.zoom.us/v2/users/a%2Fb%40x.example/token");
        QVERIFY(std::holds_alternative<std::monostate>(request->body));
        QCOMPARE(request->bearerToken.exposeUtf8().toByteArray(), QByteArray("secret"));
        QVERIFY(!RevokeTokenRequest{u".."_s}.build(QUrl(u"https://api.zoom.us/v2"_s), Secret::fromUtf8("t")));
        QVERIFY(
            !RevokeTokenRequest{u"a"_s}.build(QUrl(u"https://api.zoom.us/v2"_s), Secret::fromUtf8("t\n")));
    }

    // Qt sent it again; the first one may have been obeyed.
    void aRefusalOfTheRepeatSettlesNothing()
    {
        ZoomReply reply;
        reply.status = 429;
        reply.code = 429;
        reply.requestLeft = true;
        QCOMPARE(RevokeTokenRequest::classify(reply).kind(), Kind::Refused);
        reply.sentAgain = true;
        QCOMPARE(RevokeTokenRequest::classify(reply).kind(), Kind::Unknown);
        QCOMPARE(RevokeTokenRequest::classify(reply).error().kind, ErrorKind::RateLimited);
        reply.status = 204;
        QCOMPARE(RevokeTokenRequest::classify(reply).kind(), Kind::Changed);
    }

    void namesTheOutcome_data()
    {
        QTest::addColumn<QString>("user");
        QTest::addColumn<Kind>("kind");
        QTest::addColumn<ErrorKind>("error");
        QTest::addColumn<bool>("done");
        const auto row = [](PracticeTrigger trigger, Kind kind, ErrorKind error, bool done) {
            QTest::newRow(qPrintable(addressOf(trigger))) << addressOf(trigger) << kind << error << done;
        };
        row(PracticeTrigger::Works, Kind::Changed, ErrorKind(), true);
        row(PracticeTrigger::SignOutRefused, Kind::Refused, ErrorKind::MissingScopes, false);
        row(PracticeTrigger::SignOutLost, Kind::Unknown, ErrorKind::ConnectionLost, true);
        QTest::newRow("nobody") << u"nobody@practice.example"_s << Kind::Refused << ErrorKind::UserNotFound
                                << false;
        QTest::newRow("no path") << u".."_s << Kind::NotSent << ErrorKind::InvalidUserId << false;
    }
    void namesTheOutcome()
    {
        QFETCH(QString, user);
        QFETCH(Kind, kind);
        QFETCH(ErrorKind, error);
        QFETCH(bool, done);
        const auto server = startServer();
        Desk desk(*server);
        QVERIFY(desk.signOut.start({user, u"Name"_s, u"e@mail"_s}));
        QVERIFY(desk.signOut.isRunning());
        QVERIFY(!desk.signOut.start({u"works@practice.example"_s, {}, {}})); // one at a time
        QTRY_COMPARE(desk.results.size(), 1);
        QVERIFY(!desk.signOut.isRunning());
        QCOMPARE(desk.results.first().target.userId, user);
        QCOMPARE(desk.results.first().target.name, u"Name"_s);
        QCOMPARE(desk.results.first().outcome.kind(), kind);
        if (kind != Kind::Changed)
            QCOMPARE(desk.results.first().outcome.error().kind, error);
        QCOMPARE(server->counters().signOuts > 0, done);
        QCOMPARE(server->counters().passwordPuts, 0);
    }

    void needsItsOwnScope()
    {
        PracticeServer::Options options;
        options.tokenScopes = u"user:read:user:admin user:update:password:admin"_s;
        const auto server = startServer(options);
        Desk desk(*server);
        desk.signOut.start({u"works@practice.example"_s, {}, {}});
        QTRY_COMPARE(desk.results.size(), 1);
        QCOMPARE(desk.results.first().outcome.kind(), Kind::Refused);
        QCOMPARE(desk.results.first().outcome.error().missingScopes,
                 QStringList(u"user:delete:token:admin"_s));
        QCOMPARE(server->counters().signOuts, 0);
    }

    void membersMayNot()
    {
        PracticeServer::Options options;
        options.myRole = u"2"_s;
        const auto server = startServer(options);
        Desk desk(*server);
        desk.signOut.start({u"works@practice.example"_s, {}, {}});
        QTRY_COMPARE(desk.results.size(), 1);
        QCOMPARE(desk.results.first().outcome.kind(), Kind::Refused);
        QCOMPARE(desk.results.first().outcome.error().kind, ErrorKind::PermissionDenied);
    }

    void cancelling()
    {
        PracticeServer::Options options;
        options.replyDelay = std::chrono::seconds(20);
        const auto server = startServer(options);
        Desk desk(*server);
        desk.signOut.start({u"works@practice.example"_s, {}, {}});
        desk.signOut.cancel(); // nothing has had the time to leave
        QTRY_COMPARE(desk.results.size(), 1);
        QCOMPARE(desk.results.first().outcome.kind(), Kind::NotSent);

        bool sent = false;
        connect(&desk.signOut, &SignOut::sent, this, [&sent] { sent = true; });
        desk.signOut.start({u"works@practice.example"_s, {}, {}});
        QTRY_VERIFY(sent);
        desk.signOut.cancel();
        QTRY_COMPARE(desk.results.size(), 2);
        QCOMPARE(desk.results.last().outcome.kind(), Kind::Unknown);
        QCOMPARE(desk.results.last().outcome.error().kind, ErrorKind::Cancelled);
    }

    void goingAwayInMidFlightIsHarmless()
    {
        PracticeServer::Options options;
        options.replyDelay = std::chrono::seconds(20);
        const auto server = startServer(options);
        {
            Desk desk(*server);
            desk.signOut.start({u"works@practice.example"_s, {}, {}});
            QTRY_COMPARE(server->counters().signOutCalls, 1);
        }
        QTest::qWait(50);
        QCOMPARE(server->counters().signOutCalls, 1);
    }
};

QTEST_GUILESS_MAIN(TestSignOut)
#include "tst_signout.moc"
