#pragma once

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace Keyturn {

/// When a server that turned a call away wants to be asked again. [RATE-after] [RATE-second]
struct RetryHeaders
{
    QByteArray retryAfter; ///< seconds, an HTTP date or an ISO date
    QByteArray rateLimitReset; ///< Unix time in seconds, or seconds to wait
    QByteArray date; ///< the server's own clock
};

/// By this computer's clock: what a server says by its own counts from its Date header, since the two clocks
/// may be hours apart. Never before `receivedAt`; nothing when no header says it, or what it says makes no
/// sense or is more than a week.
std::optional<QDateTime> retryTimeOf(const RetryHeaders &headers, const QDateTime &receivedAt);

} // namespace Keyturn
