#include "administratorsettings.h"

#include "core/logging.h"

#include <QSettings>
#include <QStandardPaths>

#ifdef Q_OS_WIN
#include <qt_windows.h>
#endif

namespace Keyturn {

namespace {

const auto FileName = QStringLiteral("Keyturn/Keyturn.ini");

QStringList iniFiles()
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    // QSettings looks into the same folders, and tells the name of the first file only.
    QStringList files;
    const QStringList folders =
        QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation).mid(1); // not the person's
    for (const QString &folder : folders)
        files.append(folder + u'/' + FileName);
    return files;
#else
    return {QSettings(QSettings::IniFormat, QSettings::SystemScope, QStringLiteral("Keyturn"),
                      QStringLiteral("Keyturn"))
                .fileName()};
#endif
}

QStringList nativePlaces()
{
#if defined(Q_OS_WIN)
    // QSettings makes the key that it is to read, where it may.
    HKEY key = nullptr;
    if (RegOpenKeyExW(HKEY_LOCAL_MACHINE, L"Software\\Policies\\Keyturn", 0, KEY_READ, &key) != ERROR_SUCCESS)
        return {};
    RegCloseKey(key);
    return {QStringLiteral("HKEY_LOCAL_MACHINE\\Software\\Policies\\Keyturn")};
#elif defined(Q_OS_MACOS)
    // By path: QSettings asks for each domain by its name, and never for what a profile manages.
    return {QStringLiteral("/Library/Managed Preferences/com.keyturn.Keyturn.plist"),
            QStringLiteral("/Library/Preferences/com.keyturn.Keyturn.plist")};
#else
    return {};
#endif
}

} // namespace

QList<AdministratorSettings> readAdministratorSettings()
{
    QList<AdministratorSettings> found;
    for (const QString &place : nativePlaces()) {
        const QSettings settings(place, QSettings::NativeFormat);
        AdministratorSettings one{place, {}};
        for (const QString &key : settings.allKeys())
            one.values.insert(key, settings.value(key));
        found.append(one);
    }
    for (const QString &file : iniFiles()) {
        const IniFile::Content content = IniFile::read(file);
        if (content.state == IniFile::State::Unreadable)
            qCWarning(lcSettings).noquote() << "the administrator's settings cannot all be read:" << file;
        found.append({file, content.values});
    }
    return found;
}

} // namespace Keyturn
