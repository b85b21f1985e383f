#include "reset/passwordreset.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "support/scriptedserver.h"
#include "support/tokenrig.h"
#include "zoom/getuserrequest.h"
#include "zoom/zoomclient.h"

#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Kind = Outcome::Kind;
using PracticeFixture::addressOf;
using PracticeFixture::startServer;
using Stage = PasswordReset::Stage;
using Test::resultOf;
using Test::TokenRig;
using Trigger = PracticeTrigger;
using Trouble = PracticeServer::AppTrouble;

namespace {

const QByteArray password = "Passw0rd-replayed";

PracticeServer::Options practiceOptions()
{
    PracticeServer::Options options;
    options.userCount = 60;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    options.changesPerDay = 0;
    return options;
}

/// An account with Server-to-Server OAuth, from the use case to the wire.
struct Desk
{
    explicit Desk(const PracticeServer &server)
        : Desk(server, server.baseUrl(), server.tokenUrl(), {})
    {
    }
    Desk(const PracticeServer &server, const QUrl &baseUrl, const QUrl &tokenUrl,
         const HttpClient::Options &net)
        : rig(server, tokenUrl, net)
        , tokens(rig.open())
        , http(net, rig.clock)
        , client(&http, tokens.get(), baseUrl)
        , reset(&client)
    {
        QObject::connect(&reset, &PasswordReset::finished, &reset,
                         [this](const ResetResult &finished) { result = finished; });
        QObject::connect(&reset, &PasswordReset::stageChanged, &reset,
                         [this](Stage stage) { stages.append(stage); });
    }

    void start(Trigger trigger, const QByteArray &to = password)
    {
        result.reset();
        stages.clear();
        QVERIFY(reset.start({addressOf(trigger), {}, {}}, Secret::fromUtf8(to)));
    }
    /// True when it finished.
    bool run(Trigger trigger, const QByteArray &to = password)
    {
        start(trigger, to);
        return QTest::qWaitFor([this] { return result.has_value(); }, 20'000);
    }

    TokenRig rig;
    std::unique_ptr<ServerTokenSource> tokens;
    HttpClient http;
    ZoomClient client;
    PasswordReset reset;
    std::optional<ResetResult> result;
    QList<Stage> stages;
};

QByteArray refusal()
{
    return R"({"code":124,"message":"Invalid access token."})";
}

QUrl tokenUrlAt(const QUrl &baseUrl)
{
    QUrl url = baseUrl;
    url.setPath(u"/oauth/token"_s);
    return url;
}

} // namespace

/// A call whose token is refused: once more with a new one, and never again.
class TestTokenReplay final : public QObject
{
    Q_OBJECT

private slots:
    void aTokenThatWasEndedIsReplacedUnnoticed()
    {
        const auto server = startServer(practiceOptions());
        Desk desk(*server);
        QVERIFY(resultOf(desk.tokens->accessToken()));
        server->endTokens();
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(desk.result->outcome.kind(), Kind::Changed);
        QVERIFY(!desk.result->outcome.isRepeat());
        QCOMPARE(desk.stages, QList({Stage::Preparing, Stage::Sent, Stage::Idle}));
        QCOMPARE(server->counters().passwordPuts, 2);
        QCOMPARE(server->counters().passwordChanges, 1);
        QCOMPARE(server->counters().tokenRequests, 2);
        QVERIFY(server->hasPassword(addressOf(Trigger::Works), password));
    }

