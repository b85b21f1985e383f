#pragma once

#include "accounts/accountsaver.h"
#include "auth/refreshrecord.h"
#include "core/error.h"

#include <QDialog>

#include <memory>
#include <optional>

class QProgressBar;
class QPushButton;

namespace Keyturn {

class AccountForm;
class AccountSignIns;
class AccountStore;
class BrowserSignInView;
class ConnectionTest;
class ConnectionTestView;
class InlineMessage;
class RefreshLock;
class SessionFactory;
class WrapLabel;

/// Adds an account or edits one. The keychain may ask the person something while it saves: the dialog waits
/// without blocking, and can be cancelled. When the keychain refuses, it offers to keep the token for this
/// run only. What was entered can be tried out, and a person can sign in, before anything of it is stored.
/// Deletes itself once it is closed.
class AccountDialog : public QDialog
{
    Q_OBJECT

public:
    /// `account` empty: a new one. The rooms outlive this.
    AccountDialog(AccountStore *accounts, AccountSaver *saver, SessionFactory *sessions,
                  const std::optional<Account> &account, QWidget *parent = nullptr);
    ~AccountDialog() override;

    /// What a new account begins with.
    void suggest(const Account &account);

    void done(int result) override;

signals:
    void saved(const QString &id);

private:
    void build();
    std::unique_ptr<ConnectionTest> newTest(const Account &account);
    void testConnection();
    void forgetTest();
    void signIn();
    void followEdit();
    void showFieldOf(const Error &error);
    /// Says beside the button that somebody has to sign in first, if so.
    bool isSignInMissing(const Account &account);
    void save();
    void store(const Account &account, RefreshRecord::Keep keep);
    void write(const Account &account, RefreshRecord::Keep keep);
    AccountSecrets secretsOf(const Account &account, RefreshRecord::Keep keep) const;
    void handleSaved(const Account &account, const Result<void> &result);
    void showError(const Error &error);
    void offerThisRunOnly(const Account &account, const Error &error);
    void setBusy(bool busy);

    AccountStore *m_accounts;
    AccountSaver *m_saver;
    SessionFactory *m_sessions;
    std::optional<Account> m_edited;
    AccountSignIns *m_signIns; ///< null: nobody can sign in with the browser
    bool m_busy = false;
    bool m_cancelled = false;

    AccountForm *m_form;
    BrowserSignInView *m_signIn;
    std::unique_ptr<RefreshLock> m_lock; ///< while a sign-in is being stored
    QPushButton *m_testButton;
    ConnectionTestView *m_testView;
    std::unique_ptr<ConnectionTest> m_test; ///< of what the form holds; else null
    InlineMessage *m_message;
    WrapLabel *m_waiting;
    QProgressBar *m_progress;
    QPushButton *m_save;
};

} // namespace Keyturn
