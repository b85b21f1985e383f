#include "loadrate.h"

#include "core/clock.h"

#include <cmath>

namespace Keyturn {

LoadRate::LoadRate(const Clock &clock)
    : m_clock(&clock)
{
}

void LoadRate::begin(qint64 count)
{
    m_begun = m_clock->uptime();
    // Somebody may have added or taken away while it stood still.
    if (!m_samples.empty() && count != m_samples.back().count)
        m_samples.clear();
    if (m_samples.empty())
        m_samples.push_back({m_loaded, count});
}

void LoadRate::note(qint64 count)
{
    if (!m_begun)
        return;
    const std::chrono::milliseconds at = m_loaded + (m_clock->uptime() - *m_begun);
    if (count < m_samples.back().count) // counted anew
        m_samples.clear();
    m_samples.push_back({at, count});
    while (m_samples.size() > 2 && at - m_samples[1].at >= window)
        m_samples.pop_front();
}

void LoadRate::pause()
{
    if (const auto begun = std::exchange(m_begun, std::nullopt))
        m_loaded += m_clock->uptime() - *begun;
}

std::optional<double> LoadRate::perSecond() const
{
    if (m_samples.size() < 2)
        return std::nullopt;
    const std::chrono::duration<double> time = m_samples.back().at - m_samples.front().at;
    if (time < leastSeen)
        return std::nullopt;
    return static_cast<double>(m_samples.back().count - m_samples.front().count) / time.count();
}

std::optional<std::chrono::seconds> LoadRate::timeLeft(qint64 missing) const
{
    const std::optional<double> rate = perSecond();
    if (!rate || *rate <= 0)
        return std::nullopt;
    return std::chrono::seconds(std::llround(std::ceil(static_cast<double>(missing) / *rate)));
}

} // namespace Keyturn
