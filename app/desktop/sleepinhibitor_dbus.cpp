#include "sleepinhibitor.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusUnixFileDescriptor>
#include <QPointer>

namespace Keyturn {

namespace {

// GNOME's session manager: "suspending the session or computer".
constexpr quint32 gnomeSuspend = 4;

} // namespace

/// Asks logind, which holds as long as the file that it gives is open; and the desktops that put the computer
/// to sleep by themselves, by their cookies. What is not there does not answer, and what is gone lets go.
class SleepInhibitor::Platform final : public QObject
{
public:
    explicit Platform(const QString &why)
    {
        const QString name = QCoreApplication::applicationName();
        const QDBusConnection system = QDBusConnection::systemBus();
        if (system.isConnected()) {
            QDBusMessage ask = QDBusMessage::createMethodCall(
                QStringLiteral("org.freedesktop.login1"), QStringLiteral("/org/freedesktop/login1"),
                QStringLiteral("org.freedesktop.login1.Manager"), QStringLiteral("Inhibit"));
            ask << QStringLiteral("sleep:idle") << name << why << QStringLiteral("block");
            auto *answer = new QDBusPendingCallWatcher(system.asyncCall(ask), this);
            connect(answer, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *call) {
                call->deleteLater();
                const QDBusPendingReply<QDBusUnixFileDescriptor> file = *call;
                if (!file.isError())
                    m_file = file.value();
            });
        }
        QDBusMessage gnome = QDBusMessage::createMethodCall(
            QStringLiteral("org.gnome.SessionManager"), QStringLiteral("/org/gnome/SessionManager"),
            QStringLiteral("org.gnome.SessionManager"), QStringLiteral("Inhibit"));
        gnome << name << quint32(0) << why << gnomeSuspend;
        askDesktop(gnome, QStringLiteral("Uninhibit"));
        QDBusMessage power = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.PowerManagement.Inhibit"),
            QStringLiteral("/org/freedesktop/PowerManagement/Inhibit"),
            QStringLiteral("org.freedesktop.PowerManagement.Inhibit"), QStringLiteral("Inhibit"));
        power << name << why;
        askDesktop(power, QStringLiteral("UnInhibit"));
    }
    ~Platform() override
    {
        for (const QDBusMessage &release : std::as_const(m_releases))
            QDBusConnection::sessionBus().send(release);
    }
    Platform(const Platform &) = delete;
    Platform &operator=(const Platform &) = delete;

private:
    void askDesktop(QDBusMessage &ask, const QString &release)
    {
        const QDBusConnection session = QDBusConnection::sessionBus();
        if (!session.isConnected())
            return;
        ask.setAutoStartService(false);
        QDBusMessage let =
            QDBusMessage::createMethodCall(ask.service(), ask.path(), ask.interface(), release);
        // Not ours: an answer that comes when nobody waits any more has to be given back.
        auto *answer = new QDBusPendingCallWatcher(session.asyncCall(ask));
        const QPointer<Platform> self(this);
        connect(answer, &QDBusPendingCallWatcher::finished, answer,
                [self, let](QDBusPendingCallWatcher *call) mutable {
                    call->deleteLater();
                    const QDBusPendingReply<quint32> cookie = *call;
                    if (cookie.isError())
                        return;
                    let << cookie.value();
                    if (self)
                        self->m_releases.append(let);
                    else
                        QDBusConnection::sessionBus().send(let);
                });
    }

    QDBusUnixFileDescriptor m_file; ///< closed when it dies, which lets go
    QList<QDBusMessage> m_releases;
};

SleepInhibitor::SleepInhibitor(QObject *parent)
    : QObject(parent)
{
}

SleepInhibitor::~SleepInhibitor() = default;

void SleepInhibitor::hold(const QString &why)
{
    if (!m_platform)
        m_platform = std::make_unique<Platform>(why);
}

void SleepInhibitor::release()
{
    m_platform.reset();
}

} // namespace Keyturn
