#include "taskbarprogress.h"

#include <QWidget>

#include <shobjidl.h>
#include <windows.h>

namespace Keyturn {

// The button of the window that owns ours: that is the one in the taskbar.
void TaskbarProgress::tell(int percent, bool stands)
{
    if (!m_window)
        return;
    ITaskbarList3 *list = nullptr;
    if (FAILED(CoCreateInstance(CLSID_TaskbarList, nullptr, CLSCTX_INPROC_SERVER, IID_ITaskbarList3,
                                reinterpret_cast<void **>(&list))))
        return;
    const QWidget *owner = m_window->parentWidget() ? m_window->parentWidget()->window() : m_window->window();
    const auto handle = reinterpret_cast<HWND>(owner->winId());
    if (SUCCEEDED(list->HrInit())) {
        if (percent < 0) {
            list->SetProgressState(handle, TBPF_NOPROGRESS);
        } else {
            list->SetProgressState(handle, stands ? TBPF_PAUSED : TBPF_NORMAL);
            list->SetProgressValue(handle, static_cast<ULONGLONG>(percent), 100);
        }
    }
    list->Release();
}

} // namespace Keyturn
