#include "textscan.h"

#include <algorithm>
#include <bit>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace Keyturn {

namespace {

char lowered(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

/// Calls `visit(at)` for each place in [begin, end) where the needle's first and last byte stand, and the
/// needle would not reach beyond the end.
template<typename Visit>
void forEachCandidate(const char *begin, const char *end, const Needle &needle, const Visit &visit)
{
    const std::size_t reach = needle.size() - 1;
    if (static_cast<std::size_t>(end - begin) <= reach)
        return;
    const char *const lastPlace = end - reach; // one after it
    const char *at = begin;
#if defined(__SSE2__)
    const __m128i first = _mm_set1_epi8(needle.first());
    const __m128i firstCase = _mm_set1_epi8(Needle::caseBit(needle.first()));
    const __m128i last = _mm_set1_epi8(needle.last());
    const __m128i lastCase = _mm_set1_epi8(Needle::caseBit(needle.last()));
    const auto placesAt = [&](const char *from) {
        const auto load = [](const char *bytes) {
            return _mm_loadu_si128(reinterpret_cast<const __m128i *>(bytes));
        };
        const __m128i isFirst = _mm_cmpeq_epi8(_mm_or_si128(load(from), firstCase), first);
        const __m128i isLast = _mm_cmpeq_epi8(_mm_or_si128(load(from + reach), lastCase), last);
        return static_cast<std::uint64_t>(_mm_movemask_epi8(_mm_and_si128(isFirst, isLast)));
    };
    // 64 bytes for each look whether there is anything.
    constexpr std::ptrdiff_t width = 64;
    for (; lastPlace - at >= width; at += width) {
        std::uint64_t places =
            placesAt(at) | placesAt(at + 16) << 16 | placesAt(at + 32) << 32 | placesAt(at + 48) << 48;
        for (; places != 0; places &= places - 1)
            visit(at + std::countr_zero(places));
    }
#endif
    const char first1 = needle.first();
    const char last1 = needle.last();
    for (; at < lastPlace; ++at) {
        if (lowered(*at) == first1 && lowered(at[reach]) == last1)
            visit(at);
    }
}

} // namespace

Needle::Needle(std::string text)
    : m_text(std::move(text))
{
}

bool Needle::isAt(const char *at) const
{
    for (std::size_t i = 0; i < m_text.size(); ++i) {
        if (lowered(at[i]) != m_text[i])
            return false;
    }
    return true;
}

bool Needle::isIn(std::string_view text) const
{
    for (std::size_t i = 0; i + m_text.size() <= text.size(); ++i) {
        if (isAt(text.data() + i))
            return true;
    }
    return false;
}

bool Needle::beginsWordOf(std::string_view text) const
{
    for (std::size_t i = 0; i + m_text.size() <= text.size(); ++i) {
        if ((i == 0 || !isWordByte(text[i - 1])) && isAt(text.data() + i))
            return true;
    }
    return false;
}

void scanTexts(const TextPool &pool, const ChunkedColumn<std::uint32_t> &offsets, std::uint32_t begin,
               std::uint32_t end, const Needle &needle, Bits &anywhere, Bits *startingWord)
{
    using Offsets = ChunkedColumn<std::uint32_t>;
    while (begin < end) {
        // A run of texts that lie in one chunk, and their offsets in one too.
        const std::uint32_t *const offset = &offsets[begin];
        const std::uint32_t chunk = *offset >> TextPool::chunkBits;
        const std::uint32_t most =
            std::min(end - begin, std::uint32_t(Offsets::chunkSize - begin % Offsets::chunkSize));
        const auto run = std::uint32_t(
            std::partition_point(offset, offset + most,
                                 [=](std::uint32_t one) { return one >> TextPool::chunkBits == chunk; })
            - offset);
        const std::uint32_t base = chunk << TextPool::chunkBits;
        const char *const chunkText = pool.at(base);
        const char *const lastText = pool.at(offset[run - 1]);
        const char *const textEnd = lastText + std::strlen(lastText) + 1;

        const float perByte = float(run) / float(textEnd - chunkText - (*offset - base));
        std::uint32_t i = 0; // of the run: the text that the last hit was in
        forEachCandidate(chunkText + (*offset - base), textEnd, needle, [&](const char *place) {
            if (needle.size() > 2 && !needle.isAt(place))
                return;
            const std::uint32_t hit = base + std::uint32_t(place - chunkText);
            // Texts are of about the same length: the guess is mostly right, or one off.
            const auto guess = std::uint32_t(float(hit - offset[i]) * perByte);
            i = std::min(i + guess, run - 1);
            while (offset[i] > hit)
                --i;
            while (i + 1 < run && offset[i + 1] <= hit)
                ++i;
            const bool isBegin = offset[i] == hit;
            const bool startsWord = isBegin || !isWordByte(place[isBegin ? 0 : -1]);
            Bits *const bits = startsWord && startingWord ? startingWord : &anywhere;
            bits->set(begin + i);
        });
        begin += run;
    }
}

} // namespace Keyturn