    void aTokenRevokedInTheMidstOfABatchIsReplacedOnce()
    {
        const auto server = startServer(practiceOptions());
        Desk desk(*server);
        for (int i = 0; i < 20; ++i) {
            if (i == 10)
                server->endTokens();
            QVERIFY(desk.run(Trigger::Works, password + QByteArray::number(i)));
            QCOMPARE(desk.result->outcome.kind(), Kind::Changed);
        }
        QCOMPARE(server->counters().passwordPuts, 21);
        QCOMPARE(server->counters().passwordChanges, 20);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void manyCallsShareTheNewToken()
    {
        const auto server = startServer(practiceOptions());
        Desk desk(*server);
        QVERIFY(resultOf(desk.tokens->accessToken()));
        server->endTokens();
        int good = 0;
        int done = 0;
        for (int i = 0; i < 40; ++i) {
            ZoomCall *call = desk.client.send([](const QUrl &baseUrl, const Secret &token) {
                return GetUserRequest{u"me"_s}.build(baseUrl, token);
            });
            connect(call, &ZoomCall::finished, this, [&good, &done](const ZoomReply &reply) {
                good += reply.status == 200;
                ++done;
            });
        }
        QTRY_COMPARE(done, 40);
        QCOMPARE(good, 40);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    // A server that refuses each token, for this user.
    void isSentTwiceAndNeverAgain()
    {
        const auto server = startServer(practiceOptions());
        Desk desk(*server);
        QVERIFY(desk.run(Trigger::Expired));
        QCOMPARE(desk.result->outcome.kind(), Kind::Refused);
        QCOMPARE(desk.result->outcome.error().kind, ErrorKind::TokenRejected);
        QCOMPARE(desk.result->outcome.facts().httpStatus, 401);
        QTest::qWait(100);
        QCOMPARE(server->counters().passwordPuts, 2);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    // However often it is tried, and however many tokens there are to be had.
    void aServerThatRefusesForEverIsSoonLeftAlone_data()
    {
        QTest::addColumn<bool>("change");
        QTest::newRow("changes") << true;
        QTest::newRow("lookups") << false;
    }
    void aServerThatRefusesForEverIsSoonLeftAlone()
    {
        QFETCH(bool, change);
        constexpr int tries = 50;
        constexpr int limit = static_cast<int>(ServerTokenSource::RejectionLimit) + 1;
        const auto server = startServer(practiceOptions());
        ScriptedServer api;
        api.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::json(401, refusal()); });
        Desk desk(*server, api.baseUrl(), server->tokenUrl(), {});
        for (int i = 0; i < tries; ++i) {
            if (change) {
                QVERIFY(desk.run(Trigger::Works, password + QByteArray::number(i)));
                QCOMPARE(desk.result->outcome.error().kind, ErrorKind::TokenRejected);
                QVERIFY(desk.result->outcome.kind() == Kind::Refused
                        || desk.result->outcome.kind() == Kind::NotSent);
                continue;
            }
            ZoomCall *call = desk.client.send([](const QUrl &baseUrl, const Secret &token) {
                return GetUserRequest{u"me"_s}.build(baseUrl, token);
            });
            bool done = false;
            connect(call, &ZoomCall::finished, this, [&done](const ZoomReply &) { done = true; });
            QTRY_VERIFY(done);
        }
        QVERIFY2(api.requests().size() <= limit, qPrintable(QString::number(api.requests().size())));
        QVERIFY2(server->counters().tokenRequests <= limit,
                 qPrintable(QString::number(server->counters().tokenRequests)));
    }

    void theOtherFormatStillFollows()
    {
        const auto server = startServer(practiceOptions());
        Desk desk(*server);
        QVERIFY(resultOf(desk.tokens->accessToken()));
        server->endTokens();
        QVERIFY(desk.run(Trigger::JsonOnly));
        QCOMPARE(desk.result->outcome.kind(), Kind::Changed);
        QVERIFY(desk.result->triedBothFormats);
        QCOMPARE(server->counters().passwordPuts, 3);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    // Two desks that share an app end each other's tokens at every turn.
    void twoDesksThatEndEachOthersTokensBothWork()
    {
        const auto server = startServer(practiceOptions());
        Desk one(*server);
        Desk two(*server);
        for (int i = 0; i < 4; ++i) {
            QVERIFY(one.run(Trigger::Works, password + QByteArray::number(i)));
            QCOMPARE(one.result->outcome.kind(), Kind::Changed);
            QVERIFY(two.run(Trigger::Me, password + QByteArray::number(i)));
            QCOMPARE(two.result->outcome.kind(), Kind::Changed);
        }
        QCOMPARE(server->counters().passwordChanges, 8);
        QCOMPARE(server->counters().passwordPuts, 8 + 6); // but for the first of each
    }

    void aPauseAfterTheRefusalNamesItsReason_data()
    {
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("deactivated app") << Trouble::Disabled << ErrorKind::AppDeactivated;
        QTest::newRow("changed secret") << Trouble::WrongSecret << ErrorKind::ClientRefused;
        QTest::newRow("sign-in page") << Trouble::SignInPage << ErrorKind::NotAZoomReply;
        QTest::newRow("down") << Trouble::Down << ErrorKind::GatewayTrouble;
    }
    void aPauseAfterTheRefusalNamesItsReason()
    {
        QFETCH(Trouble, trouble);
        QFETCH(ErrorKind, kind);
        const auto server = startServer(practiceOptions());
        Desk desk(*server);
        QVERIFY(resultOf(desk.tokens->accessToken()));
        server->endTokens();
        server->setAppTrouble(trouble);
        QVERIFY(desk.run(Trigger::Works));
        // It left, and was refused: neither "not sent" nor "unknown".
        QCOMPARE(desk.result->outcome.kind(), Kind::Refused);
        QCOMPARE(desk.result->outcome.error().kind, kind);
        QCOMPARE(server->counters().passwordPuts, 1);
        QCOMPARE(server->counters().tokenRequests, 2);
        QVERIFY(!server->hasPassword(addressOf(Trigger::Works), password));

        server->setAppTrouble(Trouble::None);
        desk.rig.clock.advance(ServerTokenSource::RefusalMemory);
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(desk.result->outcome.kind(), Kind::Changed);
        QCOMPARE(server->counters().passwordPuts, 2);
    }

    void withoutAFirstTokenNothingIsSent()
    {
        const auto server = startServer(practiceOptions());
        server->setAppTrouble(Trouble::Disabled);
        Desk desk(*server);
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(desk.result->outcome.kind(), Kind::NotSent);
        QCOMPARE(desk.result->outcome.error().kind, ErrorKind::AppDeactivated);
        QCOMPARE(server->counters().passwordPuts, 0);
    }

    void canBeCancelledBetweenTheTwo()
    {
        const auto server = startServer(practiceOptions());
        ScriptedServer gate; // the token URL: answers the first time only
        gate.enqueue(
            ScriptedServer::json(200, R"({"access_token":"ended","token_type":"bearer","expires_in":3600})"));
        gate.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::silence(); });
        Desk desk(*server, server->baseUrl(), tokenUrlAt(gate.baseUrl()), {});
        desk.start(Trigger::Works);
        QTRY_COMPARE(gate.requests().size(), 2);
        QCOMPARE(server->counters().passwordPuts, 1);
        QVERIFY(!desk.result);
        desk.reset.cancel();
        desk.reset.cancel();
        QTRY_VERIFY(desk.result);
        QCOMPARE(desk.result->outcome.kind(), Kind::Refused);
        QCOMPARE(desk.result->outcome.error().kind, ErrorKind::Cancelled);
        QCOMPARE(desk.result->outcome.facts().httpStatus, 401);
        QTest::qWait(50);
        QCOMPARE(server->counters().passwordPuts, 1);
    }

