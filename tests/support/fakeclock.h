#pragma once

#include "core/clock.h"

#include <chrono>

namespace Keyturn {

/// Stands still until it is told to move.
class FakeClock final : public Clock
{
public:
    explicit FakeClock(const QDateTime &start = QDateTime::currentDateTimeUtc())
        : m_now(start)
    {
    }
    QDateTime now() const override { return m_now; }
    std::chrono::milliseconds uptime() const override { return m_uptime; }
    void advance(std::chrono::milliseconds by)
    {
        jump(by);
        m_uptime += by;
    }
    /// The time of day alone: somebody set the clock, or the laptop slept.
    void jump(std::chrono::milliseconds by) { m_now = m_now.addMSecs(by.count()); }

private:
    QDateTime m_now;
    std::chrono::milliseconds m_uptime{1'000'000};
};

} // namespace Keyturn
