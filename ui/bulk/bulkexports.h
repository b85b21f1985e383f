#pragma once

#include "bulk/csvreader.h"
#include "core/error.h"

#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QTimer>

#include <functional>
#include <memory>

class QFileDialog;
class QProgressDialog;
class QWidget;

namespace Keyturn {

class BulkPlan;
class BulkRun;
struct ExportProgress;
struct SummaryFacts;

/// Asks where to, and writes the files of bulk work in another thread. One at a time. The plan and the run
/// must not change meanwhile; the destructor waits for what is being written. Owned by the window that it
/// asks in. Thread: GUI.
class BulkExports : public QObject
{
    Q_OBJECT

public:
    /// `isRecorded`: the history notes that passwords were written.
    BulkExports(QWidget *window, bool isRecorded);
    ~BulkExports() override;

    bool isRunning() const { return m_running; }
    void saveBadLines(const QList<BadLine> &lines);
    void saveDryRun(const std::shared_ptr<BulkPlan> &plan, const QList<BadLine> &lines);
    void saveReport(const std::shared_ptr<BulkPlan> &plan, const QList<BadLine> &lines);
    /// After a question: whoever has the file has the passwords.
    void savePasswords(const BulkRun *run);
    void saveSlips(const BulkRun *run);
    void saveSummary(const BulkRun *run, const SummaryFacts &facts);

signals:
    /// While it is written, nothing else may happen to the plan and the run.
    void runningChanged(bool running);
    /// A whole sentence.
    void succeeded(const QString &text);
    void failed(const QString &text);
    /// Passwords are in this file now.
    void passwordsWritten(const QString &path);

private:
    using Work = std::function<Result<void>(const QString &path, ExportProgress &progress)>;
    struct Target
    {
        QString title;
        QString fileName; ///< that is offered
        QString filter;
        QString suffix;
    };
    void ask(const Target &target, Work work, bool hasPasswords = false);
    void write(const QString &path, const Work &work, bool hasPasswords);
    void showProgress();
    void handleWritten(const QString &path, bool hasPasswords, const Result<void> &written);

    QWidget *m_window;
    bool m_isRecorded;
    QPointer<QFileDialog> m_dialog;
    QFuture<Result<void>> m_writing;
    std::shared_ptr<ExportProgress> m_progress; ///< of what is being written
    QPointer<QProgressDialog> m_progressDialog; ///< when it takes long
    QTimer m_progressTimer;
    bool m_running = false;
};

} // namespace Keyturn
