#include "auth/fixedtokensource.h"
#include "session/connectiontest.h"
#include "session/connectiontester.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "support/scriptedserver.h"
#include "support/tokenrig.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

#include <functional>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using PracticeFixture::startServer;
using State = ConnectionState;
using Step = ConnectionStep;
using Test::TokenRig;
using Trouble = PracticeServer::AppTrouble;
using Verdict = ConnectionReport::Verdict;

Q_DECLARE_METATYPE(Keyturn::ErrorKind)

namespace {

using States = std::array<State, connectionSteps.size()>;

constexpr States allSkippedAfterToken{State::Failed, State::Skipped, State::Skipped, State::Skipped,
                                      State::Skipped};
constexpr States allSkippedAfterSelf{State::Works, State::Failed, State::Skipped, State::Skipped,
                                     State::Skipped};

PracticeServer::Options practiceOptions()
{
    PracticeServer::Options options;
    options.userCount = 60;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    return options;
}

std::unique_ptr<AccessTokenSource> pasted(const QString &token)
{
    return std::make_unique<FixedTokenSource>(Secret::fromText(token));
}

/// Never answers, until it is destroyed.
class SilentToken final : public AccessTokenSource
{
public:
    QFuture<Result<Secret>> accessToken() override
    {
        m_promise.start();
        return m_promise.future();
    }
    bool tokenRejected(const Secret &) override { return false; }
    void forget() override { }

private:
    QPromise<Result<Secret>> m_promise;
};

/// Always has another one, which is no better.
class EndlessTokens final : public AccessTokenSource
{
public:
    explicit EndlessTokens(int *given)
        : m_given(given)
    {
    }
    QFuture<Result<Secret>> accessToken() override
    {
        return readyFuture(Result<Secret>(Secret::fromText(u"canary-token-%1"_s.arg(++*m_given))));
    }
    bool tokenRejected(const Secret &) override { return true; }
    void forget() override { }

private:
    int *m_given;
};

/// A test, and everything that it said.
class Run
{
public:
    Run(std::unique_ptr<AccessTokenSource> tokens, TokenOrigin origin, const QUrl &baseUrl,
        const HttpClient::Options &options = {})
        : test(std::make_unique<ConnectionTest>(ConnectionTest::Setup{std::move(tokens), origin, baseUrl},
                                                options, clock))
        , finished(test.get(), &ConnectionTest::finished)
    {
        QObject::connect(test.get(), &ConnectionTest::rowChanged, test.get(), [this](Step step) {
            const State state = test->report().row(step).state;
            changes.append({step, state});
            if (heard)
                heard(step, state);
        });
    }
    explicit Run(const PracticeServer &server)
        : Run(pasted(server.token()), TokenOrigin::Pasted, server.baseUrl())
    {
    }

    bool toTheEnd()
    {
        test->start();
        return QTest::qWaitFor([this] { return finished.size() > 0; }, 30'000);
    }
    const ConnectionReport &report() const { return test->report(); }
    const ConnectionRow &row(Step step) const { return report().row(step); }
    States states() const
    {
        States states{};
        for (const Step step : connectionSteps)
            states[std::size_t(step)] = row(step).state;
        return states;
    }
    ErrorKind kind(Step step) const { return row(step).error ? row(step).error->kind : ErrorKind::NameTaken; }

    FakeClock clock;
    std::unique_ptr<ConnectionTest> test;
    QSignalSpy finished;
    QList<std::pair<Step, State>> changes;
    std::function<void(Step, State)> heard;
};

/// Server-to-Server OAuth for an account that is not saved: its secret is in memory only.
struct Candidate
{
    explicit Candidate(const PracticeServer &server, const QUrl &tokenUrl = {})
        : rig(server, tokenUrl)
    {
        rig.keychain.entries.clear();
        rig.runOnly.write(rig.app.secretKey, Secret::fromText(server.app().clientSecret));
    }
    Run run(const PracticeServer &server) { return Run(rig.open(), TokenOrigin::AskedFor, server.baseUrl()); }

