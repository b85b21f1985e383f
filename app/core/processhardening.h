#pragma once

namespace Keyturn {

/// Keeps this process's memory to itself: no core dumps, and on Linux no other process of the user may read
/// it. Call first in main(). Inside a Snap the process stays dumpable: portals look into /proc/PID.
void hardenProcess();

} // namespace Keyturn
