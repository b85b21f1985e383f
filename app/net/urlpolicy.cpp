#include "urlpolicy.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(UrlPolicy)
};

bool isLoopback(const QString &host)
{
    if (host.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0)
        return true;
    const QHostAddress address(host);
    return !address.isNull() && address.isLoopback();
}

std::unexpected<Error> refused(const char *text)
{
    return std::unexpected(
        Error::inField(ErrorKind::InvalidBaseUrl, QStringLiteral("baseUrl"), Texts::tr(text)));
}

} // namespace

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
    url.setPath(trimmedPath, QUrl::StrictMode);
    return url;
}

} // namespace Keyturn
