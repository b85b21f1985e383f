#pragma once

#include "core/secret.h"

#include <QStringList>

namespace Keyturn {

/// The scopes that a pasted token names itself, in "scope", "scopes" or "scp", as a list or as words in a
/// row. Empty when it is no JWT or names none, as Zoom's mostly do. For showing, not for trusting.
QStringList jwtScopes(const Secret &token);

} // namespace Keyturn
