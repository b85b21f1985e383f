#pragma once

#include "history/historyentry.h"

namespace Keyturn {

class Outcome;
struct BulkRow;
struct ResetTarget;

/// The entry of what became of a change of the person's account; the account and the operator are left to
/// whoever knows them.
HistoryEntry entryOf(HistoryEntry::Action action, const ResetTarget &target, const Outcome &outcome);
/// The same for a row of bulk work that has its outcome.
HistoryEntry entryOf(const BulkRow &row, const QString &run);

} // namespace Keyturn
