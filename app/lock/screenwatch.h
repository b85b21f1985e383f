#pragma once

#include <QObject>

#include <memory>

namespace Keyturn {

/// Says when the desktop locks the screen or puts the computer to sleep.
///
/// - Linux and its like: the signals that desktops send on D-Bus: ScreenSaver.ActiveChanged of
/// freedesktop.org,
///   GNOME and their kin on the session bus, and logind's PrepareForSleep and the Lock of this very session
///   on the system bus. Whoever forges one makes a program lock, which harms nobody. The computer does not
///   wait for us before it sleeps; what is not done by then is done when it wakes.
/// - Windows: the session's and the suspend notifications.
/// - macOS: nothing. The notifications come through Objective-C only; the time without input is all there is.
///
/// Where nothing tells, nothing is said. Thread: GUI.
class ScreenWatch : public QObject
{
    Q_OBJECT

public:
    explicit ScreenWatch(QObject *parent = nullptr);
    ~ScreenWatch() override;

    /// Begins to listen. Not on the start path: it connects to two buses.
    void start();

signals:
    void screenLocked();
    void goingToSleep();

private:
    class Platform;
    std::unique_ptr<Platform> m_platform; ///< null: not started, or nothing tells
};

} // namespace Keyturn
