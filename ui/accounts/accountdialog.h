#pragma once

#include "accounts/account.h"
#include "core/error.h"

#include <QDialog>
#include <QHash>

#include <optional>

class QDialogButtonBox;
class QGridLayout;
class QLineEdit;
class QProgressBar;
class QPushButton;

namespace Keyturn {

class AccountSaver;
class AccountStore;
class InlineMessage;
class PasswordEdit;
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
    void addField(QGridLayout *grid, const QString &label, QWidget *field, const QString &name);
    void save();
    std::optional<Account> readFields();
    bool needsToken(const Account &account) const;
    void handleSaved(const Account &account, const Result<void> &result);
    void showError(const Error &error);
    /// By their names in Error::field, in the order of the screen.
    QList<std::pair<QString, QLineEdit *>> fields() const;
    void showProblem(const QString &field, const QString &text);
    void clearProblems();
    void offerThisRunOnly(const Account &account, const Error &error);
    void setBusy(bool busy);

    AccountStore *m_accounts;
    AccountSaver *m_saver;
    std::optional<Account> m_edited;
    bool m_busy = false;
    bool m_cancelled = false;

    QLineEdit *m_name;
    QLineEdit *m_baseUrl;
    PasswordEdit *m_token;
    QHash<QString, InlineMessage *> m_problems; ///< by Error::field
    InlineMessage *m_message;
    WrapLabel *m_waiting;
    QProgressBar *m_progress;
    QPushButton *m_save;
};

} // namespace Keyturn
