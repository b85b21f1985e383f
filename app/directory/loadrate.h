#pragma once

#include <QtGlobal>

#include <chrono>
#include <deque>
#include <optional>

namespace Keyturn {

class Clock;

/// How fast something comes in, over its last seconds, and how long the rest takes. Time that passes between
/// pause() and begin() does not count. A value. Thread: any one.
class LoadRate
{
public:
    explicit LoadRate(const Clock &clock);

    void begin(qint64 count); ///< it goes on, from this count
    void note(qint64 count); ///< so many have come by now
    void pause();

    /// Nothing before there is enough to tell from.
    std::optional<double> perSecond() const;
    std::optional<std::chrono::seconds> timeLeft(qint64 missing) const;

    /// What is older has no say: a connection that became slow shows within this time.
    static constexpr std::chrono::milliseconds window = std::chrono::seconds(15);
    /// From less, the first pages would promise what the others cannot keep.
    static constexpr std::chrono::milliseconds leastSeen = std::chrono::seconds(2);

private:
    struct Sample
    {
        std::chrono::milliseconds at{0}; ///< of loading, without the pauses
        qint64 count = 0;
    };

    const Clock *m_clock;
    std::chrono::milliseconds m_loaded{0}; ///< time spent loading, until m_begun
    std::optional<std::chrono::milliseconds> m_begun; ///< Clock::uptime(); nothing: paused
    std::deque<Sample> m_samples;
};

} // namespace Keyturn
