#pragma once

#include <QByteArray>
#include <QHash>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace Keyturn {

class UserStore;

/// The versions of a UserStore sorted by folded name, then e-mail, or the other way round; kept up to date
/// with every page rather than sorted with every key press. Thread: its owner's.
class UserOrder
{
public:
    enum class By { Name, Email };

    explicit UserOrder(By by);

    /// Takes in the versions [those it has, end).
    void take(const UserStore &store, std::uint32_t end);
    std::uint32_t taken() const { return static_cast<std::uint32_t>(m_order.size()); }

    const std::vector<std::uint32_t> &versions() const { return m_order; }
    /// The place of each version in versions().
    const std::vector<std::uint32_t> &places();

private:
    bool sortsBefore(const UserStore &store, std::uint32_t a, std::uint32_t b);
    void makeText(const UserStore &store, std::uint32_t version, By key, std::string &text);
    void appendFolded(std::string_view text, std::string &out);
    std::vector<std::uint32_t> sorted(const UserStore &store, std::uint32_t begin, std::uint32_t end);
    void insert(const UserStore &store, const std::vector<std::uint32_t> &added);

    By m_by;
    std::vector<std::uint32_t> m_order;
    std::vector<std::uint64_t> m_prefixes; ///< by version: the first 8 bytes of what it is sorted by
    std::vector<std::uint32_t> m_places;
    std::string m_textA, m_textB; ///< kept for their memory
    QHash<QByteArray, std::string> m_foldedBefore; ///< texts that are not ASCII
};

} // namespace Keyturn
