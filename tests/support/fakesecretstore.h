#pragma once

#include "core/whenready.h"
#include "secrets/secretstore.h"

#include <QPromise>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace Keyturn::Test {

/// A keychain in memory that counts its calls, refuses on demand, and answers when the test says so.
class FakeSecretStore final : public SecretStore
{
public:
    std::map<QString, QByteArray> entries;
    std::optional<ErrorKind> readError;
    std::optional<ErrorKind> writeError;
    /// A write that fails has stored its secret all the same.
    bool failedWriteLands = false;
    std::optional<ErrorKind> removeError;
    bool holdReads = false;
    bool holdWrites = false; ///< they have been made, and are not answered
    int reads = 0;
    int writes = 0;
    int removals = 0;
    /// Called when a secret was written: for what happens between the secret and the profile.
    std::function<void()> written;

    /// What a person entered, without where it may go (BoundSecret).
    QByteArray secretAt(const QString &key) const
    {
        const QByteArray entry = entries.at(key);
        return entry.startsWith("keyturn-bound-1 ") ? entry.mid(entry.indexOf(' ', 16) + 1) : entry;
    }

    QFuture<Result<Secret>> read(const QString &key) override
    {
        ++reads;
        if (!holdReads)
            return readyFuture(lookUp(key));
        m_held.push_back({key, {}});
        m_held.back().promise.start();
        return m_held.back().promise.future();
    }
    QFuture<Result<void>> write(const QString &key, Secret secret) override
    {
        ++writes;
        if (!writeError || failedWriteLands)
            entries[key] = secret.exposeUtf8().toByteArray();
        if (writeError)
            return readyFuture(Result<void>(std::unexpected(Error::of(*writeError))));
        if (holdWrites) {
            m_heldWrites.emplace_back();
            m_heldWrites.back().start();
            return m_heldWrites.back().future();
        }
        if (written)
            written();
        return readyFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const QString &key) override
    {
        ++removals;
        if (removeError)
            return readyFuture(Result<void>(std::unexpected(Error::of(*removeError))));
        entries.erase(key);
        return readyFuture(Result<void>());
    }

    void answerReads()
    {
        for (Held &held : std::exchange(m_held, {})) {
            held.promise.addResult(lookUp(held.key));
            held.promise.finish();
        }
    }

    void answerWrites()
    {
        for (QPromise<Result<void>> &held : std::exchange(m_heldWrites, {})) {
            held.addResult(Result<void>());
            held.finish();
        }
    }

private:
    struct Held
    {
        QString key;
        QPromise<Result<Secret>> promise;
    };

    Result<Secret> lookUp(const QString &key) const
    {
        if (readError)
            return std::unexpected(Error::of(*readError));
        const auto it = entries.find(key);
        if (it == entries.end())
            return std::unexpected(Error::of(ErrorKind::SecretMissing));
        return Secret::fromUtf8(it->second);
    }

    std::vector<Held> m_held;
    std::vector<QPromise<Result<void>>> m_heldWrites;
};

} // namespace Keyturn::Test
