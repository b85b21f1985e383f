#include "bulkcommand.h"

#include "accounts/accountstore.h"
#include "bulk/bulkimport.h"
#include "bulk/bulkreport.h"
#include "bulk/bulkrun.h"
#include "bulk/bulkwords.h"
#include "bulk/derivedpasswords.h"
#include "bulk/earlierruns.h"
#include "bulk/runlock.h"
#include "cli/accountcommand.h"
#include "cli/bulkearlier.h"
#include "cli/bulktargets.h"
#include "cli/bulktelling.h"
#include "core/clock.h"
#include "core/stopsignal.h"
#include "core/whenready.h"
#include "directory/userloader.h"
#include "history/history.h"
#include "history/runnotes.h"
#include "secrets/memorystore.h"
#include "session/accountrules.h"
#include "session/accountsession.h"
#include "session/bulkcheck.h"
#include "session/bulksetup.h"
#include "session/sessionfactory.h"
#include "words/terminaltext.h"
#include "zoom/formatmemory.h"

#include <QCoreApplication>
#include <QEventLoop>
#include <QFileInfo>
#include <QLocale>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype mostLinesShown = 20;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkCommand)
};

/// One call of the command, step by step; each says whether to go on.
class Command
{
public:
    Command(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err, QTextStream &out)
        : m_options(options)
        , m_rooms(rooms)
        , m_err(err)
        , m_telling(err, options.json ? &out : nullptr, m_clock)
    {
        QObject::connect(&m_stop, &StopSignal::requested, &m_stop, [this] { stop(); });
    }

    BulkExit run()
    {
        const bool ready = check(checkTargetsDiffer(m_options)) && readFile() && openAccount();
        if (!ready)
            return m_exit;
        if (m_options.discard && !discard())
            return m_exit;
        if (!m_options.begins && !m_options.dryRun)
            return BulkExit::Done;
        // Known before the account's people are read, which takes its time.
        if (!m_options.resume && !check(checkTargets(m_options, m_plan->count())))
            return m_exit;
        if (!judge())
            return m_exit;
        return m_options.dryRun ? dryRun() : realRun();
    }

private:
    bool fail(BulkExit exit, const QString &words)
    {
        if (!words.isEmpty())
            m_err << words << Qt::endl;
        m_exit = exit;
        return false;
    }
    bool check(const Result<void> &result)
    {
        return result || fail(BulkExit::BadInput, result.error().reply.message);
    }
    void stop();
    bool readFile();
    void tellList();
    bool openAccount();
    bool openPracticeAccount();
    bool judge();
    bool takeLock();
    QString journals() const;
    SecretStore *keychain() const;
    bool discard();
    BulkExit dryRun();
    BulkExit realRun();
    BulkExit tellAgain(const RunSummary &run);
    void makeRun();
    void goOnWith(const QString &journal);
    BulkExit finishRun();
    BulkExit exitOf(BulkEnd end);
    BulkExit exitOfOutcomes(int changed, int total) const;
    bool writeReport(bool dryRun);
    bool writePasswords();
    bool putAway(const QString &journal, const BulkRunRecord &record);
    bool await(const QFuture<Result<void>> &future, Error *error = nullptr);

    const BulkOptions &m_options;
    const BulkRooms &m_rooms;
    QTextStream &m_err;
    SystemClock m_clock;
    BulkTelling m_telling;
    StopSignal m_stop;
    QEventLoop m_loop;
    bool m_stopped = false;
    BulkExit m_exit = BulkExit::Done;

    std::shared_ptr<BulkPlan> m_plan = std::make_shared<BulkPlan>(); ///< the list, then the run's
    CsvResult m_file;
    Account m_account;
    std::unique_ptr<AccountSession> m_session;
    MemoryStore m_runOnly; ///< the practice account is gone with this program, and so may its key
    std::unique_ptr<QTemporaryDir> m_practiceJournals; ///< and its journals
    PasswordRules m_rules;
    std::shared_ptr<RunLock> m_lock;
    std::unique_ptr<BulkRun> m_run; ///< dies before the session
    std::unique_ptr<RunNotes> m_notes; ///< null: nothing is written down
    QString m_historyTrouble;
    bool m_isRefused = false; ///< a file that the run would write holds something else
};

