#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "core/outcome.h"
#include "reset/passwordreset.h"

#include <QMainWindow>
#include <QPointer>

#include <memory>

class QAction;
class QLabel;
class QMessageBox;
class QSettings;
class QSplitter;
class QStackedWidget;

namespace Keyturn {

class AccountActions;
class AccountBar;
class AccountSaver;
class AccountSession;
class AccountStore;
class InlineMessage;
class PasswordGenerator;
class ResetFlow;
class ResetPane;
class SecretClipboard;
class SessionFactory;
class UserPicker;
class WelcomePage;
class WindowMemory;

/// The one window: which account is open, who is picked, what is running. Opens nothing before it has been
/// painted, so that neither the keychain nor the network holds up the start.
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
    };
    enum class StartWith { LastAccount, PracticeAccount };

    explicit MainWindow(const Rooms &rooms, StartWith startWith = StartWith::LastAccount,
                        QWidget *parent = nullptr);
    ~MainWindow() override;

    void openAccount(const QString &id);
    void openPractice();

protected:
    bool event(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void buildCentre();
    void buildMenus();
    void buildShortcuts();
    void buildStatusLine();
    void connectParts();

    void openAtStart();
    void open(const Account &account);
    void closeAccount();
    void showNoAccount();
    void refreshAccounts();
    void reopenEdited(const QString &id);
    void editCurrent();
    void rememberFormat(BodyFormat format);

    void setPerson();
    void beginReset();
    void showStage(PasswordReset::Stage stage);
    void showFinished(const ResetResult &result);
    void handleOutcomeClosed(Outcome::Kind kind);
    void askBeforeClosing();

    Rooms m_rooms;
    StartWith m_startWith;
    bool m_painted = false;
    bool m_closeAnyway = false;

    AccountActions *m_actions;
    AccountBar *m_accountBar;
    InlineMessage *m_accountMessage;
    QStackedWidget *m_pages;
    WelcomePage *m_welcome;
    QSplitter *m_work;
    UserPicker *m_picker;
    ResetPane *m_pane;
    QLabel *m_lastOutcome;
    QAction *m_editAction;
    QAction *m_removeAction;
    QList<QAction *> m_accountMenuActions; ///< off while a reset runs
    SecretClipboard *m_clipboard;
    QPointer<QMessageBox> m_closeQuestion;
    std::unique_ptr<WindowMemory> m_memory;

    // In this order: the flow's dialogs go before the session whose reset they are about.
    std::unique_ptr<AccountSession> m_session;
    std::unique_ptr<ResetFlow> m_flow;
};

} // namespace Keyturn
