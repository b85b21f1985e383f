#include "keychaingate.h"

#include "core/whenready.h"

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
#define KEYTURN_SECRET_SERVICE 1
#include "secretserviceprobe.h"
#include "secretserviceunlock.h"

#include <QDBusObjectPath>
#endif

namespace Keyturn {

KeychainGate::KeychainGate(std::chrono::milliseconds promptPatience, QObject *parent)
    : QObject(parent)
    , m_promptPatience(promptPatience)
{
}

KeychainGate::~KeychainGate() = default;

#ifdef KEYTURN_SECRET_SERVICE

QFuture<Result<void>> KeychainGate::open()
{
    m_promise = QPromise<Result<void>>();
    m_promise.start();
    const QFuture<Result<void>> future = m_promise.future();
    whenReady(keychainStatus(), this, [this](const KeychainStatus &status) {
        if (status.state != SecretServiceState::Locked)
            return answer({}); // what else is wrong, the call itself finds out
        if (m_refusal && !m_sinceRefusal.hasExpired(std::chrono::milliseconds(RefusalMemory).count()))
            return answer(std::unexpected(*m_refusal));
        ask(status.collection);
    });
    return future;
}

void KeychainGate::ask(const QString &collection)
{
    auto *unlock = new SecretServiceUnlock(m_promptPatience, this);
    m_unlock = unlock;
    connect(unlock, &SecretServiceUnlock::finished, this, [this](SecretServiceUnlock::Result result) {
        m_unlock->deleteLater();
        m_unlock = nullptr;
        switch (result) {
        case SecretServiceUnlock::Result::Unlocked:
            return answer({});
        case SecretServiceUnlock::Result::Dismissed:
            m_refusal = Error::of(ErrorKind::KeychainLocked, tr("The keychain was not unlocked."));
            break;
        case SecretServiceUnlock::Result::TimedOut:
            m_refusal = Error::of(ErrorKind::KeychainTimeout, tr("Nobody answered the keychain's prompt."));
            break;
        }
        m_sinceRefusal.start();
        answer(std::unexpected(*m_refusal));
    });
    unlock->start(QDBusObjectPath(collection));
}

void KeychainGate::answer(const Result<void> &result)
{
    if (result)
        m_refusal.reset();
    m_promise.addResult(result);
    m_promise.finish();
}

#else

QFuture<Result<void>> KeychainGate::open()
{
    return readyFuture(Result<void>());
}

#endif

} // namespace Keyturn

#include "moc_keychaingate.cpp"
