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
    void advance(std::chrono::milliseconds by) { m_now = m_now.addMSecs(by.count()); }

private:
    QDateTime m_now;
};

} // namespace Keyturn
