#include "sleepinhibitor.h"

#include <IOKit/pwr_mgt/IOPMLib.h>

namespace Keyturn {

class SleepInhibitor::Platform final
{
public:
    explicit Platform(const QString &why)
    {
        const CFStringRef reason = why.toCFString();
        m_held = IOPMAssertionCreateWithName(kIOPMAssertionTypePreventUserIdleSystemSleep,
                                             kIOPMAssertionLevelOn, reason, &m_assertion)
            == kIOReturnSuccess;
        CFRelease(reason);
    }
    ~Platform()
    {
        if (m_held)
            IOPMAssertionRelease(m_assertion);
    }
    Platform(const Platform &) = delete;
    Platform &operator=(const Platform &) = delete;

private:
    IOPMAssertionID m_assertion = 0;
    bool m_held = false;
};

SleepInhibitor::SleepInhibitor(QObject *parent)
    : QObject(parent)
{
}

SleepInhibitor::~SleepInhibitor() = default;

void SleepInhibitor::hold(const QString &why)
{
    if (!m_platform)
        m_platform = std::make_unique<Platform>(why);
}

void SleepInhibitor::release()
{
    m_platform.reset();
}

} // namespace Keyturn
