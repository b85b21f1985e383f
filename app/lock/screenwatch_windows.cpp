#include "screenwatch.h"

#include <QAbstractNativeEventFilter>
#include <QCoreApplication>

#include <qt_windows.h>
#include <wtsapi32.h>

namespace Keyturn {

/// A window of its own, which nobody sees, since the notifications go to windows.
class ScreenWatch::Platform final : public QAbstractNativeEventFilter
{
public:
    explicit Platform(ScreenWatch *watch)
        : m_watch(watch)
        , m_window(CreateWindowExW(0, L"STATIC", L"", 0, 0, 0, 0, 0, HWND_MESSAGE, nullptr,
                                   GetModuleHandleW(nullptr), nullptr))
    {
        if (!m_window)
            return;
        WTSRegisterSessionNotification(m_window, NOTIFY_FOR_THIS_SESSION);
        m_suspend = RegisterSuspendResumeNotification(m_window, DEVICE_NOTIFY_WINDOW_HANDLE);
        QCoreApplication::instance()->installNativeEventFilter(this);
    }
    ~Platform() override
    {
        if (m_suspend)
            UnregisterSuspendResumeNotification(m_suspend);
        if (m_window) {
            WTSUnRegisterSessionNotification(m_window);
            DestroyWindow(m_window);
        }
    }

    bool nativeEventFilter(const QByteArray &, void *message, qintptr *) override
    {
        const auto *msg = static_cast<const MSG *>(message);
        if (msg->hwnd != m_window)
            return false;
        if (msg->message == WM_WTSSESSION_CHANGE && msg->wParam == WTS_SESSION_LOCK)
            emit m_watch->screenLocked();
        else if (msg->message == WM_POWERBROADCAST && msg->wParam == PBT_APMSUSPEND)
            emit m_watch->goingToSleep();
        return false;
    }

private:
    ScreenWatch *m_watch;
    HWND m_window;
    HPOWERNOTIFY m_suspend = nullptr;
};

ScreenWatch::ScreenWatch(QObject *parent)
    : QObject(parent)
{
}

ScreenWatch::~ScreenWatch() = default;

void ScreenWatch::start()
{
    if (!m_platform)
        m_platform = std::make_unique<Platform>(this);
}

} // namespace Keyturn
