#include "bench/figure.h"
#include "bench/residentbytes.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkrun.h"
#include "bulk/csvreader.h"
#include "core/clock.h"
#include "net/http2policy.h"
#include "secrets/memorystore.h"
#include "support/fixedtoken.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

#include <sys/resource.h>
#include <unistd.h>

// benchbulk NAME --people N: bulk work, against the practice server behind nginx with TLS. csv_1m_s reads as
// many lines as it is told.

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

constexpr double businessLimit = 60;

PracticeServer::Options serverOptions(int people, int limit, int delayMs)
{
    PracticeServer::Options options;
    options.userCount = people * 3 / 2 + 100;
    options.mediumPerSecond = limit;
    options.lightPerSecond = 0;
    options.changesPerDay = 0;
    options.replyDelay = std::chrono::milliseconds(delayMs);
    return options;
}

struct Ran
{
    double rate = 0; ///< outcomes a second
    int throttled = 0;
    double cpuMs = 0; ///< processor time for each, in milliseconds
};

double secondsOf(const timeval &time)
{
    return double(time.tv_sec) + double(time.tv_usec) / 1e6;
}

/// Of this process, with its ended threads, or of the children that were waited for.
double cpuSeconds(int who)
{
    rusage usage = {};
    getrusage(who, &usage);
    return secondsOf(usage.ru_utime) + secondsOf(usage.ru_stime);
}

QStringList threads()
{
    return QDir(u"/proc/self/task"_s).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
}

