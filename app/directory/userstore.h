#pragma once

#include "chunkedcolumn.h"
#include "textpool.h"

#include <QByteArray>
#include <QHash>

#include <array>
#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace Keyturn {

struct User;

/// A user as it is packed, in UTF-8: the fields of User, where `display` is empty when it is only the first
/// and the last name put together.
struct PackedUser
{
    std::string_view id;
    std::string_view email;
    std::string_view first;
    std::string_view last;
    std::string_view display;
    std::string_view department;
    std::string_view status;
    std::string_view role;
    int type = 0;
};

/// Different texts that many users share, numbered from 0, which is the empty text. Threads as
/// ChunkedColumn: one thread adds, others read numbers that they were told of.
class TextDictionary
{
public:
    TextDictionary();

    /// A new text gets the next number while there are fewer than `most`, else 0.
    std::uint32_t numberOf(std::string_view text, std::uint32_t most = 1U << 26U);
    std::string_view text(std::uint32_t number) const { return m_texts.text(m_offsets[number]); }
    std::uint32_t count() const { return m_offsets.size(); }
    std::size_t textBytes() const { return m_texts.usedBytes(); }

private:
    TextPool m_texts;
    ChunkedColumn<std::uint32_t> m_offsets;
    QHash<QByteArray, std::uint32_t> m_numbers;
    std::uint32_t m_last = 0; ///< the number that was given last
};

/// Versions of users, packed: 24 bytes each beside the texts that are theirs alone. A version never changes
/// and never moves; a user who changes gets a new one (UserCollection knows which is the latest). So any
/// number of threads read the versions below count() while the one that owns the store appends, without a
/// lock.
class UserStore
{
public:
    UserStore() = default;
    UserStore(const UserStore &) = delete;
    UserStore &operator=(const UserStore &) = delete;

    /// The new version's number. Readers see it after publish(). Longer texts than TextPool::longest are cut
    /// (only names and departments can be: see takes()).
    std::uint32_t append(const PackedUser &user, std::uint32_t row);
    void publish() { m_published.store(m_rows.size(), std::memory_order_release); }
    /// Whether a user can be kept: it has an ID or an e-mail, both of a sane length and without NUL.
    bool takes(const PackedUser &user) const;

    // Any thread; `version` is below count().
    std::uint32_t count() const { return m_published.load(std::memory_order_acquire); }
    std::uint32_t row(std::uint32_t version) const { return m_rows[version]; }
    /// The views live as long as the store, that of the e-mail as long as `email`, which it is put into.
    PackedUser packed(std::uint32_t version, std::string &email) const;
    User user(std::uint32_t version) const;
    /// First, last and display name, of which any may be empty.
    std::array<std::string_view, 3> names(std::uint32_t version) const
    {
        const std::string_view first = m_names.text(m_nameOffsets[version]);
        const std::string_view last(first.data() + first.size() + 1);
        return {first, last, std::string_view(last.data() + last.size() + 1)};
    }
    /// The parts of User::name(), in their order, each given to `take`.
    template<typename Take>
    void forEachNamePart(std::uint32_t version, const Take &take) const
    {
        const auto [first, last, display] = names(version);
        if (!display.empty()) {
            take(display);
        } else if (!first.empty() || !last.empty()) {
            take(first);
            if (!first.empty() && !last.empty())
                take(std::string_view(" "));
            take(last);
        } else {
            take(localPart(version));
            take(domain(version));
            if (localPart(version).empty() && domain(version).empty())
                take(id(version));
        }
    }
    std::string_view id(std::uint32_t version) const { return m_ids.text(m_idOffsets[version]); }
    /// Before the last "@".
    std::string_view localPart(std::uint32_t version) const { return m_locals.text(m_localOffsets[version]); }
    /// From the last "@" on; empty when there is none.
    std::string_view domain(std::uint32_t version) const { return m_domains.text(m_domain[version]); }
    std::uint32_t domainNumber(std::uint32_t version) const { return m_domain[version]; }
    std::uint32_t departmentNumber(std::uint32_t version) const { return m_department[version]; }
    std::uint8_t statusNumber(std::uint32_t version) const { return m_status[version]; }
    std::uint8_t typeNumber(std::uint32_t version) const { return m_type[version]; }
    std::uint16_t roleNumber(std::uint32_t version) const { return m_role[version]; }

    const TextDictionary &domains() const { return m_domains; }
    const TextDictionary &departments() const { return m_departments; }
    std::string_view status(std::uint8_t number) const { return m_statuses.text(number); }
    int type(std::uint8_t number) const { return m_types[number]; }
    std::string_view role(std::uint16_t number) const { return m_roles.text(number); }

    // For scans: the texts of all versions lie one after the other in the order of versions.
    const TextPool &ids() const { return m_ids; }
    const TextPool &localParts() const { return m_locals; }
    const ChunkedColumn<std::uint32_t> &idOffsets() const { return m_idOffsets; }
    const ChunkedColumn<std::uint32_t> &localOffsets() const { return m_localOffsets; }

    /// What the texts take: the part of the memory that no packing can spare. The owner's thread.
    std::size_t textBytes() const;

private:
    std::uint8_t numberOfType(int type);

    TextPool m_ids;
    TextPool m_locals;
    TextPool m_names; ///< first NUL last NUL display NUL
    TextDictionary m_domains;
    TextDictionary m_departments;
    TextDictionary m_statuses;
    TextDictionary m_roles;
    ChunkedColumn<int, 8, 1> m_types;

    ChunkedColumn<std::uint32_t> m_rows;
    ChunkedColumn<std::uint32_t> m_idOffsets;
    ChunkedColumn<std::uint32_t> m_localOffsets;
    ChunkedColumn<std::uint32_t> m_nameOffsets;
    ChunkedColumn<std::uint32_t> m_domain;
    ChunkedColumn<std::uint32_t> m_department;
    ChunkedColumn<std::uint16_t> m_role;
    ChunkedColumn<std::uint8_t> m_status;
    ChunkedColumn<std::uint8_t> m_type;
    std::atomic<std::uint32_t> m_published = 0;
};

} // namespace Keyturn
