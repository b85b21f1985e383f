#include "environmentproxy.h"

#include <QCoreApplication>
#include <QHostAddress>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::EnvironmentProxy)
};

constexpr int portWithoutOne = 1080; // curl's, for every kind

using Variable = std::function<QString(const char *)>;

struct Found
{
    QString name;
    QString value;
};

Found firstOf(const QList<const char *> &names, const Variable &variable)
{
    for (const char *name : names) {
        if (QString value = variable(name).trimmed(); !value.isEmpty())
            return {QString::fromLatin1(name), value};
    }
    return {};
}

QStringView withoutDots(QStringView name)
{
    while (name.startsWith(u'.'))
        name = name.sliced(1);
    while (name.endsWith(u'.'))
        name.chop(1);
    return name;
}

bool isException(const QString &host, const QString &entry)
{
    const QHostAddress address(host);
    if (!address.isNull()) {
        QString bare = entry;
        if (bare.startsWith(u'[') && bare.endsWith(u']'))
            bare = bare.sliced(1, bare.size() - 2);
        if (bare.contains(u'/'))
            return address.isInSubnet(QHostAddress::parseSubnet(bare));
        return QHostAddress(bare) == address;
    }
    const QStringView name = withoutDots(host);
    const QStringView other = withoutDots(entry);
    if (other.isEmpty() || !name.endsWith(other, Qt::CaseInsensitive))
        return false;
    return name.size() == other.size() || name[name.size() - other.size() - 1] == u'.';
}

bool goesStraight(const QString &host, const Variable &variable)
{
    const QString exceptions = firstOf({"no_proxy", "NO_PROXY"}, variable).value;
    if (exceptions == u"*"_s)
        return true;
    static const QRegularExpression separators(u"[\\s,]+"_s);
    const QStringList entries = exceptions.split(separators, Qt::SkipEmptyParts);
    return std::ranges::any_of(entries, [&host](const QString &entry) { return isException(host, entry); });
}

/// Without the sign-in that it may hold.
Result<QNetworkProxy> refused(const Found &found, const QString &why)
{
    static const QRegularExpression login(u"^([^/]*//)?.*@"_s);
    return std::unexpected(
        Error::of(ErrorKind::ProxyFailed,
                  Texts::tr("The variable %1 says \"%2\": %3")
                      .arg(found.name, QString(found.value).replace(login, u"\\1"_s), why)));
}

Result<QNetworkProxy> proxyIn(const Found &found)
{
    const bool hasScheme = found.value.contains("://"_L1);
    const QUrl url(hasScheme ? found.value : u"http://"_s + found.value, QUrl::StrictMode);
    const QString scheme = url.scheme();
    if (!url.isValid() || url.host().isEmpty() || url.port(portWithoutOne) < 1)
        return refused(found, Texts::tr("that is no proxy's address."));
    const bool isSocks = scheme == "socks5"_L1 || scheme == "socks5h"_L1 || scheme == "socks"_L1;
    if (scheme == "https"_L1)
        return refused(found,
                       Texts::tr("Keyturn cannot speak TLS with the proxy itself. Many such proxies also "
                                 "take http://."));
    if (scheme == "socks4"_L1 || scheme == "socks4a"_L1)
        return refused(found, Texts::tr("Keyturn knows SOCKS 5 alone."));
    if (!isSocks && scheme != "http"_L1)
        return refused(found, Texts::tr("Keyturn does not know this kind of proxy."));
    return QNetworkProxy(isSocks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(),
                         static_cast<quint16>(url.port(portWithoutOne)), url.userName(QUrl::FullyDecoded),
                         url.password(QUrl::FullyDecoded));
}

} // namespace

std::optional<Result<QNetworkProxy>> environmentProxy(const QUrl &target, const Variable &given)
{
    const Variable variable = given ? given : [](const char *name) { return qEnvironmentVariable(name); };
    const bool isHttps = target.scheme() == "https"_L1;
    const Found found =
        firstOf(isHttps ? QList<const char *>{"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}
                        : QList<const char *>{"http_proxy", "all_proxy", "ALL_PROXY"},
                variable);
    if (found.value.isEmpty())
        return std::nullopt;
    if (goesStraight(target.host(), variable))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    return proxyIn(found);
}

} // namespace Keyturn
