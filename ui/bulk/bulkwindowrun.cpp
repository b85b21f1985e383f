#include "bulkwindow.h"

#include "bulk/bulkwords.h"
#include "bulk/earlierruns.h"
#include "bulk/runlock.h"
#include "bulkcheckpage.h"
#include "bulkexports.h"
#include "bulkquestions.h"
#include "bulkrunpage.h"
#include "bulksourcepage.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "history/historyentry.h"
#include "history/runnotes.h"
#include "session/accountsession.h"
#include "session/bulkcheck.h"
#include "session/bulksetup.h"
#include "summarypdf.h"
#include "widgets/displaytext.h"
#include "words/errorwords.h"

#include <QMessageBox>
#include <QStackedWidget>

// A run in the window: how it begins or goes on, its end, and what is left of it.

namespace Keyturn {

bool BulkWindow::isBusy() const
{
    return m_run && m_run->state() != BulkState::Finished;
}

void BulkWindow::makeRun()
{
    m_run.reset();
    BulkRun::Options options = bulkOptions(m_rooms.session->account(), m_check->rules());
    options.canary = m_checkPage->canary();
    options.goOnWhenFine = !m_checkPage->asksAfterCanary();
    BulkRun::Setup setup = bulkSetup(*m_rooms.session, m_rooms.keychain, m_rooms.journals);
    setup.lock = std::exchange(m_lock, nullptr);
    if (m_rooms.history)
        setup.laterChanges = laterChangesIn(m_rooms.history);
    m_run = std::make_unique<BulkRun>(std::move(setup), options);
    m_notes = m_rooms.history
        ? new RunNotes(m_rooms.history, m_run.get(), m_rooms.session->account().name, m_run.get())
        : nullptr;
    connect(m_run.get(), &BulkRun::progressed, this, &BulkWindow::progressed);
    m_runPage->attach(m_run.get());
    m_pages->setCurrentWidget(m_runPage);
    connect(m_run.get(), &BulkRun::finished, this, &BulkWindow::handleEnd);
    emit busyChanged(true);
}

void BulkWindow::handleEnd()
{
    emit busyChanged(false);
    const bool hasBegun = m_run->progress().total > 0;
    if (hasBegun)
        emit runEnded(m_run->progress());
    // Not from within what the run calls.
    if (m_closesWhenEnded)
        QMetaObject::invokeMethod(this, [this] { finishRun(true); }, Qt::QueuedConnection);
    else if (!hasBegun)
        QMetaObject::invokeMethod(this, &BulkWindow::backFromRun, Qt::QueuedConnection);
}

/// It could not begin: nothing was sent, and nothing of what was chosen is lost.
void BulkWindow::backFromRun()
{
    if (!m_run)
        return;
    const QString why = endText(m_run->end(), m_run->endError());
    m_runPage->detach();
    m_run.reset();
    if (m_plan) {
        m_pages->setCurrentWidget(m_checkPage);
        m_checkPage->showMessage(true, why);
    } else {
        showSource();
        m_source->showError(why);
    }
}

void BulkWindow::startRun()
{
    m_passwordsWritten = false;
    m_fileAgain = m_plan;
    makeRun();
    m_run->start(m_plan);
}

void BulkWindow::openUnfinished(const RunSummary &run)
{
    if (!run.record.fromFile) {
        goOnWith(run.path, nullptr, true);
        return;
    }
    m_unfinished = run;
    m_question = askForFileAgain(this, [this] { chooseFile(); }, [this] { m_unfinished.reset(); });
}

void BulkWindow::goOnWith(const QString &journal, std::shared_ptr<BulkPlan> file, bool waits)
{
    m_plan.reset();
    m_fileAgain = std::move(file);
    makeRun();
    // It stands still until somebody says so: they may only want its report.
    if (waits)
        connect(m_run.get(), &BulkRun::started, m_run.get(), &BulkRun::pause);
    m_run->startAgain(journal, m_fileAgain);
}

void BulkWindow::goOn()
{
    const QString journal = m_run->journalPath();
    const bool fromFile = m_run->record().fromFile;
    m_runPage->detach();
    m_run.reset(); // which lets go of the journal
    goOnWith(journal, fromFile ? m_fileAgain : nullptr, false);
}

void BulkWindow::retry()
{
    std::shared_ptr<BulkPlan> failed = planOfFailed(*m_run->plan());
    m_runPage->detach();
    m_run.reset(); // it stays in the list of unfinished runs until it is put away
    m_pages->setCurrentWidget(m_source);
    lookForUnfinished();
    check(std::move(failed), {});
}

void BulkWindow::saveSummary()
{
    SummaryFacts facts;
    facts.accountName = m_run->record().accountName;
    facts.operatorName = currentOperator();
    facts.begun = m_run->record().created;
    facts.runId = m_run->record().runId;
    facts.end = endText(m_run->end(), m_run->endError());
    facts.badLines = m_file.badLineCount;
    m_exports->saveSummary(m_run.get(), facts);
}

void BulkWindow::noteExport(const QString &path)
{
    m_passwordsWritten = true;
    if (m_notes)
        m_notes->noteExport(path, m_rooms.session->clock());
}

void BulkWindow::reject()
{
    if (m_exports->isRunning() || (m_question && m_question->isVisible()))
        return;
    if (isBusy()) {
        askBeforeStopping();
        return;
    }
    if (m_run && m_run->plan() && m_run->progress().changed + m_run->progress().unknown > 0) {
        askAboutPasswords();
        return;
    }
    if (m_run)
        finishRun(m_run->progress().left > 0);
    else
        QDialog::reject();
}

void BulkWindow::askBeforeStopping()
{
    m_question = askToStop(this, [this] {
        if (!isBusy()) { // it ended while this was read
            QMetaObject::invokeMethod(this, &BulkWindow::reject, Qt::QueuedConnection);
            return;
        }
        m_closesWhenEnded = true;
        m_run->stop();
    });
}

/// Which are lost with the run, and so is what is left to do.
void BulkWindow::askAboutPasswords()
{
    const BulkProgress progress = m_run->progress();
    m_question = askToPutAway(
        this, {m_passwordsWritten, progress.left == 0 && progress.unknown == 0, m_rooms.history != nullptr},
        [this] { finishRun(true); }, [this] { finishRun(false); });
}

void BulkWindow::discardQuestion(const RunSummary &run)
{
    m_question = askToDiscard(this, run, [this, run] { discard(run); });
}

void BulkWindow::discard(const RunSummary &run)
{
    const auto lock = RunLock::take(m_rooms.journals, m_rooms.session->account().id);
    if (!lock) {
        m_source->showError(runUnderWayText(lock.error()));
        return;
    }
    whenReady(putAwayRun(run.path, run.record, m_rooms.keychain), this,
              [this, held = *lock](const Result<void> &gone) {
                  if (!gone)
                      m_source->showError(
                          tr("The run could not be put away. %1").arg(wordsFor(gone.error()).happened));
                  lookForUnfinished();
              });
}

void BulkWindow::finishRun(bool keep)
{
    if (keep) {
        closeRun();
        return;
    }
    whenReady(m_run->putAway(), this, [this](const Result<void> &gone) {
        if (gone)
            closeRun();
        else
            m_runPage->showMessage(
                true, tr("The run could not be put away. %1").arg(wordsFor(gone.error()).happened));
    });
}

void BulkWindow::closeRun()
{
    m_runPage->detach();
    m_run.reset();
    QDialog::reject();
}

} // namespace Keyturn
