#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "core/secret.h"

#include <QFuture>

#include <memory>

namespace Keyturn {

class AccountSession;
class AccountSignIns;
class ConnectionTest;

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
    /// A test of this account, not started yet. With what was typed (the account's token or client secret)
    /// nothing is stored; without, it uses what is stored for the account.
    virtual std::unique_ptr<ConnectionTest> connectionTest(const Account &account, Secret typed) = 0;
    /// Null: nobody can sign in with the browser here.
    virtual AccountSignIns *signIns() { return nullptr; }
    /// The practice account, once its server runs; starts that when none does. An error when it would not.
    virtual QFuture<Result<Account>> practiceAccount() = 0;
};

} // namespace Keyturn
