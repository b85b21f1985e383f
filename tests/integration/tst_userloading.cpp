#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "directory/userlookup.h"
#include "practice/practiceserver.h"
#include "session/accountsession.h"
#include "support/fixedtoken.h"
#include "zoom/listusersrequest.h"

#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// A session with a practice server of its own.
struct Rig
{
    explicit Rig(const PracticeServer::Options &options)
    {
        auto started = PracticeServer::start(options);
        if (!started)
            qFatal("the practice server did not start");
        server = std::move(*started);
        Account account;
        account.id = u"practice"_s;
        account.baseUrl = server->baseUrl();
        session = std::make_unique<AccountSession>(
            account, std::make_unique<FixedToken>(server->token().toUtf8()), HttpClient::Options(), clock);
    }

    QSet<QString> people() const
    {
        QSet<QString> people;
        for (int row = 0; row < session->directory()->count(); ++row)
            people.insert(session->directory()->at(row).pathId());
        return people;
    }

    SystemClock clock;
    std::unique_ptr<PracticeServer> server;
    std::unique_ptr<AccountSession> session;
};

} // namespace

/// The loader against a server that pages, limits and refuses as Zoom does.
class TestUserLoading final : public QObject
{
    Q_OBJECT

private slots:
    void loadsEveryUserOnce_data()
    {
        QTest::addColumn<int>("users");
        QTest::addColumn<int>("pageSize");
        QTest::newRow("the practice account") << 500 << 300;
        QTest::newRow("larger pages") << 3000 << 2000;
        QTest::newRow("a page that is just full") << 300 << 300;
    }
    void loadsEveryUserOnce()
    {
        QFETCH(int, users);
        QFETCH(int, pageSize);
        PracticeServer::Options options;
        options.userCount = users;
        options.maximumPageSize = pageSize;
        options.mediumPerSecond = 0;
        Rig rig(options);
        QSignalSpy finished(rig.session->loader(), &UserLoader::finished);
        QSignalSpy failed(rig.session->loader(), &UserLoader::failed);
        rig.session->loader()->start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        QCOMPARE(failed.size(), 0);
        QCOMPARE(rig.session->directory()->count(), users);
        QCOMPARE(rig.people().size(), users);
        QCOMPARE(rig.session->loader()->expectedCount(), users);
    }

    void aFreePlansRateLimitLosesNobody()
    {
        PracticeServer::Options options;
        options.mediumPerSecond = 2;
        Rig rig(options);
        QSignalSpy finished(rig.session->loader(), &UserLoader::finished);
        QSignalSpy failed(rig.session->loader(), &UserLoader::failed);
        QSignalSpy waiting(rig.session->loader(), &UserLoader::waiting);
        rig.session->loader()->start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QCOMPARE(failed.size(), 0);
        QVERIFY(waiting.size() > 0);
        QVERIFY(rig.server->counters().rateLimited > 0);
        QCOMPARE(rig.people().size(), 500);
    }

    void stopsInMidWayAndGoesOn()
    {
        PracticeServer::Options options;
        options.mediumPerSecond = 0;
        Rig rig(options);
        UserLoader *loader = rig.session->loader();
        QSignalSpy finished(loader, &UserLoader::finished);
        connect(loader, &UserLoader::progressed, this, [loader] { loader->stop(); });
        int starts = 0;
        while (finished.isEmpty() && starts < 50) {
            const int before = rig.server->counters().requests;
            loader->start();
            ++starts;
            QTRY_VERIFY(!loader->isRunning());
            QVERIFY(rig.server->counters().requests <= before + 2); // at most one page size refused
        }
        QCOMPARE(finished.size(), 1);
        QVERIFY(starts >= 4); // 300 and 200 and the other statuses
        QCOMPARE(rig.people().size(), 500);
    }

    void looksUpWhomItListed()
    {
        PracticeServer::Options options;
        options.mediumPerSecond = 0;
        Rig rig(options);
        QSignalSpy finished(rig.session->loader(), &UserLoader::finished);
        rig.session->loader()->start();
        QTRY_COMPARE(finished.size(), 1);
        const User listed = rig.session->directory()->at(0);
        QSignalSpy found(rig.session->lookup(), &UserLookup::found);
        rig.session->lookup()->find(listed.email.toUpper());
        QTRY_COMPARE(found.size(), 1);
        const User user = found.at(0).at(0).value<User>();
        QCOMPARE(user.id, listed.id);
        QCOMPARE(user.name(), listed.name());
        QVERIFY(!user.loginTypes.isEmpty());
        rig.session->directory()->add({user});
        QCOMPARE(rig.session->directory()->count(), 500);
        QCOMPARE(rig.session->directory()->at(0).loginTypes, user.loginTypes);
    }

    void mayEndInMidFlight()
    {
        PracticeServer::Options options;
        options.replyDelay = std::chrono::milliseconds(200);
        Rig rig(options);
        rig.session->loader()->start();
        QTRY_COMPARE(rig.server->counters().requests, 1);
        rig.session.reset();
        QTest::qWait(20);
        QCOMPARE(rig.server->counters().requests, 1);
    }
};

QTEST_GUILESS_MAIN(TestUserLoading)
#include "tst_userloading.moc"
