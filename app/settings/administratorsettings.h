#pragma once

#include "settings/inifile.h"

#include <QList>

namespace Keyturn {

/// What an administrator has laid down in one place. Keys and values as they stand there, unchecked.
///
/// An option by its own key is a preset: it counts until the person at the desk sets another value. The same
/// key below "locked/" is a lock: it counts whatever else is set. In a file:
///
///     [network]
///     proxy=http
///     proxyHost=proxy.contoso.example
///     [locked]
///     lock/afterMinutes=10
struct AdministratorSettings
{
    QString where; ///< a path or a registry key, for warnings
    IniFile::Values values;
};

/// Everything there is, what counts most first. Small files, read in the calling thread.
///
/// - Windows: the policies of the computer (HKEY_LOCAL_MACHINE\Software\Policies\Keyturn, groups as keys
/// below
///   it), then %ProgramData%\Keyturn\Keyturn.ini.
/// - macOS: the property list that a profile manages, then that of the computer (/Library/Managed
///   Preferences and /Library/Preferences, com.keyturn.Keyturn.plist), then /etc/xdg/Keyturn/Keyturn.ini.
/// - Elsewhere: Keyturn/Keyturn.ini in each folder of XDG_CONFIG_DIRS, or in /etc/xdg.
///
/// A file that is not there says nothing; one that cannot be read is warned of, and what can be read of it
/// counts.
QList<AdministratorSettings> readAdministratorSettings();

} // namespace Keyturn
