#include "textpool.h"

#include <algorithm>
#include <cassert>

namespace Keyturn {

std::uint32_t TextPool::append(std::initializer_list<std::string_view> texts)
{
    std::size_t size = 0;
    for (const std::string_view text : texts)
        size += text.size() + 1;
    assert(size <= longest + texts.size() && hasRoom());
    const std::size_t left = chunkSize - (m_end & (chunkSize - 1));
    if (size > left)
        m_end += left;
    const std::size_t begin = m_end;
    std::unique_ptr<char[]> &chunk = m_chunks[begin >> chunkBits];
    if (!chunk)
        chunk = std::make_unique_for_overwrite<char[]>(chunkSize);
    char *out = chunk.get() + (begin & (chunkSize - 1));
    for (const std::string_view text : texts) {
        out = std::ranges::copy(text, out).out;
        *out++ = '\0';
    }
    m_end += size;
    m_used += size;
    return static_cast<std::uint32_t>(begin);
}

} // namespace Keyturn