    void canBeCancelledBeforeTheFirst()
    {
        const auto server = startServer(practiceOptions());
        ScriptedServer gate;
        gate.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::silence(); });
        Desk desk(*server, server->baseUrl(), tokenUrlAt(gate.baseUrl()), {});
        desk.start(Trigger::Works);
        QTRY_COMPARE(gate.requests().size(), 1);
        desk.reset.cancel();
        QTRY_VERIFY(desk.result);
        QCOMPARE(desk.result->outcome.kind(), Kind::NotSent);
        QCOMPARE(desk.result->outcome.error().kind, ErrorKind::Cancelled);
        QCOMPARE(server->counters().passwordPuts, 0);
    }

    // What the second request proves, or does not, is told of the second.
    void aLostSecondRequestIsUnknown()
    {
        const auto server = startServer(practiceOptions());
        ScriptedServer api;
        api.enqueue(ScriptedServer::json(401, refusal()));
        api.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::hangUp(); });
        Desk desk(*server, api.baseUrl(), server->tokenUrl(), {});
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(desk.result->outcome.kind(), Kind::Unknown);
        QCOMPARE(api.requests().size(), 2);
        QVERIFY(api.requests()[0].header("Authorization") != api.requests()[1].header("Authorization"));
        QVERIFY(api.requests()[0].body.contains(password) && api.requests()[1].body.contains(password));
    }

    void aSecondRequestThatDoesNotLeaveIsARefusal()
    {
        const auto server = startServer(practiceOptions());
        auto api = std::make_unique<ScriptedServer>();
        ScriptedServer::Answer refused = ScriptedServer::json(401, refusal());
        refused.close = true;
        api->enqueue(refused);
        ScriptedServer gate;
        int grants = 0;
        gate.setHandler([&api, &grants](const ScriptedServer::Request &) {
            if (++grants == 2)
                api.reset(); // nobody listens there any more
            return ScriptedServer::json(200,
                                        R"({"access_token":"t)" + QByteArray::number(grants)
                                            + R"(","token_type":"bearer","expires_in":3600})");
        });
        Desk desk(*server, api->baseUrl(), tokenUrlAt(gate.baseUrl()), {});
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(grants, 2);
        QCOMPARE(desk.result->outcome.kind(), Kind::Refused);
        QCOMPARE(desk.result->outcome.error().kind, ErrorKind::ConnectionRefused);
        QCOMPARE(desk.result->outcome.facts().httpStatus, 401);
    }

    void whatCountsAsARefusedToken_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("puts");
        QTest::newRow("401/124") << 401 << refusal() << 2;
        QTest::newRow("400/124") << 400 << refusal() << 2;
        QTest::newRow("401, empty") << 401 << QByteArray() << 1;
        QTest::newRow("401, a gateway's JSON") << 401 << QByteArray(R"({"message":"Unauthorized"})") << 1;
        QTest::newRow("401, a proxy's page") << 401 << QByteArray("<html>Sign in</html>") << 1;
        QTest::newRow("400/4711, scopes")
            << 400 << QByteArray(R"({"code":4711,"message":"does not contain scopes:[a]"})") << 1;
        QTest::newRow("403") << 403 << QByteArray(R"({"code":200,"message":"No permission."})") << 1;
        QTest::newRow("407") << 407 << QByteArray() << 1;
        QTest::newRow("429") << 429 << QByteArray(R"({"code":429,"message":"Too many."})") << 1;
        QTest::newRow("500/124") << 500 << refusal() << 1;
    }
    void whatCountsAsARefusedToken()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, puts);
        const auto server = startServer(practiceOptions());
        ScriptedServer api;
        api.setHandler(
            [status, body](const ScriptedServer::Request &) { return ScriptedServer::json(status, body); });
        Desk desk(*server, api.baseUrl(), server->tokenUrl(), {});
        QVERIFY(desk.run(Trigger::Works));
        // Only Zoom's own words are a refusal.
        const bool isZooms = status != 500 && body.startsWith("{\"code\"");
        QCOMPARE(desk.result->outcome.kind(), isZooms ? Kind::Refused : Kind::Unknown);
        QCOMPARE(api.requests().size(), puts);
        QCOMPARE(server->counters().tokenRequests, puts);
    }

    void overTlsThroughNginx_data()
    {
        QTest::addColumn<bool>("http2");
        QTest::newRow("HTTP/1.1") << false;
        QTest::newRow("HTTP/2") << true;
    }
    void overTlsThroughNginx()
    {
        QFETCH(bool, http2);
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        const auto server = startServer(practiceOptions());
        NginxFixture::Options options;
        options.http2 = http2;
        NginxFixture nginx(server->port(), options);
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        Desk desk(*server, nginx.baseUrl(), tokenUrlAt(nginx.baseUrl()), ResetRig::options(http2));
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(desk.result->outcome.kind(), Kind::Changed);
        server->endTokens();
        QVERIFY(desk.run(Trigger::Works, password + '2'));
        QCOMPARE(desk.result->outcome.kind(), Kind::Changed);
        QVERIFY(server->hasPassword(addressOf(Trigger::Works), password + '2'));
        QCOMPARE(server->counters().passwordPuts, 3);
        QCOMPARE(server->counters().passwordChanges, 2);
        QCOMPARE(server->counters().tokenRequests, 2);
        QTRY_COMPARE(nginx.accesses().size(), 5);
        QByteArrayList lines;
        for (const NginxFixture::Access &access : nginx.accesses())
            lines.append(access.method + ' ' + QByteArray::number(access.status));
        QCOMPARE(lines, QByteArrayList({"POST 200", "PUT 204", "PUT 401", "POST 200", "PUT 204"}));
    }

    void theTokenUrlsCertificateIsChecked()
    {
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        const auto server = startServer(practiceOptions());
        NginxFixture nginx(server->port(), NginxFixture::Options());
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        // Without the test authority's certificate.
        Desk desk(*server, server->baseUrl(), tokenUrlAt(nginx.baseUrl()), {});
        QVERIFY(desk.run(Trigger::Works));
        QCOMPARE(desk.result->outcome.kind(), Kind::NotSent);
        QCOMPARE(desk.result->outcome.error().kind, ErrorKind::TlsUntrusted);
        QCOMPARE(server->counters().requests, 0);
    }
};

QTEST_GUILESS_MAIN(TestTokenReplay)
#include "tst_tokenreplay.moc"
