#pragma once

#include "core/secret.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace Keyturn {

/// Many short secrets, packed, in memory that never moves and is wiped when the pool dies: the passwords of a
/// file, which would take a hundred bytes each as Secret. Thread: a plain value.
class SecretPool
{
public:
    SecretPool() = default;
    SecretPool(SecretPool &&) = default;
    SecretPool &operator=(SecretPool &&) = delete;
    ~SecretPool();

    /// At most this many bytes fit.
    static constexpr qsizetype longest = 1023;

    /// A handle, never 0. `utf8` is no longer than `longest`.
    std::uint32_t append(QByteArrayView utf8);
    /// Valid while the pool lives. Nothing for 0.
    QByteArrayView expose(std::uint32_t handle) const;

private:
    static constexpr unsigned chunkBits = 16;

    std::vector<std::unique_ptr<char[]>> m_chunks;
    std::size_t m_used = 0; ///< of the last chunk
};

} // namespace Keyturn
