#include "screencapture.h"

namespace Keyturn {

bool canHideFromCapture()
{
    return false;
}

void setHiddenFromCapture(QWindow *, bool) { }

} // namespace Keyturn
