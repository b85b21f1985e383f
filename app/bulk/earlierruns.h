#pragma once

#include "bulk/journalfile.h"

#include <QByteArray>
#include <QDateTime>
#include <QFuture>
#include <QHash>
#include <QList>
#include <QString>

#include <memory>

namespace Keyturn {

class BulkPlan;
class SecretStore;

/// Finds the people of a plan in another one by who they are: by Zoom's ID, or by the address or ID that
/// stood in the list. Their order, and what else stands in the lists, do not matter.
class PeopleIndex
{
public:
    /// Of two rows of the same person, the first. The plan may be gone afterwards.
    explicit PeopleIndex(const BulkPlan &plan);
    /// The row here of the person in `row` of `other`; -1: there is none.
    int rowOf(const BulkPlan &other, int row) const;

private:
    QHash<QByteArray, int> m_rows;
};

/// A journal that could not be looked into: whether its run is finished, and whom it changed, is not known.
struct UnreadableRun
{
    QString path;
    QString why;
};

/// The runs of one account, newest first.
struct AccountRuns
{
    QList<RunSummary> runs;
    QList<UnreadableRun> unreadable;

    QList<RunSummary> unfinished() const;
};

/// An earlier run, beside a list of people.
struct SharedRun
{
    RunSummary run;
    /// People of the list whose password it has changed, may have changed, or would change when it is gone on
    /// with.
    int shared = 0;
    int settled = 0; ///< people of the list whom it has left as they were: refused, or not sent
    int onlyInList = 0;
    int onlyInRun = 0;

    /// Everybody of the list is in it.
    bool hasAll() const { return onlyInList == 0 && shared + settled > 0; }
};

/// What earlier runs mean for a list. Rows that are excluded from it do not count.
struct EarlierRuns
{
    QList<SharedRun> runs; ///< those that have people in common with the list, newest first
    struct Change
    {
        int row = 0; ///< of the list
        QDateTime time; ///< UTC, of the newest one
    };
    QList<Change> changes; ///< of the list's people by earlier runs, in the list's order
    QList<UnreadableRun> unreadable;
    /// The keychain's keys of runs that were cut off before they began; their journals are gone now.
    QStringList strayKeys;

    /// The unfinished run that has most people in common with the list, and at least one; null: none has.
    const SharedRun *unfinished() const;
    /// The newest run that was done and put away, and that has everybody of the list; null: there is none.
    const SharedRun *finished() const;
};

// These read the disk: not in the GUI thread.

/// A look, which changes nothing: what seems never to have begun may be beginning just now.
AccountRuns runsIn(const QString &folder, const QString &accountId);
/// The caller holds the account's RunLock. Clears away what never began.
EarlierRuns earlierRunsFor(const BulkPlan &list, const QString &folder, const QString &accountId);

// The same in another thread. The list must stay as it is until then.

QFuture<AccountRuns> findRuns(const QString &folder, const QString &accountId);
QFuture<EarlierRuns> findEarlierRuns(std::shared_ptr<const BulkPlan> list, const QString &folder,
                                     const QString &accountId);

/// Nobody goes on with the run any more: its journal says so and stays, without any secret, so that what it
/// did is known to later runs; its key is removed, which destroys the passwords that were derived for it. A
/// journal of a run that has sent nothing is removed. In this order: when the journal cannot be written, the
/// key stays. What was put away more than daysKept ago goes, too. Thread: GUI; `keychain` outlives the
/// future.
QFuture<Result<void>> putAwayRun(const QString &journal, const BulkRunRecord &record, SecretStore *keychain);
inline constexpr int daysKept = 400;

/// A journal that cannot be looked into gets another name, under which nobody looks for one. False: it cannot
/// be renamed.
bool setAside(const QString &journal);
QString setAsideName(const QString &journal);

} // namespace Keyturn
