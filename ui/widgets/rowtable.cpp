#include "rowtable.h"

#include <QHeaderView>
#include <QPainter>
#include <QTableView>

namespace Keyturn {

void showWholeRows(QTableView *table)
{
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->setCornerButtonEnabled(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() * 3 / 2);
    table->horizontalHeader()->setHighlightSections(false);
}

void paintEmptyText(QTableView *table, const QString &text)
{
    if (text.isEmpty() || !table->model() || table->model()->rowCount() > 0)
        return;
    QPainter painter(table->viewport());
    painter.setPen(table->palette().color(QPalette::PlaceholderText));
    const int margin = table->fontMetrics().height();
    painter.drawText(table->viewport()->rect().adjusted(margin, margin, -margin, -margin),
                     int(Qt::AlignCenter) | int(Qt::TextWordWrap), text);
}

} // namespace Keyturn
