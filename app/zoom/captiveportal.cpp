#include "captiveportal.h"

#include "net/httpreply.h"

#include <QHostAddress>

namespace Keyturn {

namespace {

/// "zoom.us" of "api.zoom.us"; an address as it is.
QString siteOf(const QString &host)
{
    if (!QHostAddress(host).isNull())
        return host;
    return host.section(QLatin1Char('.'), -2, -1, QString::SectionSkipEmpty).toLower();
}

bool leadsElsewhere(const HttpReply &reply)
{
    if (reply.status != 302 && reply.status != 303 && reply.status != 307)
        return false;
    const QUrl target = reply.url.resolved(QUrl::fromEncoded(reply.header("Location")));
    return !reply.url.host().isEmpty() && !target.host().isEmpty()
        && siteOf(target.host()) != siteOf(reply.url.host());
}

bool isSignInPage(const HttpReply &reply)
{
    if (reply.status != 200)
        return false;
    const QByteArray type = reply.header("Content-Type").trimmed().toLower();
    if (!type.startsWith("text/html") && !type.startsWith("application/xhtml+xml"))
        return false;
    const QByteArray page = reply.body.toLower();
    return page.contains("<form") || (page.contains("http-equiv") && page.contains("refresh"));
}

} // namespace

bool isCaptivePortal(const HttpReply &reply)
{
    return reply.status == 511 || leadsElsewhere(reply) || isSignInPage(reply);
}

} // namespace Keyturn
