#include "taskbarprogress.h"

#include <QCoreApplication>

#import <AppKit/AppKit.h>

namespace Keyturn {

// The dock shows a badge; a bar would need a view of our own over the icon.
void TaskbarProgress::tell(int percent, bool stands)
{
    Q_UNUSED(stands)
    NSString *badge = percent < 0 ? nil : [NSString stringWithFormat:@"%d %%", percent];
    [[NSApp dockTile] setBadgeLabel:badge];
}

} // namespace Keyturn
