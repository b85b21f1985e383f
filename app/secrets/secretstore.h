#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QFuture>
#include <QString>

namespace Keyturn {

/// Keeps secrets under keys. Nothing here blocks, and every future finishes: a keychain that does not answer
/// ends in ErrorKind::KeychainTimeout.
class SecretStore
{
public:
    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore() = default;

    virtual QFuture<Result<Secret>> read(const QString &key) = 0;
    /// Done when the secret has been read back and found the same.
    virtual QFuture<Result<void>> write(const QString &key, Secret secret) = 0;
    /// Done when it is gone. A missing key is no error.
    virtual QFuture<Result<void>> remove(const QString &key) = 0;

    /// What stands beside the entry for people who look into the keychain, where it has room for that: with
    /// each later write, and at once when it was another one before.
    virtual void setLabel(const QString & /*key*/, const QString & /*label*/) { }
};

} // namespace Keyturn
