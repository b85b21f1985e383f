#include "desktopnotification.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QVariantMap>
#include <QWidget>

namespace Keyturn {

namespace {

const auto Service = QStringLiteral("org.freedesktop.Notifications");
const auto Path = QStringLiteral("/org/freedesktop/Notifications");

} // namespace

/// https://specifications.freedesktop.org/notification-spec
class DesktopNotification::Platform final : public QObject
{
    Q_OBJECT

public:
    explicit Platform(DesktopNotification *owner)
        : QObject(owner)
        , m_owner(owner)
    {
        QDBusConnection::sessionBus().connect({}, Path, Service, QStringLiteral("ActionInvoked"), this,
                                              SLOT(handleAction(uint, QString)));
    }

    void tell(const QString &title, const QString &text)
    {
        const QDBusConnection session = QDBusConnection::sessionBus();
        if (!session.isConnected())
            return;
        QDBusMessage notify =
            QDBusMessage::createMethodCall(Service, Path, Service, QStringLiteral("Notify"));
        notify << QCoreApplication::applicationName() << m_id << QGuiApplication::desktopFileName() << title
               << text.toHtmlEscaped()
               << QStringList{QStringLiteral("default"), DesktopNotification::tr("Show")}
               << QVariantMap{{QStringLiteral("desktop-entry"), QGuiApplication::desktopFileName()},
                              {QStringLiteral("category"), QStringLiteral("transfer.complete")}}
               << -1; // as long as the desktop likes
        auto *answer = new QDBusPendingCallWatcher(session.asyncCall(notify), this);
        connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
            call->deleteLater();
            const QDBusPendingReply<uint> id = *call;
            if (!id.isError())
                m_id = id.value(); // the next one takes its place
        });
    }

private slots:
    void handleAction(uint id, const QString &action)
    {
        if (id == m_id && action == QLatin1String("default"))
            m_owner->bringToFront();
    }

private:
    DesktopNotification *m_owner;
    uint m_id = 0;
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

#include "desktopnotification_dbus.moc"
