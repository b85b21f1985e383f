#pragma once

#include "zoom/userdto.h"

#include <QHash>
#include <QObject>

#include <vector>

namespace Keyturn {

/// The users of one account, in memory, merged by id (else e-mail), with a folded text for searching.
/// Rows are positions in the order of arrival and stay valid until clear(). Thread: GUI.
class UserDirectory : public QObject
{
    Q_OBJECT

public:
    explicit UserDirectory(QObject *parent = nullptr);

    int count() const { return static_cast<int>(m_users.size()); }
    const User &at(int row) const { return m_users[static_cast<std::size_t>(row)]; }

    /// A user that is known already (same id, or same e-mail where one has no id) is updated in place.
    void add(const QList<User> &users);
    void clear();

    /// Rows whose name, e-mail, department or ID hold every word of `text` (case folded), in the order of
    /// name. Empty text: all rows.
    std::vector<int> filter(const QString &text) const;
    /// Exact e-mail (case folded) or ID; -1 when there is none.
    int find(const QString &idOrEmail) const;

signals:
    /// Rows [first, first+count) are new.
    void usersAdded(int first, int count);
    void userChanged(int row);
    void cleared();

private:
    int rowOf(const User &user) const;
    void index(int row);

    std::vector<User> m_users;
    std::vector<QString> m_searchText; ///< folded "name\nemail\ndept\nid"
    QHash<QString, int> m_byId;
    QHash<QString, int> m_byEmail; ///< folded
};

} // namespace Keyturn
