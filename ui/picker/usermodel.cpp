#include "usermodel.h"

#include "directory/userdirectory.h"
#include "userwords.h"
#include "widgets/displaytext.h"

#include <QCollator>
#include <QFont>
#include <QTimer>

#include <algorithm>

namespace Keyturn {

UserModel::UserModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void UserModel::setDirectory(UserDirectory *directory)
{
    if (m_directory)
        m_directory->disconnect(this);
    m_directory = directory;
    m_pickedRow = -1;
    if (m_directory) {
        connect(m_directory, &UserDirectory::usersAdded, this, &UserModel::scheduleRefresh);
        connect(m_directory, &UserDirectory::userChanged, this, &UserModel::updateUser);
        connect(m_directory, &UserDirectory::cleared, this, &UserModel::refresh);
    }
    refresh();
}

void UserModel::setFilter(const QString &text)
{
    if (text == m_filter)
        return;
    m_filter = text;
    refresh();
}

void UserModel::setPickedRow(int directoryRow)
{
    const int before = std::exchange(m_pickedRow, directoryRow);
    updateUser(before);
    updateUser(directoryRow);
}

void UserModel::scheduleRefresh()
{
    if (std::exchange(m_refreshScheduled, true))
        return;
    QTimer::singleShot(0, this, [this] {
        if (m_refreshScheduled)
            refresh();
    });
}

void UserModel::refresh()
{
    m_refreshScheduled = false;
    beginResetModel();
    m_rows = m_directory ? m_directory->filter(m_filter) : std::vector<int>();
    orderRows();
    endResetModel();
}

void UserModel::updateUser(int directoryRow)
{
    const int row = rowOfDirectoryRow(directoryRow);
    if (row >= 0)
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

int UserModel::directoryRowAt(int row) const
{
    return row >= 0 && row < rowCount() ? m_rows[std::size_t(row)] : -1;
}

int UserModel::rowOfDirectoryRow(int directoryRow) const
{
    if (directoryRow < 0)
        return -1;
    const auto found = std::find(m_rows.begin(), m_rows.end(), directoryRow);
    return found == m_rows.end() ? -1 : int(found - m_rows.begin());
}

int UserModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int UserModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QString UserModel::text(int directoryRow, int column) const
{
    const User &user = m_directory->at(directoryRow);
    switch (column) {
    case Name:
        return displayText(user.name());
    case Email:
        return displayText(user.email);
    case Department:
        return displayText(user.department);
    case Status:
        return statusText(user);
    case Licence:
        return licenceText(user);
    default:
        return {};
    }
}

QVariant UserModel::data(const QModelIndex &index, int role) const
{
    const int directoryRow = directoryRowAt(index.row());
    if (!index.isValid() || directoryRow < 0)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return text(directoryRow, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(text(directoryRow, index.column()));
    case Qt::FontRole:
        if (directoryRow == m_pickedRow) {
            QFont font;
            font.setBold(true);
            return font;
        }
        return {};
    default:
        return {};
    }
}

QVariant UserModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeading | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Name");
    case Email:
        return tr("E-mail");
    case Department:
        return tr("Department");
    case Status:
        return tr("Status");
    case Licence:
        return tr("Licence");
    default:
        return {};
    }
}

void UserModel::sort(int column, Qt::SortOrder order)
{
    if (column == m_sortColumn && order == m_sortOrder)
        return;
    m_sortColumn = column;
    m_sortOrder = order;
    refresh();
}

void UserModel::orderRows()
{
    // The directory gives them in the order of name.
    if (m_sortColumn != Name) {
        QCollator collator;
        collator.setCaseSensitivity(Qt::CaseInsensitive);
        std::vector<std::pair<QCollatorSortKey, int>> keyed;
        keyed.reserve(m_rows.size());
        for (const int row : m_rows)
            keyed.emplace_back(collator.sortKey(text(row, m_sortColumn)), row);
        std::stable_sort(keyed.begin(), keyed.end(),
                         [](const auto &left, const auto &right) { return left.first < right.first; });
        std::transform(keyed.begin(), keyed.end(), m_rows.begin(),
                       [](const auto &entry) { return entry.second; });
    }
    if (m_sortOrder == Qt::DescendingOrder)
        std::reverse(m_rows.begin(), m_rows.end());
}

} // namespace Keyturn
