#pragma once

namespace Keyturn {

/// Gives what was freed back to the system, after work that took much memory for a moment. The C library
/// keeps it otherwise. Takes about a millisecond; does nothing where there is no such call.
void returnFreedMemory();

} // namespace Keyturn
