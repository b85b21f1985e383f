#pragma once

namespace Keyturn {

/// On Windows a program with a window has no console, even when it was started from one: standard output and
/// standard error go to the starter's console then, unless they were directed elsewhere. Nothing to do on
/// other systems. To be called before anything is printed.
void joinParentConsole();

} // namespace Keyturn
