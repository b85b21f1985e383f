#include "secretserviceprobe.h"

#include "core/whenready.h"
#include "keychaindoor.h"
#include "secretservicecalls.h"
#include "walletcalls.h"

#include <QDBusObjectPath>
#include <QDBusPendingReply>

namespace Keyturn {

namespace {

/// One probe: lives until it has its answer.
class Probe final : public QObject
{
public:
    QFuture<KeychainStatus> start()
    {
        m_promise.start();
        whenReady(keychainDoor(), this, [this](KeychainDoor door) {
            if (door == KeychainDoor::SecretService)
                askForCollection();
            else
                askForWallet(door);
        });
        return m_promise.future();
    }

private:
    void askForCollection()
    {
        QDBusMessage call =
            secretServiceCall(SecretServicePath, SecretServiceInterface, QStringLiteral("ReadAlias"));
        call << QStringLiteral("default");
        askSecretService(call, this, [this](const QDBusMessage &reply) { aliasRead(reply); });
    }

    void aliasRead(const QDBusMessage &reply)
    {
        if (reply.type() == QDBusMessage::ErrorMessage)
            return finish(meansAbsent(QDBusError(reply).type()) ? SecretServiceState::Absent
                                                                : SecretServiceState::Silent);
        const QString collection = QDBusPendingReply<QDBusObjectPath>(reply).value().path();
        if (collection == u"/")
            return finish(SecretServiceState::Unlocked);
        const QDBusMessage call = propertyOf(collection, SecretCollectionInterface, QStringLiteral("Locked"));
        askSecretService(call, this, [this, collection](const QDBusMessage &answer) {
            const std::optional<QVariant> locked = propertyIn(answer);
            if (!locked)
                return finish(SecretServiceState::Silent);
            finish(locked->toBool() ? SecretServiceState::Locked : SecretServiceState::Unlocked, collection);
        });
    }

    void askForWallet(KeychainDoor door)
    {
        // One that is switched off refuses everything.
        askSecretService(walletCall(door, QStringLiteral("isEnabled")), this,
                         [this](const QDBusMessage &reply) {
                             const QDBusPendingReply<bool> enabled(reply);
                             finish(!enabled.isError() && enabled.value() ? SecretServiceState::Wallet
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

    void finish(SecretServiceState state, const QString &collection = {})
    {
        m_promise.addResult(KeychainStatus{state, collection});
        m_promise.finish();
        deleteLater();
    }

    QPromise<KeychainStatus> m_promise;
};

} // namespace

bool hasSessionBus()
{
    return QDBusConnection::sessionBus().isConnected();
}

QFuture<KeychainStatus> keychainStatus()
{
    if (!hasSessionBus())
        return readyFuture(KeychainStatus{SecretServiceState::NoBus, {}});
    return (new Probe)->start();
}

} // namespace Keyturn
