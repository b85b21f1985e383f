#pragma once

#include "core/secret.h"

namespace Keyturn {

/// 256 bits from the operating system, in 64 hexadecimal digits, which any keychain takes.
Secret randomKey();

} // namespace Keyturn
