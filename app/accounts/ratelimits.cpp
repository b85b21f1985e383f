#include "ratelimits.h"

#include <algorithm>
#include <limits>

namespace Keyturn {

double mediumLimit(Account::Plan plan)
{
    switch (plan) {
    case Account::Plan::Free:
        return 2;
    case Account::Plan::Pro:
        return 20;
    case Account::Plan::Business:
        return 60;
    }
    return 2;
}

double mediumCallsPerSecond(const Account &account)
{
    if (account.kind == Account::Kind::Practice)
        return std::numeric_limits<double>::infinity();
    return std::max(1.0, mediumLimit(account.plan) * account.rateShare);
}

} // namespace Keyturn
