#pragma once

#include <QFuture>
#include <QString>

namespace Keyturn {

/// What the secret service holds under a key of QtKeychain's, asked without its secret, so that nobody is
/// prompted.
struct SecretServiceItems
{
    bool isKnown = false; ///< the service answered
    int unlocked = 0;
    int locked = 0;
};

/// `service` and `key` as QtKeychain got them. Never blocks; always finishes.
QFuture<SecretServiceItems> findSecretItems(const QString &service, const QString &key);

/// Gives the item a name for people who look into the keychain; QtKeychain would have it KEY@SERVICE.
/// False when it was refused; the secret is kept all the same.
QFuture<bool> labelSecretItem(const QString &service, const QString &key, const QString &label);

} // namespace Keyturn
