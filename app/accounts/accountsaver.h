#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "core/secret.h"

#include <QFuture>
#include <QObject>

#include <memory>
#include <vector>

namespace Keyturn {

class AccountStore;
class SecretStore;

/// Some of an account's secrets, each with the key under which it is kept. What a person entered stands here
/// as it was entered.
struct KeyedSecret
{
    QString key; ///< one of Account::secretKeys()
    Secret secret;
};
using AccountSecrets = std::vector<KeyedSecret>;

/// Writes a profile and its secrets as if it were one thing: both, or neither. Order matters: a profile
/// without a secret is an account that does not work and does not say why.
///
/// Errors: what AccountStore and SecretStore say; InvalidToken with the field "token", "clientSecret" or
/// "refreshToken" when a secret can be none; InvalidInput with the field "caCertificates" when those cannot
/// be read. Nothing half-written is left behind, with one exception: a keychain that did not answer in time
/// may still store a secret later. For a new account it is asked to remove that again; a former secret cannot
/// be brought back then.
///
/// Destroying this cancels its futures; a keychain call under way ends by itself, as after a timeout.
/// Thread: GUI.
class AccountSaver : public QObject
{
    Q_OBJECT

public:
    /// The longest secret that is taken, in bytes. Zoom's tokens are 1 to 2 KB.
    static constexpr qsizetype SecretLimit = 16 * 1024;

    /// The stores outlive this. `runOnly` may be null where nothing is held for a run.
    AccountSaver(AccountStore *accounts, SecretStore *keychain, SecretStore *runOnly,
                 QObject *parent = nullptr);

    /// The secrets go into the keychain first, each for the account's addresses as they are now
    /// (BoundSecret), then the profile into the settings; what an account of another kind left in the
    /// keychain is removed. Without new secrets, AccountStore::save() is enough.
    QFuture<Result<void>> save(const Account &account, AccountSecrets secrets);

    /// Without the keychain: the secrets are forgotten when the program ends. Only when the person agreed.
    QFuture<Result<void>> saveForThisRun(const Account &account, AccountSecrets secrets);

    /// Forgets the access token that the account's app was given, so that the next call asks for a new one:
    /// an old one lacks the scopes that were added since.
    void forgetGrantedToken(const Account &account);

    /// Removes the secrets, then the profile. When the keychain fails, the profile stays, so that it can be
    /// tried again.
    QFuture<Result<void>> remove(const QString &id);
    /// Removes the profile and what is held for this run; what the keychain holds stays there. For a person
    /// whose keychain cannot be had, and who was told.
    Result<void> removeLeavingSecrets(const QString &id);

private:
    struct Save;
    using SavePtr = std::shared_ptr<Save>;

    Result<Account> checked(const Account &account, const AccountSecrets &secrets) const;
    void readFormer(const SavePtr &save);
    void writeSecret(const SavePtr &save, std::size_t index);
    void writeProfile(const SavePtr &save);
    /// Brings the keychain back to what it held before the secrets up to this one were written.
    void undo(const SavePtr &save, std::size_t last);
    void removeSecrets(const std::shared_ptr<QPromise<Result<void>>> &promise, const QString &id,
                       QStringList keys);

    AccountStore *m_accounts;
    SecretStore *m_keychain;
    SecretStore *m_runOnly;
};

} // namespace Keyturn
