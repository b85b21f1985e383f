#include "bulktable.h"

#include "widgets/rowtable.h"

#include <QHeaderView>
#include <QKeyEvent>

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

// In letters.
constexpr std::array<int, BulkModel::ColumnCount> widths{7, 34, 22, 15, 26, 14, 36, 30};

} // namespace

BulkTable::BulkTable(BulkModel *model, const QList<BulkModel::Column> &columns, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
{
    setModel(model);
    showWholeRows(this);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    horizontalHeader()->setStretchLastSection(true);
    for (int column = 0; column < BulkModel::ColumnCount; ++column) {
        setColumnHidden(column, !columns.contains(static_cast<BulkModel::Column>(column)));
        setColumnWidth(column, fontMetrics().averageCharWidth() * widths[std::size_t(column)]);
    }
}

QList<int> BulkTable::selectedPlanRows() const
{
    QList<int> rows;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.append(m_model->planRow(row));
    }
    std::ranges::sort(rows);
    return rows;
}

void BulkTable::keyPressEvent(QKeyEvent *event)
{
    const bool togglesAll = event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier
        && currentIndex().isValid() && state() != QAbstractItemView::EditingState
        && (m_model->flags(currentIndex().siblingAtColumn(BulkModel::Person)) & Qt::ItemIsUserCheckable) != 0;
    if (!togglesAll) {
        QTableView::keyPressEvent(event);
        return;
    }
    const QModelIndex current = currentIndex().siblingAtColumn(BulkModel::Person);
    const bool included = current.data(Qt::CheckStateRole).toInt() == Qt::Checked;
    // Moved to with Ctrl, the current row is none of those that are selected.
    const bool isSelected = selectionModel()->isSelected(current);
    m_model->setExcluded(isSelected ? selectedPlanRows() : QList<int>{m_model->planRow(current.row())},
                         included);
}

void BulkTable::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    int count = 0;
    const QItemSelection selection = selectionModel()->selection();
    for (const QItemSelectionRange &range : selection)
        count += range.height();
    emit selectedCountChanged(count);
}

void BulkTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    paintEmptyText(this, m_emptyText);
}

} // namespace Keyturn
