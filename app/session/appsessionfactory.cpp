#include "appsessionfactory.h"

#include "auth/fixedtokensource.h"
#include "auth/storedtokensource.h"
#include "session/accountsession.h"

#include <QCoreApplication>

namespace Keyturn {

AppSessionFactory::AppSessionFactory(SecretStore *keychain, SecretStore *runOnly, const Clock &clock,
                                     const HttpClient::Options &options,
                                     const PracticeServer::Options &practice)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_clock(clock)
    , m_options(options)
    , m_practiceOptions(practice)
{
}

std::unique_ptr<AccountSession> AppSessionFactory::open(const Account &account)
{
    std::unique_ptr<AccessTokenSource> tokens;
    if (account.kind == Account::Kind::Practice)
        tokens = std::make_unique<FixedTokenSource>(
            Secret::fromText(m_practice ? m_practice->token() : QString()));
    else
        tokens = std::make_unique<StoredTokenSource>(m_keychain, m_runOnly, account.tokenKey());
    return std::make_unique<AccountSession>(account, std::move(tokens), m_options, m_clock);
}

Result<Account> AppSessionFactory::practiceAccount()
{
    if (!m_practice) {
        auto server = PracticeServer::start(m_practiceOptions);
        if (!server)
            return std::unexpected(server.error());
        m_practice = std::move(*server);
    }
    Account account;
    account.id = QStringLiteral("practice");
    account.name = QCoreApplication::translate("AppSessionFactory", "Practice account");
    account.baseUrl = m_practice->baseUrl();
    account.kind = Account::Kind::Practice;
    return account;
}

} // namespace Keyturn
