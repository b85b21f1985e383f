#pragma once

#include "bulk/bulkrun.h"
#include "bulk/csvreader.h"
#include "bulk/earlierruns.h"
#include "words/errorwords.h"

#include <QString>
#include <QStringList>

namespace Keyturn {

// What people read of a run: in the window, in its papers, and in a terminal.

/// A verdict in a few words, and as a sentence that says what it means and what can be done.
QString verdictText(BulkVerdict verdict);
QString verdictAdvice(BulkVerdict verdict);

/// What became of a row, in a few words; and why, as a sentence, where there is a why.
QString rowStateText(const BulkRow &row);
QString rowReason(const BulkRow &row);

/// Whom a run reaches and what Zoom does to them, and how many rows stay out, in whole sentences.
QString blastText(const BlastRadius &radius);

/// What was found out about a list, in whole sentences: its passwords' column, what was passed over, and
/// whether its characters are sure.
QStringList listText(const CsvResult &list);

/// How many passwords the list gives, and how many are generated: never one without the other.
QString passwordSourcesText(const BulkPlan &plan);

/// Why a journal that cannot be looked into stops everything.
QString unreadableText(const UnreadableRun &run);

/// Why the account's RunLock is not to be had: who has it, or what was in the way.
QString runUnderWayText(const Error &error);

/// Why a run ended, in whole sentences, with what to do next.
QString endText(BulkEnd end, const Error &error, Reader reader = Reader::Window);

/// "312 changed, 2 refused": only what there is. Nothing yet: an empty text.
QString countsText(const BulkProgress &progress);

/// "312 of 400 people changed, begun on 3 March": a run that was cut off.
QString unfinishedText(const RunSummary &run);

} // namespace Keyturn
