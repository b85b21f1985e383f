#pragma once

#include "accounts/account.h"
#include "bulk/bulkplan.h"
#include "bulk/journalfile.h"
#include "core/error.h"
#include "net/httpclient.h"
#include "passwords/passwordrules.h"

#include <QFuture>
#include <QHash>
#include <QList>
#include <QObject>
#include <QSet>

#include <array>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

class QTimer;

namespace Keyturn {

class AccessTokenSource;
class BulkJournal;
class BulkSender;
class Clock;
class FormatMemory;
class DerivedPasswords;
class Pacer;
class RunLock;
class SecretStore;
struct ZoomReply;

enum class BulkState {
    Idle,
    Preparing, ///< keychain and journal; nothing is sent
    Running,
    AtCanary, ///< the first few are done; goOn() or stop()
    Paused,
    Stopping, ///< what is under way ends
    Finished, ///< see BulkRun::end()
};

/// Why a run ended.
enum class BulkEnd {
    None, ///< it has not
    AllDone,
    ByUser,
    ErrorRate, ///< too many were refused or are unknown
    TokenRefused, ///< 401 that another token did not heal, or no token could be had
    PermissionDenied, ///< 403, or a scope is missing
    DailyLimit,
    NetworkLost,
    JournalFailed, ///< the disk is full, or the file cannot be had: nothing was sent without being written
    KeyMissing, ///< the keychain does not give the run's key
    PasswordsDiffer, ///< to go on: the list has other passwords than when the run began
    AccountBusy, ///< another window or program is at a run of this account
    HistoryUnread, ///< to go on: whether anybody was changed since cannot be looked up
};

/// SHA-256 over the people of a plan as its file named them, in their order: BulkRunRecord::inputDigest.
QByteArray inputDigestOf(const BulkPlan &plan);

/// Somebody's password was changed by another run, or at a desk.
struct LaterChange
{
    QString userId;
    QDateTime time; ///< UTC
    QString by; ///< "user@host"
};

/// Where a run stands, for a window or a terminal.
struct BulkProgress
{
    BulkState state = BulkState::Idle;
    int total = 0; ///< rows of the run
    int changed = 0;
    int refused = 0;
    int notSent = 0;
    int unknown = 0;
    int inFlight = 0;
    int left = 0; ///< waiting, and in flight
    double rate = 0; ///< outcomes a second, over the last seconds
    std::optional<std::chrono::seconds> estimate; ///< until the end; nothing while it cannot be told
    std::optional<QDateTime> heldUntil; ///< UTC: the account's limit is used up until then
    int throttled = 0; ///< answers of 429

    int done() const { return changed + refused + notSent; }
};

/// The run itself: canary, pace, journal, and when to stop. One run an object. Everything that it is given
/// outlives it; AccountSession's end must end it first. Thread: GUI; nothing blocks.
///
/// Each request's intent is in the journal, on disk, before it leaves. An answer of 429 changed nothing: the
/// account's whole run waits, and the row is sent again. An Unknown is sent once more at the end, with the
/// same password. A refusal of the account itself (401, 403, daily limit) puts the row back to Waiting and
/// stops.
class BulkRun : public QObject
{
    Q_OBJECT

public:
    struct Setup
    {
        Account account;
        AccessTokenSource *tokens = nullptr;
        FormatMemory *formats = nullptr; ///< null: the run finds out for itself
        HttpClient::Options network;
        const Clock *clock = nullptr;
        SecretStore *keychain = nullptr; ///< for the run's key
        QString folder; ///< of journals; JournalFile::defaultFolder()
        /// Held already by whoever looked at the account's earlier runs; null: the run takes it.
        std::shared_ptr<RunLock> lock;
        /// The changes since the run began that are not its own: a run that is gone on with does not undo
        /// them. Empty: there is no history.
        std::function<QFuture<Result<QList<LaterChange>>>(const BulkRunRecord &)> laterChanges;
    };
    struct Options
    {
        double limit = 0; ///< the account's, calls a second; 0: none. mediumLimit(account.plan)
        double share = Account::defaultRateShare;
        int canary = 5; ///< 0: none
        /// Go on after the canary without goOn() when all of it changed.
        bool goOnWhenFine = false;
        /// Of the last `errorWindow` outcomes, so many refused or unknown stop the run.
        double errorLimit = 0.2;
        int errorWindow = 50;
        int mostInFlight = 96;
        /// The run is offered again until it is put away, even when all are done: whoever writes a report
        /// must be able to do it after a crash, and must not begin anew.
        bool needsAcknowledging = false;
        PasswordRules rules;
        int passwordLength = 16;
    };

    BulkRun(Setup setup, const Options &options, QObject *parent = nullptr);
    ~BulkRun() override;

    /// A new run of a judged plan.
    void start(std::shared_ptr<BulkPlan> plan);
    /// Goes on with an unfinished one. `listAgain`: its list, read again; may be null unless
    /// record().fromFile. People are found in it by who they are. Those whom it does not name any more are
    /// not sent (ErrorKind::NotInList), nor are those who were changed since (ChangedSince). plan() is there
    /// after started().
    void startAgain(const QString &journal, std::shared_ptr<const BulkPlan> listAgain = nullptr);

    /// From AtCanary.
    void goOn();
    void pause();
    void resume();
    /// After the ones under way. What is left stays in the journal, to be gone on with.
    void stop();

