#pragma once

#include <array>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace Keyturn {

/// A growing array whose elements never move: what is there can be read while more is appended. One thread
/// appends; others read the elements that they were told of since (see UserStore::publish). Memory that is
/// not used yet is not touched, so that it costs nothing; the table of the chunks is, so that they are few.
template<typename T, unsigned chunkBits = 18, std::size_t mostChunks = 256>
class ChunkedColumn
{
public:
    static constexpr std::size_t chunkSize = std::size_t(1) << chunkBits;
    static constexpr std::size_t capacity = chunkSize * mostChunks;

    std::uint32_t size() const { return m_size; }

    const T &operator[](std::uint32_t i) const { return m_chunks[i >> chunkBits][i & (chunkSize - 1)]; }
    T &operator[](std::uint32_t i) { return m_chunks[i >> chunkBits][i & (chunkSize - 1)]; }

    void append(T value)
    {
        assert(m_size < capacity);
        std::unique_ptr<T[]> &chunk = m_chunks[m_size >> chunkBits];
        if (!chunk)
            chunk = std::make_unique_for_overwrite<T[]>(chunkSize);
        chunk[m_size & (chunkSize - 1)] = value;
        ++m_size;
    }

private:
    std::array<std::unique_ptr<T[]>, mostChunks> m_chunks;
    std::uint32_t m_size = 0; ///< the appending thread's
};

} // namespace Keyturn
