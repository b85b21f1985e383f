#include "concealedclipboard.h"

#import <AppKit/AppKit.h>

namespace Keyturn {

void markClipboardConcealed()
{
    // Added to what Qt has put there: that declares its types first, and this does not clear them.
    NSPasteboard *pasteboard = NSPasteboard.generalPasteboard;
    for (NSString *type in @[ @"org.nspasteboard.ConcealedType", @"org.nspasteboard.TransientType" ]) {
        [pasteboard addTypes:@[ type ] owner:nil];
        [pasteboard setString:@"" forType:type];
    }
}

} // namespace Keyturn
