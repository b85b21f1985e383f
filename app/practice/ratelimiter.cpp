#include "ratelimiter.h"

namespace Keyturn {

RateLimiter::RateLimiter(int lightPerSecond, int mediumPerSecond)
    : m_light{lightPerSecond}
    , m_medium{mediumPerSecond}
{
}

RateLimiter::Verdict RateLimiter::take(RateLabel label, const QDateTime &now)
{
    const std::scoped_lock lock(m_mutex);
    Window &window = label == RateLabel::Light ? m_light : m_medium;
    if (window.limit <= 0)
        return {};

    const qint64 second = now.toSecsSinceEpoch();
    if (second != window.second) {
        window.second = second;
        window.taken = 0;
    }
    Verdict verdict;
    verdict.limited = true;
    verdict.allowed = window.taken < window.limit;
    if (verdict.allowed)
        ++window.taken;
    verdict.limit = window.limit;
    verdict.remaining = window.limit - window.taken;
    verdict.nextWindow = QDateTime::fromSecsSinceEpoch(second + 1).toUTC();
    return verdict;
}

} // namespace Keyturn
