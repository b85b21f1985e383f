#pragma once

#include "directory/userquery.h"
#include "zoom/userdto.h"

#include <QAbstractTableModel>
#include <QPointer>
#include <QStringList>

namespace Keyturn {

class UserDirectory;

/// The users that a search found, as a table. Rows are ours; "directory rows" are UserDirectory's and stay
/// the same while the search and the order change.
class UserModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Email, Department, Status, Licence, ColumnCount };
    enum Role {
        /// QStringList: the folded words that were searched for.
        SearchWordsRole = Qt::UserRole
    };

    explicit UserModel(QObject *parent = nullptr);

    /// Borrowed; null for none. Must be set to null before the directory dies. Empties the table.
    void setDirectory(UserDirectory *directory);
    /// Takes the place of the rows that are shown; what stays at the beginning stays untouched.
    void show(const UserHits &hits, const QStringList &searchWords);
    /// Marks the picked user; -1 for none.
    void setPickedRow(int directoryRow);

    /// -1 when there is none.
    int directoryRowAt(int row) const;
    int rowOfDirectoryRow(int directoryRow) const;
    const UserHits::Rows &directoryRows() const { return *m_rows; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    /// Only tells: whoever searches puts them in order.
    void sort(int column, Qt::SortOrder order = Qt::AscendingOrder) override;

signals:
    /// -1: in no column's order.
    void sortRequested(int column, Qt::SortOrder order);

private:
    void updateUser(int directoryRow);
    void updateAll();
    const User &user(int directoryRow) const;
    QString text(int directoryRow, int column) const;

    QPointer<UserDirectory> m_directory;
    std::shared_ptr<const UserHits::Rows> m_rows;
    QStringList m_searchWords;
    int m_pickedRow = -1;
    /// The last one that was asked for: a row is drawn cell by cell.
    mutable User m_user;
    mutable int m_userRow = -1;
};

} // namespace Keyturn
