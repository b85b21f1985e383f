#include "auth/jwtexpiry.h"
#include "auth/servertokensource.h"
#include "support/practicefixture.h"
#include "support/scriptedserver.h"
#include "support/tokenrig.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using PracticeFixture::startServer;
using Test::resultOf;
using Test::TokenRig;
using Trouble = PracticeServer::AppTrouble;

namespace {

ErrorKind kindOf(const Result<Secret> &result)
{
    return result ? ErrorKind::NameTaken : result.error().kind;
}

ErrorKind failureOf(AccessTokenSource &source)
{
    return kindOf(resultOf(source.accessToken()));
}

PracticeServer::Options withLifetime(std::chrono::seconds lifetime)
{
    PracticeServer::Options options;
    options.userCount = 30;
    options.app.tokenLifetime = lifetime;
    return options;
}

} // namespace

/// The token source against the practice server's token URL: how often it asks, and what it gives.
class TestServerTokenSource final : public QObject
{
    Q_OBJECT

private slots:
    void asksNobodyBeforeTheFirstCall()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        QTest::qWait(20);
        QCOMPARE(server->counters().requests, 0);
        QCOMPARE(rig.keychain.reads, 0);
    }

    void callersShareOneRequest()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        QList<QFuture<Result<Secret>>> waiting;
        for (int i = 0; i < 200; ++i)
            waiting.append(source->accessToken());
        const QByteArray token = TokenRig::bytesOf(resultOf(waiting.takeFirst()));
        QVERIFY2(token.size() > 1024, token.constData());
        for (const QFuture<Result<Secret>> &future : waiting)
            QCOMPARE(TokenRig::bytesOf(resultOf(future)), token);
        QCOMPARE(TokenRig::tokenOf(*source), token);
        QCOMPARE(server->counters().tokenRequests, 1);
        QVERIFY(source->grantedScopes().contains(u"user:write:admin"_s));
        QVERIFY(jwtExpiry(Secret::fromUtf8(token)));
    }

    void theNextStartUsesTheStoredToken()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const QByteArray token = TokenRig::tokenOf(*rig.open());
        QTRY_VERIFY(rig.keychain.entries.contains(rig.app.tokenKey));
        rig.clock.advance(50min);
        const auto again = rig.open();
        QCOMPARE(TokenRig::tokenOf(*again), token);
        QCOMPARE(server->counters().tokenRequests, 1);
        QVERIFY(again->grantedScopes().isEmpty());
    }

    void aForgottenTokenComesFromTheKeychain()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        const int reads = rig.keychain.reads;
        source->forget();
        QCOMPARE(TokenRig::tokenOf(*source), token);
        QVERIFY(rig.keychain.reads > reads);
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void forgettingWhileItAsksAnswersAllTheSame()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QFuture<Result<Secret>> waiting = source->accessToken();
        source->forget();
        QVERIFY(resultOf(waiting));
        rig.clock.advance(57min); // renewed ahead: one is held, and another asked for
        const QFuture<Result<Secret>> renewing = source->accessToken();
        source->forget();
        QVERIFY(resultOf(renewing));
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void theNextStartRenewsATokenThatEndsSoon()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const QByteArray token = TokenRig::tokenOf(*rig.open());
        rig.clock.advance(56min);
        QVERIFY(TokenRig::tokenOf(*rig.open()) != token);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void renewsFiveMinutesAhead()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        rig.clock.advance(55min - 1s);
        QCOMPARE(TokenRig::tokenOf(*source), token);
        QCOMPARE(server->counters().tokenRequests, 1);
        rig.clock.advance(1s);
        const QByteArray next = TokenRig::tokenOf(*source);
        QVERIFY(next != token);
        QCOMPARE(TokenRig::tokenOf(*source), next);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    // Five minutes ahead of two minutes would be always.
    void aShortLifeIsRenewedAtHalf()
    {
        const auto server = startServer(withLifetime(120s));
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        rig.clock.advance(59s);
        QCOMPARE(TokenRig::tokenOf(*source), token);
        rig.clock.advance(1s);
        QVERIFY(TokenRig::tokenOf(*source) != token);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void usesTheOldTokenOnWhenRenewingAheadFails()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        server->setAppTrouble(Trouble::Down);
        rig.clock.advance(56min);
        QCOMPARE(TokenRig::tokenOf(*source), token);
        QCOMPARE(TokenRig::tokenOf(*source), token); // without asking once more for a while
        QCOMPARE(server->counters().tokenRequests, 2);
        rig.clock.advance(31s);
        QCOMPARE(TokenRig::tokenOf(*source), token);
        QCOMPARE(server->counters().tokenRequests, 3);
        rig.clock.advance(4min); // past its end
        QCOMPARE(failureOf(*source), ErrorKind::GatewayTrouble);
        server->setAppTrouble(Trouble::None);
        QVERIFY(TokenRig::tokenOf(*source) != token);
        QCOMPARE(server->counters().tokenRequests, 5);
    }

    void aSuspendedLaptopKnowsThatItsTokenHasEnded()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        rig.clock.jump(8h); // the uptime stands still
        QVERIFY(TokenRig::tokenOf(*source) != token);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void aClockPutBackDoesNotLengthenATokensLife()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        rig.clock.jump(-24h);
        QCOMPARE(TokenRig::tokenOf(*source), token);
        rig.clock.advance(56min);
        QVERIFY(TokenRig::tokenOf(*source) != token);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void aStoredTokenFromTheFutureIsNotTrusted()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const QByteArray token = TokenRig::tokenOf(*rig.open());
        rig.clock.jump(-24h);
        QVERIFY(TokenRig::tokenOf(*rig.open()) != token);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void aRejectedTokenIsReplacedOnce()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        QList<QFuture<Result<Secret>>> waiting;
        for (int i = 0; i < 50; ++i) { // as many calls, all refused
            QVERIFY(TokenRig::reject(*source, token));
            waiting.append(source->accessToken());
        }
        const QByteArray next = TokenRig::bytesOf(resultOf(waiting.first()));
        QVERIFY(next != token);
        for (qsizetype i = 1; i < waiting.size(); ++i)
            QCOMPARE(TokenRig::bytesOf(resultOf(waiting[i])), next);
        // One that was slower.
        QVERIFY(TokenRig::reject(*source, token));
        QCOMPARE(TokenRig::tokenOf(*source), next);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void aRejectionWhileRenewingAheadAsksOnce()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        rig.clock.advance(56min);
        QFuture<Result<Secret>> renewing = source->accessToken();
        QVERIFY(TokenRig::reject(*source, token));
        QFuture<Result<Secret>> afterwards = source->accessToken();
        const QByteArray next = TokenRig::bytesOf(resultOf(renewing));
        QVERIFY(next != token && next != "(no token)");
        QCOMPARE(TokenRig::bytesOf(resultOf(afterwards)), next);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    // The command line, or a second window, asked in the meantime and so ended ours.
    void anotherProcessesNewerTokenIsUsed()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto ours = rig.open();
        const QByteArray old = TokenRig::tokenOf(*ours);
        rig.clock.advance(1min);
        const auto theirs = rig.open();
        QCOMPARE(TokenRig::tokenOf(*theirs), old);
        QVERIFY(TokenRig::reject(*theirs, old));
        const QByteArray newer = TokenRig::tokenOf(*theirs);
        QTRY_VERIFY(rig.keychain.entries[rig.app.tokenKey].contains(newer));
        QCOMPARE(server->counters().tokenRequests, 2);

        QVERIFY(TokenRig::reject(*ours, old));
        QCOMPARE(TokenRig::tokenOf(*ours), newer);
        QCOMPARE(server->counters().tokenRequests, 2);
        // And when that one is refused as well, one is asked for.
        QVERIFY(TokenRig::reject(*ours, newer));
        const QByteArray newest = TokenRig::tokenOf(*ours);
        QVERIFY(newest != newer && newest != old);
        QCOMPARE(server->counters().tokenRequests, 3);
    }

    void anOlderStoredTokenIsNotTakenForANewerOne()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        QByteArray old = TokenRig::tokenOf(*source);
        QTRY_VERIFY(rig.keychain.entries.contains(rig.app.tokenKey));
        rig.clock.advance(1min);
        rig.keychain.writeError = ErrorKind::KeychainLocked; // the old one stays in there
        QVERIFY(TokenRig::reject(*source, old));
        const QByteArray second = TokenRig::tokenOf(*source);
        rig.clock.advance(1min);
        QVERIFY(TokenRig::reject(*source, second));
        const QByteArray third = TokenRig::tokenOf(*source);
        QVERIFY(third != old && third != second);
        QCOMPARE(server->counters().tokenRequests, 3);
    }

    void aKeychainThatDoesNotKeepTheTokenIsNoError()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        rig.keychain.writeError = ErrorKind::KeychainFailed;
        const auto source = rig.open();
        const QByteArray token = TokenRig::tokenOf(*source);
        QVERIFY(token != "(no token)");
        QCOMPARE(TokenRig::tokenOf(*source), token);
        QTRY_COMPARE(rig.keychain.writes, 1);
        QCoreApplication::processEvents();
        // The person went to another account and came back, in the same run.
        QTRY_VERIFY(resultOf(rig.runOnly.read(rig.app.tokenKey)));
        QCOMPARE(TokenRig::tokenOf(*rig.open()), token);
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void withASecretHeldForThisRunTheKeychainIsNotAsked()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        rig.keychain.entries.clear();
        resultOf(rig.runOnly.write(rig.app.secretKey, Secret::fromText(server->app().clientSecret)));
        const QByteArray token = TokenRig::tokenOf(*rig.open());
        QVERIFY(token != "(no token)");
        QCOMPARE(TokenRig::tokenOf(*rig.open()), token);
        QCOMPARE(rig.keychain.reads, 0);
        QCOMPARE(rig.keychain.writes, 0);
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void theKeychainsErrorsAreTold()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        rig.keychain.readError = ErrorKind::KeychainLocked;
        QCOMPARE(failureOf(*source), ErrorKind::KeychainLocked);
        rig.keychain.readError.reset();
        rig.keychain.entries.erase(rig.app.secretKey);
        QCOMPARE(failureOf(*source), ErrorKind::SecretMissing);
        QCOMPARE(server->counters().tokenRequests, 0);
        rig.keychain.entries[rig.app.secretKey] = server->app().clientSecret.toUtf8();
        QVERIFY(resultOf(source->accessToken()));
    }

    // Another account ID, and the same entry in the keychain: the token opens another Zoom account.
    void aTokenOfOtherValuesIsNotUsed()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        QVERIFY(resultOf(rig.open()->accessToken()));
        QTRY_VERIFY(rig.keychain.entries.contains(rig.app.tokenKey));
        rig.app.accountId = u"another-account"_s;
        QCOMPARE(failureOf(*rig.open()), ErrorKind::AccountIdRefused);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void whatTheKeychainHoldsMayBeAnything_data()
    {
        QTest::addColumn<QByteArray>("entry");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("a pasted token") << QByteArray("eyJ.a.b");
        QTest::newRow("half") << QByteArray("keyturn-token-1 177236");
        QTest::newRow("no times") << QByteArray("keyturn-token-1 x y origin token");
        QTest::newRow("bytes") << QByteArray("\xff\x00\x01", 3);
    }
    void whatTheKeychainHoldsMayBeAnything()
    {
        QFETCH(QByteArray, entry);
        const auto server = startServer();
        TokenRig rig(*server);
        rig.keychain.entries[rig.app.tokenKey] = entry;
        QVERIFY(resultOf(rig.open()->accessToken()));
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void namesTheTrouble_data()
    {
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("4702") << Trouble::UnknownClient << ErrorKind::ClientRefused;
        QTest::newRow("4704") << Trouble::WrongSecret << ErrorKind::ClientRefused;
        QTest::newRow("4705") << Trouble::GrantUnsupported << ErrorKind::GrantRefused;
        QTest::newRow("4717") << Trouble::Disabled << ErrorKind::AppDeactivated;
        QTest::newRow("sign-in page") << Trouble::SignInPage << ErrorKind::NotAZoomReply;
        QTest::newRow("503") << Trouble::Down << ErrorKind::GatewayTrouble;
    }
    void namesTheTrouble()
    {
        QFETCH(Trouble, trouble);
        QFETCH(ErrorKind, kind);
        const auto server = startServer();
        TokenRig rig(*server);
        server->setAppTrouble(trouble);
        QCOMPARE(failureOf(*rig.open()), kind);
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void aWrongSecretIsTheAnswerOfAllWhoWaitAndTheNextTryAsksAgain()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        rig.keychain.entries[rig.app.secretKey] = "wrong";
        const auto source = rig.open();
        QList<QFuture<Result<Secret>>> waiting;
        for (int i = 0; i < 50; ++i)
            waiting.append(source->accessToken());
        for (const QFuture<Result<Secret>> &future : waiting)
            QCOMPARE(kindOf(resultOf(future)), ErrorKind::ClientRefused);
        for (int i = 0; i < 50; ++i) // the rest of a batch
            QCOMPARE(failureOf(*source), ErrorKind::ClientRefused);
        QCOMPARE(server->counters().tokenRequests, 1);

        rig.keychain.entries[rig.app.secretKey] = server->app().clientSecret.toUtf8();
        rig.clock.advance(ServerTokenSource::RefusalMemory);
        QVERIFY(resultOf(source->accessToken()));
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void aNetworkThatIsBackIsUsedAtOnce()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        server->setAppTrouble(Trouble::Down);
        const auto source = rig.open();
        QCOMPARE(failureOf(*source), ErrorKind::GatewayTrouble);
        server->setAppTrouble(Trouble::None);
        QVERIFY(resultOf(source->accessToken()));
    }

    void aDeactivatedAppEndsTheTokenThatIsHeld()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        QVERIFY(resultOf(source->accessToken()));
        server->setAppTrouble(Trouble::Disabled);
        rig.clock.advance(56min);
        QCOMPARE(failureOf(*source), ErrorKind::AppDeactivated);
        rig.clock.advance(ServerTokenSource::RefusalMemory);
        QCOMPARE(failureOf(*source), ErrorKind::AppDeactivated);
        QCOMPARE(server->counters().tokenRequests, 3);
    }

    // A server that refuses every token, and callers that try on and on.
    void stopsAskingWhenNewTokensDoNotHelp()
    {
        const auto server = startServer();
        TokenRig rig(*server);
        const auto source = rig.open();
        int given = 0;
        for (int i = 0; i < 100; ++i) {
            const Result<Secret> token = resultOf(source->accessToken());
            if (!token) {
                QCOMPARE(token.error().kind, ErrorKind::TokenRejected);
                continue;
            }
            ++given;
            QCOMPARE(source->tokenRejected(*token), given <= int(ServerTokenSource::RejectionLimit));
        }
        QCOMPARE(given, int(ServerTokenSource::RejectionLimit) + 1);
        QCOMPARE(server->counters().tokenRequests, given);
        rig.clock.advance(61s);
        QVERIFY(resultOf(source->accessToken()));
        QCOMPARE(server->counters().tokenRequests, given + 1);
    }

    void badAnswersEndInAnErrorAndNothingIsKept_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("no token") << QByteArray(R"({"token_type":"bearer","expires_in":3600})");
        QTest::newRow("ended already")
            << QByteArray(R"({"access_token":"t","token_type":"bearer","expires_in":0})");
        QTest::newRow("half") << QByteArray(R"({"access_token":"t","token_ty)");
    }
    void badAnswersEndInAnErrorAndNothingIsKept()
    {
        QFETCH(QByteArray, body);
        ScriptedServer scripted;
        scripted.setHandler(
            [body](const ScriptedServer::Request &) { return ScriptedServer::json(200, body); });
        const auto server = startServer();
        QUrl url = scripted.baseUrl();
        url.setPath(u"/oauth/token"_s);
        TokenRig rig(*server, url);
        const auto source = rig.open();
        const Result<Secret> token = resultOf(source->accessToken());
        QVERIFY(!token);
        QCOMPARE(scripted.requests().size(), 1);
        QCOMPARE(rig.keychain.writes, 0);
    }

    void sendsExactlyWhatZoomWants()
    {
        ScriptedServer scripted;
        scripted.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::json(200,
                                        R"({"access_token":"t","token_type":"bearer","expires_in":3600})");
        });
        const auto server = startServer();
        QUrl url = scripted.baseUrl();
        url.setPath(u"/oauth/token"_s);
        TokenRig rig(*server, url);
        QCOMPARE(TokenRig::tokenOf(*rig.open()), QByteArray("t"));
        QCOMPARE(scripted.requests().size(), 1);
        const ScriptedServer::Request request = scripted.requests().first();
        QCOMPARE(request.method, QByteArray("POST"));
        QCOMPARE(request.target, QByteArray("/oauth/token"));
        QCOMPARE(request.header("Content-Type"), QByteArray("application/x-www-form-urlencoded"));
        QCOMPARE(
            request.header("Authorization"),
            "Basic "
                + QString(server->app().clientId + u':' + server->app().clientSecret).toUtf8().toBase64());
        QCOMPARE(request.body, QByteArray("grant_type=account_credentials&account_id=practice-account"));
    }

    // 401 with a challenge makes the network layer try again by itself, if it is let.
    void aServerThatAsksForASignInIsAskedOnce()
    {
        ScriptedServer scripted;
        scripted.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::json(401, "", {{"WWW-Authenticate", "Basic realm=\"x\""}});
        });
        const auto server = startServer();
        QUrl url = scripted.baseUrl();
        url.setPath(u"/oauth/token"_s);
        TokenRig rig(*server, url);
        QCOMPARE(failureOf(*rig.open()), ErrorKind::RefusedInBetween);
        QCOMPARE(scripted.requests().size(), 1);
    }

    void diesWhileItAsks()
    {
        ScriptedServer scripted;
        scripted.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::silence(); });
        const auto server = startServer();
        QUrl url = scripted.baseUrl();
        url.setPath(u"/oauth/token"_s);
        TokenRig rig(*server, url);
        auto source = rig.open();
        QFuture<Result<Secret>> pending = source->accessToken();
        QTRY_COMPARE(scripted.requests().size(), 1);
        source.reset();
        QCOMPARE(kindOf(resultOf(pending)), ErrorKind::Cancelled);
        QCoreApplication::processEvents();
        QCOMPARE(rig.keychain.writes, 0);
    }
};

QTEST_GUILESS_MAIN(TestServerTokenSource)
#include "tst_servertokensource.moc"
