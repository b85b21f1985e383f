#pragma once

#include "core/outcome.h"
#include "zoom/zoomreply.h"

namespace Keyturn {

/// Names what became of a call that changes something and is answered with 204 and no body: a new password,
/// the end of a sign-in. Success is the final 204 and nothing else; a refusal is Zoom's own error, or what
/// proves that nothing was read; all else that came after the request had left is Unknown. [PUT-204]
/// [END-answers]
Outcome outcomeOfChange(const ZoomReply &reply);

} // namespace Keyturn
