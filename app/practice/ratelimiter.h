#pragma once

#include <QDateTime>

#include <mutex>

namespace Keyturn {

/// Zoom's labels of how heavy a call is. [RATE-plans]
enum class RateLabel { Light, Medium };

/// Calls a second for the whole account, counted in fixed windows of one second. Thread-safe.
class RateLimiter
{
public:
    /// 0: no limit.
    RateLimiter(int lightPerSecond, int mediumPerSecond);

    struct Verdict
    {
        bool limited = false; ///< whether this label has a limit at all
        bool allowed = true;
        int limit = 0;
        int remaining = 0; ///< after this call
        QDateTime nextWindow; ///< UTC
    };
    /// Counts one call.
    Verdict take(RateLabel label, const QDateTime &now);

private:
    struct Window
    {
        int limit = 0;
        qint64 second = -1;
        int taken = 0;
    };

    std::mutex m_mutex;
    Window m_light;
    Window m_medium;
};

} // namespace Keyturn
