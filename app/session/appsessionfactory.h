#pragma once

#include "auth/tokenrefresher.h"
#include "net/httpclient.h"
#include "session/accountsignins.h"
#include "session/practiceprocess.h"
#include "session/sessionfactory.h"

namespace Keyturn {

class AccessTokenSource;
class Clock;
class SecretStore;
class UserCacheFolder;

/// Opens accounts as the program does: tokens from the keychain or held for this run, and the practice
/// account from a server of its own that starts when it is first asked for. Borrows what it is given.
class AppSessionFactory final : public SessionFactory
{
public:
    AppSessionFactory(SecretStore *keychain, SecretStore *runOnly, const Clock &clock,
                      const HttpClient::Options &options, const PracticeProcess::Options &practice,
                      const AccountSignIns::Options &signIns = {});

    /// For accounts that are opened from now on.
    void setNetwork(const HttpClient::Options &options);

    /// For accounts that are opened from now on; null: no list of users is kept. The practice account's never
    /// is.
    void setUserCache(const UserCacheFolder *folder) { m_userCache = folder; }

    /// Whether the program can end now: see TokenRefresher.
    const TokenRefresher *refresher() const { return &m_refresher; }

    std::unique_ptr<AccountSession> open(const Account &account) override;
    std::unique_ptr<ConnectionTest> connectionTest(const Account &account, Secret typed) override;
    AccountSignIns *signIns() override { return &m_signIns; }
    QFuture<Result<Account>> practiceAccount() override;

private:
    std::unique_ptr<AccessTokenSource> tokensFor(const Account &account, const HttpClient::Options &options);

    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    const Clock &m_clock;
    HttpClient::Options m_options;
    const UserCacheFolder *m_userCache = nullptr;
    PracticeProcess m_practice;
    TokenRefresher m_refresher;
    AccountSignIns m_signIns;
};

} // namespace Keyturn
