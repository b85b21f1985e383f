#pragma once

#include "auth/servertokensource.h"
#include "practice/practiceserver.h"
#include "secrets/boundsecret.h"
#include "secrets/memorystore.h"
#include "support/fakeclock.h"
#include "support/fakesecretstore.h"
#include "support/futures.h"

#include <memory>

namespace Keyturn::Test {

/// What an account with Server-to-Server OAuth needs, and a clock that tests move.
struct TokenRig
{
    /// The app is the practice server's; `tokenUrl` may lie in front of it.
    explicit TokenRig(const PracticeServer &server, const QUrl &tokenUrl = {},
                      const HttpClient::Options &net = {})
        : options(net)
    {
        app.tokenUrl = tokenUrl.isEmpty() ? server.tokenUrl() : tokenUrl;
        app.accountId = server.app().accountId;
        app.clientId = server.app().clientId;
        app.secretKey = QStringLiteral("Keyturn/contoso-00000001/client-secret");
        app.tokenKey = QStringLiteral("Keyturn/contoso-00000001/oauth-token");
        app.apiUrl = server.baseUrl();
        keychain.entries[app.secretKey] =
            BoundSecret::wrapped(Secret::fromText(server.app().clientSecret), app.secretPlace())
                .exposeUtf8()
                .toByteArray();
    }

    /// One desk's, one start's.
    std::unique_ptr<ServerTokenSource> open()
    {
        return std::make_unique<ServerTokenSource>(&keychain, &runOnly, app, options, clock);
    }

    static QByteArray bytesOf(const Result<Secret> &token)
    {
        return token ? token->exposeUtf8().toByteArray()
                     : "(no token) " + token.error().reply.message.toUtf8();
    }
    static QByteArray tokenOf(AccessTokenSource &source) { return bytesOf(resultOf(source.accessToken())); }
    static bool reject(AccessTokenSource &source, const QByteArray &token)
    {
        return source.tokenRejected(Secret::fromUtf8(token));
    }

    FakeClock clock;
    FakeSecretStore keychain;
    MemoryStore runOnly;
    ServerTokenSource::App app;
    HttpClient::Options options;
};

} // namespace Keyturn::Test
