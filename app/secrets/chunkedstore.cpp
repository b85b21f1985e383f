#include "chunkedstore.h"

#include "core/logging.h"
#include "core/whenready.h"
#include "withoutsecret.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QPromise>

#include <algorithm>
#include <optional>
#include <vector>

namespace Keyturn {

namespace {

// Begins with a byte that no token begins with; a secret that does all the same is stored in parts.
constexpr QByteArrayView magic("\x01keyturn-parts");
// Far above any secret of ours: an entry that claims more is broken.
constexpr qsizetype mostParts = 256;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::ChunkedStore)
};

/// What the entry itself says when the secret lies in parts.
struct Head
{
    char set = 'a';
    qsizetype count = 0;
    qsizetype size = 0;
    QByteArray digest; ///< SHA-256 in hexadecimal
};

QByteArray digestOf(QByteArrayView bytes)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(bytes);
    return hash.result().toHex();
}

Secret entryFor(const Head &head)
{
    return Secret::fromUtf8(QByteArray(magic.toByteArray() + ' ' + head.set + ' '
                                       + QByteArray::number(head.count) + ' ' + QByteArray::number(head.size)
                                       + ' ' + head.digest));
}

bool isHead(const Secret &entry)
{
    return entry.exposeUtf8().startsWith(magic);
}

std::optional<Head> headIn(const Secret &entry)
{
    const QList<QByteArray> words = entry.exposeUtf8().toByteArray().split(' ');
    if (words.size() != 5 || words[0] != magic || (words[1] != "a" && words[1] != "b"))
        return std::nullopt;
    Head head;
    head.set = words[1].front();
    head.count = words[2].toLongLong();
    head.size = words[3].toLongLong();
    head.digest = words[4];
    if (head.count < 1 || head.count > mostParts || head.size < 1)
        return std::nullopt;
    return head;
}

QString partKey(const QString &key, char set, qsizetype index)
{
    return key % QStringLiteral("/part-") % QLatin1Char(set) % u'-' % QString::number(index);
}

std::unexpected<Error> missing()
{
    return std::unexpected(Error::of(ErrorKind::SecretMissing));
}

} // namespace

struct ChunkedStore::Operation
{
    enum class Kind { Read, Write, Remove };

    Operation(Kind k, QString name, Secret toWrite, std::function<void(Result<Secret>)> hearer)
        : kind(k)
        , key(std::move(name))
        , secret(std::move(toWrite))
        , answer(std::move(hearer))
    {
    }

    Kind kind;
    QString key;
    Secret secret; ///< what to write
    std::function<void(Result<Secret>)> answer;
    Head head; ///< of what is read or written
    std::vector<Secret> parts; ///< read so far
    bool lookedAgain = false;
};

ChunkedStore::ChunkedStore(SecretStore *store, qsizetype entryLimit)
    : m_store(store)
    , m_entryLimit(entryLimit)
{
}

ChunkedStore::~ChunkedStore()
{
    for (const OperationPtr &operation : std::exchange(m_operations, {}))
        operation->answer(std::unexpected(Error::of(ErrorKind::Cancelled)));
}

QFuture<Result<Secret>> ChunkedStore::read(const QString &key)
{
    auto promise = std::make_shared<QPromise<Result<Secret>>>();
    promise->start();
    enqueue(
        std::make_shared<Operation>(Operation::Kind::Read, key, Secret(), [promise](Result<Secret> result) {
            promise->addResult(std::move(result));
            promise->finish();
        }));
    return promise->future();
}

QFuture<Result<void>> ChunkedStore::write(const QString &key, Secret secret)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    enqueue(
        std::make_shared<Operation>(Operation::Kind::Write, key, std::move(secret), withoutSecret(promise)));
    return promise->future();
}

QFuture<Result<void>> ChunkedStore::remove(const QString &key)
{
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    enqueue(std::make_shared<Operation>(Operation::Kind::Remove, key, Secret(), withoutSecret(promise)));
    return promise->future();
}

void ChunkedStore::setLabel(const QString &key, const QString &label)
{
    m_labels.insert(key, label);
    m_store->setLabel(key, label);
}

void ChunkedStore::enqueue(const OperationPtr &operation)
{
    m_operations.push_back(operation);
    startNext();
}

void ChunkedStore::startNext()
{
    if (m_running || m_operations.empty())
        return;
    m_running = true;
    const OperationPtr operation = m_operations.front();
    switch (operation->kind) {
    case Operation::Kind::Read:
        return readEntry(operation);
    case Operation::Kind::Write:
        return prepareWrite(operation);
    case Operation::Kind::Remove:
        return removeEntry(operation);
    }
}

void ChunkedStore::settle(const OperationPtr &operation, Result<Secret> result)
{
    m_operations.pop_front();
    m_running = false;
    operation->answer(std::move(result));
    startNext();
}

// --- Reading ---

void ChunkedStore::readEntry(const OperationPtr &operation)
{
    whenReady(m_store->read(operation->key), &m_context, [this, operation](Result<Secret> entry) {
        if (!entry || !isHead(*entry))
            return settle(operation, std::move(entry));
        const std::optional<Head> head = headIn(*entry);
        if (!head)
            return settle(operation, missing());
        operation->head = *head;
        operation->parts.clear();
        readPart(operation, 0);
    });
}

void ChunkedStore::readPart(const OperationPtr &operation, qsizetype index)
{
    if (index == operation->head.count)
        return joinParts(operation);
    whenReady(m_store->read(partKey(operation->key, operation->head.set, index)), &m_context,
              [this, operation, index](Result<Secret> part) {
                  if (!part && part.error().kind == ErrorKind::SecretMissing)
                      return lookAgain(operation);
                  if (!part)
                      return settle(operation, std::move(part));
                  operation->parts.push_back(std::move(*part));
                  readPart(operation, index + 1);
              });
}

