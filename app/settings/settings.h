#pragma once

#include "core/error.h"
#include "settings/administratorsettings.h"
#include "settings/option.h"

#include <QHash>
#include <QObject>

#include <type_traits>

namespace Keyturn {

/// Values that are to be set together.
class SettingChanges
{
public:
    template<typename T>
    void set(const Option<T> &option, const std::type_identity_t<T> &value)
    {
        if constexpr (std::is_enum_v<T>)
            m_values.insert(&option, static_cast<int>(value));
        else
            m_values.insert(&option, value);
    }
    bool isEmpty() const { return m_values.isEmpty(); }

private:
    friend class Settings;
    QHash<const OptionInfo *, QVariant> m_values;
};

/// The options and their values. Never a secret.
///
/// Each value is the first that there is of: what the administrator locked, what the person set, what the
/// administrator preset, the default (administratorsettings.h). A value that cannot be, of whichever layer,
/// is passed over with a warning that names its key and its file, and so is a key that nobody knows: a file
/// that was edited by hand never keeps the program from starting.
///
/// The person's file is the one of the accounts; what else it holds stays as it is. It is read at the start
/// and with reload(); the administrator's settings count from one start to the next. Thread: GUI.
class Settings : public QObject
{
    Q_OBJECT

public:
    /// Where a value comes from.
    enum class Source { Default, Preset, Person, Lock };

    /// `file` is the person's, in the ini format; it need not exist.
    explicit Settings(const QString &file,
                      const QList<AdministratorSettings> &administrator = readAdministratorSettings(),
                      QObject *parent = nullptr);

    template<typename T>
    T value(const Option<T> &option) const
    {
        if constexpr (std::is_enum_v<T>)
            return static_cast<T>(plainValue(option).toInt());
        else
            return plainValue(option).template value<T>();
    }
    Source source(const OptionInfo &option) const;
    bool isLocked(const OptionInfo &option) const { return source(option) == Source::Lock; }

    /// On disk when the call returns, or an error and not made. InvalidInput when the option is locked or the
    /// value outside its limits (Error::field is the key), SettingsFailed.
    template<typename T>
    Result<void> set(const Option<T> &option, const std::type_identity_t<T> &value)
    {
        SettingChanges changes;
        changes.set(option, value);
        return apply(changes);
    }
    /// All of them, or none. A value that counts without the person's doing is not written, so that a preset
    /// that is changed later still reaches those who never chose otherwise.
    Result<void> apply(const SettingChanges &changes);

    /// Reads the person's file again: another instance may have changed it. One that cannot be read at the
    /// moment changes nothing.
    void reload();

signals:
    /// At least one value is another one.
    void changed();

private:
    using Values = QHash<const OptionInfo *, QVariant>;

    QVariant plainValue(const OptionInfo &option) const;
    /// As it is without what the person set.
    QVariant valueBelow(const OptionInfo &option) const;
    Values personIn(const IniFile::Values &stored) const;
    void take(const IniFile::Values &stored);
    void setPerson(const Values &person);

    QString m_file;
    IniFile::Values m_stored; ///< the person's file, as last read
    Values m_locked;
    Values m_preset;
    Values m_person;
};

} // namespace Keyturn
