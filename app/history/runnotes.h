#pragma once

#include "history/historyentry.h"

#include <QObject>
#include <QString>

namespace Keyturn {

class BulkRun;
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

private:
    void catchUp();
    void writeDown(HistoryEntry entry);

    History *m_history;
    BulkRun *m_run;
    QString m_accountName;
};

} // namespace Keyturn
