#include "csvcell.h"

namespace Keyturn {

bool looksLikeFormula(QStringView text)
{
    // A text that looks like a defused one is defused once more: so it can be told apart when it is read
    // back.
    while (text.startsWith(u'\''))
        text = text.sliced(1);
    // The last four are full width signs, which spreadsheets of East Asia take for the plain ones.
    return !text.isEmpty() && QStringView(u"=+-@\t\r\n|%\uFF1D\uFF0B\uFF0D\uFF20").contains(text.front());
}

QStringView withoutDefusing(QStringView cell)
{
    return cell.startsWith(u'\'') && looksLikeFormula(cell) ? cell.sliced(1) : cell;
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
