#include "options.h"

#include "net/urlpolicy.h"

#include <QUrl>

namespace Keyturn {

bool isHostName(const QString &text)
{
    if (text.isEmpty())
        return true;
    QUrl url;
    url.setHost(text);
    return !url.host().isEmpty();
}

bool isServerAddress(const QString &text)
{
    const QUrl url(text, QUrl::StrictMode);
    return text.isEmpty() || (url.isValid() && url.userInfo().isEmpty() && isAllowedTarget(url));
}

} // namespace Keyturn
