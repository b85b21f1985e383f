#pragma once

#include <QFuture>

namespace Keyturn {

/// What the desktop's secret service says of itself over D-Bus. Linux and the BSDs only.
///
/// QtKeychain 0.13.2 cannot tell: a locked keyring whose prompt cannot open reads as "entry not found", and
/// an absent service is "other error".
enum class SecretServiceState {
    NoBus, ///< there is no session bus
    Absent, ///< nothing on the bus keeps secrets, nor can be started
    WalletOnly, ///< no secret service, but KDE's wallet, which QtKeychain asks in its stead
    Locked, ///< the default collection is locked
    Unlocked, ///< or there is no default collection yet
    Silent, ///< it runs and gave no usable answer
};

/// Connecting is a matter of a local socket; it is done once for the process.
bool hasSessionBus();

/// Never blocks; always finishes, after a few seconds at most. Raises no prompt.
QFuture<SecretServiceState> secretServiceState();

} // namespace Keyturn
