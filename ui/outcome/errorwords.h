#pragma once

#include "core/outcome.h"

#include <QString>

namespace Keyturn {

/// Whole, translated sentences. The one place where kinds of errors become words.
struct ErrorWords
{
    QString happened;
    QString changed; ///< was anything changed; empty where nothing was to be changed
    QString next; ///< what to do
};

/// For what became of a password change. After an earlier attempt that is still Unknown, Refused and NotSent
/// speak for their own attempt only.
ErrorWords wordsFor(const Outcome &outcome, bool earlierAttemptUnknown);
/// For anything else: loading, looking up, the keychain, settings.
ErrorWords wordsFor(const Error &error);

/// "Password changed", "Refused — nothing was changed", …
QString outcomeTitle(Outcome::Kind kind);

/// Whether editing the account, for instance pasting another access token, may help.
bool isHelpedByEditing(ErrorKind kind);

} // namespace Keyturn
