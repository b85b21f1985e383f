#pragma once

#include <QFuture>

namespace Keyturn {

/// Which of a Linux desktop's keychains QtKeychain uses. It decides by the environment, once for the process,
/// and does not tell; whoever asks the keychain itself must ask the same one, since a desktop may run
/// several: KDE's wallet has a Secret Service of its own, too, which is locked until a client of that opens
/// it, whatever the wallet is (QtKeychain's keychain_unix.cpp, detectKeyringBackend()).
enum class KeychainDoor {
    SecretService, ///< through libsecret
    KWallet5, ///< org.kde.kwalletd5, by its own interface
    KWallet6,
};

/// Never blocks; always finishes. May start KDE's wallet, as QtKeychain does.
QFuture<KeychainDoor> keychainDoor();

} // namespace Keyturn
