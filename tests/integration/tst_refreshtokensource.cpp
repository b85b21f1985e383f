#include "auth/keepjob.h"
#include "session/accountsession.h"
#include "session/appsessionfactory.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "support/signinrig.h"

#include <QFile>
#include <QLockFile>
#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Keep = RefreshRecord::Keep;
using PracticeFixture::Wire;
using Test::bytesOf;
using Test::resultOf;
using Test::SignInDesk;
using Test::SignInRig;
using Test::tokenOf;
using Place = RefreshTokenSource::Place;
using Trouble = PracticeServer::AppTrouble;

namespace {

std::unique_ptr<PracticeServer> startServer(PracticeServer::Options options = {})
{
    options.userCount = 30;
    return PracticeFixture::startServer(options);
}

ErrorKind kindOf(const Result<Secret> &result)
{
    return result ? ErrorKind::NameTaken : result.error().kind;
}

ErrorKind failureOf(AccessTokenSource &source)
{
    return kindOf(resultOf(source.accessToken()));
}

bool reject(AccessTokenSource &source, const QByteArray &token)
{
    return source.tokenRejected(Secret::fromUtf8(token));
}

int statusOfMe(const PracticeServer &server, const QByteArray &token)
{
    Wire wire(server);
    wire.setToken(token);
    return wire.ask("GET", "/v2/users/me").status;
}

} // namespace

