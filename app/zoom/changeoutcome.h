#pragma once

#include "core/outcome.h"
#include "net/httpreply.h"

namespace Keyturn {

/// Names what became of a call that changes something and is answered with 204 and no body: a new password,
/// the end of all sign-ins. Success is 204 and nothing else (zoom-api.md).
Outcome outcomeOfChange(const HttpReply &reply);

} // namespace Keyturn
