#include "sleepinhibitor.h"

#include <windows.h>

namespace Keyturn {

/// Holds for the thread that asked, which is the GUI's.
class SleepInhibitor::Platform final
{
public:
    Platform() { SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED); }
    ~Platform() { SetThreadExecutionState(ES_CONTINUOUS); }
    Platform(const Platform &) = delete;
    Platform &operator=(const Platform &) = delete;
};

SleepInhibitor::SleepInhibitor(QObject *parent)
    : QObject(parent)
{
}

SleepInhibitor::~SleepInhibitor() = default;

void SleepInhibitor::hold(const QString & /*why*/)
{
    if (!m_platform)
        m_platform = std::make_unique<Platform>();
}

void SleepInhibitor::release()
{
    m_platform.reset();
}

} // namespace Keyturn
