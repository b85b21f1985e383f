#pragma once

#include "core/error.h"

#include <QStringList>

namespace Keyturn {

/// What an answer said, a line each: HTTP status, Zoom's code and words, tracking ID, time.
QStringList replyLines(const ReplyFacts &facts);

} // namespace Keyturn
