#include "bulk/bulkplan.h"
#include "bulk/bulkrun.h"
#include "core/clock.h"
#include "support/fakesecretstore.h"
#include "support/fixedtoken.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"

#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

/// A run over HTTP/2, through an nginx that ends its connections as nginx does.
class TstBulkHttp2 final : public QObject
{
    Q_OBJECT

private slots:
    void leavesAConnectionBeforeTheServerEndsIt()
    {
        PracticeServer::Options practice;
        practice.mediumPerSecond = 0;
        practice.lightPerSecond = 0;
        practice.userCount = 2'000;
        const auto server = PracticeFixture::startServer(practice);
        NginxFixture::Options front;
        front.http2 = true;
        const NginxFixture nginx(server->port(), front);
        QVERIFY2(nginx.isRunning(), qPrintable(nginx.problem()));
        const QStringList people = PracticeFixture::ordinaryPeople(*server, 1'200);
        QCOMPARE(people.size(), 1'200);

        const QTemporaryDir folder;
        const SystemClock clock;
        FixedToken tokens(server->token().toUtf8());
        Test::FakeSecretStore keychain;
        BulkRun::Setup setup;
        setup.account.id = u"acc"_s;
        setup.account.baseUrl = nginx.baseUrl();
        setup.tokens = &tokens;
        setup.network = ResetRig::options(true);
        setup.clock = &clock;
        setup.keychain = &keychain;
        setup.folder = folder.path() + u"/bulk"_s;
        BulkRun::Options options;
        options.canary = 0;
        options.errorLimit = 1;
        auto plan = std::make_shared<BulkPlan>();
        for (const QString &id : people)
            plan->setVerdict(plan->add(id.toUtf8()), BulkVerdict::Ready);
        BulkRun run(setup, options);
        run.start(plan);
        QTRY_COMPARE_WITH_TIMEOUT(run.state(), BulkState::Finished, 100'000);
        QCOMPARE(run.end(), BulkEnd::AllDone);
        QCOMPARE(run.progress().unknown, 0);
        QCOMPARE(server->counters().passwordPuts, 1'200);
        for (int row = 0; row < plan->count(); ++row)
            QCOMPARE(plan->tries(row), 1); // none waited for a connection that had ended
        QList<NginxFixture::Access> accesses = nginx.accesses();
        // A connection that only finds the protocol out asks nothing.
        accesses.removeIf([](const NginxFixture::Access &access) { return access.method != "PUT"; });
        QCOMPARE(accesses.size(), 1'200);
        for (const NginxFixture::Access &access : std::as_const(accesses)) {
            QCOMPARE(access.protocol, QByteArray("HTTP/2.0"));
            QVERIFY(access.requestOnIt <= 500);
        }
        QSet<qint64> connections;
        for (const NginxFixture::Access &access : std::as_const(accesses))
            connections.insert(access.connection);
        QCOMPARE(connections.size(), 3);
    }
};

QTEST_GUILESS_MAIN(TstBulkHttp2)
#include "tst_bulkhttp2.moc"
