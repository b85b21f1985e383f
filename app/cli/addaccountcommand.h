#pragma once

#include "cli/accountcommand.h"

class QIODevice;
class QTextStream;

namespace Keyturn {

class AccountStore;
class SecretStore;
class UserCacheFolder;

/// `keyturn --add-account -`: reads one account (newaccount.h), at most 64 KiB, from `in` to its end, stores
/// its secret in the keychain and the profile in the settings, and says so in one line. An account that has
/// this name and base URL already gets what is given and keeps the rest, so that a managed install can run
/// twice. When it fails, nothing was stored.
///
/// `argument` is what followed --add-account, and can only be "-": a token in an argument would be on show in
/// the process list.
AccountCommandExit runAddAccount(const QString &argument, QIODevice &in, QTextStream &out, QTextStream &err,
                                 AccountStore &accounts, SecretStore &keychain,
                                 const UserCacheFolder *userLists = nullptr);

} // namespace Keyturn
