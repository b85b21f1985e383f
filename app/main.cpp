#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "auth/proxysignin.h"
#include "bulk/journalfile.h"
#include "cli/addaccountcommand.h"
#include "cli/bulkcommand.h"
#include "cli/commandline.h"
#include "cli/manageaccountscommand.h"
#include "cli/parentconsole.h"
#include "cli/practiceservercommand.h"
#include "cli/verifyhistorycommand.h"
#include "core/clock.h"
#include "core/processhardening.h"
#include "directory/usercache.h"
#include "history/history.h"
#include "instance/oneinstance.h"
#include "lock/idlelock.h"
#include "lock/screenwatch.h"
#include "passwords/passwordgenerator.h"
#include "secrets/chunkedstore.h"
#include "secrets/keychainstore.h"
#include "secrets/memorystore.h"
#include "session/appsessionfactory.h"
#include "session/networkoptions.h"
#include "session/practiceserverprogram.h"
#include "settings/options.h"
#include "settings/settings.h"
#include "shell/captureguard.h"
#include "shell/mainwindow.h"
#include "shell/windowproxyprompt.h"

#include <QApplication>
#include <QDesktopServices>
#include <QDir>
#include <QFile>
#include <QIcon>
#include <QSettings>
#include <QStandardPaths>
#include <QTextStream>
#include <QTimer>

#include <cstdio>
#include <cstdlib>

// The composition root: builds the objects and wires them. Nothing else knows both sides.

using namespace Keyturn;

namespace {

constexpr int exitBadInput = 2;
constexpr auto longestRenewal = std::chrono::minutes(2);

void nameApplication()
{
    QCoreApplication::setOrganizationName(QStringLiteral("Keyturn"));
    QCoreApplication::setApplicationName(QStringLiteral("Keyturn"));
    QCoreApplication::setApplicationVersion(QStringLiteral(KEYTURN_VERSION));
}

// Qt aborts, with a page of plugin names, when there is no display.
bool hasDisplay()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        if (!qEnvironmentVariableIsEmpty(name))
            return true;
    }
    return false;
#else
    return true;
#endif
}

// PNGs, so that the SVG plugin need not be there. Desktops that show larger ones take them from the theme.
QIcon applicationIcon()
{
    QIcon icon;
    for (const int size : {16, 24, 32, 48, 64})
        icon.addFile(QStringLiteral(":/icons/keyturn-%1.png").arg(size), QSize(size, size));
    return icon;
}

/// For what only a running Keyturn needs: locks and a socket.
QString runtimeFolder()
{
#ifdef Q_OS_WIN
    // Windows has no such place, and Qt names the person's home folder.
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation);
    QDir().mkpath(folder);
    return folder;
#else
    return QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
#endif
}

int manageAccounts(const CommandLine &line, QTextStream &out, QTextStream &err)
{
    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QCoreApplication::organizationName(),
                       QCoreApplication::applicationName());
    AccountStore accounts(&settings);
    KeychainStore entries;
    ChunkedStore keychain(&entries);
    if (line.mode == CommandLine::Mode::ListAccounts)
        return static_cast<int>(runListAccounts(out, err, accounts));
    const UserCacheFolder userLists(UserCacheFolder::defaultPath());
    if (line.mode == CommandLine::Mode::RemoveAccount)
        return static_cast<int>(runRemoveAccount(line.accountName, out, err, accounts, keychain, &userLists));

    QFile in;
    if (!in.open(stdin, QIODevice::ReadOnly)) {
        err << QCoreApplication::translate("main", "Standard input cannot be read.") << Qt::endl;
        return exitBadInput;
    }
    return static_cast<int>(runAddAccount(line.addAccountFrom, in, out, err, accounts, keychain, &userLists));
}

int runBulkWork(const CommandLine &line, QTextStream &out, QTextStream &err)
{
    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QCoreApplication::organizationName(),
                       QCoreApplication::applicationName());
    const SystemClock clock;
    AccountStore accounts(&settings);
    KeychainStore entries;
    ChunkedStore keychain(&entries);
    MemoryStore runOnly;
    const Settings options(settings.fileName());
    PracticeProcess::Options practice;
    practice.program = practiceServerProgram();
    practice.users = line.practiceUsers;
    AccountSignIns::Options signIns;
    signIns.lockDirectory = runtimeFolder();
    // Nobody is there to sign in to a proxy: what the keychain holds for it is all.
    ProxySignIn proxySignIn(&keychain, nullptr, clock);
    AppSessionFactory sessions(&keychain, &runOnly, clock, networkOptions(options, &proxySignIn), practice,
                               signIns);
    History history(History::defaultFile(), &keychain);
    const BulkRooms rooms{&accounts, &sessions, &keychain, JournalFile::defaultFolder(), &history};
    return static_cast<int>(runBulk(line.bulk, rooms, err, out));
}

/// A thread may be deep in the operating system: in a pipe that nobody writes to, or a resolver that says
/// nothing. Qt would wait for it, and a stop would not be one. All that matters is written by now.
[[noreturn]] void endAtOnce(int code)
{
    std::fflush(nullptr);
    std::_Exit(code);
}

