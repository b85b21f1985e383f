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
    /// SHA-256 over the people in their order: finds the run that belongs to a file. No password in it.
    QByteArray inputDigest;
    /// HMAC with the run's key over all passwords of the file: whether they are still the same.
    QByteArray passwordMac;
    PasswordRules rules;
    int passwordLength = 16;
    int scheme = 1;
};

/// A run that was not finished, for the offer to go on.
struct UnfinishedRun
{
    QString path;
    BulkRunRecord record;
    int total = 0; ///< rows that are not excluded
    int changed = 0;
    int refused = 0;
    int unknown = 0; ///< those that were in flight, too
    int left = 0; ///< waiting, and not sent
    /// Its end was seen. With nothing left and nothing unknown, only that it was not makes it unfinished.
    bool acknowledged = false;
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
    static QString pathFor(const QString &folder, const QString &runId);

    static Result<std::unique_ptr<JournalFile>> create(const QString &path, const BulkRunRecord &record,
                                                       const BulkPlan &plan);
    /// Rows in flight become Unknown, here and in the file.
    static Result<std::unique_ptr<JournalFile>> open(const QString &path);

    /// By SQLite's own word for it: what cannot be opened or read for a moment is whole.
    static bool isDamaged(const QString &path);

    Result<BulkRunRecord> record();
    Result<void> readPlan(BulkPlan &plan);
    Result<UnfinishedRun> summary();

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
    Result<void> setFinished(bool finished);

private:
    class Private;
    explicit JournalFile(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// The unfinished runs of a folder, newest first; those that another program is at are left out, and damaged
/// files (isDamaged()) are renamed to "….damaged". Reads the disk: not in the GUI thread
/// (findUnfinishedRuns()).
QList<UnfinishedRun> unfinishedRunsIn(const QString &folder);

} // namespace Keyturn
