#pragma once

#include <QStringList>

#include <xcb/xcb.h>

#include <sys/types.h>

namespace Keyturn::Bench {

/// Starts programs, one at a time, and watches the X display for their window. Needs a display that nobody
/// else uses and that no window manager looks after, since then a top-level window is a child of the root.
/// Ends the program when anything goes wrong.
class WindowMeter
{
public:
    WindowMeter();
    ~WindowMeter();
    WindowMeter(const WindowMeter &) = delete;
    WindowMeter &operator=(const WindowMeter &) = delete;

    /// Milliseconds from before the process is made to its first window being mapped. In a home of its own.
    double timeToWindow(const QStringList &command);
    /// MiB of VmRSS (/proc/PID/status: private and shared pages that are in memory), once the window is
    /// mapped and the program has come to rest. In a home of its own.
    double residentWhenIdle(const QStringList &command);

private:
    struct Started
    {
        pid_t process;
        xcb_window_t window;
        double milliseconds;
    };
    Started start(const QStringList &command, const QString &home);
    xcb_window_t waitForMapped(pid_t process);
    void end(const Started &started);

    xcb_connection_t *m_display;
};

} // namespace Keyturn::Bench
