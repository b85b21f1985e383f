#include "screenwatch.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>

namespace Keyturn {

namespace {

const auto Login = QStringLiteral("org.freedesktop.login1");
const auto LoginPath = QStringLiteral("/org/freedesktop/login1");
const auto LoginManager = QStringLiteral("org.freedesktop.login1.Manager");

} // namespace

class ScreenWatch::Platform final : public QObject
{
    Q_OBJECT

public:
    explicit Platform(ScreenWatch *watch)
        : m_watch(watch)
    {
        // Without a sender's name: Qt would wait for the bus to say who has it.
        QDBusConnection session = QDBusConnection::sessionBus();
        for (const char *name : {"org.freedesktop.ScreenSaver", "org.gnome.ScreenSaver",
                                 "org.cinnamon.ScreenSaver", "org.mate.ScreenSaver"}) {
            session.connect({}, {}, QLatin1String(name), QStringLiteral("ActiveChanged"), this,
                            SLOT(handleActive(bool)));
        }
        QDBusConnection system = QDBusConnection::systemBus();
        if (!system.isConnected())
            return;
        system.connect({}, LoginPath, LoginManager, QStringLiteral("PrepareForSleep"), this,
                       SLOT(handleSleep(bool)));
        // Other people's sessions are locked on the same bus.
        QDBusMessage ask =
            QDBusMessage::createMethodCall(Login, LoginPath, LoginManager, QStringLiteral("GetSession"));
        ask << QStringLiteral("auto");
        auto *answer = new QDBusPendingCallWatcher(system.asyncCall(ask), this);
        connect(answer, &QDBusPendingCallWatcher::finished, this, &Platform::handleSession);
    }

private slots:
    void handleActive(bool active)
    {
        if (active)
            emit m_watch->screenLocked();
    }
    void handleSleep(bool begins)
    {
        if (begins)
            emit m_watch->goingToSleep();
    }
    void handleLock() { emit m_watch->screenLocked(); }

private:
    void handleSession(QDBusPendingCallWatcher *answer)
    {
        answer->deleteLater();
        const QDBusPendingReply<QDBusObjectPath> session = *answer;
        if (session.isError())
            return; // no logind, or no session of its own: a container, a remote shell
        QDBusConnection::systemBus().connect({}, session.value().path(),
                                             QStringLiteral("org.freedesktop.login1.Session"),
                                             QStringLiteral("Lock"), this, SLOT(handleLock()));
    }

    ScreenWatch *m_watch;
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

#include "screenwatch_dbus.moc"
