#include "options.h"

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

} // namespace Keyturn
