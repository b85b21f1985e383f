#pragma once

#include "core/outcome.h"
#include "reset/passwordreset.h"

#include <QObject>
#include <QPointer>
#include <QTimer>

#include <memory>

class QLabel;
class QWidget;

namespace Keyturn {

class AccountSession;
class CloseQuestion;
class HistoryDesk;
class ResetFlow;
class ResetPane;
class SecretClipboard;
class UserPicker;

/// One person's reset as the main window sees it: who was picked, how far the reset is, and what became of
/// the last one. Owned by the main window. Thread: GUI.
class ResetDesk : public QObject
{
    Q_OBJECT

public:
    struct Parts
    {
        UserPicker *picker;
        ResetPane *pane;
        QLabel *lastOutcome;
        SecretClipboard *clipboard;
        HistoryDesk *history;
    };

    /// All outlive this; `window` is what the dialogs belong to.
    ResetDesk(const Parts &parts, QWidget *window);
    ~ResetDesk() override;

    /// Null for none: ends a reset that is under way, and forgets the person and the password.
    void setSession(AccountSession *session);
    PasswordReset::Stage stage() const;
    bool isIdle() const;
    /// Something is under way, or is being told: closing the account now would lose it.
    bool isBusy() const;
    /// Sends the same once more, in the account that is open; false when it is another account's.
    bool findOut(const OpenAttempt &attempt);
    void generatePassword();
    /// Keyturn locked: wipes the password.
    void forgetPassword();
    /// Asks whether to close while a request is on its way, or while outcomes are open; closeAnyway()
    /// follows, or nothing.
    void askBeforeClosing();

signals:
    /// At once, before it is seen in the window; isBusy() may have changed, too.
    void stageChanged();
    /// Somebody was picked, or nobody is any more; or a reset begins.
    void personChanged();
    void editAccountRequested();
    void closeAnyway();

private:
    void connectFlow();
    void setPerson();
    void showRules();
    void begin();
    void followStage();
    void showStage();
    void showFinished(const ResetResult &result);
    void showLast(const QString &sentence);
    void handleOutcomeClosed(Outcome::Kind kind);

    Parts m_parts;
    QWidget *m_window;
    AccountSession *m_session = nullptr;
    QTimer m_busyDelay;
    QPointer<CloseQuestion> m_closeQuestion;
    std::unique_ptr<ResetFlow> m_flow; ///< null: no account is open
};

} // namespace Keyturn
