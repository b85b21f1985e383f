#include "pacer.h"

#include "zoom/zoomreply.h"

#include <algorithm>
#include <cmath>

namespace Keyturn {

namespace {

using namespace std::chrono_literals;

/// Of the pace, so much is given up for requests that arrive less evenly than they left: the sixty-first
/// leaves 16 ms after the second that the sixty fill.
constexpr double evenly = 0.984;
constexpr Pacer::Time windowLength = 1005ms;
constexpr double slowDown = 0.9;
constexpr double speedUp = 1.002; // an answer; at 60 a second it is back in a second

} // namespace

Pacer::Pacer(double limit, double share)
    : m_limit(limit)
    , m_share(std::clamp(share, 0.0, 1.0))
{
}

double Pacer::rate() const
{
    return m_limit <= 0 ? 0 : std::max(1.0, m_limit * m_share * m_factor);
}

std::size_t Pacer::window() const
{
    return static_cast<std::size_t>(std::floor(std::max(1.0, rate())));
}

Pacer::Time Pacer::wait(Time now) const
{
    if (isHeld(now))
        return *m_heldUntil - now;
    if (m_limit <= 0 || m_sent.empty())
        return 0ms;
    Time earliest(static_cast<qint64>(std::ceil(m_next)));
    if (m_sent.size() >= window())
        earliest = std::max(earliest, m_sent[m_sent.size() - window()] + windowLength);
    return std::max(earliest - now, Time(0));
}

void Pacer::sent(Time now)
{
    if (m_limit <= 0)
        return;
    m_sent.push_back(now);
    // A timer that fired late is made up for, by one request and no more.
    const double gap = 1000 / (rate() * evenly);
    m_next = std::max(m_next, double(now.count()) - gap) + gap;
    while (m_sent.size() > window())
        m_sent.pop_front();
}

void Pacer::learn(const ZoomReply &reply, Time now)
{
    m_factor = std::min(1.0, m_factor * speedUp);
    if (m_limit <= 0 || !reply.rateLimit.isPerSecond)
        return;
    if (reply.rateLimit.limit && *reply.rateLimit.limit >= 1)
        m_limit = *reply.rateLimit.limit;
    // Others use the account, too: what they leave is less than our share.
    const auto ours =
        static_cast<double>(std::ranges::count_if(m_sent, [now](Time at) { return now - at < 1000ms; }));
    constexpr double clearlyLess = 0.8;
    const bool isUsedUp = reply.rateLimit.remaining && *reply.rateLimit.remaining < 1;
    if (isUsedUp && ours < clearlyLess * m_limit)
        m_heldUntil = std::max(m_heldUntil.value_or(Time(0)), now + 200ms);
}

void Pacer::holdFor(Time now, Time pause)
{
    const Time until = now + pause;
    if (m_heldUntil && *m_heldUntil >= until)
        return;
    // Once for all the answers of one second, not for each of them.
    if (!isHeld(now))
        m_factor = std::max(0.1, m_factor * slowDown);
    m_heldUntil = until;
}

void Pacer::pauseFor(Time now, Time pause)
{
    m_heldUntil = std::max(m_heldUntil.value_or(Time(0)), now + pause);
}

} // namespace Keyturn
