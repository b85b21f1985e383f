#pragma once

#include <QString>

namespace Keyturn {

struct OutcomeContext;
struct ResetResult;

/// What changes what can be said of it.
OutcomeContext contextOf(const ResetResult &result);

/// The facts of a reset, a line each, for Zoom's support. Never a password or a token.
QString outcomeDetails(const ResetResult &result);

/// One sentence for the status line: the person and what became of it.
QString outcomeSentence(const ResetResult &result);

} // namespace Keyturn
