#pragma once

#include "bulk/bulkrun.h"
#include "history/historyentry.h"

#include <QObject>
#include <QString>

#include <functional>

namespace Keyturn {

class Clock;
class History;

/// Writes a bulk run down in the history: each row when its outcome is in the run's journal. A crash between
/// the two loses an entry and not the outcome, so a run that is gone on with first writes down what is
/// missing. Thread: GUI.
class RunNotes : public QObject
{
    Q_OBJECT

public:
    /// Before the run is started. Both outlive this.
    RunNotes(History *history, BulkRun *run, QString accountName, QObject *parent = nullptr);

    /// The run's passwords are in this file now.
    void noteExport(const QString &path, const Clock &clock);

signals:
    /// Outcomes are not in the history, for the database's own words; they are tried again.
    void failed(const QString &reason);

private:
    void catchUp();
    void writeDown(HistoryEntry entry);

    History *m_history;
    BulkRun *m_run;
    QString m_accountName;
};

/// For BulkRun::Setup::laterChanges: what the history tells. The history outlives it.
std::function<QFuture<Result<QList<LaterChange>>>(const BulkRunRecord &)> laterChangesIn(History *history);

} // namespace Keyturn
