#include "secretpool.h"

#include <cstring>

namespace Keyturn {

namespace {

constexpr std::size_t lengthBytes = 2;

} // namespace

SecretPool::~SecretPool()
{
    for (const auto &chunk : m_chunks) {
        if (chunk)
            wipe(chunk.get(), std::size_t(1) << chunkBits);
    }
}

std::uint32_t SecretPool::append(QByteArrayView utf8)
{
    Q_ASSERT(utf8.size() <= longest);
    const auto size = static_cast<std::size_t>(utf8.size());
    const std::size_t chunkSize = std::size_t(1) << chunkBits;
    if (m_chunks.empty() || m_used + lengthBytes + size > chunkSize) {
        m_chunks.push_back(std::make_unique<char[]>(chunkSize));
        m_used = 0;
    }
    char *to = m_chunks.back().get() + m_used;
    to[0] = static_cast<char>(size & 0xFFU);
    to[1] = static_cast<char>(size >> 8U);
    std::memcpy(to + lengthBytes, utf8.data(), size);
    const std::size_t offset = ((m_chunks.size() - 1) << chunkBits) + m_used;
    m_used += lengthBytes + size;
    return static_cast<std::uint32_t>(offset + 1);
}

QByteArrayView SecretPool::expose(std::uint32_t handle) const
{
    if (handle == 0)
        return {};
    const std::uint32_t offset = handle - 1;
    const char *from = m_chunks[offset >> chunkBits].get() + (offset & ((std::uint32_t(1) << chunkBits) - 1));
    const auto size = static_cast<qsizetype>(static_cast<unsigned char>(from[0])
                                             + (static_cast<unsigned char>(from[1]) << 8U));
    return {from + lengthBytes, size};
}

} // namespace Keyturn
