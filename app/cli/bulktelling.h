#pragma once

#include "bulk/bulkrun.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <vector>

class QTextStream;

namespace Keyturn {

class Clock;
struct BadLine;

/// What `keyturn --bulk` says while it works: where it stands, each second in which something changed; what
/// it waits for, and until when; and with --json each row's outcome. Thread: GUI.
class BulkTelling : public QObject
{
    Q_OBJECT

public:
    /// `out` for JSON, null: none. The streams outlive this.
    BulkTelling(QTextStream &err, QTextStream *out, const Clock &clock);

    /// It is said after some seconds, and again now and then, until another one, or an empty text, takes its
    /// place.
    void waitFor(const QString &what);
    /// It goes with the run: progress, waits, outcomes.
    void follow(BulkRun *run);
    void showProgress(const BulkProgress &progress);

    /// A line of JSON for each row that has not had one, and for each bad line.
    void tellRest(const BulkPlan &plan, const QList<BadLine> &badLines, bool dryRun);

private:
    void say(const QString &words);
    void sayAgain();
    void tellRow(const BulkPlan &plan, int row, bool dryRun);
    void tell(const QJsonObject &line);

    QTextStream &m_err;
    QTextStream *m_out;
    const Clock &m_clock;
    QTimer m_again;
    QString m_waitsFor;
    QString m_said; ///< the last line of progress
    QDateTime m_heldUntil;
    qint64 m_saidAt = 0;
    std::vector<bool> m_told; ///< by row
};

/// "1 person", "312 people".
QString peopleText(int count);

} // namespace Keyturn
