#include "bulkrun.h"

#include "bulk/bulkjournal.h"
#include "bulk/bulksender.h"
#include "bulk/derivedpasswords.h"
#include "bulk/earlierruns.h"
#include "bulk/pacer.h"
#include "bulk/runlock.h"
#include "core/clock.h"
#include "core/randomkey.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"
#include "zoom/formatmemory.h"

#include <QCryptographicHash>
#include <QFile>
#include <QLocale>
#include <QTimer>
#include <QUuid>

#include <algorithm>

// How a run begins, or goes on: key, journal, plan.

namespace Keyturn {

/// What the journal's thread read.
struct BulkRun::Loaded
{
    BulkRunRecord record;
    QList<QByteArray> passwordMacs;
    std::shared_ptr<BulkPlan> plan = std::make_shared<BulkPlan>();
};

bool BulkRun::takeLock()
{
    if (!m_setup.lock) {
        Result<std::shared_ptr<RunLock>> lock = RunLock::take(m_setup.folder, m_setup.account.id);
        if (!lock) {
            endWith(lock.error().kind == ErrorKind::RunUnderWay ? BulkEnd::AccountBusy
                                                                : BulkEnd::JournalFailed,
                    lock.error());
            return false;
        }
        m_setup.lock = *lock;
    }
    m_lock = std::exchange(m_setup.lock, nullptr);
    return true;
}

QByteArray inputDigestOf(const BulkPlan &plan)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (int row = 0; row < plan.count(); ++row) {
        hash.addData(plan.inputTargetUtf8(row));
        hash.addData(QByteArrayView("", 1)); // NUL
    }
    return hash.result();
}

void BulkRun::start(std::shared_ptr<BulkPlan> plan)
{
    if (m_state != BulkState::Idle)
        return;
    setState(BulkState::Preparing);
    if (!takeLock())
        return;
    m_plan = std::move(plan);
    for (int row = 0; row < m_plan->count(); ++row) {
        m_plan->setState(row, m_plan->isOut(row) ? BulkRowState::Excluded : BulkRowState::Waiting);
    }
    m_record.runId = QUuid::createUuid().toString(QUuid::Id128);
    m_record.accountId = m_setup.account.id;
    m_record.accountName = m_setup.account.name;
    m_record.baseUrl = m_setup.account.baseUrl;
    m_record.created = m_setup.clock->now();
    m_record.fromFile = m_plan->hasAnyPassword();
    m_record.inputDigest = inputDigestOf(*m_plan);
    m_record.rules = m_options.rules;
    m_record.passwordLength = m_options.passwordLength;
    m_record.scheme = DerivedPasswords::scheme;
    m_path = JournalFile::pathFor(m_setup.folder, m_record.accountId, m_record.runId);

    Secret key = randomKey();
    m_passwords = std::make_unique<DerivedPasswords>(key.clone(), m_record.runId, m_record.rules,
                                                     m_record.passwordLength);
    m_record.passwordMac = m_passwords->macOf(*m_plan);
    QList<QByteArray> macs;
    for (int row = 0; m_record.fromFile && row < m_plan->count(); ++row)
        macs.append(m_passwords->macOf(row, m_plan->exposeInputPassword(row)));
    // The file first, so that there is no key that nothing tells of; and the key is safe before anything can
    // be sent with it.
    if (!makeFileForOwner(m_path)) {
        endWith(BulkEnd::JournalFailed, Error::of(ErrorKind::SettingsFailed, qt_error_string()));
        return;
    }
    whenReady(m_setup.keychain->write(DerivedPasswords::keychainKey(m_record.runId), std::move(key)), this,
              [this, macs](const Result<void> &stored) {
                  if (!stored) {
                      QFile::remove(m_path);
                      endWith(BulkEnd::KeyMissing, stored.error());
                      return;
                  }
                  openJournal([path = m_path, record = m_record, rows = m_plan, macs] {
                      return JournalFile::create(path, record, *rows, macs);
                  });
              });
}

