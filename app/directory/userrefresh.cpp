#include "userrefresh.h"

#include "userdirectory.h"
#include "userloader.h"

#include <vector>

namespace Keyturn {

UserRefresh::UserRefresh(UserDirectory *directory, UserLoader *loader, QObject *parent)
    : QObject(parent)
    , m_directory(directory)
{
    connect(directory, &UserDirectory::confirmed, this, &UserRefresh::noteSeen);
    connect(directory, &UserDirectory::usersAdded, this,
            [this](int, int count) { m_counted.added += count; });
    connect(directory, &UserDirectory::usersChanged, this,
            [this](const std::vector<int> &rows) { m_counted.changed += static_cast<int>(rows.size()); });
    connect(loader, &UserLoader::finished, this, &UserRefresh::finish);
}

void UserRefresh::begin(const QDateTime &listedAt)
{
    m_listedAt = listedAt;
    m_changes.reset();
    m_counted = {};
    m_rowEnd = m_directory->rowEnd();
    m_seen = {};
    m_seen.resize(static_cast<std::uint32_t>(m_rowEnd));
    emit changed();
}

void UserRefresh::noteSeen(const QList<User> &users)
{
    if (!m_listedAt)
        return;
    for (const User &user : users) {
        const int row = m_directory->find(user.id.isEmpty() ? user.email : user.id);
        if (row >= 0 && row < m_rowEnd)
            m_seen.set(static_cast<std::uint32_t>(row));
    }
}

void UserRefresh::finish()
{
    if (!m_listedAt)
        return;
    std::vector<int> vanished;
    for (int row = 0; row < m_rowEnd; ++row) {
        if (!m_seen.test(static_cast<std::uint32_t>(row)) && !m_directory->isRemoved(row))
            vanished.push_back(row);
    }
    m_counted.vanished = static_cast<int>(vanished.size());
    m_changes = m_counted;
    m_listedAt.reset();
    m_seen = {};
    m_directory->remove(vanished);
    emit changed();
}

} // namespace Keyturn
