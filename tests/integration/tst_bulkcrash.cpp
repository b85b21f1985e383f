#include "bulk/bulkplan.h"
#include "bulk/bulkrun.h"
#include "bulk/derivedpasswords.h"
#include "bulk/earlierruns.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"
#include "support/fixedtoken.h"
#include "support/practicefixture.h"

#include <QDir>
#include <QJsonArray>
#include <QProcess>
#include <QRandomGenerator>
#include <QSaveFile>
#include <QTemporaryDir>
#include <QTest>

// Kills a program in the middle of a run, again and again, and compares what its journal says with what the
// server saw. KEYTURN_KILLS: how often; 30 without.

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

/// A keychain that outlives the program: a folder of files. For tests alone.
class FolderStore final : public SecretStore
{
public:
    explicit FolderStore(const QString &folder)
        : m_folder(folder)
    {
        QDir().mkpath(folder);
    }
    QFuture<Result<Secret>> read(const QString &key) override
    {
        QFile file(pathOf(key));
        if (!file.open(QIODevice::ReadOnly))
            return readyFuture(Result<Secret>(std::unexpected(Error::of(ErrorKind::SecretMissing))));
        return readyFuture(Result<Secret>(Secret::fromUtf8(file.readAll())));
    }
    QFuture<Result<void>> write(const QString &key, Secret secret) override
    {
        QSaveFile file(pathOf(key));
        if (!file.open(QIODevice::WriteOnly) || file.write(secret.exposeUtf8().toByteArray()) < 0
            || !file.commit())
            return readyFuture(Result<void>(std::unexpected(Error::of(ErrorKind::KeychainFailed))));
        return readyFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const QString &key) override
    {
        QFile::remove(pathOf(key));
        return readyFuture(Result<void>());
    }

private:
    QString pathOf(QString key) const { return m_folder + u'/' + key.replace(u'/', u'_'); }
    QString m_folder;
};

/// The program that is killed: goes on with the run of its folder, or begins it.
int runChild(const QStringList &arguments)
{
    const QUrl baseUrl(arguments[2]);
    const QString &folder = arguments[4];
    SystemClock clock;
    FixedToken tokens(arguments[3].toUtf8());
    FolderStore keychain(folder + u"/keys"_s);
    BulkRun::Setup setup;
    setup.account.id = u"acc"_s;
    setup.account.baseUrl = baseUrl;
    setup.tokens = &tokens;
    setup.clock = &clock;
    setup.keychain = &keychain;
    setup.folder = folder + u"/bulk"_s;
    BulkRun::Options options;
    options.canary = 0;
    options.mostInFlight = 24;
    options.errorLimit = 1;
    options.needsAcknowledging = true;
    BulkRun run(setup, options);
    QObject::connect(
        &run, &BulkRun::finished, &run,
        [](BulkEnd end) { QCoreApplication::exit(end == BulkEnd::AllDone ? 0 : 10 + int(end)); },
        Qt::QueuedConnection);
    const QList<RunSummary> runs = runsIn(setup.folder, u"acc"_s).unfinished();
    if (!runs.isEmpty()) {
        run.startAgain(runs.first().path);
    } else {
        auto plan = std::make_shared<BulkPlan>();
        QFile people(folder + u"/people"_s);
        if (!people.open(QIODevice::ReadOnly))
            return 9;
        const QList<QByteArray> ids = people.readAll().split('\n');
        for (const QByteArray &id : ids) {
            if (!id.isEmpty())
                plan->setVerdict(plan->add(id), BulkVerdict::Ready);
        }
        run.start(plan);
    }
    return QCoreApplication::exec();
}

QList<QByteArray> somePeople(const PracticeServer &server, int count)
{
    QList<QByteArray> ids;
    PracticeFixture::Wire wire(server);
    const QJsonArray users =
        wire.ask("GET", "/v2/users?status=active&page_size=300").json().value("users"_L1).toArray();
    for (const QJsonValue &value : users) {
        const QJsonObject user = value.toObject();
        const bool isTrigger = user.value("dept"_L1).toString().startsWith("Practice:"_L1);
        if (!isTrigger && user.value("role_id"_L1).toString() == "2"_L1 && ids.size() < count)
            ids.append(user.value("id"_L1).toString().toUtf8());
    }
    return ids;
}

} // namespace

class TstBulkCrash : public QObject
{
    Q_OBJECT

private slots:
    void losesNothingWhenItIsKilled();

private:
    void compare(const PracticeServer &server, const QString &folder, bool isDone);
};

