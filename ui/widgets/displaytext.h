#pragma once

#include "words/displaytext.h"

namespace Keyturn {

/// Text for a tooltip, which Qt would take for HTML when it looks like it.
QString plainToolTip(const QString &text);

} // namespace Keyturn
