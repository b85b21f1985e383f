#pragma once

#include <QString>

namespace Keyturn {

class Outcome;
struct SignOutResult;

/// What became of the sign-out after a reset that worked, in whole sentences: what of the two was done, and
/// what to do next.
QString signOutWords(const Outcome &outcome);

/// One sentence for the status line: the person, the reset and the sign-out.
QString signOutSentence(const SignOutResult &result);

/// The facts, a line each, for Zoom's support.
QString signOutDetails(const SignOutResult &result);

} // namespace Keyturn
