#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "settings/inifile.h"

#include <QObject>
#include <QSettings>

namespace Keyturn {

/// The account profiles, in the user's settings file. Never a secret. Every change is on disk when the call
/// returns, or is an error and was not made.
///
/// The file is a person's to edit too: an entry that cannot be understood is passed over and left where it
/// is, and a file that is no settings file at all is never written.
class AccountStore : public QObject
{
    Q_OBJECT

public:
    /// Keeps the profiles in the file of these settings, which has the ini format. Reads and writes that file
    /// by itself (see IniFile for why), so the settings object need not outlive this.
    explicit AccountStore(const QSettings *settings, QObject *parent = nullptr);

    /// In order of name, without the practice account.
    QList<Account> accounts() const;
    std::optional<Account> account(const QString &id) const;
    /// Names are compared without case and outer blanks.
    std::optional<Account> accountNamed(const QString &name) const;

    /// The account as it would be saved (name trimmed, base URL in its usual form), or what is wrong with it.
    /// NameTaken, InvalidInput, InvalidBaseUrl; Error::field names the member at fault. Writes nothing.
    Result<Account> checked(const Account &account) const;
    /// Adds, or replaces the one with the same id. What checked() says, or SettingsFailed.
    Result<void> save(const Account &account);
    /// An id that is not there is no error.
    Result<void> remove(const QString &id);

    /// What FormatMemory learned. Whether it could be written is not told.
    void rememberFormat(const QString &id, BodyFormat format);

    QString lastUsedId() const;
    /// A convenience of the next start: whether it could be written is not told.
    void setLastUsedId(const QString &id);

    /// Reads the file again: another instance, or `keyturn --add-account`, may have changed it.
    void reload();

signals:
    void accountsChanged();

private:
    std::optional<Account> stored(const QString &id) const;
    /// The same for what signing in needs; what the kind does not use is left out.
    static Result<Account> checkedSignIn(const Account &account);
    /// Makes all of the changes (an invalid value removes its key), or none.
    Result<void> commit(const IniFile::Values &changes);

    QString m_path;
    IniFile::Values m_values; ///< the file, as last read
};

} // namespace Keyturn