/// Access tokens from a refresh token, against the practice server's General app: who asks how often, what is
/// in the keychain when, and what is left when things go wrong. tst_signincrash kills processes.
class TestRefreshTokenSource final : public QObject
{
    Q_OBJECT

private slots:
    void theSignInsOwnTokenIsUsedFirst()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray token = tokenOf(*desk.source);
        QCOMPARE(statusOfMe(*server, token), 200);
        QCOMPARE(tokenOf(*desk.source), token);
        QCOMPARE(server->counters().refreshes, 0);
        QCOMPARE(desk.source->place(), Place::Keychain);
        // The next start, fifty minutes later.
        rig.clock.advance(50min);
        SignInDesk next(rig);
        QCOMPARE(tokenOf(*next.source), token);
        QCOMPARE(server->counters().refreshes, 0);
    }

    void callersShareOneRenewalFiveMinutesAhead()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray token = tokenOf(*desk.source);
        rig.clock.advance(55min - 1s);
        QCOMPARE(tokenOf(*desk.source), token);
        QCOMPARE(server->counters().refreshes, 0);
        rig.clock.advance(2s);
        QList<QFuture<Result<Secret>>> waiting;
        for (int i = 0; i < 100; ++i)
            waiting.append(desk.source->accessToken());
        const QByteArray next = bytesOf(resultOf(waiting.takeFirst()));
        QVERIFY(next != token);
        QCOMPARE(statusOfMe(*server, next), 200);
        for (const QFuture<Result<Secret>> &future : waiting)
            QCOMPARE(bytesOf(resultOf(future)), next);
        QCOMPARE(server->counters().refreshes, 1);
        QVERIFY(desk.source->grantedScopes().contains(u"user:write:admin"_s));
        // Another start goes on with both.
        SignInDesk later(rig);
        QCOMPARE(tokenOf(*later.source), next);
        QCOMPARE(server->counters().refreshes, 1);
    }

    void goesOnForDays()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        QByteArray last = tokenOf(*desk.source);
        for (int hour = 1; hour <= 30; ++hour) {
            rig.clock.advance(1h);
            const QByteArray token = tokenOf(*desk.source);
            QVERIFY(token != last);
            QCOMPARE(statusOfMe(*server, token), 200);
            last = token;
        }
        QCOMPARE(server->counters().refreshes, 30);
        QCOMPARE(server->counters().reusedRefreshTokens, 0);
    }

    // The heart of it: whatever dies, the keychain has the token that works.
    void nobodyGetsTheAccessTokenBeforeTheRefreshTokenIsKept()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray before = rig.stored(rig.app.refreshKey);
        rig.clock.advance(56min);
        rig.keychain.holdWrites = true;
        QFuture<Result<Secret>> first = desk.source->accessToken();
        QFuture<Result<Secret>> second = desk.source->accessToken();
        QTRY_COMPARE(rig.keychain.held(), 1); // the answer has come, and the write waits
        QCOMPARE(server->counters().refreshes, 1);
        QTest::qWait(100);
        QVERIFY(!first.isFinished() && !second.isFinished());
        QVERIFY(desk.refresher.isBusy());
        rig.keychain.letGo();
        QCOMPARE(bytesOf(resultOf(first)), bytesOf(resultOf(second)));
        QVERIFY(rig.stored(rig.app.refreshKey) != before);
        QTRY_VERIFY(!desk.refresher.isBusy());
    }

    void aRejectedTokenIsReplacedOnce()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray token = tokenOf(*desk.source);
        server->endTokens();
        QCOMPARE(statusOfMe(*server, token), 401);
        for (int i = 0; i < 50; ++i)
            QVERIFY(reject(*desk.source, token));
        const QByteArray next = tokenOf(*desk.source);
        QCOMPARE(statusOfMe(*server, next), 200);
        QVERIFY(reject(*desk.source, token));
        QCOMPARE(tokenOf(*desk.source), next);
        QCOMPARE(server->counters().refreshes, 1);
    }

    // From the window's use case down to the wire.
    void aResetWhoseTokenIsRefusedIsSentOnceMore()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        QVERIFY(resultOf(desk.source->accessToken()));
        server->endTokens();
        HttpClient http({}, rig.clock);
        ZoomClient client(&http, desk.source.get(), server->baseUrl());
        PasswordReset reset(&client);
        std::optional<ResetResult> result;
        connect(&reset, &PasswordReset::finished, &reset,
                [&result](const ResetResult &finished) { result = finished; });
        const QString user = PracticeFixture::addressOf(PracticeTrigger::Works);
        QVERIFY(reset.start({user, {}, {}}, Secret::fromUtf8("Passw0rd-replayed")));
        QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), 30'000);
        QCOMPARE(result->outcome.kind(), Outcome::Kind::Changed);
        QVERIFY(server->hasPassword(user, "Passw0rd-replayed"));
        QCOMPARE(server->counters().passwordPuts, 2); // the first was refused unread
        QCOMPARE(server->counters().passwordChanges, 1);
        QCOMPARE(server->counters().refreshes, 1);
    }

    void anotherProcessDoesNotEvictThisOne()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk ours(rig);
        QVERIFY(ours.signIn());
        SignInDesk theirs(rig);
        const QByteArray old = tokenOf(*ours.source);
        QCOMPARE(tokenOf(*theirs.source), old);
        rig.clock.advance(56min);
        const QByteArray newer = tokenOf(*theirs.source);
        QVERIFY(newer != old);
        QCOMPARE(server->counters().refreshes, 1);
        QCOMPARE(tokenOf(*ours.source), newer); // from the keychain
        QCOMPARE(server->counters().refreshes, 1);
        QVERIFY(reject(*ours.source, newer));
        const QByteArray newest = tokenOf(*ours.source);
        QCOMPARE(server->counters().refreshes, 2);
        QVERIFY(reject(*theirs.source, newer));
        QCOMPARE(tokenOf(*theirs.source), newest);
        QCOMPARE(server->counters().refreshes, 2);
        QCOMPARE(server->counters().reusedRefreshTokens, 0);
    }

    void manyProcessesAtOnceRenewOnce()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk first(rig);
        QVERIFY(first.signIn());
        rig.clock.advance(2h);
        std::vector<std::unique_ptr<SignInDesk>> desks;
        QList<QFuture<Result<Secret>>> waiting;
        for (int i = 0; i < 6; ++i) {
            desks.push_back(std::make_unique<SignInDesk>(rig));
            waiting.append(desks.back()->source->accessToken());
        }
        const QByteArray token = bytesOf(resultOf(waiting.takeFirst()));
        QCOMPARE(statusOfMe(*server, token), 200);
        for (const QFuture<Result<Secret>> &future : waiting)
            QCOMPARE(bytesOf(resultOf(future)), token);
        QCOMPARE(server->counters().refreshes, 1);
        QCOMPARE(server->counters().reusedRefreshTokens, 0);
    }

    // Two windows of one process, or the same account opened again while it renews.
    void twoSessionsOfOneProcessRenewOnce()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        const auto other = desk.open();
        QFuture<Result<Secret>> one = desk.source->accessToken();
        QFuture<Result<Secret>> two = other->accessToken();
        QCOMPARE(bytesOf(resultOf(one)), bytesOf(resultOf(two)));
        QCOMPARE(server->counters().refreshes, 1);
    }

    void withoutALockTheLoserReadsTheKeychainAgain()
    {
        PracticeServer::Options options;
        options.generalApp.reuseEndsSignIn = false;
        const auto server = startServer(options);
        SignInRig rig(*server);
        SignInDesk ours(rig);
        QVERIFY(ours.signIn());
        rig.clock.advance(2h);
        // As if the lock were in another place for each: they do not see each other's.
        const QTemporaryDir elsewhere;
        TokenRefresher theirRefresher(&rig.keychain, &ours.runOnly, {elsewhere.path(), 45s}, rig.clock);
        RefreshTokenSource theirs(&theirRefresher, &rig.keychain, &ours.runOnly, rig.app, rig.net, rig.clock);
        server->setTokenReplyDelay(300ms);
        QFuture<Result<Secret>> one = ours.source->accessToken();
        QFuture<Result<Secret>> two = theirs.accessToken();
        QTRY_COMPARE(server->counters().tokenRequests, 3); // with the sign-in's own
        server->setTokenReplyDelay(0ms);
        const bool first = resultOf(one).has_value();
        const bool second = resultOf(two).has_value();
        QVERIFY(first || second);
        QCOMPARE(server->counters().reusedRefreshTokens, 1);
        // Who lost may have read the keychain before the other one wrote; the next call finds it.
        rig.clock.advance(RefreshTokenSource::RefusalMemory);
        QCOMPARE(tokenOf(*ours.source), tokenOf(theirs));
        QCOMPARE(server->counters().refreshes, 1);
    }

    void aFolderThatCannotHoldALockIsGoneWithout()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        QFile inTheWay(rig.locks.filePath(u"file"_s));
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        SignInDesk signedIn(rig);
        QVERIFY(signedIn.signIn());
        rig.clock.advance(2h);
        TokenRefresher refresher(&rig.keychain, &signedIn.runOnly, {rig.locks.filePath(u"file/below"_s), 45s},
                                 rig.clock);
        RefreshTokenSource source(&refresher, &rig.keychain, &signedIn.runOnly, rig.app, rig.net, rig.clock);
        QCOMPARE(statusOfMe(*server, tokenOf(source)), 200);
    }

    void aLockThatIsNeverGivenBackEndsInAnError()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        rig.lockPatience = 300ms;
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        std::optional<RefreshLock> held(std::in_place, rig.locks.path(), rig.app.refreshKey);
        QVERIFY(resultOf(held->acquire(0ms)));
        QCOMPARE(failureOf(*desk.source), ErrorKind::SignInBusy);
        QCOMPARE(server->counters().refreshes, 0);
        held.reset();
        QVERIFY(resultOf(desk.source->accessToken()));
    }

    void aRenewalThatCannotBeHadYetLeavesTheOldTokenInUse()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray token = tokenOf(*desk.source);
        rig.clock.advance(56min);
        server->setGeneralAppTrouble(Trouble::Down);
        QCOMPARE(tokenOf(*desk.source), token);
        rig.clock.advance(5min);
        QCOMPARE(failureOf(*desk.source), ErrorKind::GatewayTrouble);
        server->setGeneralAppTrouble(Trouble::None);
        QCOMPARE(statusOfMe(*server, tokenOf(*desk.source)), 200); // nobody had to sign in
    }

    void namesTheTroubleAndForgetsNothing_data()
    {
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("4702") << Trouble::UnknownClient << ErrorKind::ClientRefused;
        QTest::newRow("4705") << Trouble::GrantUnsupported << ErrorKind::GrantRefused;
        QTest::newRow("4717") << Trouble::Disabled << ErrorKind::AppDeactivated;
        QTest::newRow("sign-in page") << Trouble::SignInPage << ErrorKind::NotAZoomReply;
        QTest::newRow("503") << Trouble::Down << ErrorKind::GatewayTrouble;
    }
    void namesTheTroubleAndForgetsNothing()
    {
        QFETCH(Trouble, trouble);
        QFETCH(ErrorKind, kind);
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray stored = rig.stored(rig.app.refreshKey);
        rig.clock.advance(2h);
        server->setGeneralAppTrouble(trouble);
        QCOMPARE(failureOf(*desk.source), kind);
        QCOMPARE(rig.stored(rig.app.refreshKey), stored);
        server->setGeneralAppTrouble(Trouble::None);
        rig.clock.advance(RefreshTokenSource::RefusalMemory);
        QVERIFY(resultOf(desk.source->accessToken()));
    }

    void anEndedSignInIsSaidAndZoomIsNotAskedAgain()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray token = tokenOf(*desk.source);
        server->endSignIns();
        QVERIFY(reject(*desk.source, token));
        QCOMPARE(failureOf(*desk.source), ErrorKind::SignInNeeded);
        const int asked = server->counters().tokenRequests;
        for (int i = 0; i < 5; ++i) {
            rig.clock.advance(1min);
            QCOMPARE(failureOf(*desk.source), ErrorKind::SignInNeeded);
        }
        const auto again = desk.open();
        QCOMPARE(tokenOf(*again), token); // the keychain's: nobody has told this session
        QVERIFY(reject(*again, token));
        QCOMPARE(failureOf(*again), ErrorKind::SignInNeeded);
        QCOMPARE(server->counters().tokenRequests, asked);
        // The person signs in again, and the session that is open goes on.
        QVERIFY(desk.signIn());
        rig.clock.advance(1min);
        QCOMPARE(statusOfMe(*server, tokenOf(*desk.source)), 200);
    }

    // Somebody signed in anew in another window, which is of no concern to this one.
    void anotherProcessesNewSignInIsTaken()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk ours(rig);
        QVERIFY(ours.signIn());
        const QByteArray token = tokenOf(*ours.source);
        server->endSignIns();
        SignInDesk theirs(rig);
        rig.clock.advance(1min);
        QVERIFY(theirs.signIn());
        QVERIFY(reject(*ours.source, token));
        QCOMPARE(statusOfMe(*server, tokenOf(*ours.source)), 200);
        QCOMPARE(server->counters().refreshes, 0);
    }

    void withoutASignInZoomIsNotAsked()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QCOMPARE(failureOf(*desk.source), ErrorKind::SignInNeeded);
        for (const QByteArray &junk : {QByteArray(), QByteArray("eyJ.a.b"),
                                       QByteArray("keyturn-refresh-1 1 k"), QByteArray("\xff\x00\x01", 3)}) {
            rig.entries.entries[rig.app.refreshKey] = junk;
            rig.clock.advance(1min);
            QCOMPARE(failureOf(*desk.source), ErrorKind::SignInNeeded);
        }
        QCOMPARE(server->counters().tokenRequests, 0);
    }

    // Sent to another server, the token would be given away.
    void aTokenOfAnotherAppIsNotSent()
    {
        const auto server = startServer();
        const auto other = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        rig.app.tokenUrl = other->tokenUrl();
        QCOMPARE(failureOf(*desk.open()), ErrorKind::SecretForOtherAddress);
        QCOMPARE(other->counters().tokenRequests, 0);
        rig.app.tokenUrl = server->tokenUrl();
        rig.app.clientId = u"another"_s;
        QCOMPARE(failureOf(*desk.open()), ErrorKind::SecretForOtherAddress);
        QCOMPARE(server->counters().refreshes, 0);
    }

    // Nor is what it would be exchanged for, and nor is the access token that came with it.
    void aTokenIsNotForAnotherApi()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QUrl api = rig.app.apiUrl;
        rig.app.apiUrl = QUrl(u"https://api.zoom.example/v2"_s);
        QCOMPARE(failureOf(*desk.open()), ErrorKind::SecretForOtherAddress);
        rig.clock.advance(2h);
        QCOMPARE(failureOf(*desk.open()), ErrorKind::SecretForOtherAddress);
        QCOMPARE(server->counters().refreshes, 0);
        rig.app.apiUrl = api; // put right again, all is there
        QCOMPARE(statusOfMe(*server, tokenOf(*desk.open())), 200);
    }

    // As a version stored it that did not know where access tokens go.
    void aSignInOfAnEarlierVersionIsBoundByItsFirstUse()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        std::optional<RefreshRecord> record =
            RefreshRecord::fromSecret(Secret::fromUtf8(rig.stored(rig.app.refreshKey)));
        QVERIFY(record);
        std::optional<TokenRecord> access =
            TokenRecord::fromSecret(Secret::fromUtf8(rig.stored(rig.app.tokenKey)));
        QVERIFY(access);
        record->origin = rig.app.formerOrigin();
        access->origin = record->fingerprint();
        rig.entries.entries[rig.app.tokenKey] = access->toSecret().exposeUtf8().toByteArray();
        rig.entries.entries[rig.app.refreshKey] = record->toSecret().exposeUtf8().toByteArray();
        rig.entries.entries[rig.app.secretKey] = server->generalApp().clientSecret.toUtf8();
        SignInDesk next(rig);
        QCOMPARE(statusOfMe(*server, tokenOf(*next.source)), 200);
        QTRY_VERIFY(next.refresher.findChildren<RefreshJob *>().isEmpty());
        rig.app.apiUrl = QUrl(u"https://api.zoom.example/v2"_s);
        QCOMPARE(failureOf(*next.open()), ErrorKind::SecretForOtherAddress);
        QVERIFY(rig.stored(rig.app.secretKey).startsWith("keyturn-bound-1 "));
    }

    // Another person signs in, and the run ends between the two writes.
    void theAccessTokenOfAnotherSignInIsNotUsed()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        const QByteArray first = tokenOf(*desk.source);
        const QByteArray firstsAccess = rig.stored(rig.app.tokenKey);
        QVERIFY(desk.signIn());
        rig.entries.entries[rig.app.tokenKey] = firstsAccess;
        SignInDesk next(rig);
        const QByteArray token = tokenOf(*next.source);
        QVERIFY(token != first);
        QCOMPARE(statusOfMe(*server, token), 200);
        QCOMPARE(server->counters().refreshes, 1);
    }

    void theKeychainsErrorsAreTold()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.entries.readError = ErrorKind::KeychainLocked;
        QCOMPARE(failureOf(*desk.source), ErrorKind::KeychainLocked);
        rig.entries.readError.reset();
        rig.clock.advance(2h);
        rig.entries.entries.erase(rig.app.secretKey);
        QCOMPARE(failureOf(*desk.source), ErrorKind::SecretMissing);
        QCOMPARE(server->counters().refreshes, 0);
    }

    void anAppWithoutASecretRenewsToo()
    {
        PracticeServer::Options options;
        options.generalApp.isPublic = true;
        const auto server = startServer(options);
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        QCOMPARE(statusOfMe(*server, tokenOf(*desk.source)), 200);
        QCOMPARE(server->counters().refreshes, 1);
    }

    void aServerThatKeepsTheRefreshTokenIsFine()
    {
        PracticeServer::Options options;
        options.generalApp.replacesRefreshTokens = false;
        const auto server = startServer(options);
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        for (int i = 0; i < 3; ++i) {
            rig.clock.advance(2h);
            QCOMPARE(statusOfMe(*server, tokenOf(*desk.source)), 200);
        }
        rig.clock.advance(1min);
        SignInDesk next(rig);
        QVERIFY(resultOf(next.source->accessToken()));
        QCOMPARE(server->counters().refreshes, 3);
    }

    void aKeychainThatFailsCostsNothingInThisRun()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        QList<Place> places;
        desk.source->setPlaceListener([&places](Place place) { places.append(place); });
        rig.clock.advance(2h);
        rig.entries.writeError = ErrorKind::KeychainLocked;
        const QByteArray token = tokenOf(*desk.source);
        QCOMPARE(statusOfMe(*server, token), 200);
        QCOMPARE(desk.source->place(), Place::RunForNow);
        QCOMPARE(places, QList<Place>({Place::RunForNow}));
        // The person went to another account and came back.
        const auto again = desk.open();
        QCOMPARE(tokenOf(*again), token);
        QCOMPARE(again->place(), Place::RunForNow);
        // And it renews, although the keychain's token works no more.
        rig.clock.advance(2h);
        QCOMPARE(statusOfMe(*server, tokenOf(*again)), 200);
        QCOMPARE(server->counters().reusedRefreshTokens, 0);
        QCOMPARE(again->place(), Place::RunForNow);
    }

    /// As the window and bulk runs hear of it.
    void theSessionTellsThatTheSignInIsNotKept()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        Account account;
        account.kind = Account::Kind::BrowserSignIn;
        account.id = u"contoso-00000001"_s;
        account.name = u"Contoso"_s;
        account.baseUrl = server->baseUrl();
        account.tokenUrl = rig.app.tokenUrl;
        account.clientId = rig.app.clientId;
        account.hasClientSecret = true;
        AccountSignIns::Options options;
        options.lockDirectory = rig.locks.path();
        AppSessionFactory sessions(&rig.keychain, &desk.runOnly, rig.clock, rig.net, {}, options);
        const auto session = sessions.open(account);
        QSignalSpy changed(session.get(), &AccountSession::signInKeptChanged);
        QVERIFY(session->isSignInKept());
        rig.clock.advance(2h);
        rig.entries.writeError = ErrorKind::KeychainLocked;
        QCOMPARE(statusOfMe(*server, tokenOf(*session->tokens())), 200);
        QVERIFY(!session->isSignInKept());
        QCOMPARE(changed.size(), 1);
        rig.entries.writeError.reset();
        rig.clock.advance(RefreshTokenSource::MovePause);
        QVERIFY(resultOf(session->tokens()->accessToken()));
        QTRY_VERIFY(session->isSignInKept());
        QCOMPARE(changed.size(), 2);
    }

    void whatWasKeptForNowGoesIntoTheKeychainWhenThatIsBack()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        rig.entries.writeError = ErrorKind::KeychainLocked;
        const QByteArray token = tokenOf(*desk.source);
        QCOMPARE(desk.source->place(), Place::RunForNow);
        rig.clock.advance(RefreshTokenSource::MovePause); // still locked
        QCOMPARE(tokenOf(*desk.source), token);
        QTRY_VERIFY(desk.refresher.findChildren<KeepJob *>().isEmpty());
        rig.entries.writeError.reset();
        rig.clock.advance(RefreshTokenSource::MovePause);
        QCOMPARE(tokenOf(*desk.source), token);
        QTRY_COMPARE(desk.source->place(), Place::Keychain);
        // The next run signs in by itself, with the same access token even.
        SignInDesk next(rig);
        QCOMPARE(tokenOf(*next.source), token);
        rig.clock.advance(2h);
        QCOMPARE(statusOfMe(*server, tokenOf(*next.source)), 200);
        QCOMPARE(server->counters().reusedRefreshTokens, 0);
    }

    void forThisRunOnlyTheKeychainIsNotTouched()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        resultOf(desk.runOnly.write(rig.app.secretKey, Secret::fromText(server->generalApp().clientSecret)));
        QVERIFY(desk.signIn(Keep::ThisRunOnly));
        const int reads = rig.entries.reads;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(statusOfMe(*server, tokenOf(*desk.source)), 200);
            rig.clock.advance(1h);
        }
        QCOMPARE(desk.source->place(), Place::RunByWish);
        QCOMPARE(server->counters().refreshes, 2);
        QCOMPARE(rig.entries.reads, reads);
        QCOMPARE(rig.entries.writes, 0);
        SignInDesk next(rig);
        QCOMPARE(failureOf(*next.source), ErrorKind::SignInNeeded);
    }

    void aSignInThatTheKeychainRefusesIsKeptNowhere()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        rig.entries.writeError = ErrorKind::KeychainLocked;
        const Result<void> kept = desk.signIn();
        QVERIFY(!kept);
        QCOMPARE(kept.error().kind, ErrorKind::KeychainLocked);
        QCOMPARE(failureOf(*desk.source), ErrorKind::SignInNeeded);
    }

    void aNewSignInTakesThePlaceOfWhatWasKeptForNow()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        rig.entries.writeError = ErrorKind::KeychainLocked;
        const QByteArray old = tokenOf(*desk.source);
        rig.entries.writeError.reset();
        rig.clock.jump(-24h); // somebody set the clock meanwhile
        QVERIFY(desk.signIn());
        const auto again = desk.open();
        const QByteArray token = tokenOf(*again);
        QVERIFY(token != old);
        QCOMPARE(again->place(), Place::Keychain);
        QCOMPARE(statusOfMe(*server, token), 200);
    }

    // The person goes to another account in the moment of renewal: the answer must not be lost.
    void aRenewalOutlivesTheSessionThatAskedForIt()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        server->setTokenReplyDelay(500ms);
        QFuture<Result<Secret>> pending = desk.source->accessToken();
        QTRY_COMPARE(server->counters().refreshes, 1);
        QVERIFY(desk.refresher.isBusy());
        QSignalSpy idle(&desk.refresher, &TokenRefresher::idle);
        desk.source.reset();
        QCOMPARE(kindOf(resultOf(pending)), ErrorKind::Cancelled);
        QTRY_VERIFY(!idle.isEmpty());
        QVERIFY(!desk.refresher.isBusy());
        server->setTokenReplyDelay(0ms);
        SignInDesk next(rig);
        QCOMPARE(statusOfMe(*server, tokenOf(*next.source)), 200);
        QCOMPARE(server->counters().refreshes, 1);
    }

    void everyCallerIsAnsweredWhenTheRefresherDies()
    {
        const auto server = startServer();
        SignInRig rig(*server);
        MemoryStore runOnly;
        auto refresher = std::make_unique<TokenRefresher>(
            &rig.keychain, &runOnly, TokenRefresher::Options{rig.locks.path(), 45s}, rig.clock);
        RefreshTokenSource source(refresher.get(), &rig.keychain, &runOnly, rig.app, rig.net, rig.clock);
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(2h);
        server->setTokenReplyDelay(60s);
        QFuture<Result<Secret>> pending = source.accessToken();
        QTRY_COMPARE(server->counters().refreshes, 1);
        refresher.reset();
        QCOMPARE(kindOf(resultOf(pending)), ErrorKind::Cancelled);
        QCOMPARE(failureOf(source), ErrorKind::Cancelled);
    }

    // What nobody can help: Zoom has replaced the token, and its answer never came. Over TLS, where the
    // network layer likes to send again by itself.
    void aLostAnswerIsAskedForOnceAndThenAPersonIsNeeded()
    {
        const auto server = startServer();
        NginxFixture nginx(server->port(), {});
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        SignInRig rig(*server);
        rig.net = ResetRig::options(false);
        rig.app.tokenUrl = nginx.baseUrl();
        rig.app.tokenUrl.setPath(u"/oauth/token"_s);
        rig.keepClientSecret();
        SignInDesk desk(rig);
        QVERIFY(desk.signIn());
        rig.clock.advance(1h);
        QVERIFY(resultOf(desk.source->accessToken())); // the connection is warm now
        QCOMPARE(server->counters().refreshes, 1);
        rig.clock.advance(1h);
        server->setTokenReplyDelay(60s);
        QFuture<Result<Secret>> pending = desk.source->accessToken();
        QTRY_COMPARE(server->counters().refreshes, 2);
        nginx.killWorkers();
        const ErrorKind lost = kindOf(resultOf(pending));
        QVERIFY2(lost == ErrorKind::ConnectionLost || lost == ErrorKind::ConnectionFailed,
                 qPrintable(QString::number(int(lost))));
        QCOMPARE(server->counters().tokenRequests, 3); // sent once
        server->setTokenReplyDelay(0ms);
        QTRY_VERIFY(!nginx.workers().isEmpty());
        QCOMPARE(failureOf(*desk.source), ErrorKind::SignInNeeded);
        QVERIFY(desk.signIn());
        rig.clock.advance(1min);
        QCOMPARE(statusOfMe(*server, tokenOf(*desk.source)), 200);
    }
};

QTEST_GUILESS_MAIN(TestRefreshTokenSource)
#include "tst_refreshtokensource.moc"