/// What the journal says, and what the server knows.
void TstBulkCrash::compare(const PracticeServer &server, const QString &folder, bool isDone)
{
    const QStringList names = QDir(folder + u"/bulk"_s).entryList({u"*.sqlite"_s}, QDir::Files);
    if (names.isEmpty()) {
        QVERIFY(!isDone);
        return;
    }
    int begun = 0;
    for (const QString &name : names) {
        const auto file = JournalFile::open(folder + u"/bulk/"_s + name);
        if (!file && file.error().kind == ErrorKind::Cancelled)
            continue; // cut off while it was made: nothing was sent
        QVERIFY2(file, file ? "" : qPrintable(file.error().reply.message));
        const Result<BulkRunRecord> record = (*file)->record();
        QVERIFY(record);
        ++begun;
        BulkPlan plan;
        QVERIFY((*file)->readPlan(plan));
        FolderStore keychain(folder + u"/keys"_s);
        Result<Secret> key = keychain.read(DerivedPasswords::keychainKey(record->runId)).takeResult();
        QVERIFY(key);
        const DerivedPasswords passwords(std::move(*key), record->runId, record->rules);
        for (int row = 0; row < plan.count(); ++row) {
            const QByteArray password = passwords.password(plan.userIdUtf8(row))->exposeUtf8().toByteArray();
            const bool isSet = server.hasPassword(QString::fromUtf8(plan.userIdUtf8(row)), password);
            const BulkRowState state = plan.state(row);
            QVERIFY(state != BulkRowState::InFlight);
            if (state == BulkRowState::Changed)
                QVERIFY2(isSet, "said to be changed, and is not");
            if (state == BulkRowState::Waiting || state == BulkRowState::Refused)
                QVERIFY2(!isSet, "changed, and not known to be");
            if (isDone)
                QVERIFY(state == BulkRowState::Changed || state == BulkRowState::Refused);
        }
    }
    QCOMPARE(begun, isDone ? 1 : begun);
    QVERIFY(begun <= 1);
}

void TstBulkCrash::losesNothingWhenItIsKilled()
{
    const int kills = qEnvironmentVariableIntValue("KEYTURN_KILLS") > 0
        ? qEnvironmentVariableIntValue("KEYTURN_KILLS")
        : 30;
    QRandomGenerator random(QRandomGenerator::global()->generate());
    int killed = 0;
    while (killed < kills) {
        PracticeServer::Options options;
        options.mediumPerSecond = 0;
        options.changesPerDay = 0;
        options.replyDelay = std::chrono::milliseconds(10);
        const auto server = PracticeFixture::startServer(options);
        const QTemporaryDir folder;
        const QList<QByteArray> people = somePeople(*server, 200);
        QFile file(folder.filePath(u"people"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        for (const QByteArray &id : people)
            file.write(id + '\n');
        file.close();
        for (;;) {
            QProcess child;
            child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
            child.start(QCoreApplication::applicationFilePath(),
                        {u"child"_s, server->baseUrl().toString(), server->token(), folder.path()});
            QVERIFY(child.waitForStarted());
            const bool goesToTheEnd = killed >= kills;
            if (!goesToTheEnd && !child.waitForFinished(random.bounded(20, 160))) {
                child.kill();
                child.waitForFinished();
                ++killed;
                compare(*server, folder.path(), false);
                if (QTest::currentTestFailed())
                    return;
                continue;
            }
            QVERIFY(child.state() == QProcess::NotRunning || child.waitForFinished(60'000));
            QCOMPARE(child.exitStatus(), QProcess::NormalExit);
            QCOMPARE(child.exitCode(), 0);
            break;
        }
        compare(*server, folder.path(), true);
        if (QTest::currentTestFailed())
            return;
        // Nobody was changed twice: the same password again is refused, another one would count.
        int changed = 0;
        const QStringList names = QDir(folder.filePath(u"bulk"_s)).entryList({u"*.sqlite"_s}, QDir::Files);
        for (const QString &name : names) {
            const auto journal = JournalFile::open(folder.filePath(u"bulk/"_s + name));
            if (!journal)
                continue; // as above
            if (const Result<RunSummary> run = (*journal)->summary())
                changed += run->changed;
        }
        QCOMPARE(server->counters().passwordChanges, changed);
        QVERIFY(changed > 0);
    }
}

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 5 && QCoreApplication::arguments().value(1) == "child"_L1)
        return runChild(QCoreApplication::arguments());
    TstBulkCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_bulkcrash.moc"
