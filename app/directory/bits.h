#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

namespace Keyturn {

/// A set of small numbers, a bit each. Operations with another set treat what that one is too short for as
/// absent.
class Bits
{
public:
    Bits() = default;
    explicit Bits(std::uint32_t size) { resize(size); }

    void resize(std::uint32_t size)
    {
        const std::size_t words = (std::size_t(size) + 63) / 64;
        if (words > m_words.capacity()) // by eighths: there are many sets
            m_words.reserve(std::max(words, m_words.capacity() + m_words.capacity() / 8));
        m_words.resize(words);
    }

    bool test(std::uint32_t i) const
    {
        const std::size_t word = i / 64;
        return word < m_words.size() && ((m_words[word] >> (i % 64)) & 1U) != 0;
    }
    /// `i` must be within the size.
    void set(std::uint32_t i) { m_words[i / 64] |= std::uint64_t(1) << (i % 64); }
    void setAll(std::uint32_t size)
    {
        m_words.assign((std::size_t(size) + 63) / 64, ~std::uint64_t(0));
        if (size % 64 != 0)
            m_words.back() >>= 64 - size % 64;
    }

    void add(const Bits &other)
    {
        const std::size_t common = std::min(m_words.size(), other.m_words.size());
        for (std::size_t i = 0; i < common; ++i)
            m_words[i] |= other.m_words[i];
    }
    void keep(const Bits &other)
    {
        const std::size_t common = std::min(m_words.size(), other.m_words.size());
        for (std::size_t i = 0; i < common; ++i)
            m_words[i] &= other.m_words[i];
        std::fill(m_words.begin() + static_cast<std::ptrdiff_t>(common), m_words.end(), 0);
    }
    void remove(const Bits &other)
    {
        const std::size_t common = std::min(m_words.size(), other.m_words.size());
        for (std::size_t i = 0; i < common; ++i)
            m_words[i] &= ~other.m_words[i];
    }

    std::uint32_t count() const
    {
        return std::accumulate(
            m_words.begin(), m_words.end(), std::uint32_t(0),
            [](std::uint32_t sum, std::uint64_t word) { return sum + std::uint32_t(std::popcount(word)); });
    }

    /// In rising order.
    template<typename Visit>
    void forEach(const Visit &visit) const
    {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            for (std::uint64_t left = m_words[i]; left != 0; left &= left - 1)
                visit(static_cast<std::uint32_t>(i * 64 + std::size_t(std::countr_zero(left))));
        }
    }

private:
    std::vector<std::uint64_t> m_words;
};

} // namespace Keyturn
