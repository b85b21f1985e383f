#include "stopsignal.h"

#include <QSocketNotifier>

#include <array>
#include <atomic>
#include <cerrno>

#ifdef Q_OS_WIN
#include <qt_windows.h>
#else
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#endif

namespace Keyturn {

// A signal handler is handed nothing but a number, so what it reaches must be global to this file.

#ifdef Q_OS_WIN

namespace {

std::atomic<StopSignal *> theReceiver = nullptr;

BOOL WINAPI onConsoleEvent(DWORD)
{
    StopSignal *receiver = theReceiver;
    if (!receiver)
        return FALSE;
    // Comes in a thread of its own.
    QMetaObject::invokeMethod(receiver, &StopSignal::requested, Qt::QueuedConnection);
    return TRUE;
}

} // namespace

StopSignal::StopSignal(QObject *parent)
    : QObject(parent)
{
    theReceiver = this;
    SetConsoleCtrlHandler(onConsoleEvent, TRUE);
}

StopSignal::~StopSignal()
{
    SetConsoleCtrlHandler(onConsoleEvent, FALSE);
    theReceiver = nullptr;
}

#else

namespace {

// The self-pipe: write() is one of the few things that a handler may call.
int thePipe[2] = {-1, -1};

void onSignal(int)
{
    const int before = errno;
    const char byte = 1;
    [[maybe_unused]] const auto written = write(thePipe[1], &byte, 1);
    errno = before;
}

/// SIGHUP: the terminal was closed, or the connection to it was lost.
constexpr std::array stopSignals = {SIGINT, SIGTERM, SIGHUP};
std::array<struct sigaction, stopSignals.size()> theFormer = {};

/// A SIGHUP that is ignored (nohup) stays so. Shells ignore SIGINT for what they run in the background, where
/// it is a stop all the same.
void handleAll()
{
    for (std::size_t i = 0; i < stopSignals.size(); ++i) {
        sigaction(stopSignals[i], nullptr, &theFormer[i]);
        if (stopSignals[i] == SIGHUP && theFormer[i].sa_handler == SIG_IGN)
            continue;
        struct sigaction action = {};
        action.sa_handler = onSignal;
        action.sa_flags = SA_RESTART;
        sigemptyset(&action.sa_mask);
        sigaction(stopSignals[i], &action, nullptr);
    }
}

void giveBackAll()
{
    for (std::size_t i = 0; i < stopSignals.size(); ++i)
        sigaction(stopSignals[i], &theFormer[i], nullptr);
}

} // namespace

StopSignal::StopSignal(QObject *parent)
    : QObject(parent)
{
    if (pipe(thePipe) != 0)
        return; // without it the signals end the program as they always did
    for (const int end : thePipe) {
        fcntl(end, F_SETFD, FD_CLOEXEC);
        fcntl(end, F_SETFL, O_NONBLOCK);
    }
    m_notifier = new QSocketNotifier(thePipe[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char byte = 0;
        while (read(thePipe[0], &byte, 1) > 0) { }
        emit requested();
    });
    handleAll();
}

StopSignal::~StopSignal()
{
    if (!m_notifier)
        return;
    giveBackAll();
    delete m_notifier;
    for (int &end : thePipe) {
        close(end);
        end = -1;
    }
}

#endif

} // namespace Keyturn
