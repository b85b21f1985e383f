#pragma once

#include <QDateTime>

#include <chrono>
#include <deque>
#include <optional>

namespace Keyturn {

struct ZoomReply;

/// When the next request may leave. Never more than the share of the limit in any second, wherever a second
/// is taken to begin; evenly spaced, and a little slower than that, because requests do not arrive as evenly
/// as they leave. Learns the account's limit from X-RateLimit-Limit, and slows down after a 429. A plain
/// value; the caller gives the time (Clock::uptime()).
class Pacer
{
public:
    using Time = std::chrono::milliseconds;

    /// `limit` calls a second, 0: unlimited; `share` of it from 0 (one a second) to 1.
    Pacer(double limit, double share);

    double rate() const; ///< calls a second; 0: as fast as it goes
    /// How long until a request may leave; 0: now.
    Time wait(Time now) const;
    void sent(Time now);
    /// Reads the headers; not for a 429.
    void learn(const ZoomReply &reply, Time now);
    /// A 429: nobody sends for so long.
    void holdFor(Time now, Time pause);
    /// The network is away for a moment: as holdFor(), and no slower afterwards.
    void pauseFor(Time now, Time pause);
    bool isHeld(Time now) const { return m_heldUntil && now < *m_heldUntil; }
    std::optional<Time> heldUntil() const { return m_heldUntil; }

private:
    std::size_t window() const;

    double m_limit;
    double m_share;
    double m_factor = 1.0; ///< below 1 after a 429; grows back
    std::deque<Time> m_sent; ///< of the last second
    double m_next = 0; ///< when the next one is due; ms
    std::optional<Time> m_heldUntil;
};

} // namespace Keyturn
