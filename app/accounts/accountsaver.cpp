#include "accountsaver.h"

#include "accounts/accountstore.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"
#include "zoom/zoomreply.h"

#include <optional>

namespace Keyturn {

struct AccountSaver::Save
{
    Account account;
    Secret token;
    bool isNew = true;
    std::optional<Secret> former; ///< what the keychain held
    QPromise<Result<void>> promise;

    void finish(const Result<void> &result)
    {
        promise.addResult(result);
        promise.finish();
    }
};

AccountSaver::AccountSaver(AccountStore *accounts, SecretStore *keychain, SecretStore *runOnly,
                           QObject *parent)
    : QObject(parent)
    , m_accounts(accounts)
    , m_keychain(keychain)
    , m_runOnly(runOnly)
{
}

Result<Account> AccountSaver::checked(const Account &account, const Secret &token) const
{
    const auto wrongToken = [](const QString &message) {
        return std::unexpected(Error::inField(ErrorKind::InvalidToken, QStringLiteral("token"), message));
    };
    if (token.isEmpty())
        return wrongToken(tr("The token is empty."));
    if (token.size() > TokenLimit)
        return wrongToken(tr("The token is longer than %1 bytes.").arg(TokenLimit));
    if (!isUsableToken(token))
        return wrongToken(
            tr("The token may hold letters, digits and signs only: no blanks and no line breaks."));
    return m_accounts->checked(account);
}

QFuture<Result<void>> AccountSaver::saveWithToken(const Account &account, Secret token)
{
    const Result<Account> tidy = checked(account, token);
    if (!tidy)
        return readyFuture(Result<void>(std::unexpected(tidy.error())));

    const auto save = std::make_shared<Save>();
    save->account = *tidy;
    save->token = std::move(token);
    save->isNew = !m_accounts->account(tidy->id);
    save->promise.start();
    QFuture<Result<void>> future = save->promise.future();
    if (save->isNew) {
        writeToken(save);
        return future;
    }
    whenReady(m_keychain->read(tidy->tokenKey()), this, [this, save](Result<Secret> former) {
        if (former)
            save->former = std::move(*former);
        else if (former.error().kind != ErrorKind::SecretMissing)
            return save->finish(std::unexpected(former.error()));
        writeToken(save);
    });
    return future;
}

void AccountSaver::writeToken(const SavePtr &save)
{
    whenReady(m_keychain->write(save->account.tokenKey(), save->token.clone()), this,
              [this, save](const Result<void> &written) {
                  if (written)
                      writeProfile(save);
                  else
                      undoToken(save, written.error());
              });
}

void AccountSaver::writeProfile(const SavePtr &save)
{
    const Result<void> saved = m_accounts->save(save->account);
    if (!saved)
        return undoToken(save, saved.error());
    if (m_runOnly)
        m_runOnly->remove(save->account.tokenKey());
    save->finish({});
}

void AccountSaver::undoToken(const SavePtr &save, const Error &error)
{
    const QString key = save->account.tokenKey();
    if (error.kind == ErrorKind::KeychainTimeout) {
        // It would not answer this either. The removal waits its turn behind the write that may yet land; to
        // write the former token again is left, since it would be dropped (see KeychainStore).
        if (!save->former)
            m_keychain->remove(key);
        return save->finish(std::unexpected(error));
    }
    const QFuture<Result<void>> undone =
        save->former ? m_keychain->write(key, save->former->clone()) : m_keychain->remove(key);
    whenReady(undone, this, [save, error](const Result<void> &) { save->finish(std::unexpected(error)); });
}

QFuture<Result<void>> AccountSaver::saveHoldingToken(const Account &account, Secret token)
{
    Result<Account> tidy = checked(account, token);
    if (!tidy)
        return readyFuture(Result<void>(std::unexpected(tidy.error())));
    if (const Result<void> saved = m_accounts->save(*tidy); !saved)
        return readyFuture(saved);
    return m_runOnly->write(tidy->tokenKey(), std::move(token));
}

QFuture<Result<void>> AccountSaver::remove(const QString &id)
{
    const std::optional<Account> account = m_accounts->account(id);
    if (!account)
        return readyFuture(Result<void>());
    auto promise = std::make_shared<QPromise<Result<void>>>();
    promise->start();
    whenReady(m_keychain->remove(account->tokenKey()), this,
              [this, id, promise](const Result<void> &removed) {
                  promise->addResult(removed ? removeLeavingToken(id) : removed);
                  promise->finish();
              });
    return promise->future();
}

Result<void> AccountSaver::removeLeavingToken(const QString &id)
{
    const std::optional<Account> account = m_accounts->account(id);
    if (!account)
        return {};
    if (m_runOnly)
        m_runOnly->remove(account->tokenKey());
    return m_accounts->remove(id);
}

} // namespace Keyturn

#include "moc_accountsaver.cpp"
