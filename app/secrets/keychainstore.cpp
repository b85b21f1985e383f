#include "keychainstore.h"

#include "core/logging.h"
#include "core/whenready.h"
#include "withoutsecret.h"

#include <QPointer>
#include <QTimer>

#include <qt6keychain/keychain.h>

#include <algorithm>
#include <functional>

#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
#define KEYTURN_SECRET_SERVICE 1
#include "keychaindoor.h"
#include "secretserviceitems.h"
#include "secretserviceprobe.h"
#endif

namespace Keyturn {

namespace {

const auto ServiceName = QStringLiteral("Keyturn");

/// Wipes the buffer for everyone who shares it: the job's own copy is the one that it is about.
void wipeShared(const QByteArray &bytes)
{
    wipe(const_cast<char *>(bytes.constData()), static_cast<std::size_t>(bytes.size()));
}

void prepare(QKeychain::Job *job, const QString &key)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    job->setKey(key);
}

ErrorKind kindOf(int error)
{
    switch (error) {
    case QKeychain::EntryNotFound:
        return ErrorKind::SecretMissing;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
        return ErrorKind::KeychainRefused;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return ErrorKind::KeychainUnavailable;
    default:
        return ErrorKind::KeychainFailed;
    }
}

#ifdef KEYTURN_SECRET_SERVICE
/// What the job's error means, given what the secret service says of itself.
ErrorKind kindOf(int error, SecretServiceState state)
{
    if (error == QKeychain::AccessDeniedByUser)
        return ErrorKind::KeychainRefused;
    switch (state) {
    case SecretServiceState::NoBus:
    case SecretServiceState::Absent:
        return ErrorKind::KeychainUnavailable;
    case SecretServiceState::Locked:
        return ErrorKind::KeychainLocked;
    case SecretServiceState::Silent:
        return ErrorKind::KeychainFailed;
    case SecretServiceState::Wallet:
    case SecretServiceState::Unlocked:
        break;
    }
    return kindOf(error);
}
#endif

} // namespace

struct KeychainStore::Operation
{
    enum class Kind { Read, Write, Remove };

    Kind kind;
    QString key;
    Secret secret; ///< what to write
    std::function<void(Result<Secret>)> answer; ///< empty once it was called
    bool isLate = false; ///< its time was over while the person was being asked

    void answerOnce(Result<Secret> result)
    {
        if (const auto call = std::exchange(answer, nullptr))
            call(std::move(result));
    }
};

KeychainStore::KeychainStore(std::chrono::milliseconds timeout, std::chrono::milliseconds promptPatience,
                             QObject *parent)
    : QObject(parent)
    , m_timeout(timeout)
    , m_gate(promptPatience)
{
}

KeychainStore::~KeychainStore()
{
    const auto dropped = [](const OperationPtr &operation) {
        operation->answerOnce(std::unexpected(Error::of(ErrorKind::Cancelled)));
    };
    if (m_running)
        dropped(m_running);
    std::for_each(m_waiting.cbegin(), m_waiting.cend(), dropped);
}

QFuture<Result<Secret>> KeychainStore::read(const QString &key)
{
    auto promise = std::make_shared<QPromise<Result<Secret>>>();
    promise->start();
    enqueue(std::make_shared<Operation>(
        Operation{Operation::Kind::Read, key, {}, [promise](Result<Secret> result) {
                      promise->addResult(std::move(result));
                      promise->finish();
                  }}));
    return promise->future();
}

QFuture<Result<void>> KeychainStore::write(const QString &key, Secret secret)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    enqueue(std::make_shared<Operation>(
        Operation{Operation::Kind::Write, key, std::move(secret), withoutSecret(promise)}));
    return promise->future();
}

QFuture<Result<void>> KeychainStore::remove(const QString &key)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    enqueue(std::make_shared<Operation>(Operation{Operation::Kind::Remove, key, {}, withoutSecret(promise)}));
    return promise->future();
}

void KeychainStore::enqueue(const OperationPtr &operation)
{
#ifdef KEYTURN_SECRET_SERVICE
    if (!hasSessionBus()) {
        operation->answerOnce(
            std::unexpected(Error::of(ErrorKind::KeychainUnavailable, tr("There is no D-Bus session bus."))));
        return;
    }
#endif
    m_waiting.push_back(operation);
    startClock(operation);
    startNext();
}

void KeychainStore::startClock(const OperationPtr &operation)
{
    operation->isLate = false;
    QTimer::singleShot(m_timeout, this, [this, weak = std::weak_ptr(operation)] {
        const OperationPtr late = weak.lock();
        if (!late || !late->answer)
            return;
        if (m_gate.isAsking() || m_isRemoving)
            late->isLate = true;
        else
            timeOut(late);
    });
}

