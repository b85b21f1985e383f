#pragma once

namespace Keyturn {

struct Account;

/// How many calls with the label Medium (lists of users, password changes) Keyturn makes a second at most
/// when nobody waits for each: the account's share of its plan's limit (zoom-api.md, "Rate limits"), at least
/// one. Infinite for the practice account, which has no limit.
double mediumCallsPerSecond(const Account &account);

} // namespace Keyturn
