#pragma once

#include "auth/browsersignin.h"
#include "auth/refreshtokensource.h"
#include "auth/signinrecords.h"
#include "practice/practiceserver.h"
#include "secrets/boundsecret.h"
#include "secrets/memorystore.h"
#include "support/browser.h"
#include "support/fakeclock.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <QTemporaryDir>

#include <memory>

namespace Keyturn::Test {

/// The practice server's General app, as one account of this program has it.
inline SignInApp signInAppOf(const PracticeServer &server)
{
    SignInApp app;
    app.authorizeUrl = server.authorizeUrl();
    app.tokenUrl = server.tokenUrl();
    app.clientId = server.generalApp().clientId;
    if (!server.generalApp().isPublic)
        app.secretKey = QStringLiteral("Keyturn/contoso-00000001/client-secret");
    app.refreshKey = QStringLiteral("Keyturn/contoso-00000001/refresh-token");
    app.tokenKey = QStringLiteral("Keyturn/contoso-00000001/oauth-token");
    app.apiUrl = server.baseUrl();
    return app;
}

inline BrowserSignIn::Parameters signInParameters(const PracticeServer &server, const SignInApp &app)
{
    BrowserSignIn::Parameters parameters;
    parameters.authorizeUrl = app.authorizeUrl;
    parameters.tokenUrl = app.tokenUrl;
    parameters.client = {app.clientId, Secret::fromText(server.generalApp().clientSecret)};
    parameters.port = 0;
    return parameters;
}

/// From the browser to the grant; without the network's trouble.
inline Result<SignInGrant> signIn(const PracticeServer &server, const SignInApp &app, const Clock &clock,
                                  const HttpClient::Options &net = {})
{
    Browser browser(net.extraCaCertificates);
    BrowserSignIn signIn([&browser](const QUrl &url) { return browser.open(url); }, net, clock);
    return resultOf(signIn.start(signInParameters(server, app)));
}

/// A keychain whose writes wait until the test lets them go.
class SlowStore final : public SecretStore
{
public:
    explicit SlowStore(SecretStore *store)
        : m_store(store)
    {
    }
    bool holdWrites = false;

    QFuture<Result<Secret>> read(const QString &key) override { return m_store->read(key); }
    QFuture<Result<void>> write(const QString &key, Secret secret) override
    {
        if (!holdWrites)
            return m_store->write(key, std::move(secret));
        m_held.push_back({key, std::move(secret), {}});
        m_held.back().promise.start();
        return m_held.back().promise.future();
    }
    QFuture<Result<void>> remove(const QString &key) override { return m_store->remove(key); }

    qsizetype held() const { return qsizetype(m_held.size()); }
    void letGo()
    {
        holdWrites = false;
        for (Held &held : std::exchange(m_held, {})) {
            held.promise.addResult(resultOf(m_store->write(held.key, std::move(held.secret))));
            held.promise.finish();
        }
    }

private:
    struct Held
    {
        QString key;
        Secret secret;
        QPromise<Result<void>> promise;
    };

    SecretStore *m_store;
    std::vector<Held> m_held;
};

/// One computer: a keychain, a folder for locks, a clock. Its processes are Desks.
struct SignInRig
{
    explicit SignInRig(const PracticeServer &practice)
        : server(practice)
        , app(signInAppOf(practice))
    {
        if (!app.secretKey.isEmpty())
            keepClientSecret();
    }
    /// For the servers that the app now has.
    void keepClientSecret()
    {
        entries.entries[app.secretKey] =
            BoundSecret::wrapped(Secret::fromText(server.generalApp().clientSecret), app.secretPlace())
                .exposeUtf8()
                .toByteArray();
    }

    QByteArray stored(const QString &key) { return entries.entries[key]; }

    const PracticeServer &server;
    SignInApp app;
    FakeClock clock;
    FakeSecretStore entries;
    SlowStore keychain{&entries};
    QTemporaryDir locks;
    HttpClient::Options net;
    std::chrono::milliseconds lockPatience = std::chrono::seconds(45);
};

/// One process, or one run of it.
struct SignInDesk
{
    explicit SignInDesk(SignInRig &computer)
        : rig(computer)
        , refresher(&rig.keychain, &runOnly, {rig.locks.path(), rig.lockPatience}, rig.clock)
        , source(open())
    {
    }

    std::unique_ptr<RefreshTokenSource> open()
    {
        return std::make_unique<RefreshTokenSource>(&refresher, &rig.keychain, &runOnly, rig.app, rig.net,
                                                    rig.clock);
    }
    /// With a browser; keeps the sign-in.
    Result<void> signIn(RefreshRecord::Keep where = RefreshRecord::Keep::InKeychain)
    {
        const Result<SignInGrant> grant = Test::signIn(rig.server, rig.app, rig.clock, rig.net);
        if (!grant)
            return std::unexpected(grant.error());
        return keep(*grant, where);
    }

    /// As saving the account does.
    Result<void> keep(const SignInGrant &grant, RefreshRecord::Keep where)
    {
        const auto records = SignInRecords::of(grant, rig.app.origin(), where, rig.clock.now());
        SecretStore *store = &runOnly;
        if (where == RefreshRecord::Keep::InKeychain)
            store = &rig.keychain;
        const Result<void> kept = resultOf(store->write(rig.app.refreshKey, records.refresh.toSecret()));
        if (!kept)
            return kept;
        if (where == RefreshRecord::Keep::InKeychain) {
            runOnly.remove(rig.app.refreshKey);
            runOnly.remove(rig.app.tokenKey);
        }
        return resultOf(store->write(rig.app.tokenKey, records.access.toSecret()));
    }

    SignInRig &rig;
    MemoryStore runOnly;
    TokenRefresher refresher;
    std::unique_ptr<RefreshTokenSource> source;
};

inline QByteArray bytesOf(const Result<Secret> &token)
{
    return token ? token->exposeUtf8().toByteArray() : "(no token) " + token.error().reply.message.toUtf8();
}
inline QByteArray tokenOf(AccessTokenSource &source)
{
    return bytesOf(resultOf(source.accessToken()));
}

} // namespace Keyturn::Test
