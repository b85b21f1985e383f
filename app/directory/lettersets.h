#pragma once

#include "bits.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace Keyturn {

/// For each letter and digit, the versions that have it, and those of which a word begins with it: what the
/// first key of a search asks for, which stands in nearly every text and would be slow to find there. Takes
/// 9 bytes a version. Thread: its owner's.
class LetterSets
{
public:
    /// The letters and digits of one version, a bit each.
    struct Letters
    {
        std::uint64_t starting = 0;
        std::uint64_t anywhere = 0;
    };
    /// Adds those of an ASCII or folded text. Words as in Needle::beginsWordOf.
    static void addLetters(std::string_view text, Letters &letters);

    void resize(std::uint32_t versions);
    void set(std::uint32_t version, const Letters &letters);

    /// Null when `text` is not one letter or digit.
    const Bits *starting(std::string_view text) const;
    const Bits *anywhere(std::string_view text) const;

private:
    static constexpr int count = 36;
    /// -1 for others.
    static int numberOf(char c);

    std::array<Bits, count> m_starting;
    std::array<Bits, count> m_anywhere;
};

} // namespace Keyturn
