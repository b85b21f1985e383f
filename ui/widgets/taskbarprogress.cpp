#include "taskbarprogress.h"

#include <QWidget>

#include <algorithm>
#include <cmath>

namespace Keyturn {

TaskbarProgress::TaskbarProgress(QWidget *window)
    : QObject(window)
    , m_window(window)
{
}

TaskbarProgress::~TaskbarProgress()
{
    clear();
}

void TaskbarProgress::set(double done, bool stands)
{
    const int percent = static_cast<int>(std::floor(std::clamp(done, 0.0, 1.0) * 100));
    if (percent == m_percent && stands == m_stands)
        return;
    m_percent = percent;
    m_stands = stands;
    tell(percent, stands);
}

void TaskbarProgress::clear()
{
    if (std::exchange(m_percent, -1) >= 0)
        tell(-1, false);
    m_stands = false;
}

} // namespace Keyturn
