#pragma once

#include "accounts/account.h"
#include "core/secret.h"
#include "picker/pickeduser.h"
#include "reset/passwordreset.h"
#include "reset/personcheck.h"
#include "reset/signout.h"

#include <QObject>
#include <QPointer>

namespace Keyturn {

class ConfirmDialog;
class OutcomeDialog;
class RecordQuestion;
class SecretClipboard;

/// One reset as the person at the desk goes through it: asked while the user is read again, sent, told,
/// handed over, and signed out if they like. Lives as long as its account is open; its dialogs go
/// with it.
class ResetFlow : public QObject
{
    Q_OBJECT

public:
    /// All outlive this; `window` is what the dialogs belong to.
    ResetFlow(PasswordReset *reset, SignOut *signOut, PersonCheck *check, const Account &account,
              SecretClipboard *clipboard, QWidget *window);
    ~ResetFlow() override;

    /// What is known of a password beside itself.
    struct Origin
    {
        bool seen = false; ///< somebody has read it already
        bool generated = false;
    };
    /// Asks for confirmation, and sends.
    void begin(const PickedUser &user, Secret password, const Origin &origin);
    /// Sends the same once more, to learn what became of it: at once, for it was confirmed before. Not while
    /// it is busy.
    void findOut(const OpenAttempt &attempt);
    void cancel();
    /// Something is under way, or is being told: closing the account now would lose it.
    bool isBusy() const;
    bool isSigningOut() const { return m_signOut->isRunning(); }
    /// Wipes the password. A question that is open is withdrawn; what was sent goes on, and its outcome is
    /// told without the password.
    void forgetPassword();
    PasswordReset::Stage stage() const { return m_reset->stage(); }

signals:
    /// Zoom told who the user is now.
    void personRead(const Keyturn::User &user);
    void stageChanged(Keyturn::PasswordReset::Stage stage);
    /// The outcome is known; its dialog is open.
    void finished(const Keyturn::ResetResult &result);
    /// The password is with the person: nothing here needs it any more.
    void handedOver();
    /// The step after it: what became of signing the person out.
    void signedOut(const Keyturn::SignOutResult &result);
    /// Its dialog was closed, or the confirmation was declined (then there is no outcome).
    void outcomeClosed(Keyturn::Outcome::Kind kind);
    void declined();
    void signOutBegun();
    void editAccountRequested();

private:
    void handleChecked(const PersonCheck::Answer &answer);
    void send();
    void closeQuestion();
    void expectChanged();
    OutcomeDialog *newOutcomeDialog();
    void showOutcome(const ResetResult &result);
    void signOut(const ResetTarget &target);
    void askAboutRecord(const Error &error, ChangeAction action);
    void takeOlderCopiesBack();

    PasswordReset *m_reset;
    SignOut *m_signOut;
    PersonCheck *m_check;
    Account m_account;
    SecretClipboard *m_clipboard;
    QWidget *m_window;
    PickedUser m_user;
    ResetTarget m_target; ///< whom it is for: m_user, or an open attempt's
    Secret m_password; ///< from begin() until the outcome is closed
    Origin m_origin;
    bool m_forgotten = false; ///< the password was wiped while it was under way
    QPointer<ConfirmDialog> m_question; ///< asked, or answered and not closed yet
    QPointer<RecordQuestion> m_recordQuestion;
    QPointer<OutcomeDialog> m_outcome; ///< shown, or made ready while the question is asked
};

} // namespace Keyturn
