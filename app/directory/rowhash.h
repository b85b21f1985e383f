#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace Keyturn {

/// Finds a row by a key that the row itself holds, so that a row costs 4 to 12 bytes here. Grows in 256
/// parts, one at a time: no insertion has to move a million rows. Beside each row lie eight bits of its hash,
/// so that nearly every other row is told apart without a look at its key, which is far away in memory.
/// Thread: its owner's.
class RowHash
{
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFFU;
    /// Rows are smaller than this.
    static constexpr std::uint32_t capacity = 0x00FF'FFFFU;

    /// Makes room for so many rows at once. While it is empty; `count` may be wrong.
    void reserve(std::size_t count)
    {
        // A little more than the average, so that few parts have to grow.
        const std::size_t each = count / m_parts.size() + count / m_parts.size() / 16 + 2;
        for (std::size_t number = 0; number < m_parts.size(); ++number) {
            std::size_t size = 8;
            while (isFull(each, size, number))
                size *= 2;
            m_parts[number].places.assign(size, none);
        }
    }

    /// Has the memory fetched that insert() and find() of this hash will look at.
    void prefetch(std::uint64_t hash) const
    {
        const std::vector<std::uint32_t> &places = part(hash).places;
        if (!places.empty())
            __builtin_prefetch(&places[slotOf(hash, places.size())]);
    }

    /// The row of this hash for which `isIt(row)` holds, or none.
    template<typename IsIt>
    std::uint32_t find(std::uint64_t hash, const IsIt &isIt) const
    {
        const std::vector<std::uint32_t> &places = part(hash).places;
        if (places.empty())
            return none;
        for (std::size_t i = slotOf(hash, places.size());; i = (i + 1) & (places.size() - 1)) {
            if (places[i] == none)
                return none;
            if (mayBe(places[i], hash) && isIt(rowOf(places[i])))
                return rowOf(places[i]);
        }
    }

    /// In place of the row for which `isIt` holds, if there is one. `hashOf(row)` gives the hash of a row
    /// that is held already.
    template<typename IsIt, typename HashOf>
    void insert(std::uint64_t hash, std::uint32_t row, const IsIt &isIt, const HashOf &hashOf)
    {
        Part &part = m_parts[hash & 0xFF];
        if (isFull(part.used + 1, part.places.size(), hash & 0xFF))
            grow(part, hashOf);
        for (std::size_t i = slotOf(hash, part.places.size());; i = (i + 1) & (part.places.size() - 1)) {
            std::uint32_t &slot = part.places[i];
            if (slot == none)
                ++part.used;
            else if (!mayBe(slot, hash) || !isIt(rowOf(slot)))
                continue;
            slot = slotFor(row, hash);
            return;
        }
    }

    /// Takes out `row` if it is what is found for this hash.
    template<typename HashOf>
    void remove(std::uint64_t hash, std::uint32_t row, const HashOf &hashOf)
    {
        Part &part = m_parts[hash & 0xFF];
        const std::size_t mask = part.places.size() - 1;
        if (part.places.empty())
            return;
        std::size_t hole = slotOf(hash, part.places.size());
        while (part.places[hole] != slotFor(row, hash)) {
            if (part.places[hole] == none)
                return;
            hole = (hole + 1) & mask;
        }
        // What follows moves up, unless it would then come to stand before its own place.
        for (std::size_t i = (hole + 1) & mask; part.places[i] != none; i = (i + 1) & mask) {
            const std::size_t home = slotOf(hashOf(rowOf(part.places[i])), part.places.size());
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                part.places[hole] = part.places[i];
                hole = i;
            }
        }
        part.places[hole] = none;
        --part.used;
    }

private:
    struct Part
    {
        std::vector<std::uint32_t> places; ///< a power of two in number, or none; a row below, a tag above
        std::size_t used = 0;
    };

    /// Filled to between a half and seven eighths, each part differently, so that they do not all grow with
    /// the same page.
    static bool isFull(std::size_t used, std::size_t size, std::size_t number)
    {
        return used * 256 > size * (128 + 96 * number / 255);
    }

    const Part &part(std::uint64_t hash) const { return m_parts[hash & 0xFF]; }
    static std::uint32_t tagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 56) << 24; }
    static std::uint32_t slotFor(std::uint32_t row, std::uint64_t hash) { return row | tagOf(hash); }
    static std::uint32_t rowOf(std::uint32_t place) { return place & 0x00FF'FFFFU; }
    static bool mayBe(std::uint32_t place, std::uint64_t hash)
    {
        return (place & 0xFF00'0000U) == tagOf(hash);
    }
    static std::size_t slotOf(std::uint64_t hash, std::size_t size) { return (hash >> 8) & (size - 1); }

    template<typename HashOf>
    static void grow(Part &part, const HashOf &hashOf)
    {
        std::vector<std::uint32_t> places(part.places.empty() ? 8 : part.places.size() * 2, none);
        for (const std::uint32_t place : part.places) {
            if (place == none)
                continue;
            std::size_t i = slotOf(hashOf(rowOf(place)), places.size());
            while (places[i] != none)
                i = (i + 1) & (places.size() - 1);
            places[i] = place;
        }
        part.places = std::move(places);
    }

    std::array<Part, 256> m_parts;
};

} // namespace Keyturn
