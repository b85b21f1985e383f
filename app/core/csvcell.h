#pragma once

#include <QByteArray>
#include <QString>

namespace Keyturn {

/// Whether csvCell() would put an apostrophe before it.
bool looksLikeFormula(QStringView text);

/// A cell as CSV, in UTF-8: quoted where it must be, and defused where a spreadsheet would take it for a
/// formula (it begins with = + - @, a tab, a line break, | or %: an apostrophe goes before it).
QByteArray csvCell(const QString &text);

} // namespace Keyturn
