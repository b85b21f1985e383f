#pragma once

#include "bulk/csvreader.h"

#include <QObject>

#include <memory>

namespace Keyturn {

class BulkPlan;

/// Reads a file or a pasted list in a thread of its own. Owned by whoever wants the plan; destroying it ends
/// the reading. Thread: GUI.
class BulkImport : public QObject
{
    Q_OBJECT

public:
    explicit BulkImport(QObject *parent = nullptr);
    ~BulkImport() override;

    /// At most one at a time: a second start is ignored while one runs.
    void startFile(const QString &path, const CsvOptions &options = {});
    /// Addresses and IDs, one a line or separated by commas, semicolons or blanks; addresses as mail programs
    /// copy them ("Ana Bo <ana@x.com>; …", persontext.h); or CSV with a header. Wipes its copy.
    void startText(const QString &pasted);
    void cancel();
    bool isRunning() const { return m_running; }

    /// After finished(); gives it away. Null after failed().
    std::shared_ptr<BulkPlan> takePlan();
    const CsvResult &result() const { return m_result; }

signals:
    /// About ten times a second. `total` is the file's size.
    void progressed(qint64 bytes, qint64 total);
    void finished();
    /// InvalidInput with words, or Cancelled.
    void failed(const Keyturn::Error &error);

private:
    void start(const QString &path, QByteArray pasted, const CsvOptions &options);

    struct Job;
    std::shared_ptr<Job> m_job;
    std::shared_ptr<BulkPlan> m_plan;
    CsvResult m_result;
    bool m_running = false;
};

/// The bad lines as CSV (line, reason, what stood there), formula cells defused.
QByteArray badLinesCsv(const QList<BadLine> &lines);
/// One short sentence.
QString wordsOf(BadLineReason reason);

} // namespace Keyturn
