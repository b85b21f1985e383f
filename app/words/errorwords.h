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

/// For what became of a password change. After an earlier attempt that is still Unknown, Refused and NotSent
/// speak for their own attempt only.
ErrorWords wordsFor(const Outcome &outcome, bool earlierAttemptUnknown);
/// Where the words are read: what to do names the window's buttons, or the commands.
enum class Reader { Window, Terminal };
/// For anything else: loading, looking up, the keychain, settings.
ErrorWords wordsFor(const Error &error, Reader reader = Reader::Window);

/// "Password changed", "Refused — nothing was changed", …
QString outcomeTitle(Outcome::Kind kind);

/// Whether editing the account, for instance pasting another access token, may help.
bool isHelpedByEditing(ErrorKind kind);

} // namespace Keyturn
