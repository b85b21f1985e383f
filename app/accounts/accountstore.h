#pragma once

#include "accounts/account.h"
#include "core/error.h"
#include "settings/inifilewatch.h"

#include <QObject>
#include <QSettings>
#include <QTimer>

#include <chrono>
#include <optional>

namespace Keyturn {

/// The account profiles, in the user's settings file. Never a secret. Every change is on disk when the call
/// returns, or is an error and was not made.
///
/// The file is a person's to edit too: an entry that cannot be understood is passed over and left where it
/// is, and a file that is no settings file at all is never written.
///
/// A file that cannot be read for a moment is not a file without accounts: what was read last stays,
/// trouble() says why, and it is looked at again and again until it can be read. Thread: GUI.
class AccountStore : public QObject
{
    Q_OBJECT

public:
    /// Keeps the profiles in the file of these settings, which has the ini format. Reads and writes that file
    /// by itself (see IniFile for why), so the settings object need not outlive this.
    explicit AccountStore(const QSettings *settings, QObject *parent = nullptr);

    static constexpr std::chrono::seconds retryPause{10};

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

    /// Looks, in another thread, whether another instance or `keyturn --add-account` has changed the file.
    void refresh();
    /// Why the file cannot be read at the moment: SettingsFailed. Nothing: it can.
    const std::optional<Error> &trouble() const { return m_trouble; }
    /// Whether an account that is not among accounts() was removed by somebody. Not so when the file cannot
    /// be read, or has not been there since the start.
    bool knowsAll() const { return !m_trouble && m_fileIsThere; }

    enum class ChangedBy { This, AnotherProgram };

signals:
    void accountsChanged(Keyturn::AccountStore::ChangedBy by);
    void troubleChanged();

private:
    std::optional<Account> stored(const QString &id) const;
    /// The same for what signing in needs; what the kind does not use is left out.
    static Result<Account> checkedSignIn(const Account &account);
    /// Makes all of the changes (an invalid value removes its key), or none.
    Result<void> commit(const IniFile::Values &changes);

    void take(const IniFile::Content &content);
    void setTrouble(const QString &problem);
    Error unreadable(const QString &problem) const;

    QString m_path;
    IniFile::Values m_values; ///< the file, as last read
    bool m_fileIsThere = false; ///< when it was last read, and not empty
    std::optional<Error> m_trouble;
    IniFileWatch m_watch;
    QTimer m_retry; ///< runs while there is trouble
};

} // namespace Keyturn
