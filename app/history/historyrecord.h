#pragma once

#include "history/historyentry.h"

namespace Keyturn {

class Outcome;
struct BulkRow;
struct OpenAttempt;
struct ResetTarget;

/// The entry of what became of a change of the person's account; the account and the operator are left to
/// whoever knows them.
HistoryEntry entryOf(HistoryEntry::Action action, const ResetTarget &target, const Outcome &outcome);
/// The same for a row of bulk work that has its outcome.
HistoryEntry entryOf(const BulkRow &row, const QString &run);

/// What was Begun, as an attempt whose outcome is open. Its password is not in the history.
OpenAttempt openAttemptOf(const HistoryEntry &begun);
/// That nobody will find out any more, for the history: one for each of its records.
QList<HistoryEntry> leftUnknown(const OpenAttempt &attempt);
/// Whether it was surely cut off: it is not of another computer that shares the history, and may still wait
/// for its answer.
bool isCutOff(const HistoryEntry &begun, const QDateTime &now);

} // namespace Keyturn
