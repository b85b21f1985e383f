#include "bulkmodel.h"

#include "bulk/bulkwords.h"
#include "widgets/displaytext.h"

#include <QLocale>

#include <algorithm>

namespace Keyturn {

namespace {

constexpr qsizetype longestTarget = 254;

/// Empty when it can be sent.
bool isUsableTarget(const QString &text)
{
    return !text.isEmpty() && text.toUtf8().size() <= longestTarget
        && std::ranges::none_of(text, [](QChar c) { return c.category() == QChar::Other_Control; });
}

} // namespace

BulkModel::BulkModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void BulkModel::setPlan(std::shared_ptr<BulkPlan> plan)
{
    beginResetModel();
    m_plan = std::move(plan);
    m_filter = nullptr;
    m_rows.clear();
    endResetModel();
}

void BulkModel::setFilter(Filter filter)
{
    beginResetModel();
    m_filter = std::move(filter);
    m_rows.clear();
    for (int row = 0; m_filter && m_plan && row < m_plan->count(); ++row) {
        if (m_filter(*m_plan, row))
            m_rows.push_back(row);
    }
    endResetModel();
}

void BulkModel::refilter()
{
    if (!m_filter || !m_plan)
        return;
    std::vector<int> rows;
    for (int row = 0; row < m_plan->count(); ++row) {
        if (m_filter(*m_plan, row))
            rows.push_back(row);
    }
    if (rows == m_rows)
        return;
    // Rows that join at the end, as those of a run do, leave the view where it is.
    if (rows.size() > m_rows.size() && std::equal(m_rows.begin(), m_rows.end(), rows.begin())) {
        beginInsertRows({}, int(m_rows.size()), int(rows.size()) - 1);
        m_rows = std::move(rows);
        endInsertRows();
        return;
    }
    beginResetModel();
    m_rows = std::move(rows);
    endResetModel();
}

void BulkModel::setEditable(bool editable)
{
    m_editable = editable;
    updateAll();
}

void BulkModel::updateAll()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void BulkModel::updateRows(const QList<int> &planRows)
{
    if (planRows.isEmpty() || rowCount() == 0)
        return;
    if (!m_filter) {
        const auto [first, last] = std::ranges::minmax(planRows);
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
        return;
    }
    for (const int planRow : planRows) {
        const auto found = std::ranges::lower_bound(m_rows, planRow);
        if (found != m_rows.end() && *found == planRow) {
            const int row = int(found - m_rows.begin());
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    }
}

bool BulkModel::setExcluded(const QList<int> &planRows, bool excluded)
{
    bool all = true;
    for (const int row : planRows)
        all = m_plan->setExcluded(row, excluded) && all;
    updateRows(planRows);
    emit exclusionChanged();
    return all;
}

int BulkModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid() || !m_plan)
        return 0;
    return m_filter ? int(m_rows.size()) : m_plan->count();
}

int BulkModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant BulkModel::textAt(int planRow, int column) const
{
    const BulkRow row = m_plan->row(planRow);
    switch (column) {
    case Line:
        return row.line > 0 ? QLocale().toString(row.line) : QString();
    case Person:
        return displayText(row.target);
    case Name:
        return displayText(row.name);
    case Password:
        return row.hasPassword ? tr("From the file") : tr("Generated");
    case Verdict:
        return verdictText(row.verdict);
    case Outcome:
        return rowStateText(row);
    case Reason:
        return rowReason(row);
    case TrackingId:
        return displayText(row.trackingId);
    default:
        return {};
    }
}

QVariant BulkModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int row = planRow(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return textAt(row, index.column());
    case Qt::EditRole:
        return index.column() == Person ? QVariant(QString::fromUtf8(m_plan->targetUtf8(row)))
                                        : textAt(row, index.column());
    case Qt::ToolTipRole: {
        if (index.column() == Verdict || (index.column() == Person && m_editable)) {
            if (const QString advice = verdictAdvice(m_plan->verdict(row)); !advice.isEmpty())
                return plainToolTip(advice);
        }
        return plainToolTip(textAt(row, index.column()).toString());
    }
    case Qt::CheckStateRole:
        if (index.column() == Person && m_editable)
            return m_plan->isExcluded(row) ? Qt::Unchecked : Qt::Checked;
        return {};
    case Qt::TextAlignmentRole:
        return index.column() == Line ? QVariant(int(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    default:
        return {};
    }
}

bool BulkModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || !m_editable || index.column() != Person)
        return false;
    const int row = planRow(index.row());
    if (role == Qt::CheckStateRole)
        return setExcluded({row}, value.toInt() != Qt::Checked);
    if (role != Qt::EditRole)
        return false;
    const QString target = value.toString().trimmed();
    if (!isUsableTarget(target) || target.toUtf8() == m_plan->targetUtf8(row))
        return false;
    m_plan->correctTarget(row, target.toUtf8());
    emit targetCorrected(row);
    return true;
}

Qt::ItemFlags BulkModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index) | Qt::ItemNeverHasChildren;
    if (!m_editable || !index.isValid() || index.column() != Person)
        return flags;
    flags |= Qt::ItemIsEditable;
    if (BulkPlan::mayInclude(m_plan->verdict(planRow(index.row()))))
        flags |= Qt::ItemIsUserCheckable;
    return flags;
}

QVariant BulkModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Line:
        return tr("Line");
    case Person:
        return tr("E-mail or ID");
    case Name:
        return tr("Name");
    case Password:
        return tr("Password");
    case Verdict:
        return tr("Check");
    case Outcome:
        return tr("Outcome");
    case Reason:
        return tr("Why");
    case TrackingId:
        return tr("Tracking ID");
    default:
        return {};
    }
}

} // namespace Keyturn
