#include "csvcell.h"

namespace Keyturn {

QByteArray csvCell(const QString &text)
{
    QString cell = text;
    static const QString formula = QStringLiteral("=+-@\t\r\n|%");
    if (!cell.isEmpty() && formula.contains(cell.front()))
        cell.prepend(u'\'');
    const bool needsQuotes = cell.contains(u',') || cell.contains(u';') || cell.contains(u'"')
        || cell.contains(u'\n') || cell.contains(u'\r') || cell.contains(u'\t');
    if (needsQuotes)
        cell = u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
    return cell.toUtf8();
}

} // namespace Keyturn
