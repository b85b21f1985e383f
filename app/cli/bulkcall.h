#pragma once

#include "accounts/account.h"
#include "bulk/bulkplan.h"
#include "bulk/bulkrun.h"
#include "bulk/csvreader.h"
#include "bulk/earlierruns.h"
#include "cli/bulkcommand.h"
#include "cli/bulktelling.h"
#include "core/clock.h"
#include "core/stopsignal.h"
#include "history/runnotes.h"
#include "passwords/passwordrules.h"
#include "secrets/memorystore.h"
#include "session/accountsession.h"

#include <QEventLoop>
#include <QTemporaryDir>
#include <QTextStream>

#include <memory>

namespace Keyturn {

class RunLock;

/// One call of `keyturn --bulk`, step by step; each says whether to go on. Thread: GUI.
class BulkCall
{
public:
    BulkCall(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err, QTextStream &out);
    ~BulkCall();
    BulkCall(const BulkCall &) = delete;
    BulkCall &operator=(const BulkCall &) = delete;

    BulkExit run();

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
    SecretStore *keychain();
    EarlierRuns lookAtEarlierRuns();
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

} // namespace Keyturn
