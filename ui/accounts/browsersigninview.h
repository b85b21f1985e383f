#pragma once

#include "auth/signingrant.h"
#include "core/error.h"
#include "core/secret.h"

#include <QWidget>

#include <memory>
#include <optional>

class QFrame;
class QProgressBar;
class QPushButton;

namespace Keyturn {

class AccountSignIns;
class BrowserSignIn;
class DetailsBox;
class InlineMessage;
class WrapLabel;
struct Account;

/// “Sign in…”, and how the sign-in with the browser goes: each state in words, with the link for browsers
/// that do not open by themselves. What it ends in lives here, in memory alone, until whoever owns this
/// stores it; it is gone with forget() or with this.
class BrowserSignInView : public QWidget
{
    Q_OBJECT

public:
    /// `signIns` outlives this; null: signInRequested() must not be answered. `isStored`: there is a sign-in
    /// that stays when nobody signs in anew.
    BrowserSignInView(AccountSignIns *signIns, bool isStored, QWidget *parent = nullptr);
    ~BrowserSignInView() override;

    /// An empty client secret: the stored one, where the account has one. Ends what is under way.
    void start(const Account &account, Secret clientSecret);
    /// What is under way ends; says so.
    void cancel();
    /// What is under way, and what came of an earlier sign-in. For when that would not fit any more.
    void forget();

    bool isRunning() const { return m_attempt != nullptr; }
    /// Null while nobody has signed in.
    const SignInGrant *grant() const { return m_grant ? &*m_grant : nullptr; }
    /// With which grant() was given out; empty when the app has none.
    const Secret &clientSecret() const { return m_clientSecret; }

    /// Beside the button, which gets the focus. Gone with the next sign-in.
    void showProblem(const QString &text);
    void clearProblem();

signals:
    /// The button was pressed: start() is wanted.
    void signInRequested();
    void signedIn();
    /// Shown here already; the error may name one of the account's fields.
    void failed(const Keyturn::Error &error);

private:
    void build();
    QWidget *buildPanel();
    void begin(const Account &account, Secret clientSecret);
    void end();
    void showWaiting(const QString &text, bool withLink);
    void showBrowserAsked(bool opened);
    void showGrant();
    void showFailure(const Error &error);
    void copyLink();

    AccountSignIns *m_signIns;
    const bool m_isStored;
    QPushButton *m_button;
    WrapLabel *m_status;
    InlineMessage *m_problem;
    QFrame *m_panel;
    WrapLabel *m_waiting;
    QProgressBar *m_progress;
    QPushButton *m_copy;
    QPushButton *m_cancel;
    InlineMessage *m_message;
    DetailsBox *m_details;

    std::optional<SignInGrant> m_grant;
    Secret m_clientSecret;
    std::unique_ptr<BrowserSignIn>
        m_signIn; ///< the last one: its page may still be on the way to the browser
    std::unique_ptr<QObject> m_attempt; ///< one attempt's: what comes after its end is not heard
};

} // namespace Keyturn
