#include "secretserviceprobe.h"

#include "core/whenready.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>

#include <functional>
#include <memory>

namespace Keyturn {

namespace {

constexpr int AnswerTimeoutMs = 5000;

const auto Service = QStringLiteral("org.freedesktop.secrets");
const auto ServicePath = QStringLiteral("/org/freedesktop/secrets");

/// One probe: lives until it has its answer.
class Probe final : public QObject
{
public:
    QFuture<SecretServiceState> start()
    {
        m_promise.start();
        QDBusMessage call = QDBusMessage::createMethodCall(Service, ServicePath,
                                                           QStringLiteral("org.freedesktop.Secret.Service"),
                                                           QStringLiteral("ReadAlias"));
        call << QStringLiteral("default");
        ask(call, [this](QDBusPendingCallWatcher *watcher) { aliasRead(watcher); });
        return m_promise.future();
    }

private:
    using Step = std::function<void(QDBusPendingCallWatcher *)>;

    void ask(const QDBusMessage &call, Step step)
    {
        auto *watcher =
            new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(call, AnswerTimeoutMs), this);
        connect(watcher, &QDBusPendingCallWatcher::finished, this, std::move(step));
    }

    void aliasRead(QDBusPendingCallWatcher *watcher)
    {
        const QDBusPendingReply<QDBusObjectPath> reply = *watcher;
        if (reply.isError()) {
            if (meansAbsent(reply.error().type()))
                return askForWallet();
            return finish(SecretServiceState::Silent);
        }
        const QString collection = reply.value().path();
        if (collection == u"/")
            return finish(SecretServiceState::Unlocked);
        QDBusMessage call = QDBusMessage::createMethodCall(
            Service, collection, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
        call << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
        ask(call, [this](QDBusPendingCallWatcher *answered) {
            const QDBusPendingReply<QDBusVariant> locked = *answered;
            if (locked.isError())
                return finish(SecretServiceState::Silent);
            finish(locked.value().variant().toBool() ? SecretServiceState::Locked
                                                     : SecretServiceState::Unlocked);
        });
    }

    void askForWallet()
    {
        QDBusMessage call = QDBusMessage::createMethodCall(
            QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
            QStringLiteral("org.freedesktop.DBus"), QStringLiteral("NameHasOwner"));
        call << QStringLiteral("org.kde.kwalletd5");
        ask(call, [this](QDBusPendingCallWatcher *answered) {
            const QDBusPendingReply<bool> owned = *answered;
            finish(!owned.isError() && owned.value() ? SecretServiceState::WalletOnly
                                                     : SecretServiceState::Absent);
        });
    }

    static bool meansAbsent(QDBusError::ErrorType type)
    {
        // Spawn… errors (a service file whose program is missing or dies) have no value of their own.
        return type != QDBusError::NoReply && type != QDBusError::Timeout && type != QDBusError::TimedOut
            && type != QDBusError::UnknownMethod && type != QDBusError::UnknownObject
            && type != QDBusError::UnknownInterface && type != QDBusError::AccessDenied;
    }

    void finish(SecretServiceState state)
    {
        m_promise.addResult(state);
        m_promise.finish();
        deleteLater();
    }

    QPromise<SecretServiceState> m_promise;
};

} // namespace

bool hasSessionBus()
{
    return QDBusConnection::sessionBus().isConnected();
}

QFuture<SecretServiceState> secretServiceState()
{
    if (!hasSessionBus())
        return readyFuture(SecretServiceState::NoBus);
    return (new Probe)->start();
}

} // namespace Keyturn
