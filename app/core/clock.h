#pragma once

#include <QDateTime>

#include <chrono>

namespace Keyturn {

/// Where the time comes from, so that tests can move it.
class Clock
{
public:
    Clock() = default;
    Clock(const Clock &) = delete;
    Clock &operator=(const Clock &) = delete;
    virtual ~Clock() = default;
    /// The time of day, in UTC. It jumps: people and servers set it, and it goes on while a laptop sleeps.
    virtual QDateTime now() const = 0;
    /// Never goes back and cannot be set. What it counts from means nothing, and it may stand still while a
    /// laptop sleeps (on Linux it does).
    virtual std::chrono::milliseconds uptime() const
    {
        return std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now().time_since_epoch());
    }
};

class SystemClock final : public Clock
{
public:
    QDateTime now() const override { return QDateTime::currentDateTimeUtc(); }
};

} // namespace Keyturn
