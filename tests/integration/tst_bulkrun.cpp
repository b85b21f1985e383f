#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "bulk/bulkrun.h"
#include "bulk/earlierruns.h"
#include "history/history.h"
#include "history/runnotes.h"
#include "support/fakesecretstore.h"
#include "support/fixedtoken.h"
#include "support/futures.h"
#include "support/practicefixture.h"
#include "support/scriptedserver.h"
#include "zoom/formatmemory.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace Keyturn;
using namespace Qt::StringLiterals;
using PracticeFixture::addressOf;
using PracticeFixture::ordinaryPeople;

namespace {

std::shared_ptr<BulkPlan> planOf(const QStringList &ids)
{
    auto plan = std::make_shared<BulkPlan>();
    for (const QString &id : ids)
        plan->setVerdict(plan->add(id.toUtf8()), BulkVerdict::Ready);
    return plan;
}

/// All that a run borrows.
struct Rig
{
    explicit Rig(const QUrl &baseUrl, const QString &token = u"t"_s)
        : tokens(token.toUtf8())
    {
        setup.account.id = u"acc"_s;
        setup.account.name = u"Account"_s;
        setup.account.baseUrl = baseUrl;
        setup.tokens = &tokens;
        setup.clock = &clock;
        setup.keychain = &keychain;
        setup.folder = folder.path() + u"/bulk"_s;
        options.canary = 0;
    }

    BulkEnd run(const std::shared_ptr<BulkPlan> &plan)
    {
        make();
        work->start(plan);
        return wait();
    }
    void make()
    {
        work = std::make_unique<BulkRun>(setup, options);
        QObject::connect(work.get(), &BulkRun::rowSettled, work.get(), [this](int row) { ++settled[row]; });
    }
    BulkEnd wait()
    {
        if (!QTest::qWaitFor([this] { return work->state() == BulkState::Finished; }, 60'000))
            qWarning("the run never ended");
        return work->end();
    }
    /// Stopped when the first five have their outcomes; then nobody is tried first any more.
    BulkEnd stopAtCanary(const std::shared_ptr<BulkPlan> &plan)
    {
        options.canary = 5;
        make();
        QSignalSpy canary(work.get(), &BulkRun::canaryFinished);
        work->start(plan);
        if (!canary.wait(30'000))
            qWarning("the canary never ended");
        work->stop();
        options.canary = 0;
        return wait();
    }
    BulkEnd runAgain()
    {
        const QString path = work->journalPath();
        work.reset();
        make();
        work->startAgain(path);
        return wait();
    }

    SystemClock clock;
    FixedToken tokens;
    Test::FakeSecretStore keychain;
    QTemporaryDir folder;
    BulkRun::Setup setup;
    BulkRun::Options options;
    std::unique_ptr<BulkRun> work;
    QHash<int, int> settled;
};

/// An account of which a test says how it answers, and which knows who has which password.
struct ScriptedAccount
{
    int puts = 0;
    int forms = 0;
    QHash<QString, QByteArray> passwords;

    ScriptedServer::Answer take(const ScriptedServer::Request &request)
    {
        ++puts;
        const QString user = QString::fromUtf8(request.path()).section(u'/', -2, -2);
        if (request.header("Content-Type") == "application/json") {
            passwords[user] = QJsonDocument::fromJson(request.body)[u"password"].toString().toUtf8();
        } else {
            ++forms;
            const QByteArray part = request.body.mid(request.body.indexOf("\r\n\r\n") + 4);
            passwords[user] = part.left(part.indexOf("\r\n--"));
        }
        return {"HTTP/1.1 204 No Content\r\n\r\n", false};
    }
    ScriptedServer::Handler takingOnlyJson(const ScriptedServer::Answer &toForms)
    {
        return [this, toForms](const ScriptedServer::Request &request) {
            if (request.header("Content-Type") == "application/json")
                return take(request);
            ++puts;
            ++forms;
            return toForms;
        };
    }
};

PracticeServer::Options quick()
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    options.userCount = 1500;
    return options;
}

} // namespace

class TstBulkRun : public QObject
{
    Q_OBJECT

private slots:
    void changesEverybodyOnce()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 300);
        Rig rig(server->baseUrl(), server->token());
        const auto plan = planOf(people);
        QCOMPARE(rig.run(plan), BulkEnd::AllDone);
        const int refused = rig.work->progress().refused; // of those without a Zoom password
        QCOMPARE(rig.work->progress().changed + refused, int(people.size()));
        QCOMPARE(server->counters().passwordPuts, int(people.size()));
        QCOMPARE(rig.settled.size(), people.size());
        for (int row = 0; row < plan->count(); ++row) {
            const Result<Secret> password = rig.work->password(row);
            QVERIFY(password);
            QCOMPARE(server->hasPassword(people[row], password->exposeUtf8().toByteArray()),
                     plan->state(row) == BulkRowState::Changed);
            QCOMPARE(rig.settled[row], 1);
        }
        QVERIFY(runsIn(rig.setup.folder, u"acc"_s).unfinished().isEmpty());
        QVERIFY(Test::resultOf(rig.work->putAway()));
        QVERIFY(rig.keychain.entries.empty());
        // What it did stays known.
        const QList<RunSummary> runs = runsIn(rig.setup.folder, u"acc"_s).runs;
        QCOMPARE(runs.size(), 1);
        QCOMPARE(runs.first().changed + runs.first().refused, int(people.size()));
    }

