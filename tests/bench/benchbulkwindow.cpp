#include "bench/figure.h"
#include "bulk/bulkwindow.h"
#include "core/clock.h"
#include "net/http2policy.h"
#include "practice/practiceserver.h"
#include "secrets/memorystore.h"
#include "session/accountrules.h"
#include "session/accountsession.h"
#include "support/fixedtoken.h"
#include "support/nginxfixture.h"
#include "support/pages/bulkpage.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>

// benchbulkwindow NAME --people N: a run in its window, at the pace of a Business account, against the
// practice server behind nginx with TLS; how long the window could not react meanwhile.

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

/// How late a timer of a millisecond comes: for so long, nobody's click or key would have been heard.
class BlockMeter : public QObject
{
public:
    BlockMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_late.push_back(std::max(0.0, double(m_since.nsecsElapsed()) / 1e6 - 1));
            m_since.restart();
        });
    }
    void start()
    {
        m_since.start();
        m_timer.start();
    }
    std::vector<double> stop()
    {
        m_timer.stop();
        std::ranges::sort(m_late);
        return std::move(m_late);
    }

private:
    QTimer m_timer;
    QElapsedTimer m_since;
    std::vector<double> m_late;
};

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption peopleOption(u"people"_s, {}, u"N"_s);
    parser.addOption(peopleOption);
    parser.process(app);
    const QString name = parser.positionalArguments().value(0);
    const int count = parser.value(peopleOption).toInt();
    if (name != "bulk_gui_block_p99_ms"_L1 || count <= 0)
        fail(u"usage: benchbulkwindow bulk_gui_block_p99_ms --people N"_s);

    PracticeServer::Options practice;
    practice.userCount = count * 3 / 2 + 100;
    practice.lightPerSecond = 0;
    practice.replyDelay = std::chrono::milliseconds(200);
    auto server = PracticeServer::start(practice);
    if (!server)
        fail(server.error().reply.message);
    NginxFixture::Options front;
    front.http2 = true;
    const NginxFixture nginx((*server)->port(), front);
    if (!nginx.isRunning())
        fail(nginx.problem());
    const QStringList people = PracticeFixture::ordinaryPeople(**server, count);
    const QTemporaryDir folder;
    const SystemClock clock;
    MemoryStore keychain;
    Account account;
    account.id = u"bench"_s;
    account.name = u"Bench"_s;
    account.baseUrl = nginx.baseUrl();
    account.plan = Account::Plan::Business;
    account.rateShare = 1;
    const bool http2 = mayUseHttp2(Http2Setting::Automatic, QString::fromLatin1(qVersion()));
    AccountSession session(account, std::make_unique<FixedToken>((*server)->token().toUtf8()),
                           ResetRig::options(http2), clock);
    session.rules()->read();
    session.loadUsers();

    auto *window = new BulkWindow({&session, &keychain, folder.path(), nullptr});
    window->show();
    const Pages::BulkPage page(window);
    page.paste(people);
    BlockMeter meter;
    QEventLoop loop;
    QObject::connect(window, &BulkWindow::runEnded, &loop, &QEventLoop::quit, Qt::QueuedConnection);
    page.run(int(people.size()));
    meter.start();
    loop.exec();
    const std::vector<double> late = meter.stop();
    delete window;
    if (late.empty())
        fail(u"nothing was measured"_s);
    const auto longOnes = std::ranges::count_if(late, [](double ms) { return ms > 50; });
    print(
        {name, late[late.size() * 99 / 100], u"ms"_s, 50,
         u"how late a timer of 1 ms came, 99th percentile of %L1, while %L2 people were reset in the window, "
         "%3; the longest %4 ms, over 50 ms: %5"_s.arg(late.size())
             .arg(people.size())
             .arg(http2 ? u"HTTP/2"_s : u"HTTP/1.1"_s)
             .arg(late.back(), 0, 'f', 1)
             .arg(longOnes)});
    return 0;
}
