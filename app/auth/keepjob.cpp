#include "keepjob.h"

#include "core/whenready.h"

using namespace std::chrono_literals;

namespace Keyturn {

KeepJob::KeepJob(SecretStore *keychain, SecretStore *runOnly, const SignInApp &app,
                 const QString &lockDirectory, QObject *parent)
    : QObject(parent)
    , m_store(keychain, runOnly, app)
    , m_lock(lockDirectory, app.refreshKey)
{
}

KeepJob::~KeepJob()
{
    if (m_moved.future().isRunning()) {
        m_moved.addResult(SignInStore::Place::RunForNow);
        m_moved.finish();
    }
}

QFuture<SignInStore::Place> KeepJob::moveToKeychain()
{
    m_moved.start();
    whenReady(m_lock.acquire(0ms), this, [this](const Result<void> &locked) {
        if (!locked)
            return answerMove(SignInStore::Place::RunForNow);
        whenReady(m_store.read(), this, [this](Result<SignInStore::Kept> kept) {
            if (!kept || kept->place != SignInStore::Place::RunForNow)
                return answerMove(kept ? kept->place : SignInStore::Place::RunForNow);
            auto record = std::make_shared<RefreshRecord>(std::move(kept->record));
            whenReady(m_store.readAccess(kept->place), this, [this, record](const Result<Secret> &access) {
                if (access)
                    m_access = TokenRecord::fromSecret(*access);
                move(*record);
            });
        });
    });
    return m_moved.future();
}

void KeepJob::move(const RefreshRecord &record)
{
    whenReady(m_store.writeToKeychain(record), this, [this](const Result<void> &written) {
        if (!written)
            return answerMove(SignInStore::Place::RunForNow);
        if (!m_access)
            return answerMove(SignInStore::Place::Keychain);
        whenReady(m_store.writeAccess(SignInStore::Place::Keychain, *m_access), this,
                  [this](const Result<void> &) { answerMove(SignInStore::Place::Keychain); });
    });
}

void KeepJob::answerMove(SignInStore::Place place)
{
    m_moved.addResult(place);
    m_moved.finish();
    deleteLater();
}

} // namespace Keyturn

#include "moc_keepjob.cpp"
