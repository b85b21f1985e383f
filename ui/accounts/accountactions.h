#pragma once

#include "accounts/account.h"
#include "core/error.h"

#include <QObject>

class QMessageBox;
class QWidget;

namespace Keyturn {

class AccountDialog;
class AccountSaver;
class AccountStore;
class SessionFactory;
class Settings;

/// Adding, editing and removing accounts, with their dialogs. Nothing blocks.
class AccountActions : public QObject
{
    Q_OBJECT

public:
    /// All outlive this; `options` may be null. `window` is what the dialogs belong to.
    AccountActions(AccountStore *accounts, AccountSaver *saver, SessionFactory *sessions,
                   const Settings *options, QWidget *window);

    void add();
    void edit(const QString &id);
    void remove(const QString &id);

signals:
    /// The account, its address or its token may be new.
    void saved(const QString &id);

private:
    AccountDialog *openDialog(const std::optional<Account> &account);
    void removeNow(const Account &account);
    void offerLeavingToken(const Account &account, const Error &error);
    void tellNotRemoved(const Error &error);

    AccountStore *m_accounts;
    AccountSaver *m_saver;
    SessionFactory *m_sessions;
    const Settings *m_options;
    QWidget *m_window;
};

} // namespace Keyturn
