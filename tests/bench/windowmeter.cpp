#include "bench/windowmeter.h"

#include "bench/figure.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QThread>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <vector>

#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Keyturn::Bench {

namespace {

constexpr qint64 patienceMs = 60'000;
constexpr qint64 restMs = 1'000; ///< so long without any processor time is rest

struct Free
{
    void operator()(void *pointer) const { std::free(pointer); }
};
using Event = std::unique_ptr<xcb_generic_event_t, Free>;

double nowMs()
{
    using namespace std::chrono;
    return duration<double, std::milli>(steady_clock::now().time_since_epoch()).count();
}

/// Waits for the next event, for a while; null when none came.
Event nextEvent(xcb_connection_t *display, int waitMs)
{
    if (xcb_generic_event_t *queued = xcb_poll_for_event(display))
        return Event(queued);
    pollfd descriptor{xcb_get_file_descriptor(display), POLLIN, 0};
    poll(&descriptor, 1, waitMs);
    return Event(xcb_poll_for_event(display));
}

int kindOf(const Event &event)
{
    return event->response_type & 0x7f; // without the bit of events that a client made up
}

pid_t spawn(const QStringList &command, const QString &home)
{
    QByteArrayList arguments;
    for (const QString &argument : command)
        arguments.append(QFile::encodeName(argument));
    std::vector<char *> argv(std::size_t(arguments.size()) + 1); // null at the end
    std::transform(arguments.begin(), arguments.end(), argv.begin(),
                   [](QByteArray &argument) { return argument.data(); });
    qputenv("HOME", QFile::encodeName(home)); // nothing here reads ours
    pid_t process = 0;
    if (const int error = posix_spawn(&process, argv.front(), nullptr, nullptr, argv.data(), environ))
        fail(u"%1 cannot be started: %2"_s.arg(command.first(), qt_error_string(error)));
    return process;
}

/// In clock ticks, all threads together; -1 when a thread wants to run just now.
qint64 processorTime(pid_t process)
{
    qint64 ticks = 0;
    const QString tasks = u"/proc/%1/task"_s.arg(process);
    const QStringList threads = QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    for (const QString &thread : threads) {
        QFile file(tasks + u'/' + thread + u"/stat"_s);
        if (!file.open(QIODevice::ReadOnly))
            continue; // it has just ended
        // "PID (NAME) STATE …", and NAME may hold anything: user and system time are fields 14 and 15.
        const QByteArray line = file.readAll();
        const QByteArrayList fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (fields.size() < 13 || fields[0] == "R" || fields[0] == "D")
            return -1;
        ticks += fields[11].toLongLong() + fields[12].toLongLong();
    }
    return ticks;
}

void waitForRest(pid_t process)
{
    QElapsedTimer total;
    QElapsedTimer rest;
    total.start();
    rest.start();
    qint64 last = -1;
    while (rest.elapsed() < restMs) {
        if (total.elapsed() > patienceMs)
            fail(u"the program does not come to rest"_s);
        QThread::msleep(20);
        const qint64 ticks = processorTime(process);
        if (ticks < 0 || ticks != last)
            rest.restart();
        last = ticks;
    }
}

double residentMiB(pid_t process)
{
    QFile status(u"/proc/%1/status"_s.arg(process));
    if (status.open(QIODevice::ReadOnly)) {
        const QByteArrayList lines = status.readAll().split('\n');
        for (const QByteArray &line : lines) {
            if (line.startsWith("VmRSS:"))
                return line.mid(6).trimmed().split(' ').first().toDouble() / 1024; // "123456 kB"
        }
    }
    fail(u"the program has ended by itself"_s);
}

} // namespace

WindowMeter::WindowMeter()
    : m_display(xcb_connect(nullptr, nullptr))
{
    if (xcb_connection_has_error(m_display))
        fail(u"no X display answers"_s);
    const xcb_screen_t *screen = xcb_setup_roots_iterator(xcb_get_setup(m_display)).data;
    const quint32 mask = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;
    xcb_change_window_attributes(m_display, screen->root, XCB_CW_EVENT_MASK, &mask);
    xcb_flush(m_display);
}

WindowMeter::~WindowMeter()
{
    xcb_disconnect(m_display);
}

double WindowMeter::timeToWindow(const QStringList &command)
{
    const QTemporaryDir home;
    const Started started = start(command, home.path());
    end(started);
    return started.milliseconds;
}

double WindowMeter::residentWhenIdle(const QStringList &command)
{
    const QTemporaryDir home;
    const Started started = start(command, home.path());
    waitForRest(started.process);
    const double resident = residentMiB(started.process);
    end(started);
    return resident;
}

WindowMeter::Started WindowMeter::start(const QStringList &command, const QString &home)
{
    const double before = nowMs();
    const pid_t process = spawn(command, home);
    const xcb_window_t window = waitForMapped(process);
    return {process, window, nowMs() - before};
}

xcb_window_t WindowMeter::waitForMapped(pid_t process)
{
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < patienceMs) {
        if (const Event event = nextEvent(m_display, 100)) {
            const auto *mapped = reinterpret_cast<const xcb_map_notify_event_t *>(event.get());
            if (kindOf(event) == XCB_MAP_NOTIFY && !mapped->override_redirect)
                return mapped->window;
        } else if (waitpid(process, nullptr, WNOHANG) == process) {
            fail(u"the program ended without a window"_s);
        }
    }
    kill(process, SIGKILL);
    fail(u"the program shows no window"_s);
}

void WindowMeter::end(const Started &started)
{
    kill(started.process, SIGKILL);
    waitpid(started.process, nullptr, 0);
    // Until the display has forgotten it, so that the next program starts on an empty one.
    QElapsedTimer waited;
    waited.start();
    while (waited.elapsed() < patienceMs) {
        const Event event = nextEvent(m_display, 100);
        if (event && kindOf(event) == XCB_DESTROY_NOTIFY
            && reinterpret_cast<const xcb_destroy_notify_event_t *>(event.get())->window == started.window)
            return;
    }
    fail(u"the display keeps a window whose program has ended"_s);
}

} // namespace Keyturn::Bench
