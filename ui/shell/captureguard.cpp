#include "captureguard.h"

#include "settings/options.h"
#include "settings/settings.h"
#include "widgets/screencapture.h"

#include <QEvent>
#include <QGuiApplication>
#include <QPlatformSurfaceEvent>
#include <QWindow>

namespace Keyturn {

CaptureGuard::CaptureGuard(Settings *settings)
    : CaptureGuard(settings, canHideFromCapture() ? Hide(&setHiddenFromCapture) : Hide())
{
}

CaptureGuard::CaptureGuard(Settings *settings, Hide hide)
    : m_settings(settings)
    , m_hide(std::move(hide))
{
    if (!m_hide)
        return;
    qApp->installEventFilter(this);
    connect(m_settings, &Settings::changed, this, &CaptureGuard::useSettings);
    useSettings();
}

void CaptureGuard::useSettings()
{
    const bool hidden = m_settings->value(Options::hideFromCapture);
    if (hidden == m_hidden)
        return;
    m_hidden = hidden;
    const QWindowList windows = QGuiApplication::allWindows();
    for (QWindow *window : windows) {
        if (window->handle() && window->isTopLevel())
            m_hide(window, hidden);
    }
}

bool CaptureGuard::eventFilter(QObject *watched, QEvent *event)
{
    // When its surface has been made, and again when that was made anew: before it is on the screen.
    if (m_hidden && event->type() == QEvent::PlatformSurface
        && static_cast<QPlatformSurfaceEvent *>(event)->surfaceEventType()
            == QPlatformSurfaceEvent::SurfaceCreated) {
        auto *window = qobject_cast<QWindow *>(watched);
        if (window && window->isTopLevel())
            m_hide(window, true);
    }
    return QObject::eventFilter(watched, event);
}

} // namespace Keyturn
