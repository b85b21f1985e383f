#include "desktopnotification.h"

#include <QGuiApplication>
#include <QSystemTrayIcon>
#include <QTimer>
#include <QWidget>

namespace Keyturn {

namespace {

constexpr int shownMs = 60'000;

} // namespace

/// Windows and macOS show notifications of an icon in the tray only: it is there as long as one is.
class DesktopNotification::Platform final : public QObject
{
public:
    explicit Platform(DesktopNotification *owner)
        : QObject(owner)
        , m_icon(QGuiApplication::windowIcon())
    {
        connect(&m_icon, &QSystemTrayIcon::messageClicked, owner, [this, owner] {
            m_icon.hide();
            owner->bringToFront();
        });
        m_gone.setSingleShot(true);
        m_gone.setInterval(shownMs);
        connect(&m_gone, &QTimer::timeout, &m_icon, &QSystemTrayIcon::hide);
    }

    void tell(const QString &title, const QString &text)
    {
        m_icon.show();
        m_icon.showMessage(title, text, QSystemTrayIcon::Information);
        m_gone.start();
    }

private:
    QSystemTrayIcon m_icon;
    QTimer m_gone;
};

DesktopNotification::DesktopNotification(QWidget *window)
    : QObject(window)
    , m_window(window)
{
}

DesktopNotification::~DesktopNotification() = default;

void DesktopNotification::tell(const QString &title, const QString &text)
{
    if (!m_platform)
        m_platform = new Platform(this);
    m_platform->tell(title, text);
}

} // namespace Keyturn
