#pragma once

#include "usercollection.h"

#include <QObject>

#include <memory>
#include <vector>

namespace Keyturn {

/// The users of one account, in memory, and who hears of their changes. Rows are UserCollection's and stay
/// valid until replaced(). Searching them is UserSearch's. Thread: GUI.
class UserDirectory : public QObject
{
    Q_OBJECT

public:
    explicit UserDirectory(QObject *parent = nullptr);
    ~UserDirectory() override;

    int count() const { return m_users->count(); }
    /// Rows, those of removed users included.
    int rowEnd() const { return m_users->rowEnd(); }
    bool isRemoved(int row) const { return m_users->isRemoved(row); }
    /// Nobody for a removed row.
    User at(int row) const { return m_users->at(row); }
    /// Exact e-mail (case folded) or ID; -1 when there is none.
    int find(const QString &idOrEmail) const { return m_users->find(idOrEmail); }

    /// See UserCollection::add.
    void add(const QList<User> &users);
    /// Users that the account has no longer.
    void remove(const std::vector<int> &rows);
    void clear();
    /// Other users in the place of all that are here: those of a cache.
    void replace(std::unique_ptr<UserCollection> users);
    /// A collection with this store will come with replace(), and is being filled in another thread: whoever
    /// searches may begin to read it. Null: none comes after all.
    void announce(const std::shared_ptr<const UserStore> &store);

    const UserCollection &users() const { return *m_users; }

signals:
    /// Rows [first, first+count) are new.
    void usersAdded(int first, int count);
    void usersChanged(const std::vector<int> &rows);
    void usersRemoved(const std::vector<int> &rows);
    /// Zoom said that these are users, whether they were known or not; after the signals above.
    void confirmed(const QList<Keyturn::User> &users);
    void announced(const std::shared_ptr<const Keyturn::UserStore> &store);
    /// Every row is another one's, or nobody's.
    void replaced();

private:
    std::unique_ptr<UserCollection> m_users;
};

} // namespace Keyturn
