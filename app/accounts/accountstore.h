#pragma once

#include "accounts/account.h"
#include "core/error.h"

#include <QObject>
#include <QSettings>

namespace Keyturn {

/// The account profiles, in the user's settings file. Never a secret. Every change is on disk when the call
/// returns, or is an error and was not made.
class AccountStore : public QObject
{
    Q_OBJECT

public:
    /// `settings` is owned by the caller and outlives this.
    explicit AccountStore(QSettings *settings, QObject *parent = nullptr);

    /// In order of name, without the practice account.
    QList<Account> accounts() const;
    std::optional<Account> account(const QString &id) const;
    /// Names are compared without case and outer blanks.
    std::optional<Account> accountNamed(const QString &name) const;

    /// Adds, or replaces the one with the same id. NameTaken, InvalidInput, SettingsFailed.
    Result<void> save(const Account &account);
    Result<void> remove(const QString &id);

    QString lastUsedId() const;
    void setLastUsedId(const QString &id);

    /// Reads the file again: another instance, or `keyturn --add-account`, may have changed it.
    void reload();

signals:
    void accountsChanged();

private:
    QSettings *m_settings;
};

} // namespace Keyturn
