#pragma once

#include "userstore.h"

#include <QByteArray>

#include <functional>
#include <string>
#include <vector>

namespace Keyturn {

/// Puts users one after the other into bytes, as the cache keeps them (usercachefile.h): lengths and numbers
/// in groups of seven bits (LEB128), departments, statuses and roles by their place in a list of the block's.
class UserBlockWriter
{
public:
    void add(const PackedUser &user);
    int count() const { return m_count; }
    /// The block of what was added since the last one.
    QByteArray take();

private:
    std::uint64_t shared(std::string_view text);

    std::string m_users;
    std::vector<std::string> m_shared;
    QHash<QByteArray, std::uint64_t> m_places;
    int m_count = 0;
};

/// Gives each user of a block to `take`; its texts live as long as `block`. False, perhaps after some, when
/// these bytes are no block.
bool readUserBlock(QByteArrayView block, const std::function<void(const PackedUser &)> &take);

} // namespace Keyturn
