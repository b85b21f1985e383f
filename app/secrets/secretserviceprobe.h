#pragma once

#include <QFuture>
#include <QString>

namespace Keyturn {

/// What the keychain that QtKeychain uses says of itself over D-Bus. Linux and the BSDs only.
///
/// QtKeychain 0.13.2 cannot tell: a locked keyring whose prompt cannot open reads as "entry not found", and
/// an absent service is "other error".
enum class SecretServiceState {
    NoBus, ///< there is no session bus
    Absent, ///< nothing on the bus keeps secrets, nor can be started
    Wallet, ///< KDE's wallet, which asks the person by itself where it has to
    Locked, ///< the default collection is locked
    Unlocked, ///< or there is no default collection yet
    Silent, ///< it runs and gave no usable answer
};

/// Connecting is a matter of a local socket; it is done once for the process.
bool hasSessionBus();

struct KeychainStatus
{
    SecretServiceState state = SecretServiceState::Absent;
    QString collection; ///< Locked, Unlocked: the object path of the default one

    /// There is no default collection; the service makes one, with the person's help, for the first entry.
    bool isUnmade() const { return state == SecretServiceState::Unlocked && collection.isEmpty(); }
};

/// Never blocks; always finishes, after a few seconds at most. Raises no prompt.
QFuture<KeychainStatus> keychainStatus();

} // namespace Keyturn
