#pragma once

#include "zoom/userdto.h"

#include <QHash>
#include <QObject>

#include <string>
#include <string_view>
#include <vector>

namespace Keyturn {

/// The users of one account, in memory, merged by id (else e-mail), with a folded text for searching.
/// Rows are positions in the order of arrival and stay valid until clear(). Thread: GUI.
///
/// Made for 100,000 users: the searched text lies packed in one block, and the order of names is kept up to
/// date with every page instead of being sorted with every key press.
class UserDirectory : public QObject
{
    Q_OBJECT

public:
    explicit UserDirectory(QObject *parent = nullptr);

    int count() const { return static_cast<int>(m_users.size()); }
    const User &at(int row) const { return m_users[static_cast<std::size_t>(row)]; }

    /// A user that is known already (same id, or same e-mail where one has no id) is updated in place.
    /// What only a look-up tells (login types) survives an update from a list that does not tell it.
    void add(const QList<User> &users);
    void clear();

    /// Rows whose name, e-mail, department or ID hold every word of `text` in any order (see searchFolded),
    /// by folded name. Empty text: all rows.
    std::vector<int> filter(const QString &text) const;
    /// Exact e-mail (case folded) or ID; -1 when there is none.
    int find(const QString &idOrEmail) const;

signals:
    /// Rows [first, first+count) are new.
    void usersAdded(int first, int count);
    void userChanged(int row);
    void cleared();

private:
    /// Where a row's search text lies in m_text.
    struct Span
    {
        std::size_t begin = 0;
        std::size_t size = 0;
    };

    int rowOf(const User &user) const;
    bool update(int row, User user);
    void index(int row);
    void unindex(int row);
    void storeText(int row);
    void packText();
    std::string_view searchText(int row) const;
    bool sortsBefore(int a, int b) const;
    void takeOutOfOrder(const std::vector<int> &rows);
    void mergeIntoOrder(std::vector<int> rows);

    std::vector<User> m_users;
    std::string m_text; ///< UTF-8, folded: "name\nemail\ndept\nid" of each row, and what changed rows left
    std::vector<Span> m_spans; ///< by row
    std::size_t m_unusedText = 0;
    std::vector<int> m_order; ///< all rows, by search text, which begins with the name
    QHash<QString, int> m_byId;
    QHash<QString, int> m_byEmail; ///< folded
};

} // namespace Keyturn
