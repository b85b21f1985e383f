#pragma once

#include <QByteArray>
#include <QString>

namespace Keyturn {

/// Whether csvCell() would put an apostrophe before it.
bool looksLikeFormula(QStringView text);

/// A cell as CSV, in UTF-8: quoted where it must be, and defused where a spreadsheet would take it for a
/// formula (it begins with = + - @, also in full width, a tab, a line break, | or %, or with apostrophes and
/// one of these: an apostrophe goes before it).
QByteArray csvCell(const QString &text);

/// What csvCell() was given, of the content of a cell that it wrote: without the apostrophe that it added.
QStringView withoutDefusing(QStringView cell);

} // namespace Keyturn
