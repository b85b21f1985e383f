#pragma once

#include <QString>

namespace Keyturn {

class AccountRules;

/// Whose rules the check list shows, of when they are, and why they are not the account's own.
QString rulesNote(const AccountRules &rules);

} // namespace Keyturn
