#include "lettersets.h"

#include "textscan.h"

#include <bit>

namespace Keyturn {

int LetterSets::numberOf(char c)
{
    const auto lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'z')
        return lower - 'a';
    return c >= '0' && c <= '9' ? 26 + (c - '0') : -1;
}

void LetterSets::addLetters(std::string_view text, Letters &letters)
{
    bool isInWord = false;
    for (const char c : text) {
        const int number = numberOf(c);
        const std::uint64_t bit = number < 0 ? 0 : std::uint64_t(1) << unsigned(number);
        letters.anywhere |= bit;
        if (!isInWord)
            letters.starting |= bit;
        isInWord = isWordByte(c);
    }
}

void LetterSets::resize(std::uint32_t versions)
{
    for (int i = 0; i < count; ++i) {
        m_starting[std::size_t(i)].resize(versions);
        m_anywhere[std::size_t(i)].resize(versions);
    }
}

void LetterSets::set(std::uint32_t version, const Letters &letters)
{
    for (std::uint64_t left = letters.starting; left != 0; left &= left - 1)
        m_starting[std::size_t(std::countr_zero(left))].set(version);
    for (std::uint64_t left = letters.anywhere; left != 0; left &= left - 1)
        m_anywhere[std::size_t(std::countr_zero(left))].set(version);
}

const Bits *LetterSets::starting(std::string_view text) const
{
    const int number = text.size() == 1 ? numberOf(text.front()) : -1;
    return number < 0 ? nullptr : &m_starting[std::size_t(number)];
}

const Bits *LetterSets::anywhere(std::string_view text) const
{
    const int number = text.size() == 1 ? numberOf(text.front()) : -1;
    return number < 0 ? nullptr : &m_anywhere[std::size_t(number)];
}

} // namespace Keyturn
