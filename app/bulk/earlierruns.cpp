#include "earlierruns.h"

#include "bulk/bulkplan.h"
#include "bulk/derivedpasswords.h"
#include "core/inthread.h"
#include "core/whenready.h"
#include "secrets/secretstore.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QThreadPool>

#include <algorithm>
#include <optional>
#include <vector>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

/// Addresses are told apart without case, IDs with it.
QByteArray folded(QByteArrayView target)
{
    return target.contains('@') ? QString::fromUtf8(target).toCaseFolded().toUtf8() : target.toByteArray();
}

/// All that a row is known by.
QList<QByteArray> keysOf(const BulkPlan &plan, int row)
{
    return {folded(plan.userIdUtf8(row)), folded(plan.targetUtf8(row)), folded(plan.inputTargetUtf8(row))};
}

/// Newest first. An earlier version named them by the run alone: they may be anybody's.
QStringList journalsIn(const QString &folder, const QString &accountId)
{
    QStringList names = QDir(folder).entryList({u"*.sqlite"_s}, QDir::Files | QDir::Hidden, QDir::Time);
    names.removeIf([mine = QString(accountId + u'.')](const QString &name) {
        return !name.startsWith(mine) && name.count(u'.') > 1;
    });
    return names;
}

QString runIdOf(const QString &path)
{
    return QFileInfo(path).completeBaseName().section(u'.', -1);
}

/// Its rows, when `plan` is given. Nothing: it is another account's, or never began, or is one of the
/// unreadable now. `neverBegan` is told which it was.
std::optional<RunSummary> readRun(const QString &path, const QString &accountId,
                                  QList<UnreadableRun> &unreadable, BulkPlan *plan = nullptr,
                                  bool *neverBegan = nullptr)
{
    const auto file = JournalFile::open(path);
    if (!file) {
        const bool isUnbegun = file.error().kind == ErrorKind::Cancelled;
        if (neverBegan)
            *neverBegan = isUnbegun;
        if (!isUnbegun)
            unreadable.append({path, file.error().reply.message});
        return std::nullopt;
    }
    const Result<RunSummary> run = (*file)->summary();
    if (run && run->record.accountId != accountId)
        return std::nullopt;
    const Result<void> rows = run && plan ? (*file)->readPlan(*plan) : Result<void>();
    if (!run || !rows) {
        unreadable.append({path, (run ? rows.error() : run.error()).reply.message});
        return std::nullopt;
    }
    return *run;
}

/// The folder is there and cannot be read, which an empty list would hide.
void checkFolder(const QString &folder, QList<UnreadableRun> &unreadable)
{
    const QFileInfo info(folder);
    if (info.exists() && !(info.isDir() && info.isReadable() && info.isExecutable()))
        unreadable.append(
            {folder, QCoreApplication::translate("Keyturn::EarlierRuns", "The folder cannot be read.")});
}

bool hasTaken(const RunSummary &run, BulkRowState state)
{
    switch (state) {
    case BulkRowState::Changed:
    case BulkRowState::Unknown:
    case BulkRowState::InFlight:
        return true;
    case BulkRowState::Waiting:
    case BulkRowState::NotSent:
        return run.end == RunEnd::Open;
    case BulkRowState::Refused:
    case BulkRowState::Excluded:
        return false;
    }
    return true;
}

class Comparison
{
public:
    explicit Comparison(const BulkPlan &list)
        : m_list(list)
        , m_index(list)
        , m_changed(std::size_t(list.count()), 0)
    {
        for (int row = 0; row < list.count(); ++row)
            m_included += list.isOut(row) ? 0 : 1;
    }

    SharedRun with(const RunSummary &run, const BulkPlan &plan)
    {
        SharedRun shared;
        shared.run = run;
        for (int row = 0; row < plan.count(); ++row) {
            const BulkRowState state = plan.state(row);
            if (state == BulkRowState::Excluded)
                continue;
            const int mine = m_index.rowOf(plan, row);
            if (mine < 0 || m_list.isExcluded(mine)) {
                ++shared.onlyInRun;
                continue;
            }
            ++(hasTaken(run, state) ? shared.shared : shared.settled);
            if (state == BulkRowState::Changed) {
                qint64 &newest = m_changed[std::size_t(mine)];
                newest = std::max(newest, plan.facts(row).msecs);
            }
        }
        shared.onlyInList = std::max(0, m_included - shared.shared - shared.settled);
        return shared;
    }

    QList<EarlierRuns::Change> changes() const
    {
        QList<EarlierRuns::Change> changes;
        for (std::size_t row = 0; row < m_changed.size(); ++row) {
            if (m_changed[row] > 0)
                changes.append({int(row), QDateTime::fromMSecsSinceEpoch(m_changed[row]).toUTC()});
        }
        return changes;
    }

private:
    const BulkPlan &m_list;
    PeopleIndex m_index;
    std::vector<qint64> m_changed; ///< by the list's row: when; 0: not
    int m_included = 0;
};

