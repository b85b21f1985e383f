#pragma once

#include "cli/accountcommand.h"

class QTextStream;

namespace Keyturn {

class AccountStore;
class SecretStore;
class UserCacheFolder;

/// `keyturn --list-accounts`: a line of JSON for each account, in order of name, with the members that
/// --add-account knows and "signIn" ("token", "oauth" or "browser"); never a secret. Nothing when there is
/// none. The keychain is not asked.
AccountCommandExit runListAccounts(QTextStream &out, QTextStream &err, const AccountStore &accounts);

/// `keyturn --remove-account NAME`: removes the account's secrets from the keychain, then its profile, and
/// says so in one line. When the keychain fails, the profile stays. A name that no account has is BadInput.
AccountCommandExit runRemoveAccount(const QString &name, QTextStream &out, QTextStream &err,
                                    AccountStore &accounts, SecretStore &keychain,
                                    const UserCacheFolder *userLists = nullptr);

} // namespace Keyturn
