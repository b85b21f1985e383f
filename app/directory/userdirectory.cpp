#include "userdirectory.h"

namespace Keyturn {

UserDirectory::UserDirectory(QObject *parent)
    : QObject(parent)
    , m_users(std::make_unique<UserCollection>())
{
}

UserDirectory::~UserDirectory() = default;

void UserDirectory::add(const QList<User> &users)
{
    const UserCollection::Changes changes = m_users->add(users);
    if (changes.added > 0)
        emit usersAdded(changes.firstAdded, changes.added);
    if (!changes.changed.empty())
        emit usersChanged(changes.changed);
    emit confirmed(users);
}

void UserDirectory::remove(const std::vector<int> &rows)
{
    m_users->remove(rows);
    if (!rows.empty())
        emit usersRemoved(rows);
}

void UserDirectory::clear()
{
    replace(std::make_unique<UserCollection>());
}

void UserDirectory::replace(std::unique_ptr<UserCollection> users)
{
    m_users = std::move(users);
    emit replaced();
}

void UserDirectory::announce(const std::shared_ptr<const UserStore> &store)
{
    emit announced(store);
}

} // namespace Keyturn
