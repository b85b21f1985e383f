#include "connectiontester.h"

#include "auth/fixedtokensource.h"
#include "auth/servertokensource.h"
#include "auth/signingrant.h"
#include "secrets/memorystore.h"
#include "session/connectiontest.h"

namespace Keyturn {

namespace {

/// Tokens of an app whose values are in memory alone. Holding the client secret for the run, it never comes
/// to ask a keychain, so one store serves as both.
class TrialTokenSource final : public AccessTokenSource
{
public:
    TrialTokenSource(const ServerTokenSource::App &app, Secret clientSecret,
                     const HttpClient::Options &options, const Clock &clock)
        : m_source(&m_store, &m_store, app, options, clock)
    {
        m_store.write(app.secretKey, std::move(clientSecret));
    }

    QFuture<Result<Secret>> accessToken() override { return m_source.accessToken(); }
    bool tokenRejected(const Secret &token) override { return m_source.tokenRejected(token); }
    void forget() override { m_source.forget(); }
    QStringList grantedScopes() const override { return m_source.grantedScopes(); }

private:
    MemoryStore m_store;
    ServerTokenSource m_source; ///< last: it uses the store
};

/// The access token of a sign-in that is in memory alone.
class GrantTokenSource final : public AccessTokenSource
{
public:
    explicit GrantTokenSource(const GrantedToken &granted)
        : m_token(granted.token.clone())
        , m_scopes(granted.scopes)
    {
    }

    QFuture<Result<Secret>> accessToken() override { return readyFuture(Result<Secret>(m_token.clone())); }
    bool tokenRejected(const Secret &) override { return false; }
    void forget() override { }
    QStringList grantedScopes() const override { return m_scopes; }

private:
    Secret m_token;
    QStringList m_scopes;
};

} // namespace

ConnectionTester::ConnectionTester(const HttpClient::Options &options, const Clock &clock)
    : m_options(options)
    , m_clock(clock)
{
}

std::unique_ptr<ConnectionTest> ConnectionTester::test(const Account &account, Secret secret) const
{
    ConnectionTest::Setup setup;
    setup.baseUrl = account.baseUrl;
    if (account.kind == Account::Kind::ServerToServer) {
        const ServerTokenSource::App app{account.tokenUrl,          account.accountId,
                                         account.clientId,          account.clientSecretKey(),
                                         account.grantedTokenKey(), account.baseUrl};
        setup.origin = TokenOrigin::AskedFor;
        setup.tokens = std::make_unique<TrialTokenSource>(app, std::move(secret), m_options, m_clock);
    } else {
        setup.tokens = std::make_unique<FixedTokenSource>(std::move(secret));
    }
    return std::make_unique<ConnectionTest>(std::move(setup), m_options, m_clock);
}

std::unique_ptr<ConnectionTest> ConnectionTester::test(const Account &account, const SignInGrant &grant) const
{
    return std::make_unique<ConnectionTest>(
        ConnectionTest::Setup{std::make_unique<GrantTokenSource>(grant.granted), TokenOrigin::SignedIn,
                              account.baseUrl},
        m_options, m_clock);
}

} // namespace Keyturn
