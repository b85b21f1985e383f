#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "support/fakeclock.h"
#include "support/fixedtoken.h"
#include "support/scriptedserver.h"
#include "zoom/getuserrequest.h"
#include "zoom/zoomclient.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPointer>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

/// Pages as Zoom answers them; the token is the position of the next user. Some users have large records.
struct PagedAccount
{
    QHash<QString, int> users{{u"active"_s, 5}, {u"pending"_s, 1}, {u"inactive"_s, 3}};
    int maximumPage = 300; ///< larger ones are cut down
    int refusedAbove = 100'000; ///< larger ones are answered 400
    int bytesEach = 0;

    ScriptedServer::Answer operator()(const ScriptedServer::Request &request) const
    {
        const QString status = request.query(u"status"_s);
        const int asked = request.query(u"page_size"_s).toInt();
        if (asked > refusedAbove)
            return ScriptedServer::json(
                400, R"({"code":300,"message":"Validation Failed.","errors":[{"field":"page_size"}]})");
        const QString token = request.query(u"next_page_token"_s);
        const int total = users.value(status);
        const int begin = token.isEmpty() ? 0 : token.mid(6).toInt();
        const int end = std::min(total, begin + std::min(asked, maximumPage));
        QJsonArray page;
        for (int i = begin; i < end; ++i)
            page.append(QJsonObject{{u"id"_s, QString(status % QString::number(i))},
                                    {u"email"_s, QString(status % QString::number(i) % u"@x.com")},
                                    {u"status"_s, status},
                                    {u"padding"_s, QString(bytesEach, u'x')}});
        const QJsonObject body{
            {u"page_size"_s, asked},
            {u"total_records"_s, total},
            {u"next_page_token"_s, end < total ? u"a+b/&="_s + QString::number(end) : u""_s},
            {u"users"_s, page}};
        return ScriptedServer::json(200, QJsonDocument(body).toJson(QJsonDocument::Compact));
    }
};

struct Rig
{
    explicit Rig(const ScriptedServer::Handler &handler = PagedAccount()) { server.setHandler(handler); }

    QStringList ids() const
    {
        QStringList ids;
        for (int row = 0; row < directory.count(); ++row)
            ids.append(directory.at(row).id);
        ids.sort();
        return ids;
    }
    /// "status:size:token" of each request.
    QStringList asked() const
    {
        QStringList asked;
        for (const ScriptedServer::Request &request : server.requests())
            asked.append(request.query(u"status"_s) % u':' % request.query(u"page_size"_s) % u':'
                         % request.query(u"next_page_token"_s));
        return asked;
    }
    ErrorKind failure(int index = 0) const { return failed.at(index).at(0).value<Error>().kind; }

    ScriptedServer server;
    FakeClock clock;
    FixedToken tokens;
    HttpClient http{HttpClient::Options(), clock};
    ZoomClient client{&http, &tokens, server.baseUrl()};
    UserDirectory directory;
    UserLoader loader{&client, &directory, clock};
    QSignalSpy finished{&loader, &UserLoader::finished};
    QSignalSpy failed{&loader, &UserLoader::failed};
    QSignalSpy waiting{&loader, &UserLoader::waiting};
    QSignalSpy progressed{&loader, &UserLoader::progressed};
};

const QStringList everyone{u"active0"_s,   u"active1"_s,   u"active2"_s,   u"active3"_s, u"active4"_s,
                           u"inactive0"_s, u"inactive1"_s, u"inactive2"_s, u"pending0"_s};
const QByteArray staleToken = R"({"code":300,"message":"The next page token is invalid or expired."})";

} // namespace

