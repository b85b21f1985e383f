#pragma once

#include "core/whenready.h"
#include "secrets/secretstore.h"

#include <map>
#include <utility>

namespace Keyturn {

/// Secrets that are held for this run only, because there is no keychain and the user agreed. They reach no
/// disk. Thread: GUI.
class MemoryStore final : public SecretStore
{
public:
    QFuture<Result<Secret>> read(const QString &key) override
    {
        const auto it = m_secrets.find(key);
        if (it == m_secrets.end())
            return readyFuture(Result<Secret>(std::unexpected(Error::of(ErrorKind::SecretMissing))));
        return readyFuture(Result<Secret>(it->second.clone()));
    }
    QFuture<Result<void>> write(const QString &key, Secret secret) override
    {
        m_secrets.insert_or_assign(key, std::move(secret));
        return readyFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const QString &key) override
    {
        m_secrets.erase(key);
        return readyFuture(Result<void>());
    }

    /// Wipes all of them. Whether there were any.
    bool forgetAll() { return !std::exchange(m_secrets, {}).empty(); }

private:
    std::map<QString, Secret> m_secrets;
};

} // namespace Keyturn
