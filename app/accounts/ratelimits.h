#pragma once

#include "account.h"

namespace Keyturn {

/// The limit of calls with the label Medium that a plan has, a second, for all apps of the account together.
double mediumLimit(Account::Plan plan);

/// How many calls with the label Medium (lists of users, password changes) Keyturn makes a second at most
/// when nobody waits for each: the account's share of its plan's limit [RATE-plans], at least
/// one. Infinite for the practice account, which has no limit.
double mediumCallsPerSecond(const Account &account);

} // namespace Keyturn
