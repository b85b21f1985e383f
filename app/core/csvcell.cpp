#include "csvcell.h"

namespace Keyturn {

bool looksLikeFormula(QStringView text)
{
    return !text.isEmpty() && QStringView(u"=+-@\t\r\n|%").contains(text.front());
}

QByteArray csvCell(const QString &text)
{
    QString cell = text;
    if (looksLikeFormula(cell))
        cell.prepend(u'\'');
    const bool needsQuotes = cell.contains(u',') || cell.contains(u';') || cell.contains(u'"')
        || cell.contains(u'\n') || cell.contains(u'\r') || cell.contains(u'\t');
    if (needsQuotes)
        cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return cell.toUtf8();
}

} // namespace Keyturn
