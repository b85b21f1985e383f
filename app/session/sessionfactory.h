#pragma once

#include "accounts/account.h"

#include <memory>

namespace Keyturn {

class AccountSession;

/// Opens accounts. The composition root knows how; the window only asks. Opening does no I/O: the first call
/// does.
class SessionFactory
{
public:
    SessionFactory() = default;
    SessionFactory(const SessionFactory &) = delete;
    SessionFactory &operator=(const SessionFactory &) = delete;
    virtual ~SessionFactory() = default;

    virtual std::unique_ptr<AccountSession> open(const Account &account) = 0;
    /// The practice account; starts its server at the first call. An error when no port could be had.
    virtual Result<Account> practiceAccount() = 0;
};

} // namespace Keyturn
