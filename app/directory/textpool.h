#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string_view>

namespace Keyturn {

/// Texts, packed one after the other, each ended by a NUL byte, none of which ever moves. A text has an
/// offset; offsets rise. Threads as ChunkedColumn.
class TextPool
{
public:
    static constexpr unsigned chunkBits = 22;
    static constexpr std::size_t chunkSize = std::size_t(1) << chunkBits;
    /// The longest text that is taken, in bytes.
    static constexpr std::size_t longest = 16 * 1024;

    /// Texts without NUL, together at most `longest` bytes: they come to lie side by side, and the offset is
    /// the first one's. There is room for 4 GB in all; hasRoom() tells.
    std::uint32_t append(std::initializer_list<std::string_view> texts);
    bool hasRoom() const { return m_end < mostChunks * chunkSize - 4 * chunkSize; }

    const char *at(std::uint32_t offset) const
    {
        return m_chunks[offset >> chunkBits].get() + (offset & (chunkSize - 1));
    }
    std::string_view text(std::uint32_t offset) const { return {at(offset)}; }

    /// Bytes of text, ends included.
    std::size_t usedBytes() const { return m_used; }

private:
    static constexpr std::size_t mostChunks = 1024;

    std::array<std::unique_ptr<char[]>, mostChunks> m_chunks;
    std::size_t m_end = 0; ///< where the next text goes
    std::size_t m_used = 0;
};

} // namespace Keyturn
