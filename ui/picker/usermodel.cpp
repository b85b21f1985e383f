#include "usermodel.h"

#include "directory/userdirectory.h"
#include "userwords.h"
#include "widgets/displaytext.h"

#include <QFont>

#include <algorithm>

namespace Keyturn {

UserModel::UserModel(QObject *parent)
    : QAbstractTableModel(parent)
    , m_rows(std::make_shared<const UserHits::Rows>())
{
}

void UserModel::setDirectory(UserDirectory *directory)
{
    if (m_directory)
        m_directory->disconnect(this);
    m_directory = directory;
    m_pickedRow = -1;
    const auto empty = [this] { show({}, {}); };
    if (m_directory) {
        connect(m_directory, &UserDirectory::usersChanged, this, &UserModel::updateAll);
        connect(m_directory, &UserDirectory::usersRemoved, this, &UserModel::updateAll);
        connect(m_directory, &UserDirectory::replaced, this, empty);
    }
    empty();
}

void UserModel::show(const UserHits &hits, const QStringList &searchWords)
{
    m_userRow = -1;
    m_searchWords = searchWords;
    const std::shared_ptr<const UserHits::Rows> rows = hits.rows;
    const bool begins =
        rows->size() >= m_rows->size() && std::equal(m_rows->begin(), m_rows->end(), rows->begin());
    if (!begins || m_rows->empty()) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    if (rows->size() > m_rows->size()) {
        beginInsertRows({}, int(m_rows->size()), int(rows->size()) - 1);
        m_rows = rows;
        endInsertRows();
    }
    updateAll();
}

void UserModel::setPickedRow(int directoryRow)
{
    const int before = std::exchange(m_pickedRow, directoryRow);
    updateUser(before);
    updateUser(directoryRow);
}

void UserModel::updateUser(int directoryRow)
{
    const int row = rowOfDirectoryRow(directoryRow);
    if (row >= 0)
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

/// Costs as much as what is in view.
void UserModel::updateAll()
{
    m_userRow = -1;
    if (rowCount() > 0)
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

int UserModel::directoryRowAt(int row) const
{
    return row >= 0 && row < rowCount() ? int((*m_rows)[std::size_t(row)]) : -1;
}

int UserModel::rowOfDirectoryRow(int directoryRow) const
{
    if (directoryRow < 0)
        return -1;
    const auto found = std::find(m_rows->begin(), m_rows->end(), std::uint32_t(directoryRow));
    return found == m_rows->end() ? -1 : int(found - m_rows->begin());
}

int UserModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows->size());
}

int UserModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

const User &UserModel::user(int directoryRow) const
{
    if (m_userRow != directoryRow) {
        m_user = m_directory->at(directoryRow);
        m_userRow = directoryRow;
    }
    return m_user;
}

QString UserModel::text(int directoryRow, int column) const
{
    const User &user = this->user(directoryRow);
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
    if (!index.isValid() || directoryRow < 0 || !m_directory || directoryRow >= m_directory->rowEnd())
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
    case SearchWordsRole:
        return m_searchWords;
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
    emit sortRequested(column, order);
}

} // namespace Keyturn
