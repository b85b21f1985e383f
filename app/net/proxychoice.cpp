#include "proxychoice.h"

#include "net/environmentproxy.h"
#include "net/urlpolicy.h"

#include <QCoreApplication>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(ProxyChoice)
};

std::unexpected<Error> refused(QLatin1String field, const char *text)
{
    return std::unexpected(Error::inField(ErrorKind::InvalidInput, field, Texts::tr(text)));
}

} // namespace

Result<ProxyChoice> checkedProxy(const ProxyChoice &choice)
{
    ProxyChoice checked = choice;
    if (!choice.isManual())
        return checked;
    checked.host = choice.host.trimmed();
    if (checked.host.startsWith(QLatin1Char('[')) && checked.host.endsWith(QLatin1Char(']')))
        checked.host = checked.host.sliced(1, checked.host.size() - 2);
    QUrl url;
    url.setScheme(QStringLiteral("http"));
    url.setHost(checked.host, QUrl::StrictMode);
    if (checked.host.isEmpty())
        return refused(QLatin1String("proxyHost"),
                       QT_TRANSLATE_NOOP("ProxyChoice", "The proxy's name is empty."));
    if (!url.isValid() || url.host().isEmpty())
        return refused(QLatin1String("proxyHost"),
                       QT_TRANSLATE_NOOP("ProxyChoice",
                                         "The proxy's name must be a name or an address alone, such as "
                                         "proxy.example.com, without http:// and without a port."));
    if (checked.port < 1 || checked.port > 65535)
        return refused(QLatin1String("proxyPort"),
                       QT_TRANSLATE_NOOP("ProxyChoice", "The proxy's port must be from 1 to 65535."));
    return checked;
}

bool bypassesProxy(const QUrl &target)
{
    return isLoopback(target.host());
}

QNetworkProxy manualProxy(const ProxyChoice &choice)
{
    if (!choice.isManual())
        return QNetworkProxy::NoProxy;
    const auto type =
        choice.mode == ProxyChoice::Mode::Http ? QNetworkProxy::HttpProxy : QNetworkProxy::Socks5Proxy;
    return {type, choice.host, static_cast<quint16>(choice.port)};
}

Result<QNetworkProxy> systemProxy(const QUrl &target)
{
    if (auto said = environmentProxy(target))
        return *said;
    const QList<QNetworkProxy> proxies =
        QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(target));
    const auto usable = std::find_if(proxies.begin(), proxies.end(), [](const QNetworkProxy &proxy) {
        return proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::Socks5Proxy
            || proxy.type() == QNetworkProxy::NoProxy;
    });
    if (usable != proxies.end())
        return *usable;
    if (proxies.isEmpty())
        return QNetworkProxy(QNetworkProxy::NoProxy);
    return std::unexpected(Error::of(ErrorKind::ProxyFailed,
                                     Texts::tr("The system's settings name a kind of proxy that Keyturn "
                                               "does not know.")));
}

} // namespace Keyturn
