#pragma once

#include "bits.h"
#include "chunkedcolumn.h"
#include "textpool.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace Keyturn {

/// What is looked for: folded UTF-8 (see searchFolded), at least a byte. Compared without the case of ASCII
/// letters, so that texts may be scanned as they came.
class Needle
{
public:
    explicit Needle(std::string text);

    const std::string &text() const { return m_text; }
    std::size_t size() const { return m_text.size(); }
    /// Whether it stands at `at`, which has at least size() bytes.
    bool isAt(const char *at) const;
    bool isIn(std::string_view text) const;
    /// Whether it begins a word of `text`, or the text.
    bool beginsWordOf(std::string_view text) const;

    // The first and the last byte, and the bit that is their case.
    char first() const { return m_text.front(); }
    char last() const { return m_text.back(); }
    static char caseBit(char c) { return c >= 'a' && c <= 'z' ? '\x20' : '\0'; }

private:
    std::string m_text;
};

/// Finds the texts [begin, end) of `pool`, which begin at `offsets` and lie in that order, in which the
/// needle stands: sets their bits in `startingWord` where it begins a word, and those of others in `anywhere`
/// (some that begin a word may be set there too). Without `startingWord`, those of all in `anywhere`.
void scanTexts(const TextPool &pool, const ChunkedColumn<std::uint32_t> &offsets, std::uint32_t begin,
               std::uint32_t end, const Needle &needle, Bits &anywhere, Bits *startingWord = nullptr);

/// Whether a letter, digit or part of a character that is not ASCII.
inline bool isWordByte(char c)
{
    // Looked up, since a hit may stand behind anything: branches would mostly be guessed wrongly.
    static constexpr auto isWord = [] {
        std::array<bool, 256> table{};
        for (unsigned byte = 0; byte < table.size(); ++byte)
            table[byte] = byte >= 0x80 || (byte >= '0' && byte <= '9')
                || ((byte | 0x20U) >= 'a' && (byte | 0x20U) <= 'z');
        return table;
    }();
    return isWord[static_cast<unsigned char>(c)];
}

} // namespace Keyturn
