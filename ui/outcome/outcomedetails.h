#pragma once

#include <QStringList>

namespace Keyturn {

struct ReplyFacts;
struct ResetResult;

/// The facts of a reset, a line each, for Zoom's support. Never a password or a token.
QString outcomeDetails(const ResetResult &result);

/// What an answer said, a line each: HTTP status, Zoom's code and words, tracking ID, time.
QStringList replyLines(const ReplyFacts &facts);

/// One sentence for the status line: the person and what became of it.
QString outcomeSentence(const ResetResult &result);

} // namespace Keyturn
