#pragma once

#include "bulk/bulkplan.h"
#include "core/error.h"
#include "passwords/passwordrules.h"

#include <QDateTime>
#include <QList>
#include <QString>
#include <QUrl>

#include <memory>
#include <vector>

namespace Keyturn {

/// What a run is, beside its rows.
struct BulkRunRecord
{
    QString runId; ///< 32 hexadecimal digits
    QString accountId; ///< Account::id
    QString accountName;
    QUrl baseUrl;
    QDateTime created; ///< UTC
    bool fromFile = false; ///< at least one password is from a file, which resuming needs again
    /// SHA-256 over the people in their order. No password in it.
    QByteArray inputDigest;
    /// HMAC with the run's key over all passwords of the file, for journals of earlier versions: newer ones
    /// have one a row.
    QByteArray passwordMac;
    PasswordRules rules;
    int passwordLength = 16;
    static constexpr int longestPassword = 1024;
    int scheme = 1;
};

/// What became of a run, as its journal keeps it by these numbers, which never change.
enum class RunEnd : std::uint8_t {
    Open = 0, ///< under way, stopped, or cut off
    PutAway = 1, ///< nobody goes on with it: its key is gone, and what it did is still known
    Ended = 2, ///< everybody was tried, and nobody has put it away yet
};

/// A run, as its journal sums it up.
struct RunSummary
{
    QString path;
    BulkRunRecord record;
    int total = 0; ///< rows that are not excluded
    int changed = 0;
    int refused = 0;
    int unknown = 0; ///< those that were in flight, too
    int waiting = 0;
    int notSent = 0;
    RunEnd end = RunEnd::Open;

    int left() const { return waiting + notSent; }
    /// It is offered: to go on, or for its report and its passwords.
    bool isUnfinished() const { return end != RunEnd::PutAway; }
    /// Everybody was tried, and what became of each is known.
    bool isDone() const { return waiting == 0 && unknown == 0; }
};

/// One run's SQLite file: WAL, synchronous=FULL, readable by this user only, no password in it. Held
/// exclusively while open: a second program cannot go on with the same run. Thread: the one that opened it.
/// Errors: InvalidInput (there is no such file, it is not one, another program has it), SettingsFailed (it
/// cannot be written; the message says why).
class JournalFile
{
public:
    ~JournalFile();
    JournalFile(const JournalFile &) = delete;
    JournalFile &operator=(const JournalFile &) = delete;

    /// "KEYTURN_DATA/bulk" in the app's data folder.
    static QString defaultFolder();
    /// The account is in the name, so that a file that cannot be opened is known to be its, or not.
    static QString pathFor(const QString &folder, const QString &accountId, const QString &runId);

    /// `macs`: of the passwords that the list gives, by row; empty for others, and when it gives none.
    static Result<std::unique_ptr<JournalFile>> create(const QString &path, const BulkRunRecord &record,
                                                       const BulkPlan &plan,
                                                       const QList<QByteArray> &macs = {});
    /// Rows in flight become Unknown, here and in the file. Cancelled: it was cut off while it was made,
    /// before anything was sent.
    static Result<std::unique_ptr<JournalFile>> open(const QString &path);

    Result<BulkRunRecord> record();
    /// A plan is filled with what stands there, each value checked: what no run can have written is an error.
    Result<void> readPlan(BulkPlan &plan);
    /// As create() was given them.
    Result<QList<QByteArray>> passwordMacs();
    Result<RunSummary> summary();

    /// One row's change of state.
    struct Change
    {
        int row = 0;
        BulkRowState state = BulkRowState::Waiting;
        bool unsure = false;
        int tries = 0;
        BulkPlan::Facts facts; ///< of an outcome
    };
    /// All of them in one transaction, on disk when it returns.
    Result<void> write(const std::vector<Change> &changes);
    Result<void> setEnd(RunEnd end);

private:
    class Private;
    explicit JournalFile(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Keyturn