    TokenRig rig;
};

QUrl closedPort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    QUrl url(u"http://127.0.0.1/v2"_s);
    url.setPort(server.serverPort());
    return url;
}

ScriptedServer::Answer goodAnswer(const ScriptedServer::Request &request)
{
    if (request.path() == "/v2/users/me")
        return ScriptedServer::json(200, R"({"id":"me-1","email":"jo@x.com","role_id":"1"})");
    if (request.path() == "/v2/users")
        return ScriptedServer::json(200, R"({"total_records":7,"users":[{"id":"a"}]})");
    return ScriptedServer::json(200, R"({"security":{}})");
}

} // namespace

/// "Test connection", against servers that say yes, no, and nothing.
class TestConnectionTest final : public QObject
{
    Q_OBJECT

private slots:
    void allWorksWithAnApp()
    {
        PracticeServer::Options options = practiceOptions();
        options.rules = {10, true, 5, true};
        const auto server = startServer(options);
        Candidate candidate(*server);
        Run run = candidate.run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(),
                 (States{State::Works, State::Works, State::Works, State::Works, State::Works}));
        QCOMPARE(run.report().verdict(), Verdict::Works);
        QCOMPARE(run.row(Step::Self).userEmail, u"you@practice.example"_s);
        QVERIFY(!run.row(Step::Self).userName.isEmpty());
        QCOMPARE(run.row(Step::Self).role, AccountRole::Admin);
        QVERIFY(run.row(Step::Users).userCount > 1);
        QVERIFY(run.row(Step::Rules).rules == (SecuritySettings{10, true, 5, true}));
        QCOMPARE(run.row(Step::Change).scope, u"user:write:admin"_s);
        for (const Step step : {Step::Self, Step::Users, Step::Rules}) {
            QCOMPARE(run.row(step).reply.httpStatus, 200);
            QVERIFY(!run.row(step).reply.trackingId.isEmpty());
            QVERIFY(!run.row(step).error);
        }
        QCOMPARE(server->counters().tokenRequests, 1);
        QCOMPARE(server->counters().requests, 4);
        QCOMPARE(server->counters().passwordPuts, 0);
        // Nothing of it reached the keychain: the person has not saved.
        QCOMPARE(candidate.rig.keychain.writes, 0);
        QCOMPARE(candidate.rig.keychain.reads, 0);
    }

    void allWorksWithAPastedToken()
    {
        const auto server = startServer(practiceOptions());
        Run run(*server);
        QVERIFY(run.toTheEnd());
        // Which scopes an opaque token has, nobody tells.
        QCOMPARE(run.states(),
                 (States{State::Works, State::Works, State::Works, State::Works, State::Untested}));
        QCOMPARE(run.report().verdict(), Verdict::Works);
        QVERIFY(!run.row(Step::Token).tokenEnds);
        QCOMPARE(server->counters().tokenRequests, 0);
        QCOMPARE(server->counters().passwordPuts, 0);
    }

    void asksWithWhatWasTyped_data()
    {
        QTest::addColumn<QString>("secret"); // empty field: nothing
        QTest::addColumn<QString>("clientId");
        QTest::addColumn<State>("token");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<int>("requests");
        QTest::newRow("right") << u"typed-secret"_s << u"practice-client"_s << State::Works
                               << ErrorKind::NameTaken << 4;
        QTest::newRow("wrong secret")
            << u"canary-secret"_s << u"practice-client"_s << State::Failed << ErrorKind::ClientRefused << 1;
        QTest::newRow("wrong client")
            << u"typed-secret"_s << u"another"_s << State::Failed << ErrorKind::ClientRefused << 1;
        QTest::newRow("no secret") << QString() << u"practice-client"_s << State::Failed
                                   << ErrorKind::InvalidInput << 0;
        QTest::newRow("no client") << u"typed-secret"_s << QString() << State::Failed
                                   << ErrorKind::InvalidInput << 0;
    }
    void asksWithWhatWasTyped()
    {
        QFETCH(QString, secret);
        QFETCH(QString, clientId);
        QFETCH(State, token);
        QFETCH(ErrorKind, kind);
        QFETCH(int, requests);
        PracticeServer::Options options = practiceOptions();
        options.app.clientSecret = u"typed-secret"_s;
        const auto server = startServer(options);
        const SystemClock clock;
        const ConnectionTester tester({}, clock);
        Account account;
        account.kind = Account::Kind::ServerToServer;
        account.baseUrl = server->baseUrl();
        account.tokenUrl = server->tokenUrl();
        account.accountId = server->app().accountId;
        account.clientId = clientId;
        const auto test = tester.test(account, Secret::fromText(secret));
        QSignalSpy finished(test.get(), &ConnectionTest::finished);
        test->start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        const ConnectionRow &row = test->report().row(Step::Token);
        QCOMPARE(row.state, token);
        QCOMPARE(row.error.has_value(), token == State::Failed);
        if (row.error) {
            QCOMPARE(row.error->kind, kind);
            QVERIFY(!row.error->reply.message.contains(u"canary"));
        }
        QCOMPARE(server->counters().requests, requests);
    }

    void oneSignalForEachChange()
    {
        const auto server = startServer(practiceOptions());
        Run run(*server);
        QCOMPARE(run.states(), States{});
        QCOMPARE(run.report().verdict(), Verdict::Open);
        QVERIFY(!run.test->isRunning());
        QVERIFY(run.toTheEnd());
        const QList<std::pair<Step, State>> expected{
            {Step::Token, State::Running}, {Step::Token, State::Works},   {Step::Self, State::Running},
            {Step::Self, State::Works},    {Step::Users, State::Running}, {Step::Users, State::Works},
            {Step::Rules, State::Running}, {Step::Rules, State::Works},   {Step::Change, State::Untested}};
        QVERIFY(run.changes == expected);
        QVERIFY(!run.test->isRunning());
        // It is good for one run.
        run.test->start();
        run.test->cancel();
        QTest::qWait(20);
        QVERIFY(run.changes == expected);
        QCOMPARE(run.finished.size(), 1);
        QCOMPARE(run.report().verdict(), Verdict::Works);
    }

    void namesWhatTheTokenUrlSays_data()
    {
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("client") << Trouble::UnknownClient << ErrorKind::ClientRefused;
        QTest::newRow("secret") << Trouble::WrongSecret << ErrorKind::ClientRefused;
        QTest::newRow("grant") << Trouble::GrantUnsupported << ErrorKind::GrantRefused;
        QTest::newRow("deactivated") << Trouble::Disabled << ErrorKind::AppDeactivated;
        QTest::newRow("sign-in page") << Trouble::SignInPage << ErrorKind::NotAZoomReply;
        QTest::newRow("down") << Trouble::Down << ErrorKind::GatewayTrouble;
    }
    void namesWhatTheTokenUrlSays()
    {
        QFETCH(Trouble, trouble);
        QFETCH(ErrorKind, kind);
        PracticeServer::Options options = practiceOptions();
        options.app.trouble = trouble;
        const auto server = startServer(options);
        Candidate candidate(*server);
        Run run = candidate.run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(), allSkippedAfterToken);
        QCOMPARE(run.report().verdict(), Verdict::Failed);
        QCOMPARE(run.kind(Step::Token), kind);
        QVERIFY(run.row(Step::Token).reply.httpStatus != 0);
        QCOMPARE(server->counters().requests, 1);
    }

    void namesAWrongAccountId()
    {
        const auto server = startServer(practiceOptions());
        Candidate candidate(*server);
        candidate.rig.app.accountId = u"another"_s;
        Run run = candidate.run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(), allSkippedAfterToken);
        QCOMPARE(run.kind(Step::Token), ErrorKind::AccountIdRefused);
    }

    void namesTheMissingScopes_data()
    {
        QTest::addColumn<QString>("scopes");
        QTest::addColumn<bool>("app");
        QTest::addColumn<QStringList>("missing"); // of Self, Users, Rules; empty: none
        QTest::addColumn<State>("change");
        const auto row = [](const char *name, const char *scopes, bool app, const QStringList &missing,
                            State change) {
            QTest::newRow(name) << QString::fromLatin1(scopes) << app << missing << change;
        };
        // All that is missing is named at once.
        row("classic: all but changing", "user:write:admin", true,
            {u"user:read:admin"_s, u"user:read:admin"_s, u"account:read:admin"_s}, State::Untested);
        row("classic: changing", "user:read:admin account:read:admin", true, {{}, {}, {}}, State::Failed);
        row("classic: own password only", "user:read:admin account:read:admin user:write", true, {{}, {}, {}},
            State::Failed);
        row("classic: rules", "user:read:admin user:write:admin", true, {{}, {}, u"account:read:admin"_s},
            State::Works);
        row("granular: list", "user:read:user:admin user:update:password:admin account:read:settings:admin",
            true, {{}, u"user:read:list_users:admin"_s, {}}, State::Works);
        row("granular: me", "user:read:list_users:admin user:update:password:admin", true,
            {u"user:read:user:admin"_s, {}, u"account:read:settings:admin"_s}, State::Untested);
        row("pasted: me", "account:read:admin", false, {u"user:read:admin"_s, u"user:read:admin"_s, {}},
            State::Untested);
    }
    void namesTheMissingScopes()
    {
        QFETCH(QString, scopes);
        QFETCH(bool, app);
        QFETCH(QStringList, missing);
        QFETCH(State, change);
        PracticeServer::Options options = practiceOptions();
        options.app.scopes = scopes;
        options.tokenScopes = scopes;
        const auto server = startServer(options);
        Candidate candidate(*server);
        Run run = app ? candidate.run(*server) : Run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.row(Step::Token).state, State::Works);
        const std::array checked{Step::Self, Step::Users, Step::Rules};
        for (std::size_t i = 0; i < checked.size(); ++i) {
            const ConnectionRow &row = run.row(checked[i]);
            const QString &scope = missing[qsizetype(i)];
            if (scope.isEmpty()) {
                QCOMPARE(row.state, State::Works);
                continue;
            }
            QCOMPARE(row.state, checked[i] == Step::Rules ? State::Warning : State::Failed);
            QVERIFY(row.error);
            QCOMPARE(row.error->kind, ErrorKind::MissingScopes);
            QCOMPARE(row.error->missingScopes, QStringList{scope});
            QCOMPARE(row.reply.zoomCode, 4711);
            QCOMPARE(row.reply.httpStatus, 400);
        }
        QCOMPARE(run.row(Step::Change).state, change);
        QCOMPARE(server->counters().passwordPuts, 0);
    }

    void readsTheScopesOfAPastedJwt_data()
    {
        QTest::addColumn<QByteArray>("claims");
        QTest::addColumn<State>("change");
        QTest::newRow("classic") << QByteArray(R"({"scope":"user:read:admin user:write:admin"})")
                                 << State::Works;
        QTest::newRow("granular") << QByteArray(R"({"scp":["user:update:password:admin"]})") << State::Works;
        QTest::newRow("sub-accounts") << QByteArray(R"({"scope":"user:master"})") << State::Works;
        QTest::newRow("another") << QByteArray(R"({"scope":"user:read:admin"})") << State::Failed;
        QTest::newRow("longer name") << QByteArray(R"({"scope":"user:write:administrator"})")
                                     << State::Failed;
        QTest::newRow("none") << QByteArray(R"({"exp":4000000000})") << State::Untested;
    }
    void readsTheScopesOfAPastedJwt()
    {
        QFETCH(QByteArray, claims);
        QFETCH(State, change);
        constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
        PracticeServer::Options options = practiceOptions();
        options.token =
            QString::fromLatin1(QByteArray("{}").toBase64(base64) + '.' + claims.toBase64(base64) + ".c2ln");
        const auto server = startServer(options);
        Run run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.row(Step::Change).state, change);
        QCOMPARE(run.row(Step::Change).scope.isEmpty(), change != State::Works);
    }

    void tellsTheRole_data()
    {
        QTest::addColumn<QString>("roleId");
        QTest::addColumn<AccountRole>("role");
        QTest::addColumn<State>("state");
        QTest::newRow("owner") << u"0"_s << AccountRole::Owner << State::Works;
        QTest::newRow("admin") << u"1"_s << AccountRole::Admin << State::Works;
        QTest::newRow("member") << u"2"_s << AccountRole::Member << State::Failed;
        QTest::newRow("custom") << u"rAbc123"_s << AccountRole::Custom << State::Warning;
        QTest::newRow("not told") << QString() << AccountRole::NotTold << State::Warning;
    }
    void tellsTheRole()
    {
        QFETCH(QString, roleId);
        QFETCH(AccountRole, role);
        QFETCH(State, state);
        PracticeServer::Options options = practiceOptions();
        options.myRole = roleId;
        const auto server = startServer(options);
        Candidate candidate(*server);
        Run run = candidate.run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.row(Step::Self).role, role);
        QCOMPARE(run.row(Step::Self).state, state);
        QVERIFY(!run.row(Step::Self).error);
        // The rest is told all the same, but the scope alone makes no admin.
        QCOMPARE(run.row(Step::Users).state, State::Works);
        QCOMPARE(run.row(Step::Change).state, state == State::Failed ? State::Untested : State::Works);
        QCOMPARE(run.report().verdict(),
                 state == State::Failed        ? Verdict::Failed
                     : state == State::Warning ? Verdict::WorksWithRemarks
                                               : Verdict::Works);
    }

    void missingRulesAreAWarning()
    {
        PracticeServer::Options options = practiceOptions();
        options.settingsReadable = false;
        const auto server = startServer(options);
        Run run(*server);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.row(Step::Rules).state, State::Warning);
        QCOMPARE(run.row(Step::Rules).error->missingScopes, QStringList{u"account:read:settings:admin"_s});
        QCOMPARE(run.report().verdict(), Verdict::WorksWithRemarks);
    }

    /// What one call's refusal does to the others.
    void goesOnOrStops_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        QTest::addColumn<bool>("goesOn");
        const auto row = [](const char *name, int status, const char *body, ErrorKind kind, bool goesOn) {
            QTest::newRow(name) << status << QByteArray(body) << kind << goesOn;
        };
        row("403", 403, R"({"code":200,"message":"No permission."})", ErrorKind::PermissionDenied, true);
        row("scopes as 401", 401, R"({"code":4711,"message":"does not contain scopes:[a:b]"})",
            ErrorKind::MissingScopes, true);
        row("unknown refusal", 400, R"({"code":9999,"message":"Something else."})", ErrorKind::Refused, true);
        row("no privilege as 400", 400, R"({"code":200,"message":"No permission."})",
            ErrorKind::PermissionDenied, true);
        row("not paid", 200, R"({"code":200,"message":"Only available for paid accounts."})",
            ErrorKind::PaidAccountNeeded, true);
        row("a firewall", 403, "<html>Request blocked</html>", ErrorKind::RefusedInBetween, false);
        row("API shut", 403, R"({"message":"Access to the Zoom REST API has been denied for this account."})",
            ErrorKind::ApiAccessDenied, false);
        row("no such user", 404, R"({"code":1001,"message":"User does not exist: me."})",
            ErrorKind::UserNotFound, true);
        row("token", 401, R"({"code":124,"message":"Invalid access token."})", ErrorKind::TokenRejected,
            false);
        row("rate limit", 429, R"({"code":429,"message":"Too many"})", ErrorKind::RateLimited, false);
        row("daily limit", 429, R"({"code":429,"message":"daily limit"})", ErrorKind::DailyLimitReached,
            false);
        row("gateway", 502, "<html>Bad Gateway</html>", ErrorKind::GatewayTrouble, false);
        row("HTML", 200, "<html>Sign in</html>", ErrorKind::NotAZoomReply, false);
        row("nothing", 200, "", ErrorKind::NotAZoomReply, false);
        row("other JSON", 200, R"({"status":"ok"})", ErrorKind::UnexpectedReply, false);
        row("redirect", 307, "", ErrorKind::Redirected, false);
    }
    void goesOnOrStops()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        QFETCH(bool, goesOn);
        const std::array called{Step::Self, Step::Users, Step::Rules};
        for (std::size_t refused = 0; refused < called.size(); ++refused) {
            ScriptedServer server;
            std::size_t asked = 0;
            server.setHandler([&](const ScriptedServer::Request &request) {
                return asked++ == refused ? ScriptedServer::json(status, body) : goodAnswer(request);
            });
            Run run(pasted(u"test-token"_s), TokenOrigin::Pasted, server.baseUrl());
            QVERIFY(run.toTheEnd());
            for (std::size_t i = 0; i < called.size(); ++i) {
                const State state = run.row(called[i]).state;
                if (i == refused)
                    QCOMPARE(state, called[i] == Step::Rules ? State::Warning : State::Failed);
                else
                    QCOMPARE(state, i < refused || goesOn ? State::Works : State::Skipped);
            }
            QCOMPARE(run.kind(called[refused]), kind);
            QCOMPARE(run.row(called[refused]).reply.httpStatus, status);
            // Rules are a warning at most, so the last row is judged after them.
            const bool judged = goesOn || called[refused] == Step::Rules;
            QCOMPARE(run.row(Step::Change).state, judged ? State::Untested : State::Skipped);
            for (const ScriptedServer::Request &request : server.requests())
                QCOMPARE(request.method, QByteArray("GET"));
        }
    }

    /// A source that always has another token that Zoom refuses: asked once more, and no oftener.
    void aTokenThatIsAlwaysRefused()
    {
        ScriptedServer server;
        server.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::json(401, R"({"code":124,"message":"Invalid access token."})");
        });
        int given = 0;
        Run run(std::make_unique<EndlessTokens>(&given), TokenOrigin::AskedFor, server.baseUrl());
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(), allSkippedAfterSelf);
        QCOMPARE(run.kind(Step::Self), ErrorKind::TokenRejected);
        QCOMPARE(server.requests().size(), 2);
        QCOMPARE(given, 3); // for the row, for the call, for its repeat
    }

    /// Another desk asked for a token in between and ended ours: the test asks for one more and goes on.
    void aTokenThatAnotherDeskEnds()
    {
        const auto server = startServer(practiceOptions());
        Candidate candidate(*server);
        Run run = candidate.run(*server);
        run.heard = [&server](Step step, State state) {
            if (step == Step::Users && state == State::Running)
                server->endTokens();
        };
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.report().verdict(), Verdict::Works);
        QCOMPARE(server->counters().tokenRequests, 2);
    }

    void aTokenThatCannotBeOne_data()
    {
        QTest::addColumn<QString>("token");
        QTest::newRow("empty") << QString();
        QTest::newRow("blank") << u"canary token"_s;
        QTest::newRow("line break") << u"canary\r\nX-Evil: 1"_s;
        QTest::newRow("not ASCII") << u"canäry"_s;
    }
    void aTokenThatCannotBeOne()
    {
        QFETCH(QString, token);
        ScriptedServer server;
        Run run(pasted(token), TokenOrigin::Pasted, server.baseUrl());
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(), allSkippedAfterToken);
        QCOMPARE(run.kind(Step::Token), ErrorKind::InvalidToken);
        QVERIFY(!run.row(Step::Token).error->reply.message.contains(u"can"_s));
        QCOMPARE(server.connectionCount(), 0);
    }

    void aPastedTokenThatSaysItHasEnded()
    {
        constexpr auto base64 = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;
        const FakeClock clock;
        const QDateTime ends = clock.now().addSecs(-60);
        const QByteArray claims = "{\"exp\":" + QByteArray::number(ends.toSecsSinceEpoch()) + "}";
        const QString token =
            QString::fromLatin1(QByteArray("{}").toBase64(base64) + '.' + claims.toBase64(base64) + ".c2ln");
        ScriptedServer server;
        server.setHandler(goodAnswer);
        Run run(pasted(token), TokenOrigin::Pasted, server.baseUrl());
        QVERIFY(run.toTheEnd());
        // The clock may be wrong: Zoom is asked all the same, and its word counts.
        QCOMPARE(run.row(Step::Token).state, State::Warning);
        QVERIFY(run.row(Step::Token).tokenEnds);
        QCOMPARE(run.row(Step::Self).state, State::Works);
    }

    void noServerThere()
    {
        Run run(pasted(u"test-token"_s), TokenOrigin::Pasted, closedPort());
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(), allSkippedAfterSelf);
        QCOMPARE(run.kind(Step::Self), ErrorKind::ConnectionRefused);
        QCOMPARE(run.row(Step::Self).reply.httpStatus, 0);

        const auto server = startServer(practiceOptions());
        Candidate candidate(*server, closedPort());
        Run app = candidate.run(*server);
        QVERIFY(app.toTheEnd());
        QCOMPARE(app.states(), allSkippedAfterToken);
        QCOMPARE(app.kind(Step::Token), ErrorKind::ConnectionRefused);
        QCOMPARE(server->counters().requests, 0);
    }

    void anAddressThatIsNotAllowed()
    {
        Run run(pasted(u"test-token"_s), TokenOrigin::Pasted, QUrl(u"http://zoom.example/v2"_s));
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.kind(Step::Self), ErrorKind::InvalidBaseUrl);
    }

    void hangsUpInEachCall()
    {
        for (int answered = 0; answered < 3; ++answered) {
            ScriptedServer server;
            int asked = 0;
            // A GET is repeated by the network layer: it never gets an answer.
            server.setHandler([&](const ScriptedServer::Request &request) {
                return asked++ < answered ? goodAnswer(request) : ScriptedServer::hangUp();
            });
            Run run(pasted(u"test-token"_s), TokenOrigin::Pasted, server.baseUrl());
            QVERIFY(run.toTheEnd());
            const Step step = connectionSteps[std::size_t(answered) + 1];
            QCOMPARE(run.row(step).state, step == Step::Rules ? State::Warning : State::Failed);
            QCOMPARE(run.kind(step), ErrorKind::ConnectionLost);
        }
    }

    void untrustedCertificates_data()
    {
        QTest::addColumn<QString>("certificate");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("unknown issuer") << u"unknown"_s << ErrorKind::TlsUntrusted;
        QTest::newRow("expired") << u"expired"_s << ErrorKind::TlsExpired;
        QTest::newRow("wrong host") << u"wronghost"_s << ErrorKind::TlsWrongHost;
    }
    void untrustedCertificates()
    {
        QFETCH(QString, certificate);
        QFETCH(ErrorKind, kind);
        QVERIFY2(!testCertificates().isEmpty(), "run through ctest, which makes certificates");
        const auto server = startServer(practiceOptions());
        NginxFixture::Options options;
        options.certificate = certificate;
        NginxFixture nginx(server->port(), options);
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        Run run(pasted(server->token()), TokenOrigin::Pasted, nginx.baseUrl(), ResetRig::options(false));
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.states(), allSkippedAfterSelf);
        QCOMPARE(run.kind(Step::Self), kind);
        QCOMPARE(server->counters().requests, 0);
    }

    void trustedCertificate()
    {
        const auto server = startServer(practiceOptions());
        NginxFixture nginx(server->port(), {});
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        Run run(pasted(server->token()), TokenOrigin::Pasted, nginx.baseUrl(), ResetRig::options(false));
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.report().verdict(), Verdict::Works);
    }

    void cancelsInEachStep_data()
    {
        QTest::addColumn<Step>("step");
        QTest::addColumn<bool>("atOnce"); // by who hears of the row
        for (const bool atOnce : {true, false}) {
            QTest::addRow("token, %s", atOnce ? "at once" : "later") << Step::Token << atOnce;
            QTest::addRow("self, %s", atOnce ? "at once" : "later") << Step::Self << atOnce;
            QTest::addRow("users, %s", atOnce ? "at once" : "later") << Step::Users << atOnce;
            QTest::addRow("rules, %s", atOnce ? "at once" : "later") << Step::Rules << atOnce;
        }
    }
    void cancelsInEachStep()
    {
        QFETCH(Step, step);
        QFETCH(bool, atOnce);
        ScriptedServer server;
        const auto calls = qsizetype(step) - 1; // that are answered
        server.setHandler([&](const ScriptedServer::Request &request) {
            return server.requests().size() <= calls ? goodAnswer(request) : ScriptedServer::silence();
        });
        std::unique_ptr<AccessTokenSource> tokens = pasted(u"test-token"_s);
        if (step == Step::Token)
            tokens = std::make_unique<SilentToken>();
        Run run(std::move(tokens), TokenOrigin::Pasted, server.baseUrl());
        bool reached = false;
        run.heard = [&](Step heard, State state) {
            if (heard != step || state != State::Running)
                return;
            reached = true;
            if (atOnce)
                run.test->cancel();
        };
        run.test->start();
        QTRY_VERIFY(reached);
        if (!atOnce) {
            if (step != Step::Token)
                QTRY_COMPARE(server.requests().size(), calls + 1);
            QCOMPARE(run.finished.size(), 0);
            run.test->cancel();
        }
        QCOMPARE(run.finished.size(), 1);
        QVERIFY(!run.test->isRunning());
        QCOMPARE(run.report().verdict(), Verdict::Cancelled);
        for (const Step each : connectionSteps)
            QCOMPARE(run.row(each).state, each < step ? State::Works : State::Skipped);
        const auto requests = server.requests().size();
        const auto changes = run.changes.size();
        QTest::qWait(50);
        QCOMPARE(server.requests().size(), requests);
        QCOMPARE(run.changes.size(), changes);
        QCOMPARE(run.finished.size(), 1);
    }

    void cancelledBeforeItStarts()
    {
        ScriptedServer server;
        server.setHandler(goodAnswer);
        Run run(pasted(u"test-token"_s), TokenOrigin::Pasted, server.baseUrl());
        run.test->cancel();
        QCOMPARE(run.finished.size(), 0);
        QVERIFY(run.toTheEnd());
        QCOMPARE(run.report().verdict(), Verdict::Works);
    }

    /// The dialog closes: whoever hears of any change may destroy the test at once.
    void destroyedAtEachChange()
    {
        ScriptedServer server;
        server.setHandler(goodAnswer);
        for (int change = 1; change <= 10; ++change) {
            Run run(pasted(u"test-token"_s), TokenOrigin::Pasted, server.baseUrl());
            int heard = 0;
            bool destroyed = false;
            const auto hear = [&] {
                if (++heard == change) {
                    destroyed = true;
                    run.test.reset();
                }
            };
            connect(run.test.get(), &ConnectionTest::rowChanged, this, hear);
            connect(run.test.get(), &ConnectionTest::finished, this, hear);
            run.test->start();
            QTRY_VERIFY(destroyed);
            QTest::qWait(10);
            QCOMPARE(heard, change);
        }
    }

    void destroyedWhileSkipping()
    {
        for (int change = 1; change <= 4; ++change) {
            Run run(pasted(QString()), TokenOrigin::Pasted, closedPort());
            int skipped = 0;
            connect(run.test.get(), &ConnectionTest::rowChanged, this, [&](Step step) {
                if (run.test->report().row(step).state == State::Skipped && ++skipped == change)
                    run.test.reset();
            });
            run.test->start();
            QTRY_VERIFY(!run.test);
            QCOMPARE(skipped, change);
            QCOMPARE(run.finished.size(), 0);
        }
    }

    void destroyedInMidFlight_data()
    {
        QTest::addColumn<Step>("step");
        QTest::newRow("token") << Step::Token;
        QTest::newRow("self") << Step::Self;
        QTest::newRow("users") << Step::Users;
        QTest::newRow("rules") << Step::Rules;
    }
    void destroyedInMidFlight()
    {
        QFETCH(Step, step);
        ScriptedServer server;
        const auto calls = qsizetype(step) - 1;
        server.setHandler([&](const ScriptedServer::Request &request) {
            return server.requests().size() <= calls ? goodAnswer(request) : ScriptedServer::silence();
        });
        std::unique_ptr<AccessTokenSource> tokens = pasted(u"test-token"_s);
        if (step == Step::Token)
            tokens = std::make_unique<SilentToken>();
        Run run(std::move(tokens), TokenOrigin::Pasted, server.baseUrl());
        run.test->start();
        QTRY_COMPARE(run.row(step).state, State::Running);
        if (step != Step::Token)
            QTRY_COMPARE(server.requests().size(), calls + 1);
        const auto changes = run.changes.size();
        run.test.reset();
        QTest::qWait(20);
        QCOMPARE(run.finished.size(), 0);
        QCOMPARE(run.changes.size(), changes);
    }

    /// Whatever a server echoes.
    void keepsTheTokenOut()
    {
        const QString token = u"canary-opaque-token"_s;
        ScriptedServer server;
        server.setHandler([&token](const ScriptedServer::Request &) {
            return ScriptedServer::json(400,
                                        R"({"code":200,"message":"I saw )" + token.toUtf8()
                                            + R"(","errors":[{"field":")" + token.toUtf8()
                                            + R"(","message":"x"}]})");
        });
        Run run(pasted(token), TokenOrigin::Pasted, server.baseUrl());
        QVERIFY(run.toTheEnd());
        for (const Step step : {Step::Self, Step::Users, Step::Rules}) {
            QVERIFY(run.row(step).error);
            QVERIFY(run.row(step).reply.message.startsWith(u"I saw"));
            QVERIFY(!run.row(step).reply.message.contains(u"canary"));
            for (const FieldError &field : run.row(step).error->fieldErrors)
                QVERIFY(!field.field.contains(u"canary"));
        }
    }
};

QTEST_GUILESS_MAIN(TestConnectionTest)
#include "tst_connectiontest.moc"
