#pragma once

#include "bulk/bulkplan.h"
#include "bulk/csvreader.h"
#include "core/error.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

namespace Keyturn {

class BulkRun;

/// The report's first line.
inline constexpr QByteArrayView bulkReportHeader =
    "\xEF\xBB\xBFline,person,user_id,name,verdict,outcome,"
    "http_status,code,message,tracking_id,time,reason,password_source\r\n";

/// The report: line, person, verdict, outcome, HTTP status, code, message, tracking ID, time, why, and
/// whether the password is the list's or generated; never a password. UTF-8 with a byte order mark, which
/// Excel needs, CRLF. `dryRun`: what would be sent. SettingsFailed when the file cannot be written; it is
/// written whole or not at all. Lines of the file that made no row follow, with the verdict "bad-line".
Result<void> writeBulkReport(const QString &path, const BulkPlan &plan, bool dryRun = false,
                             const QList<BadLine> &badLines = {});

/// Person and password of each row that is Changed or Unknown, readable by this user only (0600); on an
/// explicit step only. A password of the file's that a spreadsheet would take for a formula has an apostrophe
/// before it, and the note "apostrophe-added". SettingsFailed, or why a password cannot be had.
Result<void> writePasswordsCsv(const QString &path, const BulkRun &run);

/// Whether each person of such a file is one of the run's, with the password that the run has for them: then
/// a new file of the run's can take its place, and nothing is lost. InvalidInput when it cannot be read.
Result<bool> holdsOnlyPasswordsOf(const QString &path, const BulkRun &run);

// The report's words: English and fixed, for scripts.

QString verdictWord(BulkVerdict verdict);
QString reportWord(const BulkRow &row);
QString dryRunWord(const BulkRow &row);

} // namespace Keyturn
