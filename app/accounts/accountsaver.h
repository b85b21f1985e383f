#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "core/secret.h"

#include <QFuture>
#include <QObject>

#include <memory>

namespace Keyturn {

class AccountStore;
class SecretStore;

/// Saves and removes an account together with its token, so that nothing is left half-written. Used by the
/// window and by `keyturn --add-account`.
///
/// Errors: what AccountStore::checked() says, InvalidToken (field "token"), the keychain's, SettingsFailed.
/// After any of them the profile is as it was. So is the keychain, with one exception: when it did not answer
/// in time (KeychainTimeout), a new token for an account that had one may still land.
///
/// Thread: GUI. A save whose AccountSaver dies stops where it is, and its future is cancelled.
class AccountSaver : public QObject
{
    Q_OBJECT

public:
    /// The longest token that is taken, in bytes. Zoom's are 1 to 2 KB.
    static constexpr qsizetype TokenLimit = 16 * 1024;

    /// The stores outlive this. `runOnly` may be null where nothing is held for a run.
    AccountSaver(AccountStore *accounts, SecretStore *keychain, SecretStore *runOnly,
                 QObject *parent = nullptr);

    /// The token goes into the keychain first, then the profile into the settings. For a new account, or one
    /// that gets a new token; a profile without a new token needs AccountStore::save() only.
    QFuture<Result<void>> saveWithToken(const Account &account, Secret token);

    /// Without the keychain: the token is forgotten when the program ends. Only when the person agreed.
    QFuture<Result<void>> saveHoldingToken(const Account &account, Secret token);

    /// Removes the token, then the profile. When the keychain fails, nothing is removed.
    QFuture<Result<void>> remove(const QString &id);
    /// Removes the profile and what is held for this run; what the keychain holds stays there. For a person
    /// whose keychain cannot be had, and who was told.
    Result<void> removeLeavingToken(const QString &id);

private:
    struct Save;
    using SavePtr = std::shared_ptr<Save>;

    Result<Account> checked(const Account &account, const Secret &token) const;
    void writeToken(const SavePtr &save);
    void writeProfile(const SavePtr &save);
    /// Brings the keychain back to what it held, then reports `error`.
    void undoToken(const SavePtr &save, const Error &error);

    AccountStore *m_accounts;
    SecretStore *m_keychain;
    SecretStore *m_runOnly;
};

} // namespace Keyturn
