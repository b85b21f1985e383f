#pragma once

#include "core/secret.h"

#include <QJsonObject>

#include <optional>

namespace Keyturn {

/// What a token says of itself, if it is a JWT (RFC 7519). The signature is not checked, so this is for
/// showing, not for trusting.
std::optional<QJsonObject> jwtClaims(const Secret &token);

} // namespace Keyturn
