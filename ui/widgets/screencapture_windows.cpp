#include "screencapture.h"

#include <QWindow>

#include <qt_windows.h>

namespace Keyturn {

namespace {

// Of a newer SDK than may be there.
constexpr DWORD affinityNone = 0x00;
constexpr DWORD affinityMonitor = 0x01;
constexpr DWORD affinityExcludeFromCapture = 0x11;

} // namespace

bool canHideFromCapture()
{
    return true;
}

void setHiddenFromCapture(QWindow *window, bool hidden)
{
    const auto handle = reinterpret_cast<HWND>(window->winId());
    if (!hidden)
        SetWindowDisplayAffinity(handle, affinityNone);
    else if (!SetWindowDisplayAffinity(handle, affinityExcludeFromCapture)) // before May 2020
        SetWindowDisplayAffinity(handle, affinityMonitor);
}

} // namespace Keyturn
