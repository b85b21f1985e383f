#pragma once

#include "bulk/earlierruns.h"
#include "cli/bulkcommand.h"

#include <QStringList>

namespace Keyturn {

class BulkPlan;

/// What `keyturn --bulk … --yes` does about earlier runs of the same people. Nobody gets a second password
/// unless somebody said so.
struct EarlierDecision
{
    enum class What {
        Begin,
        GoOn, ///< with `run`
        TellAgain, ///< what became of `run`, which has ended; nothing is sent
        Refuse, ///< with `exit`
    };
    What what = What::Begin;
    RunSummary run;
    BulkExit exit = BulkExit::Done;
    QStringList words; ///< whole sentences for the terminal
};

EarlierDecision decide(const EarlierRuns &earlier, const BulkPlan &list, bool resume);

} // namespace Keyturn
