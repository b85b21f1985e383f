#include "displaytext.h"

#include <QTextDocument>

namespace Keyturn {

QString plainToolTip(const QString &text)
{
    return Qt::mightBeRichText(text) ? text.toHtmlEscaped() : text;
}

} // namespace Keyturn
