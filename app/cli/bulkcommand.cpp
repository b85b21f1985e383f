#include "bulkcommand.h"

#include "accounts/accountstore.h"
#include "bulk/bulkimport.h"
#include "bulk/bulkreport.h"
#include "bulk/bulkrun.h"
#include "bulk/bulkwords.h"
#include "cli/accountcommand.h"
#include "core/clock.h"
#include "core/stopsignal.h"
#include "core/whenready.h"
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
#include <QFile>
#include <QFileInfo>
#include <QTextStream>
#include <QTimer>

#include <algorithm>

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
    Command(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err)
        : m_options(options)
        , m_rooms(rooms)
        , m_err(err)
    {
        QObject::connect(&m_stop, &StopSignal::requested, &m_stop, [this] {
            m_stopped = true;
            if (m_run && m_run->state() != BulkState::Idle)
                m_run->stop();
            else
                m_loop.quit();
        });
    }

    BulkExit run()
    {
        const bool ready = filesDiffer() && readFile() && openAccount() && judge();
        if (!ready)
            return m_exit;
        if (m_options.dryRun)
            return dryRun();
        return realRun();
    }

private:
    bool fail(BulkExit exit, const QString &words)
    {
        if (!words.isEmpty())
            m_err << words << Qt::endl;
        m_exit = exit;
        return false;
    }
    bool filesDiffer();
    bool readFile();
    bool openAccount();
    bool judge();
    BulkExit dryRun();
    BulkExit realRun();
    QString unfinishedRun() const;
    void showProgress(const BulkProgress &progress);
    BulkExit exitOf(BulkEnd end);
    bool writeReport(bool dryRun);
    bool writePasswords();
    void discardRun();

    const BulkOptions &m_options;
    const BulkRooms &m_rooms;
    QTextStream &m_err;
    StopSignal m_stop;
    QEventLoop m_loop;
    bool m_stopped = false;
    BulkExit m_exit = BulkExit::Done;

    std::shared_ptr<BulkPlan> m_plan = std::make_shared<BulkPlan>();
    CsvResult m_file;
    Account m_account;
    std::unique_ptr<AccountSession> m_session;
    MemoryStore m_runOnly;
    PasswordRules m_rules;
    std::unique_ptr<BulkRun> m_run; ///< dies before the session
    std::unique_ptr<RunNotes> m_notes; ///< null: nothing is written down
    qint64 m_saidAt = 0;
};

/// What is read, and each of what is written, is a file of its own: nothing is written over.
bool Command::filesDiffer()
{
    QStringList known;
    for (const QString &path : {m_options.file, m_options.report, m_options.passwords}) {
        if (path.isEmpty())
            continue;
        const QFileInfo file(path);
        const QString place = file.exists()
            ? file.canonicalFilePath()
            : QFileInfo(file.path()).canonicalFilePath() + u'/' + file.fileName();
        if (known.contains(place))
            return fail(BulkExit::BadInput,
                        Texts::tr("\"%1\" is named twice: the list, the report and the passwords each need a "
                                  "file of their own. Nothing was sent.")
                            .arg(path));
        known += place;
    }
    return true;
}

bool Command::readFile()
{
    QFile file(m_options.file);
    if (!file.open(QIODevice::ReadOnly))
        return fail(BulkExit::BadInput,
                    Texts::tr("\"%1\" cannot be read: %2").arg(m_options.file, file.errorString()));
    const std::atomic<bool> cancelled = false;
    const Result<CsvResult> read = readCsv(file, *m_plan, cancelled);
    if (!read)
        return fail(BulkExit::BadInput, terminalText(read.error()));
    m_file = *read;
    if (!m_options.practice && !m_options.dryRun && m_options.passwords.isEmpty()
        && !m_plan->hasAnyPassword())
        return fail(
            BulkExit::BadInput,
            Texts::tr("The file gives no passwords, so new ones are made, and nobody would know them: "
                      "--passwords FILE says where they are to be written."));
    m_err << Texts::tr("%n people were read.", nullptr, m_plan->count()) << Qt::endl;
    if (m_file.badLineCount > 0)
        m_err << Texts::tr("%n lines are left out:", nullptr, int(m_file.badLineCount)) << Qt::endl;
    for (const BadLine &line : m_file.badLines.first(std::min(m_file.badLines.size(), mostLinesShown)))
        m_err << Texts::tr("Line %1: %2").arg(line.line).arg(Keyturn::wordsOf(line.reason)) << Qt::endl;
    return true;
}

