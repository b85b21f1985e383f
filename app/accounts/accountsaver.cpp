#include "accountsaver.h"

#include "accounts/accountstore.h"
#include "accounts/secretlabels.h"
#include "core/whenready.h"
#include "secrets/boundsecret.h"
#include "zoom/apiurl.h"

#include <optional>
#include <utility>

namespace Keyturn {

struct AccountSaver::Save
{
    Account account;
    AccountSecrets secrets;
    std::vector<std::optional<Secret>> former; ///< what the keychain held, one for each of the secrets
    QStringList obsoleteKeys;
    std::optional<Error> error; ///< why it is being undone
    QPromise<Result<void>> promise;

    void finish(const Result<void> &result)
    {
        promise.addResult(result);
        promise.finish();
    }
};

namespace {

/// As they are stored: what a person entered, with where it may go. A sign-in's records say that themselves.
AccountSecrets bound(const Account &account, AccountSecrets secrets)
{
    for (KeyedSecret &one : secrets) {
        if (one.key == account.tokenKey())
            one.secret = BoundSecret::wrapped(one.secret, account.tokenPlace());
        else if (one.key == account.clientSecretKey())
            one.secret = BoundSecret::wrapped(one.secret, account.clientSecretPlace());
    }
    return secrets;
}

} // namespace

AccountSaver::AccountSaver(AccountStore *accounts, SecretStore *keychain, SecretStore *runOnly,
                           QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_keychain(keychain)
    , m_runOnly(runOnly)
{
}

Result<Account> AccountSaver::checked(const Account &account, const AccountSecrets &secrets) const
{
    for (const auto &[key, secret] : secrets) {
        if (key == account.grantedTokenKey())
            continue; // a record of ours, with blanks in it
        const QString field = key == account.tokenKey() ? QStringLiteral("token")
            : key == account.clientSecretKey()          ? QStringLiteral("clientSecret")
                                                        : QStringLiteral("refreshToken");
        const auto wrong = [&field](const QString &message) {
            return std::unexpected(Error::inField(ErrorKind::InvalidToken, field, message));
        };
        if (secret.isEmpty())
            return wrong(tr("It is empty."));
        if (secret.size() > SecretLimit)
            return wrong(tr("It is longer than %1 bytes.").arg(SecretLimit));
        // A sign-in's record is ours and has blanks in it.
        if (key != account.refreshTokenKey() && !isUsableToken(secret))
            return wrong(tr("It may hold letters, digits and signs only: no blanks and no line breaks."));
    }
    return m_accounts->checked(account);
}

QFuture<Result<void>> AccountSaver::save(const Account &account, AccountSecrets secrets)
{
    const Result<Account> tidy = checked(account, secrets);
    if (!tidy)
        return readyFuture(Result<void>(std::unexpected(tidy.error())));

    const auto save = std::make_shared<Save>();
    save->account = *tidy;
    save->secrets = bound(*tidy, std::move(secrets));
    save->promise.start();
    QFuture<Result<void>> future = save->promise.future();
    labelSecrets(*tidy, m_keychain);
    const std::optional<Account> existing = m_accounts->account(tidy->id);
    if (!existing) {
        save->former.resize(save->secrets.size());
        writeSecret(save, 0);
        return future;
    }
    const QStringList kept = tidy->secretKeys();
    for (const QString &key : existing->secretKeys()) {
        if (!kept.contains(key))
            save->obsoleteKeys += key;
    }
    readFormer(save);
    return future;
}

void AccountSaver::readFormer(const SavePtr &save)
{
    const std::size_t index = save->former.size();
    if (index == save->secrets.size())
        return writeSecret(save, 0);
    whenReady(m_keychain->read(save->secrets[index].key), this, [this, save](Result<Secret> former) {
        if (!former && !isNoneInSight(former.error().kind))
            return save->finish(std::unexpected(former.error()));
        save->former.push_back(former ? std::optional(std::move(*former)) : std::nullopt);
        readFormer(save);
    });
}

void AccountSaver::writeSecret(const SavePtr &save, std::size_t index)
{
    if (index == save->secrets.size())
        return writeProfile(save);
    const KeyedSecret &one = save->secrets[index];
    whenReady(m_keychain->write(one.key, one.secret.clone()), this,
              [this, save, index](const Result<void> &written) {
                  if (written)
                      return writeSecret(save, index + 1);
                  save->error = written.error();
                  undo(save, index);
              });
}

void AccountSaver::writeProfile(const SavePtr &save)
{
    const Result<void> saved = m_accounts->save(save->account);
    if (!saved) {
        save->error = saved.error();
        if (save->secrets.empty())
            return save->finish(saved);
        return undo(save, save->secrets.size() - 1);
    }
    for (const QString &key : std::as_const(save->obsoleteKeys))
        m_keychain->remove(key);
    if (m_runOnly) {
        for (const QString &key : save->account.secretKeys() + save->obsoleteKeys)
            m_runOnly->remove(key);
    }
    save->finish({});
}

void AccountSaver::undo(const SavePtr &save, std::size_t last)
{
    const QString key = save->secrets[last].key;
    const std::optional<Secret> &former = save->former[last];
    const auto goOn = [this, save, last] {
        if (last > 0)
            undo(save, last - 1);
        else
            save->finish(std::unexpected(*save->error));
    };
    if (save->error->kind == ErrorKind::KeychainTimeout) {
        // It would not answer this either. The removal waits its turn behind the write that may yet land; to
        // write the former secret again is left, since it would be dropped (see KeychainStore).
        if (!former)
            m_keychain->remove(key);
        return goOn();
    }
    const QFuture<Result<void>> undone =
        former ? m_keychain->write(key, former->clone()) : m_keychain->remove(key);
    whenReady(undone, this, [goOn](const Result<void> &) { goOn(); });
}

QFuture<Result<void>> AccountSaver::saveForThisRun(const Account &account, AccountSecrets secrets)
{
    Result<Account> tidy = checked(account, secrets);
    if (!tidy)
        return readyFuture(Result<void>(std::unexpected(tidy.error())));
    if (const Result<void> saved = m_accounts->save(*tidy); !saved)
        return readyFuture(saved);
    // What is held for a run never refuses.
    for (KeyedSecret &one : bound(*tidy, std::move(secrets)))
        m_runOnly->write(one.key, std::move(one.secret));
    return readyFuture(Result<void>());
}

void AccountSaver::forgetGrantedToken(const Account &account)
{
    if (account.kind != Account::Kind::ServerToServer)
        return;
    m_keychain->remove(account.grantedTokenKey());
    if (m_runOnly)
        m_runOnly->remove(account.grantedTokenKey());
}

QFuture<Result<void>> AccountSaver::remove(const QString &id)
{
    const std::optional<Account> account = m_accounts->account(id);
    if (!account)
        return readyFuture(Result<void>());
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    removeSecrets(promise, id, account->secretKeys());
    return promise->future();
}

void AccountSaver::removeSecrets(const std::shared_ptr<QPromise<Result<void>>> &promise, const QString &id,
                                 QStringList keys)
{
    if (keys.isEmpty()) {
        promise->addResult(removeLeavingSecrets(id));
        promise->finish();
        return;
    }
    const QString key = keys.takeFirst();
    whenReady(m_keychain->remove(key), this, [this, id, promise, keys](const Result<void> &removed) {
        if (removed)
            return removeSecrets(promise, id, keys);
        promise->addResult(removed);
        promise->finish();
    });
}

Result<void> AccountSaver::removeLeavingSecrets(const QString &id)
{
    const std::optional<Account> account = m_accounts->account(id);
    if (!account)
        return {};
    if (m_runOnly) {
        for (const QString &key : account->secretKeys())
            m_runOnly->remove(key);
    }
    return m_accounts->remove(id);
}

} // namespace Keyturn

#include "moc_accountsaver.cpp"
