#pragma once

#include "secrets/secretstore.h"

#include <QHash>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>

namespace Keyturn {

/// Splits what is too long for one entry of a keychain over several: a Windows credential holds 2,560 bytes,
/// and an access token with what belongs to it may be longer [TOKEN-jwt]. Shorter secrets are
/// stored as they are, so that entries made without this are read, too.
///
/// The parts lie under "KEY/part-a-0", "KEY/part-a-1" and so on, or "part-b-…"; the entry at KEY itself says
/// which of the two sets counts, and its digest. A new secret is written into the other set before KEY is, so
/// whoever reads after a crash, or while another process writes, gets the old secret, the new one, or
/// SecretMissing: never a mixture. Parts are written from the first up and removed from the last down. That
/// leaves no gaps, so what a crash left behind is found by counting, and removed with the next write or
/// removal.
///
/// Errors: the wrapped store's. A write is done when the secret can be read; if what it replaced could not be
/// removed, the next write tries again. A removal that could not remove everything is an error.
///
/// Calls are done one after another. Thread: the wrapped store's, which outlives this.
class ChunkedStore final : public SecretStore
{
public:
    static constexpr qsizetype EntryLimit = 2560;

    explicit ChunkedStore(SecretStore *store, qsizetype entryLimit = EntryLimit);
    ~ChunkedStore() override;

    QFuture<Result<Secret>> read(const QString &key) override;
    QFuture<Result<void>> write(const QString &key, Secret secret) override;
    QFuture<Result<void>> remove(const QString &key) override;
    void setLabel(const QString &key, const QString &label) override;

private:
    struct Operation;
    using OperationPtr = std::shared_ptr<Operation>;
    using Then = std::function<void(Result<void>)>;

    void enqueue(const OperationPtr &operation);
    void startNext();
    void settle(const OperationPtr &operation, Result<Secret> result);

    void readEntry(const OperationPtr &operation);
    void readPart(const OperationPtr &operation, qsizetype index);
    void joinParts(const OperationPtr &operation);
    void lookAgain(const OperationPtr &operation);

    void prepareWrite(const OperationPtr &operation);
    void writePart(const OperationPtr &operation, qsizetype index);
    void writeEntry(const OperationPtr &operation);

    void removeEntry(const OperationPtr &operation);

    /// Removes the parts of one set from this index on, as many as there are.
    void sweep(const QString &key, char set, qsizetype from, const Then &then);
    void findEnd(const QString &key, char set, qsizetype from, qsizetype index, const Then &then);
    void removeDown(const QString &key, char set, qsizetype from, qsizetype end, const Then &then);

    SecretStore *m_store;
    QHash<QString, QString> m_labels;
    qsizetype m_entryLimit;
    std::deque<OperationPtr> m_operations; ///< the first one runs
    bool m_running = false;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