    void waitsAfterTheCanary()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 50);
        Rig rig(server->baseUrl(), server->token());
        rig.options.canary = 5;
        rig.make();
        QSignalSpy canary(rig.work.get(), &BulkRun::canaryFinished);
        rig.work->start(planOf(people));
        QVERIFY(canary.wait(30'000));
        QCOMPARE(rig.work->state(), BulkState::AtCanary);
        QTest::qWait(100);
        QCOMPARE(server->counters().passwordPuts, 5);
        rig.work->goOn();
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, 50);
    }

    void stopsAfterABadCanaryAndGoesOn()
    {
        const auto server = PracticeFixture::startServer(quick());
        QStringList people{addressOf(PracticeTrigger::Reused)};
        people += ordinaryPeople(*server, 20);
        Rig rig(server->baseUrl(), server->token());
        rig.options.canary = 5;
        rig.options.goOnWhenFine = true;
        rig.make();
        QSignalSpy canary(rig.work.get(), &BulkRun::canaryFinished);
        rig.work->start(planOf(people));
        QVERIFY(canary.wait(30'000));
        QCOMPARE(canary.first().first().toBool(), false);
        QCOMPARE(rig.work->state(), BulkState::AtCanary);
        rig.work->stop();
        QCOMPARE(rig.wait(), BulkEnd::ByUser);
        QCOMPARE(runsIn(rig.setup.folder, u"acc"_s).unfinished().value(0).left(),
                 16); // nobody holds it any more
        rig.options.canary = 0;
        QCOMPARE(rig.runAgain(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, 21);
    }

    void theHistoryCatchesUpWithTheJournal()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 60);
        Rig rig(server->baseUrl(), server->token());
        rig.options.needsAcknowledging = true;
        rig.options.errorLimit = 1;
        rig.options.mostInFlight = 4;
        rig.make();
        QObject::connect(rig.work.get(), &BulkRun::rowSettled, rig.work.get(), [&rig] {
            if (rig.settled.size() == 20)
                rig.work->stop(); // and none of these is in the history, as after a crash
        });
        rig.work->start(planOf(people));
        rig.wait();
        const qsizetype before = rig.settled.size();
        QVERIFY(before >= 20 && before < 60);

        Test::FakeSecretStore keychain;
        History history(rig.folder.filePath(u"history.sqlite"_s), &keychain);
        for (int i = 0; i < 2; ++i) { // the second time nothing is missing
            const QString path = rig.work->journalPath();
            rig.work.reset();
            rig.make();
            const RunNotes notes(&history, rig.work.get(), u"Contoso"_s);
            rig.work->startAgain(path);
            QCOMPARE(rig.wait(), BulkEnd::AllDone);
            QTRY_COMPARE(Test::resultOf(history.search({.limit = 0}))->size(), 60);
            QTest::qWait(50);
        }
        const QList<HistoryEntry> entries = Test::resultOf(history.search({.limit = 0})).value();
        QCOMPARE(entries.size(), 60);
        QSet<QString> found;
        for (const HistoryEntry &entry : entries) {
            found.insert(entry.userId);
            QCOMPARE(entry.account, u"Contoso"_s);
            QVERIFY(entry.at.isValid());
        }
        QCOMPARE(found, QSet<QString>(people.begin(), people.end()));
    }

    void whatIsSentAgainIsWrittenDownOnce()
    {
        const auto server = PracticeFixture::startServer(quick());
        Rig rig(server->baseUrl(), server->token());
        rig.options.needsAcknowledging = true;
        QCOMPARE(rig.run(planOf({u".."_s})), BulkEnd::AllDone); // no path has such a person
        QCOMPARE(rig.work->progress().notSent, 1);

        Test::FakeSecretStore keychain;
        History history(rig.folder.filePath(u"history.sqlite"_s), &keychain);
        const QString path = rig.work->journalPath();
        rig.work.reset();
        rig.make();
        const RunNotes notes(&history, rig.work.get(), u"Contoso"_s);
        rig.work->startAgain(path);
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QTRY_VERIFY(!Test::resultOf(history.search({}))->isEmpty());
        QTest::qWait(100);
        const QList<HistoryEntry> entries = Test::resultOf(history.search({})).value();
        QCOMPARE(entries.size(), 1);
        QCOMPARE(entries.first().result, HistoryEntry::Result::NotSent);
    }

    void throttlingIsNoFailure()
    {
        PracticeServer::Options options = quick();
        options.mediumPerSecond = 40;
        const auto server = PracticeFixture::startServer(options);
        const QStringList people = ordinaryPeople(*server, 120);
        Rig rig(server->baseUrl(), server->token());
        const auto plan = planOf(people); // no limit of ours: the server says it
        QCOMPARE(rig.run(plan), BulkEnd::AllDone);
        QVERIFY(server->counters().rateLimited > 0);
        QCOMPARE(rig.work->progress().throttled, server->counters().rateLimited);
        QCOMPARE(rig.work->progress().notSent, 0);
        for (int row = 0; row < plan->count(); ++row)
            QVERIFY(plan->row(row).httpStatus != 429);
    }

    void aSteadyPaceMeetsNo429()
    {
        PracticeServer::Options options = quick();
        options.mediumPerSecond = 60;
        const auto server = PracticeFixture::startServer(options);
        Rig rig(server->baseUrl(), server->token());
        rig.options.limit = 60;
        rig.options.share = 1;
        QCOMPARE(rig.run(planOf(ordinaryPeople(*server, 200))), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts - server->counters().rateLimited, 200);
    }

    void oneWhoIsAlwaysThrottledHoldsUpNobody()
    {
        const auto server = PracticeFixture::startServer(quick());
        QStringList people{addressOf(PracticeTrigger::Throttled)};
        people += ordinaryPeople(*server, 10);
        Rig rig(server->baseUrl(), server->token());
        const auto plan = planOf(people);
        QCOMPARE(rig.run(plan), BulkEnd::AllDone);
        QCOMPARE(plan->state(0), BulkRowState::Refused);
        QCOMPARE(plan->row(0).error, ErrorKind::RateLimited);
    }

    void stopsWhenTheAccountIsRefused_data()
    {
        QTest::addColumn<PracticeTrigger>("trigger");
        QTest::addColumn<BulkEnd>("end");
        QTest::newRow("401") << PracticeTrigger::Expired << BulkEnd::TokenRefused;
        QTest::newRow("scope") << PracticeTrigger::NoScope << BulkEnd::PermissionDenied;
        QTest::newRow("403") << PracticeTrigger::Owner << BulkEnd::PermissionDenied;
        QTest::newRow("daily limit") << PracticeTrigger::DailyLimit << BulkEnd::DailyLimit;
    }
    void stopsWhenTheAccountIsRefused()
    {
        QFETCH(PracticeTrigger, trigger);
        QFETCH(BulkEnd, end);
        const auto server = PracticeFixture::startServer(quick());
        QStringList people = ordinaryPeople(*server, 200);
        people.insert(20, addressOf(trigger));
        Rig rig(server->baseUrl(), server->token());
        rig.options.mostInFlight = 4;
        const auto plan = planOf(people);
        QCOMPARE(rig.run(plan), end);
        QCOMPARE(rig.work->endRow(), 20);
        QCOMPARE(plan->state(20), BulkRowState::Waiting);
        QVERIFY(server->counters().passwordPuts < 100);
        QVERIFY(rig.work->progress().left > 100);
    }

    void stopsWhenTooManyAreRefused()
    {
        const auto server = PracticeFixture::startServer(quick());
        QStringList people;
        for (int i = 0; i < 200; ++i)
            people.append(u"nobody%1@x.example"_s.arg(i));
        Rig rig(server->baseUrl(), server->token());
        rig.options.mostInFlight = 4;
        QCOMPARE(rig.run(planOf(people)), BulkEnd::ErrorRate);
        QVERIFY(server->counters().passwordPuts < 60);
    }

    void resolvesWhatIsUnknown()
    {
        const auto server = PracticeFixture::startServer(quick());
        QStringList people = ordinaryPeople(*server, 30);
        people.insert(10, addressOf(PracticeTrigger::Dropped));
        people.insert(20, addressOf(PracticeTrigger::DroppedBefore));
        Rig rig(server->baseUrl(), server->token());
        const auto plan = planOf(people);
        QCOMPARE(rig.run(plan), BulkEnd::AllDone);
        QCOMPARE(plan->state(10), BulkRowState::Changed);
        QVERIFY(plan->row(10).changedEarlier);
        QCOMPARE(plan->state(20), BulkRowState::Unknown);
        QCOMPARE(server->counters().passwordPuts, int(people.size()) + 2);
        const QString path = rig.work->journalPath();
        rig.work.reset();
        QCOMPARE(runsIn(rig.setup.folder, u"acc"_s).unfinished().value(0).unknown, 1);
    }

    // Whatever words a server has for it: the first person alone finds the format out.
    void learnsTheFormat_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("415") << 415 << QByteArray();
        QTest::newRow("400") << 400 << QByteArray(R"({"code":300,"message":"Unsupported Content Type"})");
        QTest::newRow("XML") << 400
                             << QByteArray("<error><code>300</code><message>Request Body should be a valid "
                                           "JSON object.</message></error>");
        QTest::newRow("200") << 200 << QByteArray(R"({"code":300,"message":"Invalid parameter: password."})");
        // These prove nothing: the open outcome is looked into with JSON, and then all is clear.
        QTest::newRow("empty 400") << 400 << QByteArray();
        QTest::newRow("foreign 422") << 422 << QByteArray(R"({"detail":"field required"})");
        QTest::newRow("500") << 500 << QByteArray("<html>Internal Server Error</html>");
    }
    void learnsTheFormat()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        ScriptedAccount account;
        ScriptedServer server;
        server.setHandler(account.takingOnlyJson(ScriptedServer::json(status, body)));
        Rig rig(server.baseUrl());
        rig.options.canary = 5;
        rig.options.goOnWhenFine = true;
        FormatMemory formats;
        rig.setup.formats = &formats;
        const QSignalSpy learned(&formats, &FormatMemory::learned);
        QStringList people;
        for (int i = 0; i < 30; ++i)
            people.append(u"u%1"_s.arg(i));
        QCOMPARE(rig.run(planOf(people)), BulkEnd::AllDone);
        QCOMPARE(rig.work->progress().changed, 30);
        QCOMPARE(account.forms, 1);
        QCOMPARE(account.puts, 31);
        QCOMPARE(account.passwords.size(), 30);
        QCOMPARE(learned.size(), 1);
        QVERIFY(formats.first() == BodyFormat::Json);
        for (int row = 0; row < 30; ++row)
            QCOMPARE(account.passwords.value(people[row]),
                     rig.work->password(row)->exposeUtf8().toByteArray());
    }

    void aKnownFormatNeedsNobodyAlone()
    {
        const auto server = PracticeFixture::startServer(quick());
        Rig rig(server->baseUrl(), server->token());
        FormatMemory formats(SendAs::Automatic, BodyFormat::Multipart);
        rig.setup.formats = &formats;
        rig.options.mostInFlight = 8;
        rig.make();
        int most = 0;
        QObject::connect(rig.work.get(), &BulkRun::rowsChanged, rig.work.get(),
                         [&] { most = std::max(most, rig.work->progress().inFlight); });
        rig.work->start(planOf(ordinaryPeople(*server, 100)));
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QVERIFY(most > 1);
    }

    void aChosenFormatIsTheOnlyOne()
    {
        ScriptedAccount account;
        ScriptedServer server;
        server.setHandler(account.takingOnlyJson(ScriptedServer::json(415, {})));
        Rig rig(server.baseUrl());
        FormatMemory formats(SendAs::Form);
        rig.setup.formats = &formats;
        const auto plan = planOf({u"u1"_s, u"u2"_s});
        QCOMPARE(rig.run(plan), BulkEnd::AllDone);
        QCOMPARE(account.puts, 2);
        QCOMPARE(account.forms, 2);
        QCOMPARE(plan->state(0), BulkRowState::Refused);
        QVERIFY(plan->row(0).error == ErrorKind::ChosenFormatRefused);
    }

    // One person's lock at Zoom is nobody else's.
    void aLockedUserWaitsAlone()
    {
        ScriptedAccount account;
        ScriptedServer server;
        int locked = 0;
        QList<QString> order;
        server.setHandler([&](const ScriptedServer::Request &request) {
            const QString user = QString::fromUtf8(request.path()).section(u'/', -2, -2);
            order.append(user);
            if (user == u"u0" && locked++ < 2)
                return ScriptedServer::json(
                    429,
                    R"({"code":429,"message":"Too many concurrent requests. A request to update this user has already been made."})",
                    {{"Retry-After", "1"}});
            return account.take(request);
        });
        Rig rig(server.baseUrl());
        QStringList people;
        for (int i = 0; i < 20; ++i)
            people.append(u"u%1"_s.arg(i));
        QCOMPARE(rig.run(planOf(people)), BulkEnd::AllDone);
        QCOMPARE(rig.work->progress().changed, 20);
        QCOMPARE(rig.work->progress().throttled, 0);
        QCOMPARE(order.count(u"u0"_s), 3);
        QCOMPARE(order.last(), u"u0"_s); // all others were through by then
        QCOMPARE(rig.settled[0], 1);
    }

    void aThrottlingGatewayProvesNothing()
    {
        ScriptedAccount account;
        ScriptedServer server;
        int asked = 0;
        server.setHandler([&](const ScriptedServer::Request &request) {
            return asked++ == 2 ? ScriptedServer::json(429, "<html>slow down</html>") : account.take(request);
        });
        Rig rig(server.baseUrl());
        const auto plan = planOf({u"u0"_s, u"u1"_s, u"u2"_s, u"u3"_s});
        rig.options.mostInFlight = 1;
        QCOMPARE(rig.run(plan), BulkEnd::AllDone);
        QCOMPARE(rig.work->progress().changed, 4); // the same password again, at the end
        QCOMPARE(asked, 5);
    }

    void pausesAndStops()
    {
        PracticeServer::Options options = quick();
        options.replyDelay = std::chrono::milliseconds(20);
        const auto server = PracticeFixture::startServer(options);
        const auto plan = planOf(ordinaryPeople(*server, 400));
        Rig rig(server->baseUrl(), server->token());
        rig.options.mostInFlight = 6;
        rig.make();
        rig.work->start(plan);
        QTRY_VERIFY(server->counters().passwordPuts > 20);
        rig.work->pause();
        QTRY_COMPARE(rig.work->progress().inFlight, 0);
        QTest::qWait(100);
        const int puts = server->counters().passwordPuts;
        QTest::qWait(100);
        QCOMPARE(server->counters().passwordPuts, puts);
        rig.work->resume();
        QTRY_VERIFY(server->counters().passwordPuts > puts + 20);
        rig.work->stop();
        QCOMPARE(rig.wait(), BulkEnd::ByUser);
        QVERIFY(rig.work->progress().left > 0);
        QCOMPARE(rig.work->progress().unknown, 0);
        QCOMPARE(rig.runAgain(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, 400);
    }

    void stopsWhenNobodyIsThere()
    {
        Rig rig(QUrl(u"http://127.0.0.1:9/v2"_s));
        const auto plan = planOf({u"a"_s, u"b"_s, u"c"_s, u"d"_s, u"e"_s});
        QCOMPARE(rig.run(plan), BulkEnd::NetworkLost);
        for (int row = 0; row < plan->count(); ++row)
            QCOMPARE(plan->state(row), BulkRowState::Waiting);
    }

    void sendsNothingWithoutAJournal()
    {
        const auto server = PracticeFixture::startServer(quick());
        Rig rig(server->baseUrl(), server->token());
        QFile inTheWay(rig.folder.path() + u"/bulk"_s);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        QCOMPARE(rig.run(planOf(ordinaryPeople(*server, 10))), BulkEnd::JournalFailed);
        QCOMPARE(server->counters().passwordPuts, 0);
        QVERIFY(rig.keychain.entries.empty()); // a key that nothing tells of
        rig.setup.folder = rig.folder.filePath(u"elsewhere"_s);
        rig.keychain.writeError = ErrorKind::KeychainLocked;
        QCOMPARE(rig.run(planOf({u"a"_s})), BulkEnd::KeyMissing);
        QCOMPARE(server->counters().passwordPuts, 0);
    }

#ifdef Q_OS_UNIX
    void stopsBeforeTheNextWhenTheDiskIsFull()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 400);
        Rig rig(server->baseUrl(), server->token());
        const auto plan = planOf(people);
        rig.make();
        rlimit before = {};
        getrlimit(RLIMIT_FSIZE, &before);
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        connect(rig.work.get(), &BulkRun::started, rig.work.get(), [&rig, &before] {
            const qint64 size = QFileInfo(rig.work->journalPath() + u"-wal"_s).size();
            rlimit full = before;
            full.rlim_cur = rlim_t(size + 60'000);
            setrlimit(RLIMIT_FSIZE, &full);
        });
        rig.work->start(plan);
        const BulkEnd end = rig.wait();
        setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);
        QCOMPARE(end, BulkEnd::JournalFailed);
        for (int row = 0; row < plan->count(); ++row)
            QVERIFY(plan->state(row) != BulkRowState::InFlight); // nothing is under way any more
        const int puts = server->counters().passwordPuts;
        QVERIFY(puts > 0);
        QVERIFY(puts < int(people.size()));
        rig.options.errorLimit = 1;
        QCOMPARE(rig.runAgain(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordChanges, rig.work->progress().changed);
        for (int row = 0; row < rig.work->plan()->count(); ++row)
            QCOMPARE(server->hasPassword(people[row], rig.work->password(row)->exposeUtf8().toByteArray()),
                     rig.work->plan()->state(row) == BulkRowState::Changed);
    }
