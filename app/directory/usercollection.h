#pragma once

#include "rowhash.h"
#include "userstore.h"
#include "zoom/userdto.h"

#include <QHash>
#include <QList>

#include <memory>
#include <span>
#include <vector>

namespace Keyturn {

/// Users as they are at a moment, for any thread.
struct UserSnapshot
{
    std::shared_ptr<const UserStore> store;
    std::vector<std::uint32_t> versions; ///< of each user the latest, in the order of arrival
};

/// The users of one account, merged by id (else e-mail), in about 60 bytes each beside their own texts. A row
/// is a position in the order of arrival and stays the same person's. Thread: its owner's; the store that it
/// fills may be read by any.
class UserCollection
{
public:
    UserCollection();

    struct Changes
    {
        int firstAdded = 0;
        int added = 0; ///< rows [firstAdded, firstAdded + added) are new
        std::vector<int> changed; ///< rows, rising, each once
    };

    /// Takes what is new and what differs. Who is known already (same id, or same e-mail where one has no id)
    /// is updated in place. What only a look-up tells (login types) survives an update that does not tell it.
    Changes add(const QList<User> &users);
    /// The same for one, from packed text; `login types` are left as they are.
    void add(const PackedUser &user, Changes &changes);
    /// Takes users of whom it is known that no two are the same, and that none is here; there are about
    /// `count` of them. Much quicker.
    void expectDistinct(int count);
    void addDistinct(std::span<const PackedUser> users);
    /// The users of these rows are no more; their rows stay empty.
    void remove(const std::vector<int> &rows);
    /// Readers of the store see what was added.
    void publish() { m_store->publish(); }

    /// Rows, removed ones included.
    int rowEnd() const { return static_cast<int>(m_versions.size()); }
    /// Users.
    int count() const { return rowEnd() - m_removedCount; }
    bool isRemoved(int row) const { return versionOf(row) == removedVersion; }
    /// Nobody for a removed row.
    User at(int row) const;
    /// Exact e-mail (case folded) or ID; -1 when there is none.
    int find(const QString &idOrEmail) const;

    UserSnapshot snapshot() const;

    static constexpr std::uint32_t removedVersion = 0xFFFF'FFFFU;
    std::uint32_t versionOf(int row) const { return m_versions[static_cast<std::uint32_t>(row)]; }
    const std::shared_ptr<const UserStore> &store() const { return m_readStore; }
    /// The versions that are nobody's latest any more, in the order in which they became so.
    const std::vector<std::uint32_t> &outdatedVersions() const { return m_outdated; }

private:
    std::uint64_t idHash(std::uint32_t row) const;
    std::uint64_t emailHash(std::uint32_t row) const;
    std::uint32_t rowById(std::string_view id) const;
    std::uint32_t rowByEmail(std::string_view email) const;
    std::uint32_t rowOf(const PackedUser &user) const;
    void index(std::uint32_t row, std::string_view id, std::string_view email);
    void indexId(std::uint32_t row, std::string_view id, std::uint64_t hash);
    void indexEmail(std::uint32_t row, std::string_view key, std::uint64_t hash);
    void unindex(std::uint32_t row);
    bool update(std::uint32_t row, const PackedUser &user);

    std::shared_ptr<UserStore> m_store;
    std::shared_ptr<const UserStore> m_readStore;
    ChunkedColumn<std::uint32_t> m_versions; ///< by row
    RowHash m_byId;
    RowHash m_byEmail;
    QHash<int, QList<int>> m_loginTypes; ///< by row, of the few who were looked up
    std::vector<std::uint32_t> m_outdated;
    int m_removedCount = 0;
};

} // namespace Keyturn
