#pragma once

class QSqlError;

namespace Keyturn {

/// Whether SQLite says that the file itself is damaged: SQLITE_CORRUPT or SQLITE_NOTADB
/// (sqlite.org/rescode.html). Anything else (a full disk, no permission, no file descriptor left, a lock)
/// says nothing about the file: it is left where it is, and tried again.
bool isDamagedDatabase(const QSqlError &error);

} // namespace Keyturn