void ChunkedStore::joinParts(const OperationPtr &operation)
{
    qsizetype size = 0;
    for (const Secret &part : operation->parts)
        size += part.size();
    QByteArray whole;
    whole.reserve(size); // grown in place, it leaves no copies behind
    for (const Secret &part : operation->parts)
        whole += part.exposeUtf8();
    Secret secret = Secret::fromUtf8(whole);
    wipe(whole);
    if (secret.size() != operation->head.size || digestOf(secret.exposeUtf8()) != operation->head.digest)
        return lookAgain(operation);
    settle(operation, std::move(secret));
}

// Another process may have replaced the secret between the entry and its parts.
void ChunkedStore::lookAgain(const OperationPtr &operation)
{
    if (std::exchange(operation->lookedAgain, true))
        return settle(operation, missing());
    readEntry(operation);
}

// --- Writing ---

void ChunkedStore::prepareWrite(const OperationPtr &operation)
{
    whenReady(m_store->read(operation->key), &m_context, [this, operation](const Result<Secret> &old) {
        if (!old && !isNoneInSight(old.error().kind))
            return settle(operation, std::unexpected(old.error()));
        const std::optional<Head> oldHead = old && isHead(*old) ? headIn(*old) : std::nullopt;
        const Secret &secret = operation->secret;
        Head &head = operation->head;
        head.set = oldHead && oldHead->set == 'a' ? 'b' : 'a';
        head.size = secret.size();
        head.count = 0;
        if (secret.size() > m_entryLimit || isHead(secret)) {
            head.count = (secret.size() + m_entryLimit - 1) / m_entryLimit;
            head.digest = digestOf(secret.exposeUtf8());
        }
        if (head.count > mostParts)
            return settle(operation, std::unexpected(Error::of(ErrorKind::KeychainFailed)));
        writePart(operation, 0);
    });
}

void ChunkedStore::writePart(const OperationPtr &operation, qsizetype index)
{
    if (index == operation->head.count)
        return writeEntry(operation);
    const qsizetype from = index * m_entryLimit;
    const QByteArrayView bytes = operation->secret.exposeUtf8();
    Secret part = Secret::fromUtf8(bytes.sliced(from, std::min(m_entryLimit, bytes.size() - from)));
    const QString key = partKey(operation->key, operation->head.set, index);
    if (const QString label = m_labels.value(operation->key); !label.isEmpty())
        m_store->setLabel(key, Texts::tr("%1 (part %2)").arg(label).arg(index + 1));
    whenReady(m_store->write(key, std::move(part)), &m_context,
              [this, operation, index](const Result<void> &written) {
                  if (written)
                      return writePart(operation, index + 1);
                  sweep(operation->key, operation->head.set, 0,
                        [this, operation, error = written.error()](const Result<void> &) {
                            settle(operation, std::unexpected(error));
                        });
              });
}

void ChunkedStore::writeEntry(const OperationPtr &operation)
{
    const Head &head = operation->head;
    Secret entry = head.count > 0 ? entryFor(head) : operation->secret.clone();
    whenReady(m_store->write(operation->key, std::move(entry)), &m_context,
              [this, operation](const Result<void> &written) {
                  // The parts stay when it failed: a write that ran out of time may still land, and would
                  // need them.
                  if (!written)
                      return settle(operation, std::unexpected(written.error()));
                  const char other = operation->head.set == 'a' ? 'b' : 'a';
                  sweep(operation->key, other, 0, [this, operation](const Result<void> &first) {
                      sweep(operation->key, operation->head.set, operation->head.count,
                            [this, operation, first](const Result<void> &second) {
                                if (!first || !second)
                                    qCWarning(lcSecrets) << "parts of a replaced secret could not be removed";
                                settle(operation, Secret());
                            });
                  });
              });
}

// --- Removing ---

void ChunkedStore::removeEntry(const OperationPtr &operation)
{
    const auto removed = [this, operation](const Result<void> &done) {
        if (done)
            settle(operation, Secret());
        else
            settle(operation, std::unexpected(done.error()));
    };
    whenReady(m_store->remove(operation->key), &m_context,
              [this, operation, removed](const Result<void> &done) {
                  if (!done)
                      return removed(done);
                  sweep(operation->key, 'a', 0, [this, operation, removed](const Result<void> &swept) {
                      if (!swept)
                          return removed(swept);
                      sweep(operation->key, 'b', 0, removed);
                  });
              });
}

void ChunkedStore::sweep(const QString &key, char set, qsizetype from, const Then &then)
{
    findEnd(key, set, from, from, then);
}

void ChunkedStore::findEnd(const QString &key, char set, qsizetype from, qsizetype index, const Then &then)
{
    whenReady(m_store->read(partKey(key, set, index)), &m_context,
              [this, key, set, from, index, then](const Result<Secret> &part) {
                  if (part && index < mostParts)
                      return findEnd(key, set, from, index + 1, then);
                  if (!part && part.error().kind != ErrorKind::SecretMissing)
                      return then(std::unexpected(part.error()));
                  removeDown(key, set, from, index, then);
              });
}

void ChunkedStore::removeDown(const QString &key, char set, qsizetype from, qsizetype end, const Then &then)
{
    if (end <= from)
        return then({});
    whenReady(m_store->remove(partKey(key, set, end - 1)), &m_context,
              [this, key, set, from, end, then](const Result<void> &removed) {
                  if (!removed)
                      return then(removed);
                  removeDown(key, set, from, end - 1, then);
              });
}

} // namespace Keyturn
