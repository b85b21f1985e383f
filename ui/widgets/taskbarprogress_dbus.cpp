#include "taskbarprogress.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QGuiApplication>
#include <QVariantMap>

namespace Keyturn {

// The signal that docks and taskbars of GNOME's extensions, KDE, Unity, Cinnamon and Xfce listen to:
// https://wiki.ubuntu.com/Unity/LauncherAPI
void TaskbarProgress::tell(int percent, bool stands)
{
    QDBusConnection session = QDBusConnection::sessionBus();
    if (!session.isConnected() || QGuiApplication::desktopFileName().isEmpty())
        return;
    QDBusMessage update = QDBusMessage::createSignal(
        QStringLiteral("/io/github/keyturn/Keyturn/launcherentry"),
        QStringLiteral("com.canonical.Unity.LauncherEntry"), QStringLiteral("Update"));
    update << QString(u"application://" + QGuiApplication::desktopFileName() + u".desktop")
           << QVariantMap{{QStringLiteral("progress"), double(std::max(0, percent)) / 100},
                          {QStringLiteral("progress-visible"), percent >= 0},
                          {QStringLiteral("urgent"), stands}};
    session.send(update);
}

} // namespace Keyturn
