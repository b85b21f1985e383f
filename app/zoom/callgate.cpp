#include "callgate.h"

#include "core/clock.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

/// Looked at in steps, because the clock is not the timer's.
constexpr std::chrono::milliseconds longestStep = 50ms;

} // namespace

CallGate::CallGate(const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_clock(clock)
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &CallGate::look);
}

void CallGate::leave()
{
    if (--m_persons == 0)
        emit changed();
}

bool CallGate::isOpen(Urgency urgency) const
{
    return m_clock.uptime() >= m_openAt && (urgency == Urgency::Person || m_persons == 0);
}

void CallGate::hold(std::chrono::milliseconds wait)
{
    m_openAt = std::max(m_openAt, m_clock.uptime() + std::clamp(wait, 0ms, longestHold));
    look();
}

void CallGate::look()
{
    const std::chrono::milliseconds left = m_openAt - m_clock.uptime();
    if (left > 0ms)
        m_timer.start(std::min(left, longestStep));
    else
        emit changed();
}

} // namespace Keyturn
