#pragma once

#include <QWidget>

namespace Keyturn {

class AccountSession;
class AccountStore;
class InlineMessage;

/// What stands above the window's work for as long as it is so: that the settings cannot be read, and that
/// the keychain does not keep a sign-in. Owned by the main window. Thread: GUI.
class AccountNotices : public QWidget
{
    Q_OBJECT

public:
    /// `accounts` outlives this.
    explicit AccountNotices(AccountStore *accounts, QWidget *parent = nullptr);

    /// Null: none is open.
    void setSession(const AccountSession *session);

private:
    void showSettings();
    void showSignIn(const AccountSession *session);
    void updateRow();

    AccountStore *m_accounts;
    InlineMessage *m_settings;
    InlineMessage *m_signIn;
    QMetaObject::Connection m_following;
};

} // namespace Keyturn
