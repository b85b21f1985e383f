#pragma once

#include <QString>

#include <chrono>

namespace Keyturn {

/// "3 min left": as exact as an estimate deserves.
QString timeLeftText(std::chrono::seconds left);

} // namespace Keyturn