#endif

    void goesOnOnlyWithTheSamePasswords()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 30);
        const auto fromFile = [&people](const QByteArray &prefix) {
            auto plan = std::make_shared<BulkPlan>();
            for (const QString &id : people)
                plan->setVerdict(
                    plan->add(id.toUtf8(), QByteArray(prefix + QByteArray::number(plan->count() + 100))),
                    BulkVerdict::Ready);
            return plan;
        };
        Rig rig(server->baseUrl(), server->token());
        QCOMPARE(rig.stopAtCanary(fromFile("Secret-")), BulkEnd::ByUser);
        const QString path = rig.work->journalPath();
        const int puts = server->counters().passwordPuts;
        rig.make();
        rig.work->startAgain(path, fromFile("Other-"));
        QCOMPARE(rig.wait(), BulkEnd::PasswordsDiffer);
        rig.make();
        rig.work->startAgain(path);
        QCOMPARE(rig.wait(), BulkEnd::PasswordsDiffer);
        QCOMPARE(server->counters().passwordPuts, puts);
        rig.options.canary = 0;
        rig.make();
        rig.work->startAgain(path, fromFile("Secret-"));
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, int(people.size()));
        const QString passwords = rig.folder.filePath(u"p.csv"_s);
        QVERIFY(writePasswordsCsv(passwords, *rig.work));
        QCOMPARE(QFileInfo(passwords).permissions()
                     & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
    }

    // A list that was sorted, that lost somebody, and that has somebody new.
    void goesOnByPersonAndNotByLine()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 31);
        const auto passwordOf = [](int i) {
            return QByteArray("Sunny-Harbour-" + QByteArray::number(100 + i));
        };
        Rig rig(server->baseUrl(), server->token());
        rig.options.errorLimit = 1;
        auto first = std::make_shared<BulkPlan>();
        for (int i = 0; i < 30; ++i)
            first->setVerdict(first->add(people[i].toUtf8(), passwordOf(i)), BulkVerdict::Ready);
        QCOMPARE(rig.stopAtCanary(first), BulkEnd::ByUser);
        const QString path = rig.work->journalPath();

        auto again = std::make_shared<BulkPlan>();
        for (int i = 30; i >= 0; --i) { // without the first, who was tried, and the eleventh, who was not
            if (i != 0 && i != 10)
                again->add(people[i].toUtf8(), passwordOf(i));
        }
        rig.make();
        rig.work->startAgain(path, again);
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, 29);
        const auto plan = rig.work->plan();
        QCOMPARE(plan->count(), 30);
        QCOMPARE(plan->state(10), BulkRowState::NotSent);
        QCOMPARE(*plan->row(10).error, ErrorKind::NotInList);
        for (int row = 0; row < 30; ++row) {
            if (plan->state(row) == BulkRowState::Changed)
                QVERIFY(server->hasPassword(people[row], passwordOf(row)));
        }
        // Whose password is not at hand gets no other one in the file.
        const QString passwords = rig.folder.filePath(u"p.csv"_s);
        QVERIFY(writePasswordsCsv(passwords, *rig.work));
        QFile file(passwords);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArrayList lines = file.readAll().split('\n');
        if (plan->state(0) == BulkRowState::Changed)
            QVERIFY2(lines[1].endsWith(",changed,,as-in-the-earlier-list\r"), lines[1].constData());
    }

    void leavesWhatWasChangedSince()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 20);
        Rig rig(server->baseUrl(), server->token());
        QCOMPARE(rig.stopAtCanary(planOf(people)), BulkEnd::ByUser);

        Test::FakeSecretStore keychain;
        History history(rig.folder.filePath(u"history.sqlite"_s), &keychain);
        HistoryEntry entry;
        entry.at = QDateTime::currentDateTimeUtc().addSecs(5);
        entry.operatorName = u"bo@desk7"_s;
        entry.result = HistoryEntry::Result::Changed;
        entry.userId = people[10];
        history.append(entry);
        entry.run = rig.work->record().runId; // its own
        entry.userId = people[11];
        history.append(entry);
        entry.run.clear();
        entry.result = HistoryEntry::Result::Refused; // which changed nothing
        entry.userId = people[12];
        history.append(entry);
        QTRY_COMPARE(Test::resultOf(history.search({}))->size(), 3);

        rig.setup.laterChanges = laterChangesIn(&history);
        QCOMPARE(rig.runAgain(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, 19);
        const BulkRow left = rig.work->plan()->row(10);
        QCOMPARE(left.state, BulkRowState::NotSent);
        QCOMPARE(*left.error, ErrorKind::ChangedSince);
        QVERIFY(left.message.contains(u"bo@desk7"_s));
        QVERIFY(rig.work->plan()->state(11) != BulkRowState::NotSent);
    }

    void sendsNothingWhenTheHistoryCannotBeRead()
    {
        const auto server = PracticeFixture::startServer(quick());
        Rig rig(server->baseUrl(), server->token());
        rig.options.needsAcknowledging = true;
        QCOMPARE(rig.stopAtCanary(planOf(ordinaryPeople(*server, 10))), BulkEnd::ByUser);
        const int puts = server->counters().passwordPuts;
        rig.setup.laterChanges = [](const BulkRunRecord &) {
            return readyFuture(
                Result<QList<LaterChange>>(std::unexpected(Error::of(ErrorKind::SettingsFailed, u"no"_s))));
        };
        QCOMPARE(rig.runAgain(), BulkEnd::HistoryUnread);
        QCOMPARE(server->counters().passwordPuts, puts);
        rig.setup.laterChanges = {};
        QCOMPARE(rig.runAgain(), BulkEnd::AllDone);
    }

    void aFewWithARefusalEnd_data()
    {
        QTest::addColumn<int>("people");
        QTest::addColumn<bool>("asks");
        for (int people = 1; people <= 6; ++people) {
            QTest::addRow("%d, going on", people) << people << false;
            QTest::addRow("%d, asking", people) << people << true;
        }
    }
    void aFewWithARefusalEnd()
    {
        QFETCH(int, people);
        QFETCH(bool, asks);
        const auto server = PracticeFixture::startServer(quick());
        QStringList list{addressOf(PracticeTrigger::Reused)};
        list += ordinaryPeople(*server, people - 1);
        Rig rig(server->baseUrl(), server->token());
        rig.options.canary = 5;
        rig.options.goOnWhenFine = !asks;
        rig.make();
        rig.work->start(planOf(list));
        if (people > 5) { // somebody is left, whom a person decides about
            QTRY_COMPARE(rig.work->state(), BulkState::AtCanary);
            rig.work->goOn();
        }
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, people);
    }

    void twoRunsOfAnAccountAreNotAtOnce()
    {
        const auto server = PracticeFixture::startServer(quick());
        const QStringList people = ordinaryPeople(*server, 40);
        Rig rig(server->baseUrl(), server->token());
        rig.options.canary = 5;
        rig.make();
        QSignalSpy canary(rig.work.get(), &BulkRun::canaryFinished);
        rig.work->start(planOf(people));
        QVERIFY(canary.wait(30'000));
        BulkRun second(rig.setup, rig.options);
        second.start(planOf(people));
        QTRY_COMPARE(second.state(), BulkState::Finished);
        QCOMPARE(second.end(), BulkEnd::AccountBusy);
        rig.work->goOn();
        QCOMPARE(rig.wait(), BulkEnd::AllDone);
        QCOMPARE(server->counters().passwordPuts, 40);
    }
};

QTEST_GUILESS_MAIN(TstBulkRun)
#include "tst_bulkrun.moc"
