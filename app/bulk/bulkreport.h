#pragma once

#include "bulk/bulkplan.h"
#include "bulk/csvreader.h"
#include "core/error.h"

#include <QByteArray>
#include <QString>

namespace Keyturn {

class BulkRun;

/// The report: line, person, verdict, outcome, HTTP status, code, message, tracking ID, time; never a
/// password. UTF-8 with a byte order mark, which Excel needs, CRLF. `dryRun`: what would be sent.
/// SettingsFailed when the file cannot be written; it is written whole or not at all.
/// Lines of the file that made no row follow, with the verdict "bad-line".
Result<void> writeBulkReport(const QString &path, const BulkPlan &plan, bool dryRun = false,
                             const QList<BadLine> &badLines = {});

/// Person and password of each row that is Changed or Unknown, readable by this user only (0600); on an
/// explicit step only. A password of the file's that a spreadsheet would take for a formula has an apostrophe
/// before it, and the note "apostrophe-added". SettingsFailed, or why a password cannot be had.
Result<void> writePasswordsCsv(const QString &path, const BulkRun &run);

/// The report's word for an outcome: English and fixed, for scripts.
QString reportWord(BulkRowState state);

} // namespace Keyturn
