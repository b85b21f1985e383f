#include "networkoptions.h"

#include "accounts/account.h"
#include "net/cacertificates.h"
#include "settings/options.h"
#include "settings/settings.h"

namespace Keyturn {

namespace {

ProxyChoice::Mode modeOf(ProxyKind kind)
{
    switch (kind) {
    case ProxyKind::System:
        return ProxyChoice::Mode::System;
    case ProxyKind::None:
        return ProxyChoice::Mode::None;
    case ProxyKind::Http:
        return ProxyChoice::Mode::Http;
    case ProxyKind::Socks5:
        break;
    }
    return ProxyChoice::Mode::Socks5;
}

} // namespace

HttpClient::Options networkOptions(const Settings &settings, ProxyCredentials *credentials)
{
    HttpClient::Options options;
    options.allowHttp2 = mayUseHttp2(settings.value(Options::http2), QString::fromLatin1(qVersion()));
    options.replyTimeout = std::chrono::seconds(settings.value(Options::replyTimeoutSeconds));
    const ProxyChoice proxy{modeOf(settings.value(Options::proxy)), settings.value(Options::proxyHost),
                            settings.value(Options::proxyPort), settings.value(Options::proxyUser)};
    // What cannot be used stays as it is: HttpClient says what is wrong, and goes no other way.
    options.proxy = checkedProxy(proxy).value_or(proxy);
    options.proxyCredentials = credentials;
    return options;
}

HttpClient::Options optionsFor(const Account &account, HttpClient::Options options)
{
    if (!account.caCertificates.isEmpty()) {
        if (const auto certificates = loadCaCertificates(account.caCertificates))
            options.extraCaCertificates += *certificates;
    }
    return options;
}

} // namespace Keyturn
