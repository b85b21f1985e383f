#include "desktopnotification.h"

#include <QApplication>
#include <QWidget>

namespace Keyturn {

void DesktopNotification::show(const QString &title, const QString &text)
{
    if (m_window && m_window->isActiveWindow() && !m_window->isMinimized())
        return;
    if (m_window)
        QApplication::alert(m_window);
    tell(title, text);
}

void DesktopNotification::bringToFront()
{
    if (!m_window)
        return;
    m_window->setWindowState((m_window->windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    m_window->raise();
    m_window->activateWindow();
}

} // namespace Keyturn
