#include "screencapture.h"

#include <QWindow>

#import <AppKit/AppKit.h>

namespace Keyturn {

bool canHideFromCapture()
{
    return true;
}

void setHiddenFromCapture(QWindow *window, bool hidden)
{
    // On macOS, a QWindow's ID is its view.
    NSView *view = reinterpret_cast<NSView *>(window->winId());
    view.window.sharingType = hidden ? NSWindowSharingNone : NSWindowSharingReadOnly;
}

} // namespace Keyturn
