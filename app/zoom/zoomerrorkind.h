#pragma once

#include "core/error.h"

namespace Keyturn {

struct ZoomReply;

/// What kind of answer it is, for any call: one table of Zoom's codes and words, with the row of README.md
/// that each comes from, and one of statuses. Not for what the call wanted (200 with what was asked for,
/// 204).
ErrorKind errorKindOf(const ZoomReply &reply);

/// 408, 409, 423, 425 and 499: they speak of when and beside what the request came, not of what became of it.
/// [WIRE-timing]
bool speaksOfTiming(int status);

} // namespace Keyturn
