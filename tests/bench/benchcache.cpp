#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "bench/figure.h"
#include "bench/painting.h"
#include "bench/population.h"
#include "core/clock.h"
#include "directory/usercache.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "passwords/passwordgenerator.h"
#include "picker/userpicker.h"
#include "picker/usertable.h"
#include "secrets/memorystore.h"
#include "session/accountsession.h"
#include "session/appsessionfactory.h"
#include "shell/mainwindow.h"

#include <QAbstractItemModel>
#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <cstdlib>

#include <ctime>
#include <unistd.h>

// benchcache cache_1m_start_s --users N [--runs N]
// A program with the real window starts with a list of N users that was kept: from the start of the process
// until the first rows are painted, and until a search for one of them is answered and painted, too. Nothing
// can be loaded meanwhile: the account's server is away. Needs a display.

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 120'000;

double now()
{
    timespec time{};
    clock_gettime(CLOCK_BOOTTIME, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

/// When this process was started, in hundredths of a second of now() (/proc/self/stat, field 22).
double processStart()
{
    QFile stat(u"/proc/self/stat"_s);
    if (!stat.open(QIODevice::ReadOnly))
        fail(u"no /proc/self/stat"_s);
    const QByteArray text = stat.readAll();
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    return fields.value(19).toDouble() / double(sysconf(_SC_CLK_TCK));
}

Account benchAccount()
{
    Account account;
    account.id = u"bench-1"_s;
    account.name = u"Bench"_s;
    account.baseUrl = QUrl(u"http://127.0.0.1:1/v2"_s); // nobody listens there
    return account;
}

/// An account, its profile and where its list is kept, as they lie on a disk.
struct Place
{
    explicit Place(const QString &folder)
        : settings(folder + u"/settings.ini"_s, QSettings::IniFormat)
        , accounts(&settings)
        , lists(folder + u"/lists"_s)
    {
    }
    QSettings settings;
    AccountStore accounts;
    UserCacheFolder lists;
};

void waitFor(const std::function<bool()> &isSo, const char *what)
{
    QElapsedTimer timer;
    timer.start();
    while (!isSo()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (timer.elapsed() > patienceMs)
            fail(u"%1 did not come"_s.arg(QLatin1StringView(what)));
    }
}

/// The program that starts; prints both times.
int runChild(const QString &folder, int users)
{
    Place place(folder);
    MemoryStore keychain;
    MemoryStore runOnly;
    const SystemClock clock;
    AccountSaver saver(&place.accounts, &keychain, &runOnly);
    AppSessionFactory sessions(&keychain, &runOnly, clock, {}, {});
    sessions.setUserCache(&place.lists);
    const PasswordGenerator generator;
    MainWindow window(MainWindow::Rooms{&place.accounts, &saver, &sessions, &generator, &place.settings});
    window.show();
    auto *picker = window.findChild<UserPicker *>();
    Paints paints(picker->table()->viewport());
    const auto rows = [&] { return picker->table()->model()->rowCount(); };
    waitFor(
        [&] {
            if (rows() != users)
                paints.isPainted = false;
            return rows() == users && paints.isPainted;
        },
        "the list");
    waitForDisplay();
    const double shown = now() - processStart();

    const User wanted = population(users / 2, users / 2 + 1).first();
    paints.isPainted = false;
    picker->searchField()->setText(wanted.email);
    waitFor(
        [&] {
            return rows() == 1 && picker->isAnswered() && paints.isPainted
                && picker->table()->model()->index(0, 1).data().toString() == wanted.email;
        },
        "the answer");
    waitForDisplay();
    const double usable = now() - processStart();
    const std::string line = std::to_string(shown) + ' ' + std::to_string(usable) + '\n';
    (void)!write(STDOUT_FILENO, line.data(), line.size());
    std::_Exit(0);
}

void prepare(const QString &folder, int users)
{
    Place place(folder);
    if (!place.accounts.save(benchAccount()))
        fail(u"the account cannot be stored"_s);
    place.accounts.setLastUsedId(benchAccount().id);
    MemoryStore keychain;
    const SystemClock clock;
    AppSessionFactory sessions(&keychain, &keychain, clock, {}, {});
    sessions.setUserCache(&place.lists);
    const auto session = sessions.open(benchAccount());
    for (int begin = 0; begin < users; begin += 2000)
        session->directory()->add(population(begin, std::min(begin + 2000, users)));
    emit session->loader()->finished(); // as at the end of a load
    QElapsedTimer timer;
    timer.start();
    while (place.lists.count() == 0) {
        QThread::msleep(20);
        if (timer.elapsed() > patienceMs)
            fail(u"the list is not stored"_s);
    }
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption usersOption(u"users"_s, {}, u"N"_s);
    const QCommandLineOption runsOption(u"runs"_s, {}, u"N"_s, u"5"_s);
    const QCommandLineOption childOption(u"child"_s, {}, u"FOLDER"_s);
    parser.addOptions({usersOption, runsOption, childOption});
    parser.process(app);
    const int users = parser.value(usersOption).toInt();
    if (users <= 0)
        fail(u"usage: benchcache NAME --users N"_s);
    if (parser.isSet(childOption))
        return runChild(parser.value(childOption), users);

    const QString name = parser.positionalArguments().value(0);
    if (name != "cache_1m_start_s"_L1)
        fail(u"benchcache knows no figure \"%1\""_s.arg(name));
    const QTemporaryDir folder;
    prepare(folder.path(), users);
    std::vector<double> shown;
    std::vector<double> usable;
    for (int run = 0; run < parser.value(runsOption).toInt(); ++run) {
        QProcess child;
        child.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        child.start(QCoreApplication::applicationFilePath(),
                    {u"--child"_s, folder.path(), u"--users"_s, QString::number(users)});
        if (!child.waitForFinished(patienceMs) || child.exitCode() != 0)
            fail(u"the program failed"_s);
        const QList<QByteArray> times = child.readAllStandardOutput().split(' ');
        shown.push_back(times.value(0).toDouble());
        usable.push_back(times.value(1).toDouble());
        say(u"%1 s until the rows are painted, %2 s until a search is answered"_s.arg(shown.back())
                .arg(usable.back()));
    }
    print({name, median(usable), u"s"_s, 1.5,
           u"from the start of the process until a search among %L1 kept users is answered and painted; the "
           u"first "
           "rows are painted after %2 s"_s.arg(users)
               .arg(median(shown), 0, 'f', 2)});
    return 0;
}
