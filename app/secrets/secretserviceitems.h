#pragma once

#include "core/error.h"

#include <QFuture>
#include <QString>
#include <QStringList>

#include <chrono>

namespace Keyturn {

/// What the secret service holds under a key of QtKeychain's, asked without its secret, so that nobody is
/// prompted. Object paths. An item may be locked for one program, and for one of its connections, alone
/// (KeePassXC).
struct SecretServiceItems
{
    bool isKnown = false; ///< the service answered
    QStringList unlocked;
    QStringList locked;

    bool isEmpty() const { return unlocked.isEmpty() && locked.isEmpty(); }
};

/// `service` and `key` as QtKeychain got them. Never blocks; always finishes.
QFuture<SecretServiceItems> findSecretItems(const QString &service, const QString &key);

/// What a search may have passed over: collections that are locked and show none of their items (KeePassXC's
/// databases; gnome-keyring searches locked keyrings, too), or nothing that is open at all.
struct HiddenCollections
{
    bool isKnown = false; ///< the service answered
    bool isNothingOpen = false; ///< it has no collection: a KeePassXC without an open database
    QStringList names; ///< of those that are locked

    bool mayHoldMore() const { return !isKnown || isNothingOpen || !names.isEmpty(); }
};

/// Never blocks; always finishes.
QFuture<HiddenCollections> findHiddenCollections();

/// A search is what makes KeePassXC ask for a database when none is open, and it answers when the person has.
/// True when something is open then.
QFuture<bool> searchUntilOpen(std::chrono::milliseconds patience);

/// Removes all items of that key, and looks whether they are gone. The person may be asked, to unlock and to
/// confirm, `patience` for each. libsecret's own removal passes over what is locked, and tells nobody.
///
/// Errors: KeychainRefused (the person said no, or the items are still there), KeychainTimeout,
/// KeychainFailed; SecretHidden: there is nothing in what is open, and what is locked may hold it.
QFuture<Result<void>> removeSecretItems(const QString &service, const QString &key,
                                        std::chrono::milliseconds patience);

/// What SecretHidden says to people.
Error hiddenSecret(const HiddenCollections &hidden);

/// Gives the item a name for people who look into the keychain; QtKeychain would have it KEY@SERVICE.
/// False when it was refused, or is locked for us (asking to unlock it for that alone would be one prompt too
/// many); the secret is kept all the same.
QFuture<bool> labelSecretItem(const QString &service, const QString &key, const QString &label);

} // namespace Keyturn