bool Command::openAccount()
{
    if (!m_options.practice) {
        const auto account = m_rooms.accounts->accountNamed(m_options.accountName);
        if (!account && m_rooms.accounts->trouble())
            return fail(BulkExit::NotBegun, terminalText(*m_rooms.accounts->trouble()));
        if (!account)
            return fail(BulkExit::BadInput,
                        Texts::tr("There is no account \"%1\". keyturn --list-accounts lists them.")
                            .arg(m_options.accountName));
        m_account = *account;
    } else {
        Result<Account> account = std::unexpected(Error::of(ErrorKind::Cancelled));
        whenReady(m_rooms.sessions->practiceAccount(), &m_stop, [&](const Result<Account> &found) {
            account = found;
            m_loop.quit();
        });
        m_loop.exec();
        if (!account)
            return fail(BulkExit::NotBegun,
                        Texts::tr("The practice account cannot be opened.") + u' '
                            + terminalText(account.error()));
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
    QObject::connect(&check, &BulkCheck::usersProgressed, &m_loop, [&] {
        if (!std::exchange(saysUsers, true))
            m_err << Texts::tr("Reading the account's people…") << Qt::endl;
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
    m_loop.exec();
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
    return true;
}

bool Command::writeReport(bool dryRun)
{
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

QString Command::unfinishedRun() const
{
    const QByteArray digest = inputDigestOf(*m_plan);
    const QList<UnfinishedRun> runs = unfinishedRunsIn(m_rooms.journals);
    const auto mine = std::ranges::find_if(runs, [&](const UnfinishedRun &run) {
        return run.record.accountId == m_account.id && run.record.inputDigest == digest;
    });
    return mine == runs.end() ? QString() : mine->path;
}

BulkExit Command::realRun()
{
    // The practice account is gone with this program, and so may its key be.
    SecretStore *keychain = m_options.practice ? &m_runOnly : m_rooms.keychain;
    BulkRun::Options runOptions = bulkOptions(m_account, m_rules);
    runOptions.goOnWhenFine = true;
    m_run = std::make_unique<BulkRun>(bulkSetup(*m_session, keychain, m_rooms.journals), runOptions);
    QObject::connect(m_run.get(), &BulkRun::progressed, &m_loop,
                     [this](const BulkProgress &progress) { showProgress(progress); });
    QObject::connect(m_run.get(), &BulkRun::canaryFinished, &m_loop, [this](bool fine) {
        if (fine)
            return;
        m_err << Texts::tr("Of the first people, not all were changed.") << Qt::endl;
        // With nobody left there is nothing to stop, and what is unknown is still found out.
        if (m_run->progress().left == 0)
            m_run->goOn();
        else
            m_run->stop();
    });
    if (m_rooms.history && !m_options.practice) {
        m_notes = std::make_unique<RunNotes>(m_rooms.history, m_run.get(), m_account.name);
    }
    QObject::connect(m_run.get(), &BulkRun::finished, &m_loop, &QEventLoop::quit, Qt::QueuedConnection);

    const QString unfinished = m_options.resume ? unfinishedRun() : QString();
    if (unfinished.isEmpty()) {
        m_run->start(m_plan);
    } else {
        m_err << Texts::tr("Going on with an unfinished run.") << Qt::endl;
        m_run->startAgain(unfinished, m_plan);
    }
    m_loop.exec();
    if (m_run->plan() && m_run->plan()->count() > 0)
        m_plan = m_run->plan();
    BulkExit exit = exitOf(m_run->end());
    // Of a run that did not begin there is nothing to tell.
    if (exit == BulkExit::KeychainFailed || exit == BulkExit::BadInput || exit == BulkExit::NotBegun)
        return exit;
    if (!writeReport(false))
        exit = BulkExit::ReportFailed;
    if (!m_options.passwords.isEmpty() && !writePasswords())
        exit = BulkExit::ReportFailed;
    // What is done and handed out has no use for its key any more. What is not is gone on with.
    if (m_options.practice || (exit != BulkExit::ReportFailed && m_run->end() == BulkEnd::AllDone))
        discardRun();
    return exit;
}

void Command::discardRun()
{
    whenReady(m_run->discard(), &m_loop, [this](const Result<void> &removed) {
        if (!removed)
            m_err << Texts::tr(
                "The key of this run's passwords is still in the keychain, as Keyturn/bulk-run/…")
                  << Qt::endl;
        m_loop.quit();
    });
    m_loop.exec();
}

void Command::showProgress(const BulkProgress &progress)
{
    constexpr qint64 everyMs = 1000;
    const qint64 now = m_session->clock().uptime().count();
    if (progress.state != BulkState::Finished && now - m_saidAt < everyMs)
        return;
    m_saidAt = now;
    m_err << Texts::tr("%1 of %2: %3 changed, %4 refused, %5 not sent, %6 unknown; %7 a second")
                 .arg(progress.done() + progress.unknown)
                 .arg(progress.total)
                 .arg(progress.changed)
                 .arg(progress.refused)
                 .arg(progress.notSent)
                 .arg(progress.unknown)
                 .arg(progress.rate, 0, 'f', 1)
          << Qt::endl;
}

BulkExit Command::exitOf(BulkEnd end)
{
    m_err << endText(end, m_run->endError(), Reader::Terminal) << Qt::endl;
    const BulkProgress progress = m_run->progress();
    switch (end) {
    case BulkEnd::AllDone: {
        const bool all = progress.changed == progress.total && m_file.badLineCount == 0
            && progress.total == m_plan->count();
        return all ? BulkExit::Done : BulkExit::DoneWithExceptions;
    }
    case BulkEnd::KeyMissing:
        return BulkExit::KeychainFailed;
    case BulkEnd::PasswordsDiffer:
        return BulkExit::BadInput;
    case BulkEnd::JournalFailed:
        return progress.total == 0 ? BulkExit::NotBegun : BulkExit::Stopped;
    default:
        return BulkExit::Stopped;
    }
}

} // namespace

BulkExit runBulk(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err)
{
    return Command(options, rooms, err).run();
}

} // namespace Keyturn
