#pragma once

#include "bulk/bulkplan.h"

#include <QAbstractTableModel>
#include <QStringList>

#include <functional>
#include <memory>
#include <vector>

namespace Keyturn {

/// The rows of a plan, all or those that a filter lets through. The person's cell has a box: whether they are
/// part of the run. Thread: GUI.
class BulkModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Line, Person, Name, Password, Verdict, Outcome, Reason, TrackingId, ColumnCount };
    using Filter = std::function<bool(const BulkPlan &plan, int row)>;

    explicit BulkModel(QObject *parent = nullptr);

    /// Null for none.
    void setPlan(std::shared_ptr<BulkPlan> plan);
    const std::shared_ptr<BulkPlan> &plan() const { return m_plan; }
    /// Null lets all through. Nothing that changes later takes a row away: refilter() does.
    void setFilter(Filter filter);
    void refilter();
    /// Before the run, people can be included, excluded and corrected; afterwards not.
    void setEditable(bool editable);

    int planRow(int row) const { return m_filter ? m_rows[std::size_t(row)] : row; }
    /// In whole, or these rows of the plan.
    void updateAll();
    void updateRows(const QList<int> &planRows);
    /// Whether all of these rows may be included or excluded like that; those that may not stay as they are.
    bool setExcluded(const QList<int> &planRows, bool excluded);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    void exclusionChanged();
    /// Who is meant was corrected: the plan is to be judged again.
    void targetCorrected(int planRow);

private:
    QVariant textAt(int planRow, int column) const;

    std::shared_ptr<BulkPlan> m_plan;
    Filter m_filter;
    std::vector<int> m_rows; ///< while there is a filter
    bool m_editable = false;
};

} // namespace Keyturn
