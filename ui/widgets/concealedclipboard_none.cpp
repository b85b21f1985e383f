#include "concealedclipboard.h"

namespace Keyturn {

void markClipboardConcealed() { }

} // namespace Keyturn
