#include "connectiontester.h"

#include "auth/fixedtokensource.h"
#include "auth/servertokensource.h"
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
    QStringList grantedScopes() const override { return m_source.grantedScopes(); }

private:
    MemoryStore m_store;
    ServerTokenSource m_source; ///< last: it uses the store
};

} // namespace

ConnectionTester::ConnectionTester(const HttpClient::Options &options, const Clock &clock)
    : m_options(options)
    , m_clock(clock)
{
}

std::unique_ptr<ConnectionTest> ConnectionTester::testPastedToken(const QUrl &baseUrl, Secret token) const
{
    return std::make_unique<ConnectionTest>(
        ConnectionTest::Setup{std::make_unique<FixedTokenSource>(std::move(token)), TokenOrigin::Pasted,
                              baseUrl},
        m_options, m_clock);
}

std::unique_ptr<ConnectionTest> ConnectionTester::testServerToServer(ServerToServer values) const
{
    ServerTokenSource::App app;
    if (!values.tokenUrl.isEmpty())
        app.tokenUrl = values.tokenUrl;
    app.accountId = values.accountId;
    app.clientId = values.clientId;
    app.secretKey = QStringLiteral("client-secret");
    app.tokenKey = QStringLiteral("token");
    return std::make_unique<ConnectionTest>(
        ConnectionTest::Setup{
            std::make_unique<TrialTokenSource>(app, std::move(values.clientSecret), m_options, m_clock),
            TokenOrigin::AskedFor, values.baseUrl},
        m_options, m_clock);
}

} // namespace Keyturn
