#pragma once

#include "core/error.h"

#include <QString>

namespace Keyturn {

/// Why a sign-in with the browser came to nothing, and what to do, for the dialog in which it was begun.
QString signInFailure(const Error &error);
/// For whoever made the app, or Zoom's support; empty when no answer said anything.
QString signInDetails(const Error &error);

} // namespace Keyturn
