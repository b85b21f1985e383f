#pragma once

#include "core/error.h"
#include "history/historyentry.h"
#include "history/historyexport.h"
#include "history/historyfile.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThreadPool>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

class QTimer;

namespace Keyturn {

class SecretStore;

/// What was done, on this computer, to whom, by whom, and what became of it. Entries are written in a thread
/// of their own and in their order; those that come before the keychain has given the key wait for it, and
/// are written without one when it does not. What could not be written is kept, and tried again. Errors:
/// SettingsFailed, with the database's own words. Thread: GUI.
class History : public QObject
{
    Q_OBJECT

public:
    /// `file` need not exist. `keychain` outlives this; null: entries are not sealed.
    History(QString file, SecretStore *keychain, QObject *parent = nullptr);
    /// Everything that was appended is on the disk then.
    ~History() override;

    static QString defaultFile();
    static constexpr QLatin1StringView keychainKey{"Keyturn/history-key"};

    /// Asks the keychain for the key, so that the first entry need not wait for it. Not at the start.
    void prepare();
    /// A change is being asked about: prepares, and opens the file ahead, which takes longer than to write in
    /// it. Until the next entry is written.
    void expectChange();
    void append(const HistoryEntry &entry);
    /// What is about to be done: ready once it is on the disk, with its number, or why it is not. That is
    /// not tried again. Cancelled before that, nothing was sent: the history says so, and the future has no
    /// result. A keychain that does not answer is not waited for longer than `longestWait`.
    QFuture<Result<qint64>> begin(const HistoryEntry &entry);
    static constexpr std::chrono::milliseconds longestWait = std::chrono::seconds(1);
    QFuture<Result<QList<HistoryEntry>>> search(const HistoryQuery &query);
    /// What was begun, by whatever program, and has no outcome; the oldest first.
    QFuture<Result<QList<HistoryEntry>>> begun();
    /// Also asks the keychain for the key, and makes none: a look writes nothing.
    QFuture<HistoryCheck> check();

    /// All that the query finds, the oldest first, into a file that only its owner may read. False: it could
    /// not be written, and nothing of it is left.
    QFuture<bool> exportTo(const QString &file, HistoryFormat format, const HistoryQuery &query);

signals:
    /// What was appended is on the disk; once for many that came together.
    void appended();
    /// It is not in the history, and will be tried again. `reason`: the database's own words.
    void appendFailed(const QString &reason);
    /// The history was damaged and stands under this name now; a new one was begun.
    void wasSetAside(const QString &file);

private:
    enum class Key { Unasked, Asked, Known };

    void handleKey(Result<Secret> key);
    void makeKeyUnlessOneIsInUse();
    void makeKey();
    void useKey(Secret key);
    void write(const HistoryEntry &entry);
    void startWriting();
    void writePending(const Secret &key);
    void startCheck(const std::shared_ptr<QPromise<HistoryCheck>> &promise,
                    const std::optional<Error> &keyError);
    void whenKeyIsKnown(std::chrono::milliseconds patience, const std::function<void()> &go);

    QString m_file;
    SecretStore *m_keychain;
    Key m_state = Key::Unasked;
    std::shared_ptr<const Secret> m_key; ///< empty: there is none
    QList<HistoryEntry> m_waiting; ///< for the key
    std::mutex m_mutex;
    // Below the mutex.
    QList<HistoryEntry> m_pending; ///< for the thread
    bool m_isWriting = false; ///< the thread will come for them
    // Above it.
    QTimer *m_retry;
    std::vector<std::function<void()>> m_waitingForKey;
    QThreadPool m_thread;
    std::unique_ptr<HistoryFile>
        m_openAhead; ///< the thread's; keeps SQLite from setting up and clearing away
};

} // namespace Keyturn