void Command::stop()
{
    m_stopped = true;
    if (m_run && m_run->state() != BulkState::Idle && m_run->state() != BulkState::Finished)
        m_run->stop();
    else
        m_loop.quit();
}

QString Command::journals() const
{
    return m_practiceJournals ? m_practiceJournals->path() : m_rooms.journals;
}

SecretStore *Command::keychain() const
{
    return m_options.practice ? const_cast<MemoryStore *>(&m_runOnly) : m_rooms.keychain;
}

/// In another thread: a pipe that nobody writes to does not make the program deaf.
bool Command::readFile()
{
    BulkImport import;
    Result<void> read;
    QObject::connect(&import, &BulkImport::finished, &m_loop, &QEventLoop::quit);
    QObject::connect(&import, &BulkImport::failed, &m_loop, [&](const Error &error) {
        read = std::unexpected(error);
        m_loop.quit();
    });
    m_telling.waitFor(Texts::tr("Reading \"%1\"…").arg(m_options.file));
    import.startFile(m_options.file, m_options.list);
    m_loop.exec();
    m_telling.waitFor({});
    if (m_stopped)
        return fail(BulkExit::Stopped, Texts::tr("Stopped. Nothing was sent."));
    if (!read)
        return fail(BulkExit::BadInput,
                    Texts::tr("\"%1\" cannot be read: %2").arg(m_options.file, terminalText(read.error())));
    m_file = import.result();
    m_plan = import.takePlan();
    if (m_options.begins && !m_options.practice && !m_options.dryRun && m_options.passwords.isEmpty()
        && !m_plan->hasAnyPassword())
        return fail(
            BulkExit::BadInput,
            Texts::tr("The file gives no passwords, so new ones are made, and nobody would know them: "
                      "--passwords FILE says where they are to be written."));
    tellList();
    if (m_file.badLineCount == 1)
        m_err << Texts::tr("1 line is left out:") << Qt::endl;
    else if (m_file.badLineCount > 1)
        m_err << Texts::tr("%1 lines are left out:").arg(m_file.badLineCount) << Qt::endl;
    for (const BadLine &line : m_file.badLines.first(std::min(m_file.badLines.size(), mostLinesShown)))
        m_err << Texts::tr("Line %1: %2").arg(line.line).arg(Keyturn::wordsOf(line.reason)) << Qt::endl;
    return true;
}

void Command::tellList()
{
    m_err << Texts::tr("Read from the list: %1.").arg(peopleText(m_plan->count())) << Qt::endl;
    for (const QString &line : listText(m_file))
        m_err << line << Qt::endl;
    if (!m_file.isGuessedEncoding)
        return;
    QStringList names;
    for (const CsvEncoding encoding : m_file.possibleEncodings)
        names.append(nameOf(encoding));
    m_err << Texts::tr("--encoding NAME says which it is: %1.").arg(names.join(u", "_s)) << Qt::endl;
}

bool Command::openPracticeAccount()
{
    m_practiceJournals = std::make_unique<QTemporaryDir>();
    Result<Account> account = std::unexpected(Error::of(ErrorKind::Cancelled));
    whenReady(m_rooms.sessions->practiceAccount(), &m_stop, [&](const Result<Account> &found) {
        account = found;
        m_loop.quit();
    });
    m_loop.exec();
    if (m_stopped)
        return fail(BulkExit::Stopped, Texts::tr("Stopped. Nothing was sent."));
    if (!account)
        return fail(BulkExit::NotBegun,
                    Texts::tr("The practice account cannot be opened.") + u' '
                        + terminalText(account.error()));
    m_account = *account;
    return true;
}

