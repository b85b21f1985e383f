#include "runnotes.h"

#include "bulk/bulkrun.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "history/history.h"
#include "history/historyrecord.h"

#include <QSet>

namespace Keyturn {

RunNotes::RunNotes(History *history, BulkRun *run, QString accountName, QObject *parent)
    : QObject(parent)
    , m_history(history)
    , m_run(run)
    , m_accountName(std::move(accountName))
{
    m_history->prepare();
    connect(m_history, &History::appendFailed, this, &RunNotes::failed);
    connect(m_run, &BulkRun::started, this, &RunNotes::catchUp);
    connect(m_run, &BulkRun::rowSettled, this,
            [this](int row) { writeDown(entryOf(m_run->plan()->row(row), m_run->record().runId)); });
}

void RunNotes::catchUp()
{
    QList<HistoryEntry> known; // what the journal tells; a new run's tells nothing
    const std::shared_ptr<BulkPlan> plan = m_run->plan();
    for (int row = 0; row < plan->count(); ++row) {
        // Without the rows that wait, to be sent or to be sent again: they get an outcome of their own.
        const BulkRowState state = plan->state(row);
        if (state != BulkRowState::Changed && state != BulkRowState::Refused
            && state != BulkRowState::Unknown)
            continue;
        if (const BulkRow found = plan->row(row); found.time.isValid())
            known.append(entryOf(found, m_run->record().runId));
    }
    if (known.isEmpty())
        return;
    HistoryQuery query;
    query.run = m_run->record().runId;
    query.limit = 0;
    whenReady(m_history->search(query), this, [this, known](const Result<QList<HistoryEntry>> &written) {
        if (!written)
            return; // what is not known to be missing would stand there twice
        QSet<QString> people;
        for (const HistoryEntry &entry : *written)
            people.insert(entry.userId);
        for (const HistoryEntry &entry : known) {
            if (!people.contains(entry.userId))
                writeDown(entry);
        }
    });
}

void RunNotes::noteExport(const QString &path, const Clock &clock)
{
    HistoryEntry entry;
    entry.at = clock.now();
    entry.action = HistoryEntry::Action::Export;
    entry.result = HistoryEntry::Result::Changed;
    entry.message = path;
    entry.run = m_run->record().runId;
    writeDown(entry);
}

std::function<QFuture<Result<QList<LaterChange>>>(const BulkRunRecord &)> laterChangesIn(History *history)
{
    return [history](const BulkRunRecord &run) {
        HistoryQuery query;
        query.since = run.created;
        query.result = HistoryEntry::Result::Changed;
        query.limit = 0;
        return history->search(query).then([runId = run.runId](const Result<QList<HistoryEntry>> &entries) {
            if (!entries)
                return Result<QList<LaterChange>>(std::unexpected(entries.error()));
            QList<LaterChange> changes;
            for (const HistoryEntry &entry : *entries) {
                if (entry.run != runId && entry.action == HistoryEntry::Action::Reset)
                    changes.append({entry.userId, entry.at, entry.operatorName});
            }
            return Result<QList<LaterChange>>(changes);
        });
    };
}

void RunNotes::writeDown(HistoryEntry entry)
{
    entry.account = m_accountName;
    entry.operatorName = currentOperator();
    m_history->append(entry);
}

} // namespace Keyturn
