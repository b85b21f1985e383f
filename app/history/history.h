#pragma once

#include "history/historyentry.h"
#include "history/historyexport.h"
#include "history/historyfile.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

#include <memory>
#include <mutex>
#include <vector>

namespace Keyturn {

class SecretStore;

/// What was done, on this computer, to whom, by whom, and what became of it. Entries are written in a thread
/// of their own and in their order; those that come before the keychain has given the key wait for it, and
/// are written without one when it does not. Thread: GUI.
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
    void append(const HistoryEntry &entry);
    QFuture<QList<HistoryEntry>> search(const HistoryQuery &query);
    /// Also asks the keychain for the key.
    QFuture<HistoryCheck> check();

    /// All that the query finds, the oldest first, into a file that only its owner may read. False: it could
    /// not be written, and nothing of it is left.
    QFuture<bool> exportTo(const QString &file, HistoryFormat format, const HistoryQuery &query);

signals:
    /// What was appended is on the disk; once for many that came together.
    void appended();
    /// It is not in the history. `reason`: the database's own words.
    void appendFailed(const QString &reason);
    /// The history was damaged and stands under this name now; a new one was begun.
    void wasSetAside(const QString &file);

private:
    enum class Key { Unasked, Asked, Known };

    void handleKey(Result<Secret> key);
    void makeKey();
    void useKey(Secret key);
    void write(const HistoryEntry &entry);
    void writePending(const Secret &key);

    QString m_file;
    SecretStore *m_keychain;
    Key m_state = Key::Unasked;
    std::shared_ptr<const Secret> m_key; ///< empty: there is none
    QList<HistoryEntry> m_waiting; ///< for the key
    std::mutex m_mutex;
    QList<HistoryEntry> m_pending; ///< for the thread; below the mutex
    std::vector<std::function<void()>> m_waitingForKey;
    QThreadPool m_thread;
};

} // namespace Keyturn
