#pragma once

namespace Keyturn {

/// QLineEdit masks its accessible *value* in Password mode, but sends the plain text in its "text inserted",
/// "removed" and "updated" events, to anything that listens on the accessibility bus (seen with Qt 6.4.2).
/// This puts a filter before them that masks those of a hidden PasswordEdit and lets all others pass.
///
/// Qt knows one plain function for the whole program, so the filter is for the whole program too. Calling
/// this again does nothing. A handler that was installed before goes on getting the events, masked.
void installAccessibleMask();

} // namespace Keyturn
