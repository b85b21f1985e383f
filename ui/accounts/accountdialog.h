#pragma once

#include "accounts/account.h"
#include "core/error.h"

#include <QDialog>

#include <optional>

class QProgressBar;
class QPushButton;

namespace Keyturn {

class AccountForm;
class AccountSaver;
class AccountStore;
class InlineMessage;
class WrapLabel;

/// Adds an account or edits one. The keychain may ask the person something while it saves: the dialog waits
/// without blocking, and can be cancelled. When the keychain refuses, it offers to keep the token for this
/// run only. Deletes itself once it is closed.
class AccountDialog : public QDialog
{
    Q_OBJECT

public:
    /// `account` empty: a new one. The rooms outlive this.
    AccountDialog(AccountStore *accounts, AccountSaver *saver, const std::optional<Account> &account,
                  QWidget *parent = nullptr);

    void done(int result) override;

signals:
    void saved(const QString &id);

private:
    void build();
    void save();
    void handleSaved(const Account &account, const Result<void> &result);
    void showError(const Error &error);
    void offerThisRunOnly(const Account &account, const Error &error);
    void setBusy(bool busy);

    AccountStore *m_accounts;
    AccountSaver *m_saver;
    std::optional<Account> m_edited;
    bool m_busy = false;
    bool m_cancelled = false;

    AccountForm *m_form;
    InlineMessage *m_message;
    WrapLabel *m_waiting;
    QProgressBar *m_progress;
    QPushButton *m_save;
};

} // namespace Keyturn