bool Command::openAccount()
{
    if (m_options.practice) {
        if (!openPracticeAccount())
            return false;
    } else {
        const auto account = m_rooms.accounts->accountNamed(m_options.accountName);
        if (!account && m_rooms.accounts->trouble())
            return fail(BulkExit::NotBegun, terminalText(*m_rooms.accounts->trouble()));
        if (!account)
            return fail(BulkExit::BadInput,
                        Texts::tr("There is no account \"%1\". keyturn --list-accounts lists them.")
                            .arg(m_options.accountName));
        m_account = *account;
    }
    m_session = m_rooms.sessions->open(m_account);
    QObject::connect(m_session->formats(), &FormatMemory::learned, m_session.get(),
                     [this](BodyFormat format) { m_rooms.accounts->rememberFormat(m_account.id, format); });
    QObject::connect(m_session.get(), &AccountSession::signInKeptChanged, m_session.get(), [this](bool kept) {
        m_err << (kept
                      ? Texts::tr("The keychain keeps the renewed sign-in now.")
                      : Texts::tr("The keychain did not keep the renewed sign-in. Unless it does before this "
                                  "ends, somebody has to sign in again."))
              << Qt::endl;
    });
    return true;
}

bool Command::judge()
{
    BulkCheck check(m_session.get());
    std::optional<Error> error;
    bool saysUsers = false;
    QObject::connect(&check, &BulkCheck::usersProgressed, &m_loop, [&](int count, int) {
        if (!std::exchange(saysUsers, true))
            m_err << Texts::tr("Reading the account's people…") << Qt::endl;
        m_telling.waitFor(Texts::tr("Still reading the account's people: %1 so far.").arg(count));
    });
    QObject::connect(m_session->loader(), &UserLoader::waiting, &m_loop, [&](const QDateTime &until) {
        const QString when = QLocale().toString(until.toLocalTime(), QLocale::ShortFormat);
        m_err << Texts::tr("Zoom's limit is reached: reading goes on at %1.").arg(when) << Qt::endl;
        m_telling.waitFor(Texts::tr("Still waiting until %1.").arg(when));
    });
    QObject::connect(&check, &BulkCheck::finished, &m_loop, &QEventLoop::quit);
    QObject::connect(&check, &BulkCheck::failed, &m_loop, [&](const Error &failed) {
        error = failed;
        m_loop.quit();
    });
    QMetaObject::invokeMethod(
        &check,
        [&] {
            m_session->rules()->read();
            check.start(m_plan);
        },
        Qt::QueuedConnection);
    m_telling.waitFor(Texts::tr("Waiting for the keychain or for Zoom…"));
    m_loop.exec();
    m_telling.waitFor({});
    if (m_stopped)
        return fail(BulkExit::Stopped, Texts::tr("Stopped. Nothing was sent."));
    if (error) {
        const AccountCommandExit said = reportAccountError(
            *error, Texts::tr("The account's people could not be read. Nothing was sent."), m_err);
        return fail(
            said == AccountCommandExit::KeychainFailed ? BulkExit::KeychainFailed : BulkExit::NotBegun, {});
    }
    m_rules = check.rules();
    if (check.hasBasicRulesOnly())
        m_err << Texts::tr("The account's password rules could not be read: Zoom's basic rules are used.")
              << Qt::endl;
    m_err << blastText(m_plan->blastRadius()) << Qt::endl;
    m_err << passwordSourcesText(*m_plan) << Qt::endl;
    return true;
}

bool Command::writeReport(bool dryRun)
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
bool Command::writePasswords()
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

BulkExit Command::dryRun()
{
    m_err << Texts::tr("This was a dry run: nothing was sent.") << Qt::endl;
    if (!writeReport(true))
        return BulkExit::ReportFailed;
    const bool all = m_plan->blastRadius().excluded == 0 && m_file.badLineCount == 0;
    return all ? BulkExit::Done : BulkExit::DoneWithExceptions;
}