class TestUserLoader final : public QObject
{
    Q_OBJECT

private slots:
    void loadsEveryStatusPageByPage()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        QCOMPARE(rig.loader.expectedCount(), -1);
        rig.loader.start();
        rig.loader.start(); // once is enough
        QVERIFY(rig.loader.isRunning());
        QTRY_COMPARE(rig.finished.size(), 1);
        const QStringList expected{u"active:2000:"_s,  u"active:2000:a+b/&=2"_s, u"active:2000:a+b/&=4"_s,
                                   u"pending:2000:"_s, u"inactive:2000:"_s,      u"inactive:2000:a+b/&=2"_s};
        QCOMPARE(rig.asked(), expected);
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.loader.expectedCount(), 9);
        QCOMPARE(rig.progressed.size(), 6);
        QCOMPARE(rig.failed.size(), 0);
        QVERIFY(rig.loader.isComplete());
        QVERIFY(!rig.loader.isRunning());
        QCOMPARE(rig.server.requests().first().header("Authorization"), QByteArray("Bearer test-token"));

        rig.loader.start(); // complete
        QVERIFY(!rig.loader.isRunning());
        rig.loader.restart();
        QVERIFY(!rig.loader.isComplete());
        QTRY_COMPARE(rig.finished.size(), 2);
        QCOMPARE(rig.server.requests().size(), 12);
        QCOMPARE(rig.directory.count(), 9);
    }

    void asksForSmallerPagesWhenLargeOnesAreRefused()
    {
        PagedAccount account;
        account.refusedAbove = 300;
        account.users[u"active"_s] = 301;
        Rig rig(account);
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        const QStringList expected{u"active:2000:"_s, u"active:300:"_s, u"active:300:a+b/&=300"_s,
                                   u"pending:300:"_s, u"inactive:300:"_s};
        QCOMPARE(rig.asked(), expected);
        QCOMPARE(rig.directory.count(), 305);
    }

    void refusedPagesFailInTheEnd()
    {
        PagedAccount account;
        account.refusedAbove = 100;
        Rig rig(account);
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.asked(), QStringList({u"active:2000:"_s, u"active:300:"_s}));
        QCOMPARE(rig.failure(), ErrorKind::ValidationFailed);
    }

    void asksForSmallerPagesWhenTheAnswerIsTooLarge()
    {
        PagedAccount account;
        account.maximumPage = 2000;
        account.users[u"active"_s] = 2500;
        account.bytesEach = 800; // 1,000 of them are less than 1 MiB, 2,000 are more
        Rig rig(account);
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.asked().first(4),
                 QStringList({u"active:2000:"_s, u"active:1000:"_s, u"active:1000:a+b/&=1000"_s,
                              u"active:1000:a+b/&=2000"_s}));
        QCOMPARE(rig.directory.count(), 2504);
    }

    void aLaterPageThatIsTooLargeLosesNobody()
    {
        PagedAccount account;
        account.maximumPage = 2;
        const PagedAccount fat{account.users, 2, 100'000, 600'000};
        // A server whose tokens count pages: going on with another size would skip users.
        Rig rig([&](const ScriptedServer::Request &request) {
            const bool first = request.query(u"next_page_token"_s).isEmpty();
            const bool large = request.query(u"page_size"_s).toInt() > 1000;
            return first || !large ? account(request) : fat(request);
        });
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.asked().first(3),
                 QStringList({u"active:2000:"_s, u"active:2000:a+b/&=2"_s, u"active:1000:"_s}));
        QCOMPARE(rig.ids(), everyone);
    }

    void aStaleTokenStartsTheStatusAgain()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        rig.server.enqueue(account({{}, "/v2/users?status=active&page_size=2000", {}, {}}));
        rig.server.enqueue(ScriptedServer::json(400, staleToken));
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.asked().first(4),
                 QStringList({u"active:2000:"_s, u"active:2000:a+b/&=2"_s, u"active:2000:"_s,
                              u"active:2000:a+b/&=2"_s}));
        QCOMPARE(rig.ids(), everyone); // twice listed, once there
        QCOMPARE(rig.loader.expectedCount(), 9);
    }

    void tokensThatAreAlwaysStaleEnd()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig([&](const ScriptedServer::Request &request) {
            return request.query(u"next_page_token"_s).isEmpty() ? account(request)
                                                                 : ScriptedServer::json(400, staleToken);
        });
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failure(), ErrorKind::PageTokenExpired);
        QCOMPARE(rig.server.requests().size(), 8);
        QVERIFY(!rig.loader.isRunning());
        QCOMPARE(rig.ids(), QStringList({u"active0"_s, u"active1"_s}));
    }

    void aTokenThatComesTwiceEnds_data()
    {
        QTest::addColumn<int>("period");
        QTest::newRow("the same each time") << 1;
        QTest::newRow("in a circle of three") << 3;
    }
    void aTokenThatComesTwiceEnds()
    {
        QFETCH(int, period);
        int page = 0;
        Rig rig([&](const ScriptedServer::Request &) {
            const QByteArray number = QByteArray::number(page++ % period);
            return ScriptedServer::json(
                200, R"({"next_page_token":"t)" + number + R"(","users":[{"id":"u)" + number + R"("}]})");
        });
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failure(), ErrorKind::ListWithoutEnd);
        QCOMPARE(rig.server.requests().size(), period + 1);
        QCOMPARE(rig.directory.count(), period);
        QVERIFY(!rig.loader.isRunning());
        QVERIFY(!rig.loader.isComplete());
    }

    // Servers that do not know next_page_token answer the first page for ever, some with new tokens.
    void aPageThatBringsNobodyNewEnds()
    {
        int page = 0;
        Rig rig([&](const ScriptedServer::Request &) {
            return ScriptedServer::json(200,
                                        R"({"total_records":100000,"next_page_token":"t)"
                                            + QByteArray::number(page++)
                                            + R"(","users":[{"id":"u1"},{"id":"u2"}]})");
        });
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failure(), ErrorKind::ListWithoutEnd);
        QCOMPARE(rig.server.requests().size(), 2);
        QCOMPARE(rig.directory.count(), 2);
        QVERIFY(!rig.loader.isRunning());
    }

    void farMorePagesThanThereArePeopleEnd()
    {
        int page = 0;
        Rig rig([&](const ScriptedServer::Request &) {
            const QByteArray number = QByteArray::number(page++);
            return ScriptedServer::json(200,
                                        R"({"total_records":5,"next_page_token":"t)" + number
                                            + R"(","users":[{"id":"u)" + number + R"("}]})");
        });
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failure(), ErrorKind::ListWithoutEnd);
        QVERIFY(rig.server.requests().size() > 5);
        QVERIFY(rig.server.requests().size() < 30);
    }

    // People who move between pages while they are read come twice, and one is added.
    void aFewWhoComeTwiceAreNoReasonToEnd()
    {
        QList<QByteArray> pages{
            R"({"total_records":3,"next_page_token":"a","users":[{"id":"1"},{"id":"2"}]})",
            R"({"total_records":4,"next_page_token":"b","users":[{"id":"2"},{"id":"3"}]})",
            R"({"total_records":4,"next_page_token":"","users":[{"id":"3"}]})"};
        Rig rig([&](const ScriptedServer::Request &) {
            return ScriptedServer::json(200, pages.isEmpty() ? R"({"users":[]})" : pages.takeFirst());
        });
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.ids(), QStringList({u"1"_s, u"2"_s, u"3"_s}));
    }

    void aRateLimitWaitsAsLongAsTold()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(429, R"({"code":429,"message":"per-second limit"})",
                                                {{"Retry-After", "3600"}, {"X-RateLimit-Type", "QPS"}}));
        const QDateTime until = rig.clock.now().addSecs(3600);
        rig.loader.start();
        QTRY_COMPARE(rig.waiting.size(), 1);
        QCOMPARE(rig.waiting.at(0).at(0).toDateTime(), until);
        QCOMPARE(rig.progressed.size(), 1);
        QVERIFY(rig.loader.isRunning());

        // Stopping and starting does not get round it.
        rig.loader.stop();
        rig.loader.start();
        QCOMPARE(rig.waiting.size(), 2);
        rig.clock.advance(3599s);
        QTest::qWait(300);
        QCOMPARE(rig.server.requests().size(), 1);

        rig.clock.advance(1s);
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.failed.size(), 0);
    }

    void aRateLimitWithoutATimeWaitsLongerEachTime()
    {
        Rig rig;
        QList<qint64> waits;
        connect(&rig.loader, &UserLoader::waiting, this, [&](const QDateTime &until) {
            waits.append(rig.clock.now().secsTo(until));
            rig.clock.advance(until - rig.clock.now());
        });
        for (int i = 0; i < 8; ++i)
            rig.server.enqueue(ScriptedServer::json(429, "Too many requests"));
        rig.server.enqueue(PagedAccount()({{}, "/v2/users?status=active&page_size=2000", {}, {}}));
        rig.server.enqueue(ScriptedServer::json(429, "Too many requests"));
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(waits, QList<qint64>({1, 2, 4, 8, 16, 32, 60, 60, 1}));
        QCOMPARE(rig.ids(), everyone);
    }

    void failuresKeepWhatCameAndGoOnFromThere_data()
    {
        QTest::addColumn<ScriptedServer::Answer>("answer");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("daily limit") << ScriptedServer::json(
            429, R"({"code":429,"message":"You have reached the daily limit"})",
            {{"X-RateLimit-Type", "Daily-limit"}})
                                     << ErrorKind::DailyLimitReached;
        QTest::newRow("bad gateway") << ScriptedServer::json(502, "<html>") << ErrorKind::GatewayTrouble;
        QTest::newRow("half an answer")
            << ScriptedServer::json(200, R"({"users":[{"id":"x"})") << ErrorKind::NotAZoomReply;
        QTest::newRow("no users") << ScriptedServer::json(200, R"({"ok":true})")
                                  << ErrorKind::UnexpectedReply;
        QTest::newRow("token") << ScriptedServer::json(401,
                                                       R"({"code":124,"message":"Access token is expired."})")
                               << ErrorKind::TokenRejected;
        QTest::newRow("token, as 400")
            << ScriptedServer::json(400, R"({"code":124,"message":"Invalid access token."})")
            << ErrorKind::TokenRejected;
        QTest::newRow("scopes") << ScriptedServer::json(
            400,
            R"({"code":4711,"message":"Invalid access token, does not contain scopes:[user:read:admin]."})")
                                << ErrorKind::MissingScopes;
        QTest::newRow("redirect") << ScriptedServer::json(302, "", {{"Location", "http://127.0.0.1:1/"}})
                                  << ErrorKind::Redirected;
    }
    void failuresKeepWhatCameAndGoOnFromThere()
    {
        QFETCH(ScriptedServer::Answer, answer);
        QFETCH(ErrorKind, kind);
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        rig.server.enqueue(account({{}, "/v2/users?status=active&page_size=2000", {}, {}}));
        rig.server.enqueue(answer);
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.failure(), kind);
        QCOMPARE(rig.directory.count(), 2);
        QVERIFY(!rig.loader.isRunning());
        QVERIFY(!rig.loader.isComplete());
        QTest::qWait(0);
        QCOMPARE(rig.server.requests().size(), 2); // nothing goes on by itself

        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.asked().first(3),
                 QStringList({u"active:2000:"_s, u"active:2000:a+b/&=2"_s, u"active:2000:a+b/&=2"_s}));
        QCOMPARE(rig.server.requests().size(), 7);
    }

    void theFirstPageIsNotAskedForTwiceWithABadToken()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(400, R"({"code":124,"message":"Invalid access token."})"));
        rig.loader.start();
        QTRY_COMPARE(rig.failed.size(), 1);
        QCOMPARE(rig.server.requests().size(), 1);
        QCOMPARE(rig.tokens.rejected, 1);
    }

    void aServerThatIsAwayFails()
    {
        Rig rig;
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        QUrl url = rig.server.baseUrl();
        url.setPort(closed.serverPort());
        closed.close();
        ZoomClient client(&rig.http, &rig.tokens, url);
        UserLoader loader(&client, &rig.directory, rig.clock);
        QSignalSpy failed(&loader, &UserLoader::failed);
        loader.start();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.at(0).at(0).value<Error>().kind, ErrorKind::ConnectionRefused);
    }

    void stopsInMidFlightAndGoesOn()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        rig.server.enqueue(account({{}, "/v2/users?status=active&page_size=2000", {}, {}}));
        rig.server.enqueue(ScriptedServer::silence());
        rig.loader.start();
        QTRY_COMPARE(rig.server.requests().size(), 2);
        rig.loader.stop();
        QVERIFY(!rig.loader.isRunning());
        QTest::qWait(20);
        QCOMPARE(rig.failed.size(), 0); // a stop is no failure
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.asked().at(2), u"active:2000:a+b/&=2"_s);
    }

    void pausesAfterThePageThatIsUnderWay()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig;
        rig.server.setHandler([&](const ScriptedServer::Request &request) {
            if (rig.server.requests().size() == 1)
                rig.loader.pause();
            return account(request);
        });
        rig.loader.start();
        QTRY_VERIFY(rig.loader.isPaused());
        QVERIFY(!rig.loader.isRunning());
        QTRY_COMPARE(rig.directory.count(), 2); // it still comes
        QTest::qWait(50);
        QCOMPARE(rig.server.requests().size(), 1);
        QCOMPARE(rig.loader.receivedCount(), 2);

        rig.loader.pause(); // once is enough
        rig.loader.start();
        QVERIFY(rig.loader.isRunning());
        QTRY_COMPARE(rig.finished.size(), 1);
        QVERIFY(!rig.loader.isPaused());
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.loader.receivedCount(), 9);
        QCOMPARE(rig.server.requests().size(), 6);
        rig.loader.pause(); // there is nothing to pause
        QVERIFY(!rig.loader.isPaused());
    }

    void aPauseDoesNotGetRoundARateLimit()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(429, R"({"code":429,"message":"per-second limit"})",
                                                {{"Retry-After", "60"}, {"X-RateLimit-Type", "QPS"}}));
        rig.loader.start();
        QTRY_COMPARE(rig.waiting.size(), 1);
        rig.loader.pause();
        rig.clock.advance(30s);
        rig.loader.start();
        QCOMPARE(rig.waiting.size(), 2);
        QTest::qWait(150);
        QCOMPARE(rig.server.requests().size(), 1);
        rig.loader.pause();
        rig.clock.advance(30s);
        QTest::qWait(150);
        QCOMPARE(rig.server.requests().size(), 1); // nor does its end end a pause
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
    }

    void theLastPageEndsAPause()
    {
        Rig rig;
        connect(&rig.directory, &UserDirectory::usersAdded, this, [&] {
            if (rig.directory.count() == 9)
                rig.loader.pause();
        });
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QVERIFY(rig.loader.isComplete());
        QVERIFY(!rig.loader.isPaused());
    }

    void asksNoFasterThanItIsTold()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        rig.loader.setPagesPerSecond(0.1);
        rig.loader.start();
        for (int pages = 1; pages < 6; ++pages) {
            QTRY_COMPARE(rig.server.requests().size(), pages);
            rig.clock.advance(9'999ms);
            QTest::qWait(120);
            QCOMPARE(rig.server.requests().size(), pages);
            rig.clock.advance(1ms);
        }
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.server.requests().size(), 6);
        QCOMPARE(rig.waiting.size(), 0); // only Zoom's own waits are worth a word
    }

    void staysOnOneConnection()
    {
        PagedAccount account;
        account.users[u"active"_s] = 400;
        account.maximumPage = 10;
        Rig rig(account);
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.server.requests().size(), 42);
        QCOMPARE(rig.server.connectionCount(), 1);
    }

    void waitsForWhatAPersonWaitsFor()
    {
        PagedAccount account;
        account.maximumPage = 2;
        bool answers = false;
        Rig rig([&](const ScriptedServer::Request &request) {
            if (request.path() == "/v2/users")
                return account(request);
            return answers ? ScriptedServer::json(200, "{}") : ScriptedServer::silence();
        });
        QPointer<ZoomCall> call = rig.client.send([](const QUrl &baseUrl, const Secret &token) {
            return GetUserRequest{u"someone"_s}.build(baseUrl, token);
        });
        rig.loader.start();
        QTRY_COMPARE(rig.server.requests().size(), 1);
        QTest::qWait(50);
        QCOMPARE(rig.server.requests().first().path(), QByteArray("/v2/users/someone"));
        QCOMPARE(rig.server.requests().size(), 1);
        call->cancel();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.ids(), everyone);

        // And the other way round: a page under way holds nobody up.
        answers = true;
        rig.server.enqueue(ScriptedServer::silence());
        rig.loader.restart();
        QTRY_COMPARE(rig.server.requests().size(), 8);
        call = rig.client.send([](const QUrl &baseUrl, const Secret &token) {
            return GetUserRequest{u"someone"_s}.build(baseUrl, token);
        });
        QTRY_VERIFY(!call);
        QCOMPARE(rig.server.requests().size(), 9);
    }

    void aRateLimitHoldsTheNextCallForAMoment()
    {
        Rig rig;
        rig.server.setHandler([](const ScriptedServer::Request &request) {
            if (request.path() == "/v2/users")
                return ScriptedServer::json(429, R"({"code":429,"message":"per-second limit"})",
                                            {{"Retry-After", "3600"}, {"X-RateLimit-Type", "QPS"}});
            return ScriptedServer::json(200, "{}");
        });
        rig.loader.start();
        QTRY_COMPARE(rig.waiting.size(), 1);
        const QPointer<ZoomCall> call = rig.client.send([](const QUrl &baseUrl, const Secret &token) {
            return GetUserRequest{u"someone"_s}.build(baseUrl, token);
        });
        rig.clock.advance(CallGate::longestHold - 1ms);
        QTest::qWait(120);
        QCOMPARE(rig.server.requests().size(), 1);
        QVERIFY(!call->requestLeft());
        rig.clock.advance(1ms); // a person is not kept for an hour: Zoom may tell them itself
        QTRY_VERIFY(!call);
        QCOMPARE(rig.server.requests().size(), 2);

        // Cancelled while it is held: nothing has left, and nothing leaves.
        rig.clock.advance(3600s);
        QTRY_COMPARE(rig.server.requests().size(), 3);
        QTRY_COMPARE(rig.waiting.size(), 2);
        ZoomCall *held = rig.client.send([](const QUrl &baseUrl, const Secret &token) {
            return GetUserRequest{u"someone"_s}.build(baseUrl, token);
        });
        ErrorKind kind = ErrorKind::UnexpectedReply;
        bool left = true;
        connect(held, &ZoomCall::finished, this, [&](const ZoomReply &reply) {
            kind = reply.transportError->kind;
            left = reply.requestLeft;
        });
        held->cancel();
        QTRY_COMPARE(kind, ErrorKind::Cancelled);
        QVERIFY(!left);
        rig.clock.advance(CallGate::longestHold);
        QTest::qWait(120);
        QCOMPARE(rig.server.requests().size(), 3);
    }

    void slotsMayStopIt()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        const auto stopping = connect(&rig.loader, &UserLoader::progressed, this, [&] { rig.loader.stop(); });
        rig.loader.start();
        QTRY_COMPARE(rig.progressed.size(), 1);
        QTest::qWait(20);
        QCOMPARE(rig.server.requests().size(), 1);
        QCOMPARE(rig.directory.count(), 2);
        disconnect(stopping);
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.server.requests().size(), 6);
    }

    void slotsMayRestartIt()
    {
        PagedAccount account;
        account.maximumPage = 2;
        Rig rig(account);
        bool done = false;
        connect(&rig.loader, &UserLoader::progressed, this, [&] {
            if (!std::exchange(done, true))
                rig.loader.restart();
        });
        rig.loader.start();
        QTRY_COMPARE(rig.finished.size(), 1);
        QTest::qWait(20);
        QCOMPARE(rig.ids(), everyone);
        QCOMPARE(rig.server.requests().size(), 7);
        QCOMPARE(rig.finished.size(), 1);
    }

    void mayDieInMidFlight()
    {
        Rig rig;
        auto loader = std::make_unique<UserLoader>(&rig.client, &rig.directory, rig.clock);
        connect(loader.get(), &UserLoader::progressed, this, [&] { loader.reset(); });
        loader->start();
        QTRY_VERIFY(!loader);

        rig.server.enqueue(ScriptedServer::silence());
        loader = std::make_unique<UserLoader>(&rig.client, &rig.directory, rig.clock);
        loader->start();
        QTRY_COMPARE(rig.server.requests().size(), 2);
        loader.reset();
        QTest::qWait(20);
        QCOMPARE(rig.server.requests().size(), 2);
    }
};

QTEST_GUILESS_MAIN(TestUserLoader)
#include "tst_userloader.moc"
