#pragma once

#include "bulk/csvreader.h"
#include "core/error.h"

#include <QFuture>
#include <QObject>
#include <QPointer>

#include <functional>
#include <memory>

class QFileDialog;
class QWidget;

namespace Keyturn {

class BulkPlan;
class BulkRun;

/// Asks where to, and writes the files of bulk work in another thread. One at a time. The plan and the run
/// must not change meanwhile; the destructor waits for what is being written. Owned by the window that it
/// asks in. Thread: GUI.
class BulkExports : public QObject
{
    Q_OBJECT

public:
    explicit BulkExports(QWidget *window);
    ~BulkExports() override;

    bool isRunning() const { return m_running; }
    void saveBadLines(const QList<BadLine> &lines);
    void saveDryRun(const std::shared_ptr<BulkPlan> &plan, const QList<BadLine> &lines);
    void saveReport(const std::shared_ptr<BulkPlan> &plan, const QList<BadLine> &lines);
    /// After a question: whoever has the file has the passwords.
    void savePasswords(const BulkRun *run);

signals:
    /// While it is written, nothing else may happen to the plan and the run.
    void runningChanged(bool running);
    /// A whole sentence.
    void succeeded(const QString &text);
    void failed(const QString &text);
    /// Passwords are in this file now.
    void passwordsWritten(const QString &path);

private:
    using Work = std::function<Result<void>(const QString &path)>;
    struct Target
    {
        QString title;
        QString fileName; ///< that is offered
        QString filter;
        QString suffix;
    };
    void ask(const Target &target, Work work, bool hasPasswords = false);
    void write(const QString &path, const Work &work, bool hasPasswords);
    void askAboutPasswords(const std::function<void()> &then);

    QWidget *m_window;
    QPointer<QFileDialog> m_dialog;
    QFuture<Result<void>> m_writing;
    bool m_running = false;
};

} // namespace Keyturn
