#pragma once

#include "history/historyentry.h"

#include <QString>

namespace Keyturn {

class HistoryFile;

enum class HistoryFormat {
    Csv, ///< UTF-8 with a byte order mark, commas; no cell that a spreadsheet would take for a formula
    Json, ///< an array of objects, one a line
};

/// Writes what the query finds, the oldest first, into a new file with mode 0600, which takes the place of
/// one that is there once it is whole. False, with the former file as it was, when that fails. Any thread;
/// blocks.
bool exportHistory(HistoryFile &history, const HistoryQuery &query, const QString &file,
                   HistoryFormat format);

} // namespace Keyturn
