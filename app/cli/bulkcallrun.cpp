#include "bulkcall.h"

#include "bulk/bulkreport.h"
#include "bulk/bulkwords.h"
#include "bulk/derivedpasswords.h"
#include "bulk/runlock.h"
#include "cli/bulkearlier.h"
#include "cli/bulktargets.h"
#include "core/whenready.h"
#include "history/history.h"
#include "session/bulksetup.h"
#include "words/terminaltext.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

// The run of a call, its files, and its end.

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkCommand)
};

} // namespace

bool BulkCall::writeReport(bool dryRun)
{
    m_telling.tellRest(*m_plan, m_file.badLines, dryRun);
    if (m_options.report.isEmpty())
        return true;
    const Result<void> written = writeBulkReport(m_options.report, *m_plan, dryRun, m_file.badLines);
    if (!written)
        m_err << terminalText(written.error()) << Qt::endl;
    return written.has_value();
}

/// What a run that changed nobody would write holds no password, and must not stand in the place of one that
/// does.
bool BulkCall::writePasswords()
{
    bool isAny = false;
    for (int row = 0; row < m_plan->count() && !isAny; ++row)
        isAny = mayHoldNewPassword(m_plan->state(row));
    if (!isAny) {
        m_err << Texts::tr("No password was set, so none are written.") << Qt::endl;
        return true;
    }
    // It was free when the run began: what stands there now is somebody else's.
    if (!m_options.overwrite && QFileInfo::exists(m_options.passwords)) {
        const Result<bool> kept = holdsOnlyPasswordsOf(m_options.passwords, *m_run);
        if (!kept || !*kept) {
            m_err << Texts::tr("\"%1\" was written by somebody else in the meantime, and stays as it is. The "
                               "passwords are kept: run it again with --resume and another file.")
                         .arg(m_options.passwords)
                  << Qt::endl;
            return false;
        }
    }
    const Result<void> written = writePasswordsCsv(m_options.passwords, *m_run);
    if (!written)
        m_err << terminalText(written.error()) << Qt::endl;
    else if (m_notes)
        m_notes->noteExport(m_options.passwords, m_session->clock());
    return written.has_value();
}

BulkExit BulkCall::realRun()
{
    if (!takeLock())
        return m_exit;
    const EarlierRuns earlier = lookAtEarlierRuns();
    const EarlierDecision decision = decide(earlier, *m_plan, m_options.resume);
    for (const QString &line : decision.words)
        m_err << line << Qt::endl;
    switch (decision.what) {
    case EarlierDecision::What::Refuse:
        return decision.exit;
    case EarlierDecision::What::TellAgain:
        return tellAgain(decision.run);
    case EarlierDecision::What::GoOn:
        makeRun();
        goOnWith(decision.run.path);
        break;
    case EarlierDecision::What::Begin:
        if (m_options.resume && !check(checkTargets(m_options, m_plan->count())))
            return m_exit;
        makeRun();
        m_run->start(m_plan);
        break;
    }
    m_telling.waitFor(Texts::tr("Waiting for the keychain…"));
    m_loop.exec();
    m_telling.waitFor({});
    return finishRun();
}

void BulkCall::makeRun()
{
    BulkRun::Options runOptions = bulkOptions(m_account, m_rules);
    runOptions.goOnWhenFine = true;
    BulkRun::Setup setup = bulkSetup(*m_session, keychain(), journals());
    setup.lock = m_lock;
    const bool isRecorded = m_rooms.history && !m_options.practice;
    if (isRecorded)
        setup.laterChanges = laterChangesIn(m_rooms.history);
    m_run = std::make_unique<BulkRun>(std::move(setup), runOptions);
    m_telling.follow(m_run.get());
    QObject::connect(m_run.get(), &BulkRun::canaryFinished, &m_loop, [this](bool fine) {
        if (fine)
            return;
        m_err << Texts::tr("Of the first people, not all were changed.") << Qt::endl;
        if (m_run->state() == BulkState::AtCanary) // else nobody is left
            m_run->stop();
    });
    if (isRecorded) {
        m_notes = std::make_unique<RunNotes>(m_rooms.history, m_run.get(), m_account.name);
        QObject::connect(m_notes.get(), &RunNotes::failed, &m_loop, [this](const QString &reason) {
            if (m_historyTrouble.isEmpty())
                m_err << Texts::tr("The history cannot be written: %1. It is tried again.").arg(reason)
                      << Qt::endl;
            m_historyTrouble = reason;
        });
        QObject::connect(m_rooms.history, &History::appended, m_notes.get(),
                         [this] { m_historyTrouble.clear(); });
    }
    QObject::connect(m_run.get(), &BulkRun::finished, &m_loop, &QEventLoop::quit, Qt::QueuedConnection);
}

