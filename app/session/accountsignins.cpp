#include "accountsignins.h"

#include "auth/refreshlock.h"
#include "auth/signinrecords.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "secrets/boundsecret.h"
#include "session/connectiontest.h"
#include "session/connectiontester.h"
#include "session/networkoptions.h"

namespace Keyturn {

AccountSignIns::AccountSignIns(SecretStore *keychain, SecretStore *runOnly, const Clock &clock,
                               Options options)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_clock(clock)
    , m_options(std::move(options))
{
}

SignInApp AccountSignIns::appOf(const Account &account)
{
    SignInApp app;
    app.authorizeUrl = Account::authorizeUrlFor(account.tokenUrl);
    app.tokenUrl = account.tokenUrl;
    app.clientId = account.clientId;
    if (account.hasClientSecret)
        app.secretKey = account.clientSecretKey();
    app.refreshKey = account.refreshTokenKey();
    app.tokenKey = account.grantedTokenKey();
    app.apiUrl = account.baseUrl;
    return app;
}

std::unique_ptr<BrowserSignIn> AccountSignIns::signIn(const Account &account) const
{
    return std::make_unique<BrowserSignIn>(m_options.openBrowser, optionsFor(account, m_net), m_clock);
}

BrowserSignIn::Parameters AccountSignIns::parametersFor(const Account &account,
                                                        const Secret &clientSecret) const
{
    const SignInApp app = appOf(account);
    return {app.authorizeUrl,
            app.tokenUrl,
            {app.clientId, clientSecret.clone()},
            m_options.port,
            m_options.patience};
}

QFuture<Result<Secret>> AccountSignIns::clientSecret(const Account &account)
{
    const SignInApp app = appOf(account);
    const QString key = app.secretKey;
    if (key.isEmpty())
        return readyFuture(Result<Secret>(Secret()));
    auto promise = std::make_shared<QPromise<Result<Secret>>>();
    promise->start();
    const auto answer = [promise](Result<Secret> secret) {
        promise->addResult(std::move(secret));
        promise->finish();
    };
    const QByteArray place = app.secretPlace();
    BoundSecret::read(m_runOnly, key, place, &m_context, [this, key, place, answer](Result<Secret> held) {
        if (held)
            return answer(std::move(held));
        BoundSecret::read(m_keychain, key, place, &m_context, answer);
    });
    return promise->future();
}

std::unique_ptr<ConnectionTest> AccountSignIns::connectionTest(const Account &account,
                                                               const SignInGrant &grant) const
{
    return ConnectionTester(optionsFor(account, m_net), m_clock).test(account, grant);
}

std::unique_ptr<RefreshLock> AccountSignIns::lock(const Account &account) const
{
    return std::make_unique<RefreshLock>(m_options.lockDirectory, account.refreshTokenKey());
}

AccountSecrets AccountSignIns::secretsOf(const Account &account, const SignInGrant &grant,
                                         const Secret &clientSecret, RefreshRecord::Keep keep) const
{
    const auto records = SignInRecords::of(grant, appOf(account).origin(), keep, m_clock.now());
    AccountSecrets secrets;
    if (!clientSecret.isEmpty())
        secrets.push_back({account.clientSecretKey(), clientSecret.clone()});
    // Before the token that could not be renewed without it.
    secrets.push_back({account.refreshTokenKey(), records.refresh.toSecret()});
    secrets.push_back({account.grantedTokenKey(), records.access.toSecret()});
    return secrets;
}

} // namespace Keyturn