double cpuSecondsOf(const QStringList &threadIds)
{
    double ticks = 0;
    for (const QString &id : threadIds) {
        QFile stat(u"/proc/self/task/%1/stat"_s.arg(id));
        if (!stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        ticks += fields.value(11).toDouble() + fields.value(12).toDouble(); // utime and stime
    }
    return ticks / double(sysconf(_SC_CLK_TCK));
}

Ran runBulkOnce(const QUrl &baseUrl, const QString &token, const QStringList &people, bool http2,
                double limit)
{
    const QTemporaryDir folder;
    SystemClock clock;
    FixedToken tokens(token.toUtf8());
    MemoryStore keychain;
    BulkRun::Setup setup;
    setup.account.id = u"bench"_s;
    setup.account.baseUrl = baseUrl;
    setup.tokens = &tokens;
    setup.network = ResetRig::options(http2);
    setup.clock = &clock;
    setup.keychain = &keychain;
    setup.folder = folder.path() + u"/bulk"_s;
    BulkRun::Options options;
    options.limit = limit;
    options.share = 1;
    options.canary = 0;
    options.errorLimit = 1;
    auto plan = std::make_shared<BulkPlan>();
    for (const QString &id : people)
        plan->setVerdict(plan->add(id.toUtf8()), BulkVerdict::Ready);
    // The practice server's threads are there already: what they use is not ours.
    QStringList others = threads();
    others.removeOne(QString::number(getpid()));
    const double othersBefore = cpuSecondsOf(others);
    const double before = cpuSeconds(RUSAGE_SELF);
    BulkRun run(setup, options);
    QEventLoop loop;
    QElapsedTimer timer;
    QObject::connect(&run, &BulkRun::started, &loop, [&timer] { timer.start(); });
    QObject::connect(&run, &BulkRun::finished, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    run.start(plan);
    loop.exec();
    if (run.end() != BulkEnd::AllDone)
        fail(u"the run ended with %1: %2"_s.arg(int(run.end())).arg(run.endError().reply.message));
    const double rate = double(people.size()) * 1000 / double(std::max(timer.elapsed(), qint64(1)));
    const double cpu = cpuSeconds(RUSAGE_SELF) - before - (cpuSecondsOf(others) - othersBefore);
    return {rate, run.progress().throttled, cpu * 1000 / double(people.size())};
}

Ran runCurl(const NginxFixture &nginx, const PracticeServer &server, const QStringList &people)
{
    const QTemporaryDir folder;
    QFile config(folder.filePath(u"curl"_s));
    if (!config.open(QIODevice::WriteOnly))
        fail(u"no file for curl"_s);
    const QString entry =
        u"url = \"%1/users/%2/password\"\nrequest = PUT\nform = \"password=Abcdefg1!\"\n"
        "header = \"Authorization: Bearer %3\"\noutput = /dev/null\ncacert = \"%4/ca.pem\"\n"
        "http2\nsilent\nnext\n"_s;
    for (const QString &id : people)
        config.write(entry.arg(nginx.baseUrl().toString(), id, server.token(), testCertificates()).toUtf8());
    config.close();
    QProcess curl;
    curl.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    const double before = cpuSeconds(RUSAGE_CHILDREN);
    QElapsedTimer timer;
    timer.start();
    curl.start(u"curl"_s,
               {u"--parallel"_s, u"--parallel-max"_s, u"50"_s, u"--no-progress-meter"_s, u"--config"_s,
                config.fileName()});
    if (!curl.waitForFinished(600'000))
        fail(u"curl did not end"_s);
    return {double(people.size()) * 1000 / double(std::max(timer.elapsed(), qint64(1))), 0,
            (cpuSeconds(RUSAGE_CHILDREN) - before) * 1000 / double(people.size())};
}

void measureCsv(const QString &name, int lines)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"people.csv"_s));
    if (!file.open(QIODevice::ReadWrite))
        fail(u"no file"_s);
    file.write("First name,E-mail,New password,Department\r\n");
    for (int i = 0; i < lines; ++i)
        file.write("Ann " + QByteArray::number(i) + ",ann.lee." + QByteArray::number(i)
                   + "@contoso.example,\"Secret-" + QByteArray::number(i) + "!\",Sales\r\n");
    file.flush();
    const double before = residentBytes();
    file.seek(0);
    BulkPlan plan;
    const std::atomic<bool> cancelled = false;
    QElapsedTimer timer;
    timer.start();
    if (!readCsv(file, plan, cancelled) || plan.count() != lines)
        fail(u"the file was not read"_s);
    const double seconds = double(timer.nsecsElapsed()) / 1e9;
    print({name, seconds, u"s"_s, 2,
           u"%L1 lines with passwords; they take %2 MB"_s.arg(lines).arg((residentBytes() - before) / 1e6, 0,
                                                                         'f', 0)});
}

void measureShare(const QString &name, int count, bool http2)
{
    auto server = PracticeServer::start(serverOptions(count, int(businessLimit), 200));
    if (!server)
        fail(server.error().reply.message);
    NginxFixture::Options front;
    front.http2 = http2;
    const NginxFixture nginx((*server)->port(), front);
    if (!nginx.isRunning())
        fail(nginx.problem());
    const Ran ran = runBulkOnce(nginx.baseUrl(), (*server)->token(),
                                PracticeFixture::ordinaryPeople(**server, count), http2, businessLimit);
    if (name == "bulk_429"_L1) {
        print({name, double(ran.throttled), u"answers"_s, 1,
               u"of 429 over %L1 resets at 200 ms, of a limit of 60/s all of it; HTTP/1.1"_s.arg(count)});
    } else {
        print({name, ran.rate / businessLimit, u"ratio"_s, 0.98,
               u"at least; reached rate / limit of 60/s over %L1 resets at 200 ms behind nginx with TLS, %2; "
               u"%3 "
               "answers of 429"_s.arg(count)
                   .arg(http2 ? u"HTTP/2"_s : u"HTTP/1.1"_s)
                   .arg(ran.throttled)});
    }
}

void measureAgainstCurl(const QString &name, int count)
{
    auto server = PracticeServer::start(serverOptions(count, 0, 0));
    if (!server)
        fail(server.error().reply.message);
    NginxFixture::Options front;
    front.http2 = true;
    const NginxFixture nginx((*server)->port(), front);
    if (!nginx.isRunning())
        fail(nginx.problem());
    const QStringList people = PracticeFixture::ordinaryPeople(**server, count);
    const Ran theirs = runCurl(nginx, **server, people);
    // As the program itself would do it with this Qt.
    const bool http2 = mayUseHttp2(Http2Setting::Automatic, QString::fromLatin1(qVersion()));
    const Ran ours = runBulkOnce(nginx.baseUrl(), (*server)->token(), people, http2, 0);
    const QString protocol = http2 ? u"HTTP/2"_s : u"HTTP/1.1"_s;
    if (name == "bulk_cpu_vs_curl"_L1) {
        print({name, ours.cpuMs / theirs.cpuMs, u"ratio"_s, 2,
               u"processor time for a reset with the journal on, %1, against curl --parallel-max 50 over "
               u"HTTP/2: "
               "%2 ms against %3 ms"_s.arg(protocol)
                   .arg(ours.cpuMs, 0, 'f', 2)
                   .arg(theirs.cpuMs, 0, 'f', 2)});
        return;
    }
    print({name, ours.rate / theirs.rate, u"ratio"_s, 0.25,
           u"at least; resets a second with the journal on, %1, against curl --parallel-max 50 over HTTP/2: "
           "%2 against %3"_s.arg(protocol)
               .arg(ours.rate, 0, 'f', 0)
               .arg(theirs.rate, 0, 'f', 0)});
}

void measureMemory(const QString &name, int count)
{
    auto server = PracticeServer::start(serverOptions(count, 0, 0));
    if (!server)
        fail(server.error().reply.message);
    const QStringList people = PracticeFixture::ordinaryPeople(**server, count);
    const QUrl baseUrl = (*server)->baseUrl();
    // What the first run loads is not the rows'; the practice server's own memory grows in it, too.
    runBulkOnce(baseUrl, (*server)->token(), people, false, 0);
    const double before = residentBytes();
    auto plan = std::make_shared<BulkPlan>();
    for (const QString &id : people) {
        const int row = plan->add(QByteArray(id.toUtf8() + "@practice.example"));
        plan->setVerdict(row, BulkVerdict::Ready, id, u"Some body"_s);
        ReplyFacts facts;
        facts.httpStatus = 204;
        facts.trackingId = u"v=2.0;clid=us04;rid=WEB_"_s + id;
        plan->setOutcome(row, Outcome::changed(facts));
    }
    print({name, std::max(1.0, residentBytes() - before) / double(people.size()), u"bytes"_s, 200,
           u"growth of VmRSS for a plan of %L1 rows with ID, address, name, outcome and tracking ID"_s.arg(
               people.size())});
}

} // namespace

int main(int argc, char **argv)
{
    const QCoreApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption peopleOption(u"people"_s, {}, u"N"_s);
    parser.addOption(peopleOption);
    parser.process(app);
    const QString name = parser.positionalArguments().value(0);
    const int people = parser.value(peopleOption).toInt();
    if (people <= 0)
        fail(u"usage: benchbulk NAME --people N"_s);
    if (name == "csv_1m_s"_L1)
        measureCsv(name, people);
    else if (name == "bulk_h1_share"_L1 || name == "bulk_429"_L1)
        measureShare(name, people, false);
    else if (name == "bulk_h2_share"_L1)
        measureShare(name, people, true);
    else if (name == "bulk_vs_curl"_L1 || name == "bulk_cpu_vs_curl"_L1)
        measureAgainstCurl(name, people);
    else if (name == "bulk_bytes_per_row"_L1)
        measureMemory(name, people);
    else
        fail(u"benchbulk knows no figure \"%1\""_s.arg(name));
    return 0;
}
