#pragma once

#include "core/outcome.h"

#include <QString>

namespace Keyturn {

/// Whole, translated sentences: the one place where kinds of errors become words, for the window and for the
/// commands (terminaltext.h). No text is ever empty, except `changed`.
struct ErrorWords
{
    QString happened;
    QString changed; ///< was anything changed; empty where nothing was to be changed
    QString next; ///< what to do
};

/// What stands beside the outcome of a password change, and changes what can be said of it.
struct OutcomeContext
{
    /// An earlier attempt is still Unknown: Refused and NotSent speak for their own attempt only.
    bool earlierAttemptUnknown = false;
    /// Refused as the same password, which settles what was open before.
    bool settledEarlier = false;
    bool isPending = false; ///< the person has not taken up their invitation
};

/// Zoom took the password of somebody who has not accepted the invitation.
ErrorWords wordsForPending();
/// For what became of a password change.
ErrorWords wordsFor(const Outcome &outcome, const OutcomeContext &context = {});
/// Where the words are read: what to do names the window's buttons, or the commands.
enum class Reader { Window, Terminal };
/// For anything else: loading, looking up, the keychain, settings.
ErrorWords wordsFor(const Error &error, Reader reader = Reader::Window);

/// "Password changed", "Refused — nothing was changed", …
QString outcomeTitle(Outcome::Kind kind, const OutcomeContext &context = {});

/// Whether editing the account, for instance pasting another access token, may help.
bool isHelpedByEditing(ErrorKind kind);

} // namespace Keyturn