void BulkCall::goOnWith(const QString &journal)
{
    QObject::connect(m_run.get(), &BulkRun::started, &m_loop, [this] {
        if (const Result<void> targets = checkTargetsAgain(m_options, *m_run); !check(targets)) {
            m_isRefused = true;
            m_run->stop();
        }
    });
    m_run->startAgain(journal, m_plan);
}

/// Of a run that has ended and was put away: the same as it said then, and nothing is sent.
BulkExit BulkCall::tellAgain(const RunSummary &run)
{
    const auto file = JournalFile::open(run.path);
    auto plan = std::make_shared<BulkPlan>();
    const Result<void> read = file ? (*file)->readPlan(*plan) : std::unexpected(file.error());
    if (!read) {
        m_err << terminalText(read.error()) << Qt::endl;
        return BulkExit::NotBegun;
    }
    m_plan = plan;
    if (!m_options.overwrite && QFileInfo::exists(m_options.report) && !isBulkReport(m_options.report)) {
        (void)check(checkTargets(m_options, 0));
        return m_exit;
    }
    // It may have been cut off between the two.
    (void)await(keychain()->remove(DerivedPasswords::keychainKey(run.record.runId)));
    if (!m_options.passwords.isEmpty())
        m_err << Texts::tr("Its passwords were written when it ended, and cannot be had any more: \"%1\" is "
                           "left as it is.")
                     .arg(m_options.passwords)
              << Qt::endl;
    if (!writeReport(false))
        return BulkExit::ReportFailed;
    return exitOfOutcomes(run.changed, run.total);
}

BulkExit BulkCall::finishRun()
{
    if (m_isRefused)
        return BulkExit::BadInput; // its words have been said
    if (m_run->plan() && m_run->plan()->count() > 0)
        m_plan = m_run->plan();
    BulkExit exit = exitOf(m_run->end());
    // Of a run that did not begin there is nothing to tell.
    const bool hasBegun =
        exit == BulkExit::Done || exit == BulkExit::DoneWithExceptions || exit == BulkExit::Stopped;
    if (!hasBegun)
        return exit;
    if (!writeReport(false))
        exit = BulkExit::ReportFailed;
    if (!m_options.passwords.isEmpty() && !writePasswords())
        exit = BulkExit::ReportFailed;
    if (m_run->end() != BulkEnd::AllDone)
        return exit;
    // What is done and handed out has no use for its key any more. What is not is gone on with.
    if (m_run->progress().unknown > 0)
        m_err << Texts::tr("Of %1 nobody knows yet: --resume sends the same password once more, which tells.")
                     .arg(peopleText(m_run->progress().unknown))
              << Qt::endl;
    else if (exit == BulkExit::ReportFailed)
        m_err << Texts::tr("The run and its passwords are kept: --resume writes the files again.")
              << Qt::endl;
    else
        (void)putAway(m_run->journalPath(), m_run->record());
    if (!m_historyTrouble.isEmpty() && exit != BulkExit::ReportFailed) {
        m_err << Texts::tr("The history could not be written: %1").arg(m_historyTrouble) << Qt::endl;
        exit = BulkExit::HistoryFailed;
    }
    return exit;
}

BulkExit BulkCall::exitOfOutcomes(int changed, int total) const
{
    const bool all = changed == total && m_file.badLineCount == 0 && total == m_plan->count();
    return all ? BulkExit::Done : BulkExit::DoneWithExceptions;
}

BulkExit BulkCall::exitOf(BulkEnd end)
{
    m_err << endText(end, m_run->endError(), Reader::Terminal) << Qt::endl;
    const BulkProgress progress = m_run->progress();
    switch (end) {
    case BulkEnd::AllDone:
        return exitOfOutcomes(progress.changed, progress.total);
    case BulkEnd::KeyMissing:
        return BulkExit::KeychainFailed;
    case BulkEnd::PasswordsDiffer:
        return BulkExit::BadInput;
    case BulkEnd::AccountBusy:
        return BulkExit::AccountBusy;
    case BulkEnd::HistoryUnread:
        return BulkExit::NotBegun;
    default:
        // Stopped before anybody's turn could come: there is nothing to tell of it.
        return progress.total == 0 ? BulkExit::NotBegun : BulkExit::Stopped;
    }
}

} // namespace Keyturn
