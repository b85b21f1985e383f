#pragma once

#include "bulk/bulkplan.h"
#include "core/error.h"

namespace Keyturn {

struct ExportProgress;

/// What a summary says beside the rows.
struct SummaryFacts
{
    QString accountName;
    QString operatorName;
    QDateTime begun; ///< UTC
    QString runId;
    QString end; ///< why the run ended, a whole sentence
    qint64 badLines = 0; ///< of the file, that made no row
};

/// A summary of a run to print: its numbers, and everybody who was not changed, with the reason. No password.
/// Errors as writeSlipsPdf().
Result<void> writeSummaryPdf(const QString &path, const BulkPlan &plan, const SummaryFacts &facts,
                             ExportProgress &progress);

} // namespace Keyturn
