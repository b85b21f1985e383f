#pragma once

#include <QAbstractTableModel>

#include <vector>

namespace Keyturn {

class UserDirectory;

/// The users that match a filter, as a table. Rows are ours; "directory rows" are UserDirectory's and stay
/// the same while the filter and the order change. New users appear at the next turn of the event loop, so
/// that a page of 300 costs one refresh.
class UserModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Email, Department, Status, Licence, ColumnCount };

    explicit UserModel(QObject *parent = nullptr);

    /// Borrowed; null empties the table. Must be set to null before the directory dies.
    void setDirectory(UserDirectory *directory);
    void setFilter(const QString &text);
    /// Marks the picked user; -1 for none.
    void setPickedRow(int directoryRow);
    /// Takes in what the directory told of since the last turn of the event loop.
    void refresh();

    /// -1 when there is none.
    int directoryRowAt(int row) const;
    int rowOfDirectoryRow(int directoryRow) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

private:
    void scheduleRefresh();
    void updateUser(int directoryRow);
    void orderRows();
    QString text(int directoryRow, int column) const;

    UserDirectory *m_directory = nullptr;
    std::vector<int> m_rows;
    QString m_filter;
    int m_pickedRow = -1;
    int m_sortColumn = Name;
    Qt::SortOrder m_sortOrder = Qt::AscendingOrder;
    bool m_refreshScheduled = false;
};

} // namespace Keyturn
