#include "urlpolicy.h"

#include <QCoreApplication>
#include <QHostAddress>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(UrlPolicy)
};

std::unexpected<Error> refused(const char *text)
{
    return std::unexpected(
        Error::inField(ErrorKind::InvalidBaseUrl, QStringLiteral("baseUrl"), Texts::tr(text)));
}

} // namespace

bool isLoopback(const QString &host)
{
    if (host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(host);
    return !address.isNull() && address.isLoopback();
}

bool isAllowedTarget(const QUrl &url)
{
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty())
        return false;
    if (url.scheme() == QLatin1String("https"))
        return true;
    return url.scheme() == QLatin1String("http") && isLoopback(url.host());
}

Result<QUrl> checkedBaseUrl(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return refused(
            QT_TRANSLATE_NOOP("UrlPolicy", "The base URL is empty. Zoom's is https://api.zoom.us/v2."));
    QUrl url(trimmed, QUrl::StrictMode);
    if (!url.isValid() || url.scheme().isEmpty() || url.host().isEmpty())
        return refused(QT_TRANSLATE_NOOP(
            "UrlPolicy", "The base URL is not a web address such as https://api.zoom.us/v2."));
    if (!url.userInfo().isEmpty() || trimmed.contains(QLatin1Char('@')))
        return refused(QT_TRANSLATE_NOOP("UrlPolicy", "The base URL must not hold a user name or password."));
    if (url.hasQuery() || url.hasFragment())
        return refused(QT_TRANSLATE_NOOP("UrlPolicy", "The base URL must not hold a \"?\" or \"#\" part."));
    if (!isAllowedTarget(url))
        return refused(QT_TRANSLATE_NOOP(
            "UrlPolicy", "The base URL must begin with https:// (http:// is for this computer only)."));

    const QString path = url.path(QUrl::FullyEncoded);
    for (const QString &step : path.split(QLatin1Char('/'))) {
        const QString decoded = QUrl::fromPercentEncoding(step.toLatin1());
        if (decoded == QLatin1String(".") || decoded == QLatin1String(".."))
            return refused(
                QT_TRANSLATE_NOOP("UrlPolicy", "The base URL must not hold \".\" or \"..\" steps."));
    }
    QString trimmedPath = path;
    while (trimmedPath.endsWith(QLatin1Char('/')))
        trimmedPath.chop(1);
    // Zoom's is "/v2". A longer one is a call's address, copied from a page, and never works as a base.
    const bool isVersion = trimmedPath.size() > 2 && trimmedPath.startsWith(QLatin1String("/v"))
        && std::all_of(trimmedPath.cbegin() + 2, trimmedPath.cend(),
                       [](QChar c) { return c >= QLatin1Char('0') && c <= QLatin1Char('9'); });
    if (!trimmedPath.isEmpty() && !isVersion)
        return refused(QT_TRANSLATE_NOOP("UrlPolicy",
                                         "The base URL must hold no other path than the API's version, as in "
                                         "https://api.zoom.us/v2."));
    url.setPath(trimmedPath, QUrl::StrictMode);
    return url;
}

} // namespace Keyturn
