#include "bulkrun.h"

#include "bulk/bulkjournal.h"
#include "bulk/bulksender.h"
#include "bulk/derivedpasswords.h"
#include "bulk/pacer.h"
#include "core/clock.h"
#include "core/randomkey.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"
#include "zoom/formatmemory.h"

#include <QCryptographicHash>
#include <QFile>
#include <QTimer>
#include <QUuid>

// How a run begins, or goes on: key, journal, plan.

namespace Keyturn {

/// What the journal's thread read.
struct BulkRun::Loaded
{
    BulkRunRecord record;
    std::shared_ptr<BulkPlan> plan = std::make_shared<BulkPlan>();
};

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
    m_plan = std::move(plan);
    for (int row = 0; row < m_plan->count(); ++row) {
        const bool isOut = m_plan->isExcluded(row) || !BulkPlan::mayInclude(m_plan->verdict(row));
        m_plan->setState(row, isOut ? BulkRowState::Excluded : BulkRowState::Waiting);
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
    m_path = JournalFile::pathFor(m_setup.folder, m_record.runId);

    Secret key = randomKey();
    m_passwords = std::make_unique<DerivedPasswords>(key.clone(), m_record.runId, m_record.rules,
                                                     m_record.passwordLength);
    m_record.passwordMac = m_passwords->macOf(*m_plan);
    // The key is safe before anything can be sent with it.
    whenReady(m_setup.keychain->write(DerivedPasswords::keychainKey(m_record.runId), std::move(key)), this,
              [this](const Result<void> &stored) {
                  if (!stored) {
                      endWith(BulkEnd::KeyMissing, stored.error());
                      return;
                  }
                  openJournal([path = m_path, record = m_record, rows = m_plan] {
                      return JournalFile::create(path, record, *rows);
                  });
              });
}

void BulkRun::startAgain(const QString &journal, std::shared_ptr<BulkPlan> fileAgain)
{
    if (m_state != BulkState::Idle)
        return;
    setState(BulkState::Preparing);
    m_path = journal;
    m_fileAgain = std::move(fileAgain);
    m_loaded = std::make_shared<Loaded>();
    openJournal([path = m_path, loaded = m_loaded]() -> Result<std::unique_ptr<JournalFile>> {
        auto file = JournalFile::open(path);
        if (!file)
            return file;
        Result<BulkRunRecord> record = (*file)->record();
        if (!record)
            return std::unexpected(record.error());
        loaded->record = *record;
        if (const auto read = (*file)->readPlan(*loaded->plan); !read)
            return std::unexpected(read.error());
        return file;
    });
}

void BulkRun::openJournal(std::function<Result<std::unique_ptr<JournalFile>>()> opener)
{
    m_journal = std::make_unique<BulkJournal>(std::move(opener));
    connect(m_journal.get(), &BulkJournal::opened, this, &BulkRun::handleOpened);
    connect(m_journal.get(), &BulkJournal::written, this, &BulkRun::handleWritten);
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
    if (!takePasswordsAgain()) {
        endWith(BulkEnd::PasswordsDiffer);
        return;
    }
    begin();
}

bool BulkRun::takePasswordsAgain()
{
    const std::shared_ptr<BulkPlan> file = std::exchange(m_fileAgain, nullptr);
    // Passwords that stand there now, and did not when others were made, are not passed over.
    if (!m_record.fromFile)
        return !file || !file->hasAnyPassword();
    if (!file || inputDigestOf(*file) != m_record.inputDigest
        || m_passwords->macOf(*file) != m_record.passwordMac)
        return false;
    for (int row = 0; row < file->count(); ++row) {
        if (file->hasPassword(row) && !m_plan->isPasswordDropped(row))
            m_plan->setPassword(row, file->exposePassword(row));
    }
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

QFuture<Result<void>> BulkRun::discard()
{
    if (m_state != BulkState::Finished)
        return readyFuture(Result<void>());
    m_passwords.reset();
    m_journal.reset();
    return discardRun({m_path, m_record}, m_setup.keychain);
}

QFuture<Result<void>> discardRun(const UnfinishedRun &run, SecretStore *keychain)
{
    QFile::remove(run.path);
    return keychain->remove(DerivedPasswords::keychainKey(run.record.runId));
}

} // namespace Keyturn
