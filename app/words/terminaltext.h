#pragma once

#include "core/error.h"

#include <QString>

namespace Keyturn {

/// An error in one line for a terminal: what happened and what to do, in the words of the table that the
/// window uses, and in brackets what an answer said, where there was one. Never empty.
QString terminalText(const Error &error);

/// What to do where the window's advice names its own buttons; null where that does for a terminal, too.
/// Untranslated, in the context "Keyturn::TerminalText".
const char *terminalAdvice(ErrorKind kind);

} // namespace Keyturn