/// What a tombstone tells nobody any more.
void removeOld(const QString &folder, const QString &accountId)
{
    const QDateTime oldest = QDateTime::currentDateTimeUtc().addDays(-daysKept);
    const QStringList names = journalsIn(folder, accountId);
    for (const QString &name : names) {
        const QString path = folder + u'/' + name;
        if (QFileInfo(path).lastModified() >= oldest)
            continue;
        QList<UnreadableRun> ignored;
        if (const auto run = readRun(path, accountId, ignored); run && !run->isUnfinished())
            QFile::remove(path);
    }
}

} // namespace

PeopleIndex::PeopleIndex(const BulkPlan &plan)
{
    m_rows.reserve(qsizetype(plan.count()) * 2);
    for (int row = 0; row < plan.count(); ++row) {
        const QList<QByteArray> keys = keysOf(plan, row);
        for (const QByteArray &key : keys) {
            if (!m_rows.contains(key))
                m_rows.insert(key, row);
        }
    }
}

int PeopleIndex::rowOf(const BulkPlan &other, int row) const
{
    const QList<QByteArray> keys = keysOf(other, row);
    for (const QByteArray &key : keys) {
        if (const auto found = m_rows.constFind(key); found != m_rows.cend())
            return *found;
    }
    return -1;
}

QList<RunSummary> AccountRuns::unfinished() const
{
    QList<RunSummary> open = runs;
    open.removeIf([](const RunSummary &run) { return !run.isUnfinished(); });
    return open;
}

const SharedRun *EarlierRuns::unfinished() const
{
    const SharedRun *best = nullptr;
    for (const SharedRun &run : runs) {
        if (run.run.isUnfinished() && run.shared > (best ? best->shared : 0))
            best = &run;
    }
    return best;
}

const SharedRun *EarlierRuns::finished() const
{
    const auto found = std::ranges::find_if(runs, [](const SharedRun &shared) {
        return !shared.run.isUnfinished() && shared.run.isDone() && shared.hasAll();
    });
    return found == runs.end() ? nullptr : &*found;
}

AccountRuns runsIn(const QString &folder, const QString &accountId)
{
    AccountRuns found;
    checkFolder(folder, found.unreadable);
    const QStringList names = journalsIn(folder, accountId);
    for (const QString &name : names) {
        if (const auto run = readRun(folder + u'/' + name, accountId, found.unreadable))
            found.runs.append(*run);
    }
    return found;
}

EarlierRuns earlierRunsFor(const BulkPlan &list, const QString &folder, const QString &accountId)
{
    EarlierRuns found;
    checkFolder(folder, found.unreadable);
    Comparison comparison(list);
    const QStringList names = journalsIn(folder, accountId);
    for (const QString &name : names) {
        const QString path = folder + u'/' + name;
        BulkPlan plan;
        bool neverBegan = false;
        const auto run = readRun(path, accountId, found.unreadable, &plan, &neverBegan);
        if (neverBegan && QFile::remove(path))
            found.strayKeys.append(DerivedPasswords::keychainKey(runIdOf(path)));
        if (!run)
            continue;
        const SharedRun shared = comparison.with(*run, plan);
        if (shared.shared + shared.settled > 0)
            found.runs.append(shared);
    }
    found.changes = comparison.changes();
    return found;
}

QFuture<AccountRuns> findRuns(const QString &folder, const QString &accountId)
{
    return inThread<AccountRuns>(*QThreadPool::globalInstance(),
                                 [folder, accountId] { return runsIn(folder, accountId); });
}

QFuture<EarlierRuns> findEarlierRuns(std::shared_ptr<const BulkPlan> list, const QString &folder,
                                     const QString &accountId)
{
    return inThread<EarlierRuns>(*QThreadPool::globalInstance(), [list = std::move(list), folder, accountId] {
        return earlierRunsFor(*list, folder, accountId);
    });
}

QFuture<Result<void>> putAwayRun(const QString &journal, const BulkRunRecord &record, SecretStore *keychain)
{
    const auto write = [journal, accountId = record.accountId]() -> Result<void> {
        bool hasSent = true;
        {
            const auto file = JournalFile::open(journal);
            if (!file)
                return std::unexpected(file.error());
            const Result<RunSummary> run = (*file)->summary();
            if (!run)
                return std::unexpected(run.error());
            hasSent = run->changed + run->refused + run->unknown > 0;
            if (const Result<void> written = (*file)->setEnd(RunEnd::PutAway); !written)
                return written;
        }
        if (!hasSent)
            QFile::remove(journal);
        removeOld(QFileInfo(journal).path(), accountId);
        return {};
    };
    return inThread<Result<void>>(*QThreadPool::globalInstance(), write)
        .then(QCoreApplication::instance(),
              [keychain, key = DerivedPasswords::keychainKey(record.runId)](const Result<void> &written) {
                  return written ? keychain->remove(key) : readyFuture(written);
              })
        .unwrap();
}

QString setAsideName(const QString &journal)
{
    return journal + u".set-aside"_s;
}

bool setAside(const QString &journal)
{
    return QFile::rename(journal, setAsideName(journal));
}

} // namespace Keyturn
