#pragma once

#include "accounts/account.h"
#include "core/error.h"

#include <QDialog>

#include <memory>
#include <optional>

class QProgressBar;
class QPushButton;

namespace Keyturn {

class AccountForm;
class AccountSaver;
class AccountStore;
class ConnectionTest;
class ConnectionTestView;
class InlineMessage;
class SessionFactory;
class WrapLabel;

/// Adds an account or edits one. The keychain may ask the person something while it saves: the dialog waits
/// without blocking, and can be cancelled. When the keychain refuses, it offers to keep the token for this
/// run only. What was entered can be tried out before anything of it is stored. Deletes itself once it is
/// closed.
class AccountDialog : public QDialog
{
    Q_OBJECT

public:
    /// `account` empty: a new one. The rooms outlive this.
    AccountDialog(AccountStore *accounts, AccountSaver *saver, SessionFactory *sessions,
                  const std::optional<Account> &account, QWidget *parent = nullptr);
    ~AccountDialog() override;

    void done(int result) override;

signals:
    void saved(const QString &id);

private:
    void build();
    void testConnection();
    void forgetTest();
    void save();
    void handleSaved(const Account &account, const Result<void> &result);
    void showError(const Error &error);
    void offerThisRunOnly(const Account &account, const Error &error);
    void setBusy(bool busy);

    AccountStore *m_accounts;
    AccountSaver *m_saver;
    SessionFactory *m_sessions;
    std::optional<Account> m_edited;
    bool m_busy = false;
    bool m_cancelled = false;

    AccountForm *m_form;
    QPushButton *m_testButton;
    ConnectionTestView *m_testView;
    std::unique_ptr<ConnectionTest> m_test; ///< of what the form holds; else null
    InlineMessage *m_message;
    WrapLabel *m_waiting;
    QProgressBar *m_progress;
    QPushButton *m_save;
};

} // namespace Keyturn
