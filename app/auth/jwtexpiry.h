#pragma once

#include "core/secret.h"

#include <QDateTime>

#include <optional>

namespace Keyturn {

/// When a pasted token ends, in UTC, by what it says itself: the "exp" of a JWT (RFC 7519). Nothing when it
/// is no JWT or names no end. The signature is not checked, so this is for showing, not for trusting.
std::optional<QDateTime> jwtExpiry(const Secret &token);

} // namespace Keyturn
