#include "keepjob.h"

#include "core/logging.h"
#include "core/whenready.h"

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// A person waits. After that it goes without the lock: the sign-in is not given up for it.
constexpr auto LockPatience = 10s;

} // namespace

KeepJob::KeepJob(SecretStore *keychain, SecretStore *runOnly, const SignInApp &app,
                 const QString &lockDirectory, QObject *parent)
    : QObject(parent)
    , m_origin(app.origin())
    , m_store(keychain, runOnly, app)
    , m_lock(lockDirectory, app.refreshKey)
{
}

KeepJob::~KeepJob()
{
    if (m_kept.future().isRunning()) {
        m_kept.addResult(std::unexpected(Error::of(ErrorKind::Cancelled)));
        m_kept.finish();
    }
    if (m_moved.future().isRunning()) {
        m_moved.addResult(SignInStore::Place::RunForNow);
        m_moved.finish();
    }
}

QFuture<Result<void>> KeepJob::keep(const SignInGrant &grant, RefreshRecord::Keep where, const QDateTime &now)
{
    m_kept.start();
    auto records = std::make_shared<SignInRecords>(SignInRecords::of(grant, m_origin, where, now));
    m_access = std::move(records->access);
    whenReady(m_lock.acquire(LockPatience), this, [this, records, now](const Result<void> &locked) {
        if (!locked)
            qCWarning(lcAuth) << "a sign-in is kept while another process renews the earlier one";
        whenReady(m_store.read(), this, [this, records, now](const Result<SignInStore::Kept> &earlier) {
            RefreshRecord &record = records->refresh;
            record.order = earlier ? earlier->record.order : 0;
            write(record.successor(std::move(record.token), now));
        });
    });
    return m_kept.future();
}

void KeepJob::write(const RefreshRecord &record)
{
    if (record.keep == RefreshRecord::Keep::ThisRunOnly) {
        whenReady(m_store.write(record), this, [this](SignInStore::Place place) { writeAccess(place); });
        return;
    }
    whenReady(m_store.writeToKeychain(record), this, [this](const Result<void> &written) {
        if (written)
            writeAccess(SignInStore::Place::Keychain);
        else
            answer(written);
    });
}

void KeepJob::writeAccess(SignInStore::Place place)
{
    whenReady(m_store.writeAccess(place, *m_access), this, [this](const Result<void> &) { answer({}); });
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

void KeepJob::answer(const Result<void> &result)
{
    m_kept.addResult(result);
    m_kept.finish();
    deleteLater();
}

void KeepJob::answerMove(SignInStore::Place place)
{
    m_moved.addResult(place);
    m_moved.finish();
    deleteLater();
}

} // namespace Keyturn

#include "moc_keepjob.cpp"
