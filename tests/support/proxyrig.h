#pragma once

#include "auth/proxysignin.h"
#include "practice/practiceserver.h"
#include "support/fakeproxyprompt.h"
#include "support/fakesecretstore.h"
#include "support/nginxfixture.h"
#include "support/resetrig.h"
#include "support/testproxy.h"

#include <QTest>

#include <memory>

namespace Keyturn::Test {

/// A practice server behind nginx with TLS for api.zoom.test, a name that only the proxy knows: what arrives
/// there went through the proxy.
class ZoomBehindAProxy
{
public:
    static QString user() { return QStringLiteral("works@practice.example"); }

    ZoomBehindAProxy()
    {
        PracticeServer::Options options;
        options.mediumPerSecond = 0;
        options.lightPerSecond = 0;
        options.changesPerDay = 0;
        auto started = PracticeServer::start(options);
        if (!started)
            qFatal("no practice server");
        practice = std::move(*started);
        NginxFixture::Options nginxOptions;
        nginxOptions.certificate = QStringLiteral("zoomtest");
        nginx = std::make_unique<NginxFixture>(practice->port(), nginxOptions);
        if (!nginx->isRunning())
            qFatal("%s", qPrintable(nginx->problem()));
    }

    void isKnownTo(TestProxy &proxy) const { proxy.know("api.zoom.test", nginx->port()); }
    static QUrl baseUrl() { return QUrl(QStringLiteral("https://api.zoom.test/v2")); }

    std::unique_ptr<PracticeServer> practice;
    std::unique_ptr<NginxFixture> nginx;
};

/// One desk: the sign-in of the program and the way of a reset.
struct ProxyRig
{
    ProxyRig(const ZoomBehindAProxy &zoom, const ProxyChoice &choice, bool withPrompt = true)
        : signIn(&keychain, withPrompt ? &prompt : nullptr, clock)
        , tokens(zoom.practice->token().toUtf8())
        , http(optionsFor(choice), clock)
        , client(&http, &tokens, ZoomBehindAProxy::baseUrl())
        , reset(&client)
    {
        QObject::connect(&reset, &PasswordReset::finished, &reset,
                         [this](const ResetResult &finished) { result = finished; });
    }

    HttpClient::Options optionsFor(const ProxyChoice &choice)
    {
        HttpClient::Options options = ResetRig::options(false);
        options.proxy = choice;
        options.proxyCredentials = &signIn;
        return options;
    }
    static ProxyChoice choiceOf(const TestProxy &proxy, ProxyChoice::Mode mode)
    {
        return {mode, QStringLiteral("127.0.0.1"), proxy.port(), QStringLiteral("desk")};
    }

    /// Each time with a password of its own: Zoom refuses the one that is set already.
    void start(const QByteArray &given = {})
    {
        static int number = 0;
        const QByteArray password = given.isEmpty() ? "Passw0rd-x" + QByteArray::number(++number) : given;
        result.reset();
        QVERIFY(reset.start({ZoomBehindAProxy::user(), {}, {}}, Secret::fromUtf8(password)));
    }
    /// True when it finished.
    bool run(const QByteArray &password = {})
    {
        start(password);
        return QTest::qWaitFor([this] { return result.has_value(); }, 30'000);
    }
    Outcome::Kind outcome() const { return result->outcome.kind(); }
    ErrorKind error() const { return result->outcome.error().kind; }

    SystemClock clock;
    FakeSecretStore keychain;
    FakeProxyPrompt prompt;
    ProxySignIn signIn;
    FixedToken tokens;
    HttpClient http;
    ZoomClient client;
    PasswordReset reset;
    std::optional<ResetResult> result;
};

} // namespace Keyturn::Test
