#include "appsessionfactory.h"

#include "auth/fixedtokensource.h"
#include "auth/servertokensource.h"
#include "auth/storedtokensource.h"
#include "session/accountsession.h"
#include "session/connectiontest.h"
#include "session/connectiontester.h"

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
    return std::make_unique<AccountSession>(account, tokensFor(account), m_options, m_clock);
}

std::unique_ptr<ConnectionTest> AppSessionFactory::connectionTest(const Account &account, Secret typed)
{
    if (!typed.isEmpty())
        return ConnectionTester(m_options, m_clock).test(account, std::move(typed));
    const auto origin =
        account.kind == Account::Kind::PastedToken ? TokenOrigin::Pasted : TokenOrigin::AskedFor;
    return std::make_unique<ConnectionTest>(
        ConnectionTest::Setup{tokensFor(account), origin, account.baseUrl}, m_options, m_clock);
}

std::unique_ptr<AccessTokenSource> AppSessionFactory::tokensFor(const Account &account)
{
    switch (account.kind) {
    case Account::Kind::Practice:
        return std::make_unique<FixedTokenSource>(m_practice.token());
    case Account::Kind::ServerToServer: {
        const ServerTokenSource::App app{account.tokenUrl, account.accountId, account.clientId,
                                         account.clientSecretKey(), account.grantedTokenKey()};
        return std::make_unique<ServerTokenSource>(m_keychain, m_runOnly, app, m_options, m_clock);
    }
    case Account::Kind::PastedToken:
    case Account::Kind::BrowserSignIn:
        break;
    }
    return std::make_unique<StoredTokenSource>(m_keychain, m_runOnly, account.tokenKey());
}

QFuture<Result<Account>> AppSessionFactory::practiceAccount()
{
    return m_practice.account();
}

} // namespace Keyturn
