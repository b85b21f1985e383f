#include "bulkcall.h"

#include "accounts/accountstore.h"
#include "bulk/bulkimport.h"
#include "bulk/bulkwords.h"
#include "bulk/derivedpasswords.h"
#include "bulk/runlock.h"
#include "cli/accountcommand.h"
#include "cli/bulkearlier.h"
#include "cli/bulktargets.h"
#include "core/whenready.h"
#include "directory/userloader.h"
#include "session/accountrules.h"
#include "session/bulkcheck.h"
#include "session/sessionfactory.h"
#include "words/terminaltext.h"
#include "zoom/formatmemory.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

// How a call begins: the list, the account, who is in it, and whom earlier runs have.

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype mostLinesShown = 20;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::BulkCommand)
};

} // namespace

BulkCall::BulkCall(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err, QTextStream &out)
    : m_options(options)
    , m_rooms(rooms)
    , m_err(err)
    , m_telling(err, options.json ? &out : nullptr, m_clock)
{
    QObject::connect(&m_stop, &StopSignal::requested, &m_stop, [this] { stop(); });
}

BulkCall::~BulkCall() = default;

BulkExit BulkCall::run()
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

void BulkCall::stop()
{
    m_stopped = true;
    if (m_run && m_run->state() != BulkState::Idle && m_run->state() != BulkState::Finished)
        m_run->stop();
    else
        m_loop.quit();
}

QString BulkCall::journals() const
{
    return m_practiceJournals ? m_practiceJournals->path() : m_rooms.journals;
}

SecretStore *BulkCall::keychain()
{
    return m_options.practice ? &m_runOnly : m_rooms.keychain;
}

/// In another thread: a pipe that nobody writes to does not make the program deaf.
bool BulkCall::readFile()
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

void BulkCall::tellList()
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

bool BulkCall::openPracticeAccount()
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

bool BulkCall::openAccount()
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

bool BulkCall::judge()
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

BulkExit BulkCall::dryRun()
{
    m_err << Texts::tr("This was a dry run: nothing was sent.") << Qt::endl;
    if (!writeReport(true))
        return BulkExit::ReportFailed;
    const bool all = m_plan->blastRadius().excluded == 0 && m_file.badLineCount == 0;
    return all ? BulkExit::Done : BulkExit::DoneWithExceptions;
}

bool BulkCall::takeLock()
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

bool BulkCall::await(const QFuture<Result<void>> &future, Error *error)
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

bool BulkCall::putAway(const QString &journal, const BulkRunRecord &record)
{
    Error error;
    if (await(putAwayRun(journal, record, keychain()), &error))
        return true;
    m_err << Texts::tr("The run cannot be put away, and its key is still in the keychain, as %1.")
                 .arg(DerivedPasswords::keychainKey(record.runId))
          << ' ' << terminalText(error) << Qt::endl;
    return false;
}

EarlierRuns BulkCall::lookAtEarlierRuns()
{
    const EarlierRuns earlier = earlierRunsFor(*m_plan, journals(), m_account.id);
    for (const QString &key : earlier.strayKeys)
        (void)await(keychain()->remove(key)); // of no use to anybody; it is tried
    return earlier;
}

bool BulkCall::discard()
{
    if (!takeLock())
        return false;
    const EarlierRuns earlier = lookAtEarlierRuns();
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

} // namespace Keyturn