int runWithoutWindow(const CommandLine &line)
{
    QTextStream out(stdout);
    QTextStream err(stderr);
    switch (line.mode) {
    case CommandLine::Mode::Version:
        out << QStringLiteral("Keyturn ") << QCoreApplication::applicationVersion() << Qt::endl;
        return 0;
    case CommandLine::Mode::Help:
        out << line.text;
        return 0;
    case CommandLine::Mode::AddAccount:
    case CommandLine::Mode::ListAccounts:
    case CommandLine::Mode::RemoveAccount:
        return manageAccounts(line, out, err);
    case CommandLine::Mode::Bulk:
        endAtOnce(runBulkWork(line, out, err));
    case CommandLine::Mode::VerifyHistory: {
        KeychainStore entries;
        ChunkedStore keychain(&entries);
        return runVerifyHistory(History::defaultFile(), keychain, out);
    }
    case CommandLine::Mode::PracticeServer:
        return runPracticeServer(practiceServerProgram(), line.port, line.practiceUsers, line.withApp);
    case CommandLine::Mode::Invalid:
        err << line.text << QLatin1Char('\n')
            << QCoreApplication::translate("main", "keyturn --help lists the options.") << Qt::endl;
        return exitBadInput;
    case CommandLine::Mode::Window:
        err << QCoreApplication::translate("main",
                                           "Keyturn found no display to open its window on. Start it from a "
                                           "desktop session.")
            << Qt::endl;
        return 1;
    }
    return exitBadInput;
}

/// The window is closed, but what Zoom answers now is the only way to stay signed in.
void finishRenewals(const TokenRefresher &refresher)
{
    if (!refresher.isBusy())
        return;
    QObject::connect(&refresher, &TokenRefresher::idle, qApp, &QCoreApplication::quit, Qt::QueuedConnection);
    QTimer::singleShot(longestRenewal, qApp, &QCoreApplication::quit);
    QApplication::exec();
}

/// Somebody who starts Keyturn again looks for its window.
void bringToFront(QWidget *window)
{
    window->setWindowState((window->windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    window->show();
    window->raise();
    window->activateWindow();
    // Where the desktop keeps the focus from being taken, it marks the window instead.
    QApplication::alert(window);
}

int runWindow(const CommandLine &line)
{
    QGuiApplication::setDesktopFileName(QStringLiteral("io.github.keyturn.Keyturn"));
    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QCoreApplication::organizationName(),
                       QCoreApplication::applicationName());
    OneInstance instance(runtimeFolder(), OneInstance::keyFor(settings.fileName(), line.practice));
    if (instance.claim() == OneInstance::Claim::HandedOver)
        return 0;
    const SystemClock clock;
    AccountStore accounts(&settings);
    KeychainStore entries;
    ChunkedStore keychain(&entries);
    MemoryStore runOnly;
    Settings options(settings.fileName());
    ScreenWatch screen;
    IdleLock lock(clock, &options, &screen);
    PracticeProcess::Options practice;
    practice.program = practiceServerProgram();
    practice.users = line.practiceUsers;
    AccountSaver saver(&accounts, &keychain, &runOnly);
    WindowProxyPrompt proxyPrompt;
    ProxySignIn proxySignIn(&keychain, &proxyPrompt, clock);
    AccountSignIns::Options signIns;
    signIns.openBrowser = &QDesktopServices::openUrl;
    signIns.lockDirectory = runtimeFolder();
    AppSessionFactory sessions(&keychain, &runOnly, clock, networkOptions(options, &proxySignIn), practice,
                               signIns);
    QObject::connect(&options, &Settings::changed, &options,
                     [&] { sessions.setNetwork(networkOptions(options, &proxySignIn)); });
    UserCacheFolder userLists(UserCacheFolder::defaultPath());
    const auto useUserLists = [&] { userLists.setEnabled(options.value(Options::keepUserLists)); };
    useUserLists();
    QObject::connect(&options, &Settings::changed, &options, useUserLists);
    sessions.setUserCache(&userLists);
    History history(History::defaultFile(), &keychain);
    const CaptureGuard captureGuard(&options);
    const PasswordGenerator generator;

    // Sizes go into a file of their own: QSettings loses what it rewrites when the disk is full, and the
    // account profiles are not to be lost for a column's width.
    QSettings windowState(QSettings::IniFormat, QSettings::UserScope, QCoreApplication::organizationName(),
                          QStringLiteral("Window"));
    const MainWindow::Rooms rooms{&accounts,
                                  &saver,
                                  &sessions,
                                  &generator,
                                  &windowState,
                                  &options,
                                  &proxySignIn,
                                  &runOnly,
                                  &lock,
                                  &userLists,
                                  &history,
                                  &keychain,
                                  JournalFile::defaultFolder()};
    MainWindow window(
        rooms, line.practice ? MainWindow::StartWith::PracticeAccount : MainWindow::StartWith::LastAccount);
    proxyPrompt.setWindow(&window);
    QObject::connect(&instance, &OneInstance::startedAgain, &window, [&window] { bringToFront(&window); });
    window.show();
    // The window comes first: reading pictures takes a tenth of the time until it is there.
    QTimer::singleShot(0, &window, [] { QGuiApplication::setWindowIcon(applicationIcon()); });
    QTimer::singleShot(1'000, &screen, [&screen] { screen.start(); });
    const int result = QApplication::exec();
    finishRenewals(*sessions.refresher());
    return result;
}

} // namespace

int main(int argc, char **argv)
{
    hardenProcess();
    if (CommandLine::runsWithoutDisplay(argc, argv) || !hasDisplay()) {
        joinParentConsole();
        const QCoreApplication app(argc, argv);
        nameApplication();
        return runWithoutWindow(CommandLine::parse(QCoreApplication::arguments()));
    }
    const QApplication app(argc, argv);
    nameApplication();
    const CommandLine line = CommandLine::parse(QCoreApplication::arguments());
    return line.mode == CommandLine::Mode::Window ? runWindow(line) : runWithoutWindow(line);
}