    BulkState state() const { return m_state; }
    BulkEnd end() const { return m_end; }
    /// Of the answer that ended it; its row, or -1.
    const Error &endError() const { return m_endError; }
    int endRow() const { return m_endRow; }
    BulkProgress progress() const;
    std::shared_ptr<BulkPlan> plan() const { return m_plan; }
    const BulkRunRecord &record() const { return m_record; }
    QString journalPath() const;

    /// The password that a row was, or would be, sent with: for the hand-over, on an explicit step.
    Result<Secret> password(int row) const;

    /// putAwayRun() for this one. After Finished only.
    QFuture<Result<void>> putAway();

signals:
    void started();
    void stateChanged(Keyturn::BulkState state);
    /// Once, when the canary's rows have their outcomes.
    void canaryFinished(bool allChanged);
    /// Both at most ten times a second, and once at the end.
    void progressed(const Keyturn::BulkProgress &progress);
    void rowsChanged(const QList<int> &rows);
    /// Each row as it gets its outcome and that is on disk, for the history. Not batched.
    void rowSettled(int row);
    void finished(Keyturn::BulkEnd end);

private:
    // Until the first request may leave (bulkrunstart.cpp).
    struct Loaded;
    bool takeLock();
    void openJournal(std::function<Result<std::unique_ptr<JournalFile>>()> opener);
    void handleOpened();
    void handleClosed();
    void handleKey(const Result<Secret> &key);
    bool takeListAgain();
    bool takePasswordsOfEarlierVersion(const BulkPlan &list);
    void lookForLaterChanges();
    void withhold(const QList<LaterChange> &changes);
    void begin();
    bool settleWithheld(int row);

    // While it runs; what an answer leads to is in bulkrunanswers.cpp.
    void pump();
    bool takeNext(int &row);
    void intendMore();
    void sendReady();
    void handleWritten(quint64 ticket);
    void handleAnswer(int row, const Outcome &outcome, const ZoomReply &reply, BodyFormat format);
    BodyFormat formatFor(int row) const;
    bool triesOtherFormat(int row, const Outcome &outcome, BodyFormat format);
    bool isWorthFindingOut(int row, const Outcome &outcome, BodyFormat format) const;
    bool waitsForFormat() const;
    bool endsForAccount(int row, const Outcome &outcome);
    void handleLoss(int row, const Error &error);
    std::chrono::milliseconds pauseAfter(const Error &error) const;
    void throttle(int row, const Error &error);
    void holdRow(int row, const Error &error);
    void takeHeld();
    void putBack(int row);
    void putBackReady();
    void settle(int row, const Outcome &outcome);
    void weigh(bool isBad);
    void checkCanary();
    void checkEnd();
    RunEnd journalEnd() const;
    void giveJournalUp();
    void endWith(BulkEnd end, const Error &error = {}, int row = -1);
    quint64 write(int row, BulkRowState state);
    void setRowState(int row, BulkRowState state);
    void setState(BulkState state);
    void report();
    int &countOf(BulkRowState state) { return m_counts[std::size_t(state)]; }
    std::chrono::milliseconds now() const;

    Setup m_setup;
    Options m_options;
    std::shared_ptr<BulkPlan> m_plan;
    std::shared_ptr<const BulkPlan> m_listAgain;
    std::shared_ptr<Loaded> m_loaded;
    QString m_path;
    BulkRunRecord m_record;
    std::unique_ptr<DerivedPasswords> m_passwords;
    std::unique_ptr<Pacer> m_pacer;
    std::unique_ptr<BulkSender> m_sender;
    std::unique_ptr<BulkJournal> m_journal; ///< null when it failed, and after the end
    std::shared_ptr<RunLock> m_lock; ///< null after the end
    bool m_isClosing = false; ///< the journal writes its end
    QList<QByteArray> m_passwordMacs; ///< of the journal that was loaded, until its list is compared
    QHash<int, Error> m_withheld; ///< rows that are not to be sent, and why

    BulkState m_state = BulkState::Idle;
    BulkEnd m_end = BulkEnd::None;
    Error m_endError;
    int m_endRow = -1;

    std::deque<int> m_waiting; ///< rows to send, in their order
    std::deque<int> m_unsure; ///< to be sent once more when the others are done
    std::deque<std::pair<quint64, int>> m_intending; ///< tickets of intents, and their rows
    std::deque<int> m_ready; ///< intents that are on disk
    std::deque<std::pair<quint64, int>> m_settling; ///< tickets of outcomes
    /// Rows that one person's lock at Zoom holds, and until when (Clock::uptime()).
    std::deque<std::pair<std::chrono::milliseconds, int>> m_held;
    FormatMemory *m_formats = nullptr;
    QHash<int, BodyFormat> m_otherFormat; ///< by row, whose first format was refused
    QSet<int> m_findingOut; ///< rows whose open outcome is looked into at once
    std::array<int, 7> m_counts = {}; ///< of rows, by state
    std::deque<bool> m_recent; ///< the last outcomes; true: bad
    std::deque<std::chrono::milliseconds> m_recentTimes; ///< of outcomes
    QHash<int, int> m_throttles; ///< answers of 429 by row
    int m_throttled = 0;
    int m_canaryLeft = 0; ///< how many of it may still begin
    int m_canaryOpen = 0; ///< how many of it have no outcome
    bool m_canaryFine = true;
    int m_lostInARow = 0;
    QList<int> m_touched;
    QTimer *m_pumpTimer;
    QTimer *m_reportTimer;
};

} // namespace Keyturn

Q_DECLARE_METATYPE(Keyturn::BulkProgress)