void KeychainStore::startNext()
{
    if (m_running || m_waiting.empty())
        return;
    m_running = m_waiting.front();
    m_waiting.pop_front();
    whenReady(m_gate.open(), this,
              [this, operation = m_running](const Result<void> &opened) { gateOpened(operation, opened); });
}

/// The person was asked, and has answered.
void KeychainStore::startLateClocks()
{
    if (m_running->isLate)
        startClock(m_running);
    for (const OperationPtr &waiting : m_waiting) {
        if (waiting->isLate)
            startClock(waiting);
    }
}

void KeychainStore::gateOpened(const OperationPtr &operation, const Result<void> &opened)
{
    startLateClocks();
    if (!opened)
        return settle(operation, std::unexpected(opened.error()));
    if (!operation->answer && operation->kind != Operation::Kind::Remove)
        return settle(operation, Secret()); // it ran out of time before it had begun
    begin(operation);
}

void KeychainStore::begin(const OperationPtr &operation)
{
    switch (operation->kind) {
    case Operation::Kind::Read:
        return startRead(operation, &KeychainStore::readEnded);
    case Operation::Kind::Write:
        return startWrite(operation);
    case Operation::Kind::Remove:
#ifdef KEYTURN_SECRET_SERVICE
        return whenReady(keychainDoor(), this, [this, operation](KeychainDoor door) {
            if (door == KeychainDoor::SecretService)
                removeItems(operation);
            else
                startRemove(operation);
        });
#else
        return startRemove(operation);
#endif
    }
}

void KeychainStore::timeOut(const OperationPtr &operation)
{
    qCWarning(lcSecrets) << "the keychain did not answer in" << m_timeout.count() << "ms";
    if (operation->kind != Operation::Kind::Remove)
        std::erase(m_waiting, operation);
    operation->answerOnce(std::unexpected(
        Error::of(ErrorKind::KeychainTimeout,
                  tr("The keychain did not answer. It may be showing a prompt that waits for you."))));
}

void KeychainStore::startRead(const OperationPtr &operation, Step next)
{
    auto *job = new QKeychain::ReadPasswordJob(ServiceName);
    prepare(job, operation->key);
    // The job is the context, so that the secret of a job that outlives this store is wiped as well.
    connect(job, &QKeychain::Job::finished, job, [job, operation, next, store = QPointer(this)] {
        const QByteArray bytes = job->binaryData();
        JobEnd end{job->error(), job->errorString(), Secret::fromUtf8(bytes)};
        wipeShared(bytes);
        if (store)
            (store->*next)(operation, std::move(end));
    });
    job->start();
}

void KeychainStore::startWrite(const OperationPtr &operation)
{
    auto *job = new QKeychain::WritePasswordJob(ServiceName);
    prepare(job, operation->key);
    const QByteArray bytes = operation->secret.exposeUtf8().toByteArray();
    job->setBinaryData(bytes);
    connect(job, &QKeychain::Job::finished, job, [job, bytes, operation, store = QPointer(this)] {
        wipeShared(bytes);
        if (store)
            store->writeEnded(operation, {job->error(), job->errorString(), {}});
    });
    job->start();
}

void KeychainStore::startRemove(const OperationPtr &operation)
{
    auto *job = new QKeychain::DeletePasswordJob(ServiceName);
    prepare(job, operation->key);
    connect(job, &QKeychain::Job::finished, job, [job, operation, store = QPointer(this)] {
        if (store)
            store->removeEnded(operation, {job->error(), job->errorString(), {}});
    });
    job->start();
}

void KeychainStore::readEnded(const OperationPtr &operation, JobEnd end)
{
    if (end.error == QKeychain::NoError)
        settle(operation, std::move(end.secret));
    else
        fail(operation, end);
}

void KeychainStore::writeEnded(const OperationPtr &operation, JobEnd end)
{
    if (end.error != QKeychain::NoError)
        return fail(operation, end);
    if (!operation->answer)
        return settle(operation, Secret());
    // QtKeychain 0.13.2 reports no error of a write to KWallet.
    startRead(operation, &KeychainStore::readBackEnded);
}

void KeychainStore::readBackEnded(const OperationPtr &operation, JobEnd end)
{
    if (end.error != QKeychain::NoError && end.error != QKeychain::EntryNotFound)
        return fail(operation, end);
    if (end.error == QKeychain::NoError && end.secret.equals(operation->secret))
        return labelEntry(operation);
    settle(operation,
           std::unexpected(Error::of(ErrorKind::KeychainFailed,
                                     tr("The keychain did not give back what was written to it."))));
}