bool Command::takeLock()
{
    if (m_lock)
        return true;
    const Result<std::shared_ptr<RunLock>> lock = RunLock::take(journals(), m_account.id);
    if (!lock && lock.error().kind == ErrorKind::RunUnderWay)
        return fail(BulkExit::AccountBusy, runUnderWayText(lock.error()));
    if (!lock)
        return fail(BulkExit::NotBegun, lock.error().reply.message + u' ' + Texts::tr("Nothing was sent."));
    m_lock = *lock;
    return true;
}

bool Command::await(const QFuture<Result<void>> &future, Error *error)
{
    Result<void> result = std::unexpected(Error::of(ErrorKind::Cancelled));
    QObject context;
    whenReady(future, &context, [&](const Result<void> &got) {
        result = got;
        m_loop.quit();
    });
    m_telling.waitFor(Texts::tr("Waiting for the keychain…"));
    m_loop.exec();
    m_telling.waitFor({});
    if (!result && error)
        *error = result.error();
    return result.has_value();
}

bool Command::putAway(const QString &journal, const BulkRunRecord &record)
{
    Error error;
    if (await(putAwayRun(journal, record, keychain()), &error))
        return true;
    m_err << Texts::tr("The run cannot be put away, and its key is still in the keychain, as %1.")
                 .arg(DerivedPasswords::keychainKey(record.runId))
          << ' ' << terminalText(error) << Qt::endl;
    return false;
}

bool Command::discard()
{
    if (!takeLock())
        return false;
    const EarlierRuns earlier = earlierRunsFor(*m_plan, journals(), m_account.id);
    int discarded = 0;
    for (const SharedRun &shared : earlier.runs) {
        if (!shared.run.isUnfinished())
            continue;
        if (!putAway(shared.run.path, shared.run.record))
            return fail(BulkExit::KeychainFailed, {});
        ++discarded;
        m_err << Texts::tr("Discarded.") << ' ' << unfinishedText(shared.run) << Qt::endl;
    }
    for (const UnreadableRun &run : earlier.unreadable) {
        if (!setAside(run.path))
            return fail(BulkExit::NotBegun, unreadableText(run));
        ++discarded;
        m_err << unreadableText(run) << ' '
              << Texts::tr("It is called \"%1\" now.").arg(setAsideName(run.path)) << Qt::endl;
    }
    if (discarded == 0)
        m_err << Texts::tr("There is no unfinished run of these people.") << Qt::endl;
    return true;
}

BulkExit Command::realRun()
{
    if (!takeLock())
        return m_exit;
    const EarlierRuns earlier = earlierRunsFor(*m_plan, journals(), m_account.id);
    for (const QString &key : earlier.strayKeys)
        (void)await(keychain()->remove(key)); // of no use to anybody; it is tried
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

void Command::makeRun()
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

void Command::goOnWith(const QString &journal)
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
BulkExit Command::tellAgain(const RunSummary &run)
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

BulkExit Command::finishRun()
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

BulkExit Command::exitOfOutcomes(int changed, int total) const
{
    const bool all = changed == total && m_file.badLineCount == 0 && total == m_plan->count();
    return all ? BulkExit::Done : BulkExit::DoneWithExceptions;
}

BulkExit Command::exitOf(BulkEnd end)
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
    case BulkEnd::JournalFailed:
        return progress.total == 0 ? BulkExit::NotBegun : BulkExit::Stopped;
    default:
        // Stopped before anybody's turn could come: there is nothing to tell of it.
        return progress.total == 0 ? BulkExit::NotBegun : BulkExit::Stopped;
    }
}

} // namespace

BulkExit runBulk(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err, QTextStream &out)
{
    return Command(options, rooms, err, out).run();
}

} // namespace Keyturn
