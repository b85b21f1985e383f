#pragma once

class QWindow;

namespace Keyturn {

// Keeps a window out of screenshots, recordings and shared screens, where the platform can: Windows 10 of May
// 2020 and later (before that the window is black there), macOS. Nothing on Linux can be asked for it.

/// Whether this platform can at all.
bool canHideFromCapture();
/// `window` has been created on the display. Thread: GUI.
void setHiddenFromCapture(QWindow *window, bool hidden);

} // namespace Keyturn
