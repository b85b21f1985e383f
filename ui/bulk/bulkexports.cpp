#include "bulkexports.h"

#include "bulk/bulkimport.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkreport.h"
#include "bulk/bulkrun.h"
#include "bulkquestions.h"
#include "core/inthread.h"
#include "core/outputfile.h"
#include "core/whenready.h"
#include "pdffile.h"
#include "slipspdf.h"
#include "summarypdf.h"
#include "widgets/displaytext.h"

#include <QDir>
#include <QFileDialog>
#include <QProgressDialog>
#include <QStandardPaths>

namespace Keyturn {

namespace {

constexpr int progressMs = 200;

Result<void> writeBytes(const QString &path, const QByteArray &bytes)
{
    OutputFile file(path, OutputFile::Readers::Usual);
    if (!file.open() || file.write(bytes) != bytes.size())
        return std::unexpected(file.error());
    return file.commit();
}

} // namespace

BulkExports::BulkExports(QWidget *window, bool isRecorded)
    : QObject(window)
    , m_window(window)
    , m_isRecorded(isRecorded)
{
    m_progressTimer.setInterval(progressMs);
    connect(&m_progressTimer, &QTimer::timeout, this, &BulkExports::showProgress);
}

BulkExports::~BulkExports()
{
    if (!m_running)
        return;
    m_progress->cancelled = true;
    m_writing.waitForFinished();
}

void BulkExports::saveBadLines(const QList<BadLine> &lines)
{
    ask({tr("Save the lines that could not be read"), QStringLiteral("left-out.csv"), tr("CSV (*.csv)"),
         QStringLiteral("csv")},
        [lines](const QString &path, ExportProgress &) { return writeBytes(path, badLinesCsv(lines)); });
}

void BulkExports::saveDryRun(const std::shared_ptr<BulkPlan> &plan, const QList<BadLine> &lines)
{
    ask({tr("Save the report of the dry run"), QStringLiteral("dry-run.csv"), tr("CSV (*.csv)"),
         QStringLiteral("csv")},
        [plan, lines](const QString &path, ExportProgress &) {
            return writeBulkReport(path, *plan, true, lines);
        });
}

void BulkExports::saveReport(const std::shared_ptr<BulkPlan> &plan, const QList<BadLine> &lines)
{
    ask({tr("Save the report"), QStringLiteral("report.csv"), tr("CSV (*.csv)"), QStringLiteral("csv")},
        [plan, lines](const QString &path, ExportProgress &) {
            return writeBulkReport(path, *plan, false, lines);
        });
}

void BulkExports::savePasswords(const BulkRun *run)
{
    askToWritePasswords(m_window, m_isRecorded, [this, run] {
        ask(
            {tr("Write the passwords to a file"), QStringLiteral("passwords.csv"), tr("CSV (*.csv)"),
             QStringLiteral("csv")},
            [run](const QString &path, ExportProgress &) { return writePasswordsCsv(path, *run); }, true);
    });
}

void BulkExports::saveSlips(const BulkRun *run)
{
    askToWritePasswords(m_window, m_isRecorded, [this, run] {
        ask(
            {tr("Write password slips"), QStringLiteral("password-slips.pdf"), tr("PDF (*.pdf)"),
             QStringLiteral("pdf")},
            [run](const QString &path, ExportProgress &progress) {
                return writeSlipsPdf(
                    path, *run->plan(), [run](int row) { return run->password(row); },
                    run->record().accountName, progress);
            },
            true);
    });
}

void BulkExports::saveSummary(const BulkRun *run, const SummaryFacts &facts)
{
    ask({tr("Save the summary"), QStringLiteral("summary.pdf"), tr("PDF (*.pdf)"), QStringLiteral("pdf")},
        [plan = run->plan(), facts](const QString &path, ExportProgress &progress) {
            return writeSummaryPdf(path, *plan, facts, progress);
        });
}

void BulkExports::ask(const Target &target, Work work, bool hasPasswords)
{
    if (m_running || m_dialog)
        return;
    auto *dialog = new QFileDialog(m_window, target.title,
                                   QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    m_dialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setObjectName(QStringLiteral("bulkSaveDialog"));
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(target.filter);
    dialog->setDefaultSuffix(target.suffix);
    dialog->selectFile(target.fileName);
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, work = std::move(work), hasPasswords](const QString &path) {
                write(path, work, hasPasswords);
            });
    dialog->open();
}

void BulkExports::write(const QString &path, const Work &work, bool hasPasswords)
{
    m_running = true;
    emit runningChanged(true);
    m_progress = std::make_shared<ExportProgress>();
    m_writing = inThread<Result<void>>(*QThreadPool::globalInstance(),
                                       [work, path, progress = m_progress] { return work(path, *progress); });
    m_progressTimer.start();
    whenReady(m_writing, this, [this, path, hasPasswords](const Result<void> &written) {
        handleWritten(path, hasPasswords, written);
    });
}

/// Not before it has taken a moment.
void BulkExports::showProgress()
{
    if (!m_progressDialog) {
        m_progressDialog = new QProgressDialog(tr("Writing the file…"), tr("Cancel"), 0, 0, m_window);
        m_progressDialog->setObjectName(QStringLiteral("bulkExportProgress"));
        m_progressDialog->setWindowTitle(tr("Writing"));
        m_progressDialog->setWindowModality(Qt::WindowModal);
        m_progressDialog->setAutoReset(false);
        m_progressDialog->setAutoClose(false);
        connect(m_progressDialog, &QProgressDialog::canceled, this,
                [progress = m_progress] { progress->cancelled = true; });
        m_progressDialog->show();
    }
    m_progressDialog->setMaximum(m_progress->total);
    m_progressDialog->setValue(m_progress->done);
}

void BulkExports::handleWritten(const QString &path, bool hasPasswords, const Result<void> &written)
{
    m_running = false;
    m_progressTimer.stop();
    if (m_progressDialog)
        m_progressDialog->deleteLater();
    emit runningChanged(false);
    const QString name = displayText(QDir::toNativeSeparators(path));
    if (!written && written.error().kind == ErrorKind::Cancelled) {
        emit succeeded(tr("Nothing was written."));
        return;
    }
    if (!written) {
        // What to do is in the words: another place, a font, the keychain.
        emit failed(tr("%1 was not written. %2").arg(name, displayText(written.error().reply.message)));
        return;
    }
    if (hasPasswords)
        emit passwordsWritten(path);
    emit succeeded(tr("Written to %1.").arg(name));
}

} // namespace Keyturn