void BulkRun::startAgain(const QString &journal, std::shared_ptr<const BulkPlan> listAgain)
{
    if (m_state != BulkState::Idle)
        return;
    setState(BulkState::Preparing);
    if (!takeLock())
        return;
    m_path = journal;
    m_listAgain = std::move(listAgain);
    m_loaded = std::make_shared<Loaded>();
    openJournal([path = m_path, loaded = m_loaded]() -> Result<std::unique_ptr<JournalFile>> {
        auto file = JournalFile::open(path);
        if (!file)
            return file;
        const Result<RunSummary> run = (*file)->summary();
        if (!run)
            return std::unexpected(run.error());
        if (!run->isUnfinished())
            return std::unexpected(
                Error::of(ErrorKind::InvalidInput, tr("It has been put away in the meantime.")));
        loaded->record = run->record;
        if (const auto read = (*file)->readPlan(*loaded->plan); !read)
            return std::unexpected(read.error());
        const Result<QList<QByteArray>> macs = (*file)->passwordMacs();
        if (!macs)
            return std::unexpected(macs.error());
        loaded->passwordMacs = *macs;
        return file;
    });
}

void BulkRun::openJournal(std::function<Result<std::unique_ptr<JournalFile>>()> opener)
{
    m_journal = std::make_unique<BulkJournal>(std::move(opener));
    connect(m_journal.get(), &BulkJournal::opened, this, &BulkRun::handleOpened);
    connect(m_journal.get(), &BulkJournal::written, this, &BulkRun::handleWritten);
    connect(m_journal.get(), &BulkJournal::closed, this, &BulkRun::handleClosed);
    connect(m_journal.get(), &BulkJournal::failed, this,
            [this](const Error &error) { endWith(BulkEnd::JournalFailed, error); });
}

void BulkRun::handleOpened()
{
    if (m_end != BulkEnd::None)
        return;
    if (!m_loaded) {
        begin();
        return;
    }
    m_record = m_loaded->record;
    m_plan = m_loaded->plan;
    m_passwordMacs = m_loaded->passwordMacs;
    m_loaded.reset();
    if (m_record.accountId != m_setup.account.id || m_record.baseUrl != m_setup.account.baseUrl
        || m_record.scheme != DerivedPasswords::scheme) {
        endWith(
            BulkEnd::JournalFailed,
            Error::of(ErrorKind::InvalidInput, tr("The run is another account's, or another version's.")));
        return;
    }
    whenReady(m_setup.keychain->read(DerivedPasswords::keychainKey(m_record.runId)), this,
              [this](const Result<Secret> &key) { handleKey(key); });
}

void BulkRun::handleKey(const Result<Secret> &key)
{
    if (m_end != BulkEnd::None)
        return;
    if (!key) {
        endWith(BulkEnd::KeyMissing, key.error());
        return;
    }
    m_passwords = std::make_unique<DerivedPasswords>(key->clone(), m_record.runId, m_record.rules,
                                                     m_record.passwordLength);
    if (!takeListAgain()) {
        endWith(BulkEnd::PasswordsDiffer);
        return;
    }
    lookForLaterChanges();
}

bool BulkRun::takeListAgain()
{
    const std::shared_ptr<const BulkPlan> list = std::exchange(m_listAgain, nullptr);
    const QList<QByteArray> macs = std::exchange(m_passwordMacs, {});
    if (!list)
        return !m_record.fromFile;
    const bool isOfEarlierVersion =
        std::ranges::all_of(macs, [](const QByteArray &mac) { return mac.isEmpty(); });
    if (m_record.fromFile && isOfEarlierVersion)
        return takePasswordsOfEarlierVersion(*list);
    const PeopleIndex index(*list);
    for (int row = 0; row < m_plan->count(); ++row) {
        const BulkRowState state = m_plan->state(row);
        if (state == BulkRowState::Excluded)
            continue;
        const QByteArray mac = macs.value(row);
        const int found = index.rowOf(*m_plan, row);
        if (found < 0) {
            if (state != BulkRowState::Changed && state != BulkRowState::Refused)
                m_withheld.insert(row, Error::of(ErrorKind::NotInList));
        } else if (!m_plan->isPasswordDropped(row)) {
            // Passwords that stand there now, and did not when others were made, are not passed over.
            const QByteArrayView password = list->exposeInputPassword(found);
            if (m_passwords->macOf(row, password) != mac)
                return false;
            if (!password.isEmpty())
                m_plan->setPassword(row, password);
        }
    }
    return true;
}

