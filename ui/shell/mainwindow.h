#pragma once

#include "accounts/accountstore.h"
#include "lock/idlelock.h"
#include "windowmemory.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>

class QLabel;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace Keyturn {

class AccountActions;
class AccountBar;
class AccountMenu;
class AccountNotices;
class AccountOpener;
class AccountSaver;
class AccountSession;
class BulkDesk;
class InlineMessage;
class MemoryStore;
class OpenOutcomesDesk;
struct OpenAttempt;
class PasswordGenerator;
class ProxySignIn;
class ResetDesk;
class ResetPane;
class SecretStore;
class SecretClipboard;
class SessionFactory;
class Settings;
class History;
class HistoryDesk;
class UserCacheFolder;
class UserPicker;
class WelcomePage;

/// The one window: which account is open, who is picked, what is running. Its parts are made as soon as it is
/// shown, and not before. Opens nothing before it has been painted, so that neither the keychain nor the
/// network holds up the start.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// What the window borrows. All of it outlives the window.
    struct Rooms
    {
        AccountStore *accounts;
        AccountSaver *saver;
        SessionFactory *sessions;
        const PasswordGenerator *generator;
        QSettings *settings; ///< null: sizes and columns are not remembered
        Settings *options = nullptr; ///< null: the defaults, and no window to change them
        ProxySignIn *proxySignIn = nullptr; ///< for the settings window; not null with options
        MemoryStore *runOnly = nullptr; ///< wiped by a lock; null: nothing is held for a run
        IdleLock *lock = nullptr; ///< null: never locks
        UserCacheFolder *userLists = nullptr; ///< null: no list of users is kept
        History *history = nullptr; ///< null: nothing is written down
        SecretStore *keychain = nullptr; ///< for the keys of bulk runs; null: none but practice
        QString journals = {}; ///< of bulk runs; a folder
    };
    enum class StartWith { LastAccount, PracticeAccount };

    explicit MainWindow(const Rooms &rooms, StartWith startWith = StartWith::LastAccount,
                        QWidget *parent = nullptr);
    ~MainWindow() override;

    /// These two, only once it was shown.
    void openAccount(const QString &id);
    void openPractice();

    void setVisible(bool visible) override;

protected:
    bool event(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void furnish();
    void buildCentre();
    void buildMenus();
    void buildShortcuts();
    void buildStatusLine();
    void connectParts();

    void openAtStart();
    void open(const Account &account);
    void reloadUsers();
    void closeAccount();
    void showNoAccount();
    void showWelcome();
    void refreshAccounts(AccountStore::ChangedBy by = AccountStore::ChangedBy::This);
    void reopenEdited(const QString &id);
    void editCurrent();

    bool isBusy() const;
    const OpenAttempt *goToAccountOf(int attempt);
    void changeRecipe();
    void openBulk(bool begins);
    void updateHeld();
    void openAbout();
    void openSettings();
    void useSettings();
    bool forgetSignIn();
    void lock(IdleLock::Reason reason, int minutes);

    Rooms m_rooms;
    StartWith m_startWith;
    bool m_painted = false;
    bool m_closeAnyway = false;
    bool m_forgetsAfterRun = false; ///< locked while a bulk run was under way

    AccountActions *m_actions;
    AccountOpener *m_opener;
    AccountBar *m_accountBar;
    InlineMessage *m_accountMessage;
    AccountNotices *m_notices;
    InlineMessage *m_lockMessage;
    InlineMessage *m_bulkMessage;
    InlineMessage *m_openMessage;
    OpenOutcomesDesk *m_openOutcomes = nullptr;
    QStackedWidget *m_pages;
    WelcomePage *m_welcome = nullptr; ///< made when it is first shown
    QSplitter *m_work = nullptr; ///< null: not furnished yet
    UserPicker *m_picker;
    ResetPane *m_pane;
    QLabel *m_lastOutcome;
    AccountMenu *m_menu;
    SecretClipboard *m_clipboard;
    HistoryDesk *m_history;
    ResetDesk *m_reset;
    WindowMemory m_memory;

    BulkDesk *m_bulk = nullptr;
    std::unique_ptr<AccountSession> m_session; ///< the desks are told before it ends
};

} // namespace Keyturn
