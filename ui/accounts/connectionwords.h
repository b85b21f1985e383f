#pragma once

#include "session/connectionreport.h"

#include <QString>

namespace Keyturn {

/// One row of "Test connection" in words.
struct ConnectionWords
{
    QString title; ///< "List of users"
    QString state; ///< "works"
    QString happened; ///< whole sentences; empty while there is nothing to tell
    QString next; ///< what to do; empty where nothing is

    QString heading() const; ///< title and state
    QString sentence() const; ///< all of it in one breath, for screen readers
};

ConnectionWords connectionWords(const ConnectionReport &report, ConnectionStep step);

/// How it ended, or what is being tested just now.
QString connectionSummary(const ConnectionReport &report);

/// All rows with what the server answered, for Zoom's support. Never a password, a secret or a token.
QString connectionDetails(const ConnectionReport &report);

} // namespace Keyturn