bool BulkRun::takePasswordsOfEarlierVersion(const BulkPlan &list)
{
    if (inputDigestOf(list) != m_record.inputDigest || m_passwords->macOf(list) != m_record.passwordMac)
        return false;
    for (int row = 0; row < list.count(); ++row) {
        if (list.hasPassword(row) && !m_plan->isPasswordDropped(row))
            m_plan->setPassword(row, list.exposePassword(row));
    }
    return true;
}

void BulkRun::lookForLaterChanges()
{
    if (!m_setup.laterChanges) {
        begin();
        return;
    }
    whenReady(m_setup.laterChanges(m_record), this, [this](const Result<QList<LaterChange>> &changes) {
        if (m_end != BulkEnd::None)
            return;
        if (!changes) {
            endWith(BulkEnd::HistoryUnread, changes.error());
            return;
        }
        withhold(*changes);
        begin();
    });
}

void BulkRun::withhold(const QList<LaterChange> &changes)
{
    QHash<QByteArray, const LaterChange *> newest;
    for (const LaterChange &change : changes) {
        const LaterChange *&known = newest[change.userId.toUtf8()];
        if (!known || known->time < change.time)
            known = &change;
    }
    for (int row = 0; row < m_plan->count(); ++row) {
        const BulkRowState state = m_plan->state(row);
        if (state == BulkRowState::Excluded || state == BulkRowState::Changed
            || state == BulkRowState::Refused)
            continue;
        const LaterChange *change = newest.value(m_plan->userIdUtf8(row).toByteArray());
        if (!change)
            continue;
        const QString when = QLocale().toString(change->time.toLocalTime(), QLocale::ShortFormat);
        m_withheld.insert(row, Error::of(ErrorKind::ChangedSince, tr("%1, by %2").arg(when, change->by)));
    }
}

/// True: it is not to be sent, and says why. Of what is Unknown nobody will find out by sending.
bool BulkRun::settleWithheld(int row)
{
    const auto why = m_withheld.constFind(row);
    if (why == m_withheld.cend())
        return false;
    const bool isUnknown = m_plan->state(row) == BulkRowState::Unknown;
    m_plan->setOutcome(row, isUnknown ? Outcome::stillUnknown(*why) : Outcome::notSent(*why));
    m_journal->write(
        {row, m_plan->state(row), m_plan->isUnsure(row), m_plan->tries(row), m_plan->facts(row)});
    ++countOf(m_plan->state(row));
    return true;
}

void BulkRun::begin()
{
    m_pacer = std::make_unique<Pacer>(m_options.limit, m_options.share);
    m_formats = m_setup.formats;
    if (!m_formats)
        m_formats = new FormatMemory(m_setup.account.sendAs, m_setup.account.knownFormat, this);
    m_sender = std::make_unique<BulkSender>(m_setup.tokens, m_setup.account.baseUrl, m_setup.network,
                                            *m_setup.clock, m_options.mostInFlight);
    connect(m_sender.get(), &BulkSender::answered, this, &BulkRun::handleAnswer);
    std::deque<int> fresh;
    for (int row = 0; row < m_plan->count(); ++row) {
        if (settleWithheld(row))
            continue;
        if (m_plan->state(row) == BulkRowState::NotSent)
            m_plan->setState(row, BulkRowState::Waiting);
        const BulkRowState state = m_plan->state(row);
        ++countOf(state);
        // Those of which nobody knows first: they were under way when the run was cut off.
        if (state == BulkRowState::Unknown)
            m_waiting.push_back(row);
        else if (state == BulkRowState::Waiting)
            fresh.push_back(row);
    }
    m_waiting.insert(m_waiting.end(), fresh.begin(), fresh.end());
    m_canaryLeft = std::min(m_options.canary, int(m_waiting.size()));
    m_canaryOpen = m_canaryLeft;
    setState(BulkState::Running);
    emit started();
    report();
    checkEnd();
    pump();
}

QFuture<Result<void>> BulkRun::putAway()
{
    if (m_state != BulkState::Finished)
        return readyFuture(Result<void>());
    m_passwords.reset();
    return putAwayRun(m_path, m_record, m_setup.keychain);
}

} // namespace Keyturn