// KWallet tells a removal that the person refused as done.
void KeychainStore::removeEnded(const OperationPtr &operation, JobEnd end)
{
    if (end.error != QKeychain::NoError)
        fail(operation, end);
    else
        startRead(operation, &KeychainStore::removeReadBackEnded);
}

void KeychainStore::removeReadBackEnded(const OperationPtr &operation, JobEnd end)
{
    if (end.error != QKeychain::NoError)
        return fail(operation, end);
    settle(operation,
           std::unexpected(Error::of(ErrorKind::KeychainRefused,
                                     tr("The keychain still holds \"%1\".").arg(operation->key))));
}

#ifdef KEYTURN_SECRET_SERVICE
void KeychainStore::removeItems(const OperationPtr &operation)
{
    m_isRemoving = true;
    whenReady(removeSecretItems(ServiceName, operation->key, m_gate.promptPatience()), this,
              [this, operation](const Result<void> &removed) {
                  m_isRemoving = false;
                  startLateClocks();
                  if (removed)
                      settle(operation, Secret());
                  else if (removed.error().kind == ErrorKind::KeychainFailed)
                      fail(operation, {QKeychain::OtherError, removed.error().reply.message, {}});
                  else
                      settle(operation, std::unexpected(removed.error()));
              });
}
#endif

void KeychainStore::setLabel(const QString &key, const QString &label)
{
    const QString former = m_labels.value(key);
    m_labels.insert(key, label);
#ifdef KEYTURN_SECRET_SERVICE
    if (former.isEmpty() || former == label || !hasSessionBus())
        return;
    whenReady(keychainDoor(), this, [key, label](KeychainDoor door) {
        if (door == KeychainDoor::SecretService)
            labelSecretItem(ServiceName, key, label);
    });
#endif
}

void KeychainStore::labelEntry(const OperationPtr &operation)
{
#ifdef KEYTURN_SECRET_SERVICE
    if (const QString label = m_labels.value(operation->key); !label.isEmpty()) {
        whenReady(keychainDoor(), this, [this, operation, label](KeychainDoor door) {
            if (door != KeychainDoor::SecretService)
                return settle(operation, Secret());
            whenReady(labelSecretItem(ServiceName, operation->key, label), this,
                      [this, operation](bool) { settle(operation, Secret()); });
        });
        return;
    }
#endif
    settle(operation, Secret());
}

void KeychainStore::fail(const OperationPtr &operation, const JobEnd &end)
{
#ifdef KEYTURN_SECRET_SERVICE
    whenReady(keychainStatus(), this,
              [this, operation, error = end.error, message = end.message](const KeychainStatus &status) {
                  const ErrorKind kind = kindOf(error, status.state);
                  if (operation->kind == Operation::Kind::Write && kind == ErrorKind::KeychainFailed
                      && status.isUnmade())
                      settleAs(operation,
                               Error::of(ErrorKind::KeychainRefused,
                                         tr("There is no keychain yet, and none was made.")));
                  else if (status.state == SecretServiceState::Unlocked)
                      explain(operation, kind, message);
                  else
                      settleAs(operation, Error::of(kind, message));
              });
#else
    settleAs(operation, Error::of(kindOf(end.error), end.message));
#endif
}

#ifdef KEYTURN_SECRET_SERVICE
/// libsecret says "not found" of what the person refused to give, and of what a search passes over.
void KeychainStore::explain(const OperationPtr &operation, ErrorKind kind, const QString &message)
{
    whenReady(findSecretItems(ServiceName, operation->key), this,
              [this, operation, kind, message](const SecretServiceItems &items) {
                  if (!items.isKnown)
                      return settleAs(operation, Error::of(ErrorKind::KeychainFailed, message));
                  if (!items.locked.isEmpty() || (kind == ErrorKind::SecretMissing && !items.isEmpty()))
                      return settleAs(operation, Error::of(ErrorKind::KeychainRefused, message));
                  if (kind != ErrorKind::SecretMissing)
                      return settleAs(operation, Error::of(kind, message));
                  whenReady(findHiddenCollections(), this,
                            [this, operation, message](const HiddenCollections &hidden) {
                                settleAs(operation,
                                         hidden.mayHoldMore() ? hiddenSecret(hidden)
                                                              : Error::of(ErrorKind::SecretMissing, message));
                            });
              });
}
#endif

void KeychainStore::settleAs(const OperationPtr &operation, const Error &error)
{
    if (error.kind == ErrorKind::SecretMissing && operation->kind == Operation::Kind::Remove)
        settle(operation, Secret());
    else
        settle(operation, std::unexpected(error));
}

void KeychainStore::settle(const OperationPtr &operation, Result<Secret> result)
{
    m_running.reset();
    operation->answerOnce(std::move(result));
    startNext();
}

} // namespace Keyturn

#include "moc_keychainstore.cpp"
