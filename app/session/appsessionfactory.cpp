#include "appsessionfactory.h"

#include "accounts/secretlabels.h"
#include "auth/fixedtokensource.h"
#include "auth/refreshtokensource.h"
#include "auth/servertokensource.h"
#include "auth/storedtokensource.h"
#include "auth/unavailabletokensource.h"
#include "net/cacertificates.h"
#include "session/accountsession.h"
#include "session/connectiontest.h"
#include "session/connectiontester.h"
#include "session/networkoptions.h"

#include <QPointer>

namespace Keyturn {

namespace {

TokenOrigin originOf(Account::Kind kind)
{
    switch (kind) {
    case Account::Kind::PastedToken:
        return TokenOrigin::Pasted;
    case Account::Kind::BrowserSignIn:
        return TokenOrigin::SignedIn;
    case Account::Kind::ServerToServer:
    case Account::Kind::Practice:
        break;
    }
    return TokenOrigin::AskedFor;
}

} // namespace

AppSessionFactory::AppSessionFactory(SecretStore *keychain, SecretStore *runOnly, const Clock &clock,
                                     const HttpClient::Options &options,
                                     const PracticeProcess::Options &practice,
                                     const AccountSignIns::Options &signIns)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_clock(clock)
    , m_options(options)
    , m_practice(practice)
    , m_refresher(keychain, runOnly, {signIns.lockDirectory}, clock)
    , m_signIns(keychain, runOnly, clock, signIns)
{
    m_signIns.setNetwork(options);
}

std::unique_ptr<AccountSession> AppSessionFactory::open(const Account &account)
{
    const HttpClient::Options options = optionsFor(account, m_options);
    labelSecrets(account, m_keychain);
    std::unique_ptr<AccessTokenSource> tokens = tokensFor(account, options);
    auto *renewed = dynamic_cast<RefreshTokenSource *>(tokens.get());
    auto session = std::make_unique<AccountSession>(account, std::move(tokens), options, m_clock);
    if (renewed) {
        renewed->setPlaceListener([session = QPointer(session.get())](RefreshTokenSource::Place place) {
            if (session)
                session->setSignInKept(place != RefreshTokenSource::Place::RunForNow);
        });
    }
    if (m_userCache && account.kind != Account::Kind::Practice)
        session->keepUsersIn(*m_userCache);
    return session;
}

void AppSessionFactory::setNetwork(const HttpClient::Options &options)
{
    m_options = options;
    m_signIns.setNetwork(options);
}

std::unique_ptr<ConnectionTest> AppSessionFactory::connectionTest(const Account &account, Secret typed)
{
    if (!typed.isEmpty())
        return ConnectionTester(optionsFor(account, m_options), m_clock).test(account, std::move(typed));
    const HttpClient::Options options = optionsFor(account, m_options);
    return std::make_unique<ConnectionTest>(
        ConnectionTest::Setup{tokensFor(account, options), originOf(account.kind), account.baseUrl}, options,
        m_clock);
}

std::unique_ptr<AccessTokenSource> AppSessionFactory::tokensFor(const Account &account,
                                                                const HttpClient::Options &options)
{
    if (!account.caCertificates.isEmpty()) {
        // Without them the account would seem to have an untrusted server, which is not what is wrong.
        if (const auto certificates = loadCaCertificates(account.caCertificates); !certificates)
            return std::make_unique<UnavailableTokenSource>(certificates.error());
    }
    switch (account.kind) {
    case Account::Kind::Practice:
        return std::make_unique<FixedTokenSource>(m_practice.token());
    case Account::Kind::ServerToServer: {
        const ServerTokenSource::App app{account.tokenUrl,          account.accountId,
                                         account.clientId,          account.clientSecretKey(),
                                         account.grantedTokenKey(), account.baseUrl};
        return std::make_unique<ServerTokenSource>(m_keychain, m_runOnly, app, options, m_clock);
    }
    case Account::Kind::BrowserSignIn:
        return std::make_unique<RefreshTokenSource>(&m_refresher, m_keychain, m_runOnly,
                                                    AccountSignIns::appOf(account), options, m_clock);
    case Account::Kind::PastedToken:
        break;
    }
    return std::make_unique<StoredTokenSource>(m_keychain, m_runOnly, account.tokenKey(),
                                               account.tokenPlace());
}

QFuture<Result<Account>> AppSessionFactory::practiceAccount()
{
    return m_practice.account();
}

} // namespace Keyturn
