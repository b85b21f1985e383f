#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userlookup.h"
#include "reset/passwordreset.h"
#include "session/accountsession.h"
#include "support/fakeclock.h"
#include "support/fixedtoken.h"
#include "support/scriptedserver.h"

#include <QPromise>
#include <QSignalSpy>
#include <QTest>

#include <vector>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<AccountSession>
open(const ScriptedServer &server, const Clock &clock,
     std::unique_ptr<AccessTokenSource> tokens = std::make_unique<FixedToken>())
{
    Account account;
    account.id = u"test-1"_s;
    account.name = u"Test"_s;
    account.baseUrl = server.baseUrl();
    return std::make_unique<AccountSession>(account, std::move(tokens), HttpClient::Options(), clock);
}

/// Like a keychain that waits for somebody. Its callers' promises outlive it.
class LateToken final : public AccessTokenSource
{
public:
    using Callers = std::vector<QPromise<Result<Secret>>>;

    explicit LateToken(Callers *callers)
        : m_callers(callers)
    {
    }
    QFuture<Result<Secret>> accessToken() override
    {
        m_callers->emplace_back();
        m_callers->back().start();
        return m_callers->back().future();
    }
    bool tokenRejected(const Secret &) override { return false; }
    void forget() override { }

private:
    Callers *m_callers;
};

} // namespace

class TestAccountSession final : public QObject
{
    Q_OBJECT

private slots:
    void opensWithoutTalking()
    {
        ScriptedServer server;
        const SystemClock clock;
        const auto session = open(server, clock);
        QTest::qWait(20);
        QCOMPARE(server.connectionCount(), 0);
        QCOMPARE(session->account().name, u"Test"_s);
        QCOMPARE(session->directory()->count(), 0);
        QVERIFY(!session->loader()->isRunning());
    }

    void pacesPagesAsTheAccountAllows()
    {
        ScriptedServer server;
        FakeClock clock;
        Account account;
        account.baseUrl = server.baseUrl();
        account.plan = Account::Plan::Free; // 2 a second, of which half
        AccountSession session(account, std::make_unique<FixedToken>(), HttpClient::Options(), clock);
        server.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::json(200, R"({"total_records":0,"users":[]})");
        });
        session.loader()->start();
        for (int pages = 1; pages <= 3; ++pages) {
            QTRY_COMPARE(server.requests().size(), pages);
            clock.advance(999ms);
            QTest::qWait(150);
            QCOMPARE(server.requests().size(), pages);
            clock.advance(1ms);
        }
        QTRY_VERIFY(session.loader()->isComplete());
    }

    void sharesOneDirectoryAndOneToken()
    {
        ScriptedServer server;
        const SystemClock clock;
        server.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::json(200, R"({"users":[{"id":"a"}],"next_page_token":""})");
        });
        const auto session = open(server, clock);
        QSignalSpy finished(session->loader(), &UserLoader::finished);
        session->loader()->start();
        QTRY_COMPARE(finished.size(), 1);
        QCOMPARE(session->directory()->count(), 1);
        QCOMPARE(server.requests().first().header("Authorization"), QByteArray("Bearer test-token"));
    }

    /// Switching accounts in mid-flight: everything ends, nothing is heard of it, nothing crashes.
    void diesWithEverythingUnderWay()
    {
        ScriptedServer server;
        const SystemClock clock;
        server.setHandler([](const ScriptedServer::Request &) { return ScriptedServer::silence(); });
        auto session = open(server, clock);
        QSignalSpy loadFailed(session->loader(), &UserLoader::failed);
        QSignalSpy lookupFailed(session->lookup(), &UserLookup::failed);
        session->loader()->start();
        session->lookup()->find(u"me"_s);
        QVERIFY(session->reset()->start({u"u1"_s, u"Ann"_s, u"ann@x.com"_s}, Secret::fromUtf8("Abcdefg1")));
        QTRY_COMPARE(server.requests().size(), 3);
        session.reset();
        QTest::qWait(20);
        QCOMPARE(server.requests().size(), 3);
        QCOMPARE(loadFailed.size(), 0);
        QCOMPARE(lookupFailed.size(), 0);
    }

    /// The same before the token came back: nothing leaves, not even when it comes afterwards.
    void diesBeforeAnythingLeft()
    {
        ScriptedServer server;
        const SystemClock clock;
        LateToken::Callers callers;
        auto session = open(server, clock, std::make_unique<LateToken>(&callers));
        session->loader()->start();
        session->lookup()->find(u"me"_s);
        QVERIFY(session->reset()->start({u"u1"_s, u"Ann"_s, u"ann@x.com"_s}, Secret::fromUtf8("Abcdefg1")));
        QCOMPARE(callers.size(), 3U);
        session.reset();
        for (QPromise<Result<Secret>> &caller : callers) {
            caller.addResult(Result<Secret>(Secret::fromUtf8("late-token")));
            caller.finish();
        }
        QTest::qWait(20);
        QCOMPARE(server.connectionCount(), 0);
        QCOMPARE(server.requests().size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestAccountSession)
#include "tst_accountsession.moc"
