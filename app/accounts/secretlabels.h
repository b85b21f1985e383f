#pragma once

namespace Keyturn {

struct Account;
class SecretStore;

/// Has the keychain show, beside each entry of the account, whose it is and what it is, to people who look
/// into it.
void labelSecrets(const Account &account, SecretStore *keychain);

} // namespace Keyturn
