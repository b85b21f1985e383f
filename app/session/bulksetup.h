#pragma once

#include "bulk/bulkrun.h"

namespace Keyturn {

class AccountSession;

/// What a run of the session's account borrows, with its key in `keychain` and its journal in `folder`.
BulkRun::Setup bulkSetup(const AccountSession &session, SecretStore *keychain, const QString &folder);
/// At the share of the account's limit that was chosen, offered again until acknowledge(), with passwords
/// that satisfy `rules`.
BulkRun::Options bulkOptions(const Account &account, const PasswordRules &rules);

} // namespace Keyturn
