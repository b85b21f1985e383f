#pragma once

#include <QString>

class QTableView;

namespace Keyturn {

/// The look of our tables: whole rows of one height, no grid, no row numbers; Tab goes on to the next widget.
void showWholeRows(QTableView *table);
/// In the middle of a table that has no rows; from its paintEvent().
void paintEmptyText(QTableView *table, const QString &text);

} // namespace Keyturn
