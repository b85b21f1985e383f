#pragma once

#include "bulk/bulkrun.h"
#include "desktop/sleepinhibitor.h"
#include "zoom/userdto.h"

#include <QObject>
#include <QPointer>
#include <QTemporaryDir>

#include <memory>

class QSettings;
class QWidget;

namespace Keyturn {

class AccountSession;
class BulkWindow;
class History;
class InlineMessage;
class MemoryStore;
class SecretStore;

/// Bulk work as the main window sees it: opens its window for the account that is open, says when a run holds
/// that account, and reminds of runs that were cut off. Owned by the main window. Thread: GUI.
class BulkDesk : public QObject
{
    Q_OBJECT

public:
    struct Rooms
    {
        SecretStore *keychain = nullptr; ///< for the keys of runs; null: no bulk work but practice
        QString journals; ///< a folder
        History *history = nullptr; ///< null: nothing is written down
        QSettings *memory = nullptr; ///< of sizes and choices
    };

    /// `reminder` is where it is said that a run was cut off.
    BulkDesk(const Rooms &rooms, InlineMessage *reminder, QWidget *window);
    ~BulkDesk() override;

    /// Null for none: ends a run that is under way, at once. What was in flight is settled when it is gone on
    /// with.
    void setSession(AccountSession *session);
    /// The bulk window, with these people to choose; `begins`: they are who it is about.
    void open(const QList<User> &selected, bool begins);
    bool isBusy() const;
    /// The bulk window comes to the front and asks whether to stop.
    void askToStop();

signals:
    void busyChanged(bool busy);

private:
    void remind(const QList<RunSummary> &runs);
    void connectWindow();

    Rooms m_rooms;
    InlineMessage *m_reminder;
    QWidget *m_window;
    AccountSession *m_session = nullptr;
    QPointer<BulkWindow> m_bulk;
    SleepInhibitor m_awake; ///< held while a run is under way
    // The practice account is gone with this program, and so may be what its runs need.
    std::unique_ptr<MemoryStore> m_practiceKeys;
    std::unique_ptr<QTemporaryDir> m_practiceJournals;
};

} // namespace Keyturn
