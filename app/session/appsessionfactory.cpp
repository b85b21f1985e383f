#include "appsessionfactory.h"

#include "auth/fixedtokensource.h"
#include "auth/storedtokensource.h"
#include "session/accountsession.h"

namespace Keyturn {

AppSessionFactory::AppSessionFactory(SecretStore *keychain, SecretStore *runOnly, const Clock &clock,
                                     const HttpClient::Options &options,
                                     const PracticeProcess::Options &practice)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_clock(clock)
    , m_options(options)
    , m_practice(practice)
{
}

std::unique_ptr<AccountSession> AppSessionFactory::open(const Account &account)
{
    std::unique_ptr<AccessTokenSource> tokens;
    if (account.kind == Account::Kind::Practice)
        tokens = std::make_unique<FixedTokenSource>(m_practice.token());
    else
        tokens = std::make_unique<StoredTokenSource>(m_keychain, m_runOnly, account.tokenKey());
    return std::make_unique<AccountSession>(account, std::move(tokens), m_options, m_clock);
}

QFuture<Result<Account>> AppSessionFactory::practiceAccount()
{
    return m_practice.account();
}

} // namespace Keyturn
