#include "diagnostics.h"

#include "settings/options.h"
#include "settings/settings.h"

#include <QCoreApplication>
#include <QSslSocket>
#include <QStringList>
#include <QSysInfo>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Diagnostics)
};

/// QtKeychain picks the service by itself and does not tell which: named is what it may be.
QString keychainName()
{
    const QString version = QStringLiteral(KEYTURN_QTKEYCHAIN_VERSION);
#if defined(Q_OS_WIN)
    return Texts::tr("QtKeychain %1, Windows Credential Manager").arg(version);
#elif defined(Q_OS_MACOS)
    return Texts::tr("QtKeychain %1, macOS Keychain").arg(version);
#else
    return Texts::tr("QtKeychain %1, Secret Service or KWallet").arg(version);
#endif
}

QString tlsName()
{
    if (!QSslSocket::supportsSsl())
        return Texts::tr("none: encrypted connections cannot be made");
    return Texts::tr("%1, %2").arg(QSslSocket::activeBackend(), QSslSocket::sslLibraryVersionString());
}

/// Words out of our own list, for which a value that somebody typed cannot be taken.
void addChoices(QList<Diagnostic> &list, const Settings &settings)
{
    const QLatin1StringView proxy =
        Options::proxyWords[static_cast<std::size_t>(settings.value(Options::proxy))];
    const QLatin1StringView http2 =
        Options::http2Words[static_cast<std::size_t>(settings.value(Options::http2))];
    list.append({Texts::tr("Proxy"), proxy});
    list.append({Texts::tr("HTTP/2"), http2});
    QStringList locked;
    for (const OptionInfo *option : Options::all) {
        if (settings.isLocked(*option))
            locked.append(option->key);
    }
    list.append({Texts::tr("Set by the administrator"),
                 locked.isEmpty() ? Texts::tr("nothing") : locked.join(QStringLiteral(", "))});
}

} // namespace

QList<Diagnostic> versionDiagnostics()
{
    return {
        {Texts::tr("Keyturn"), QStringLiteral(KEYTURN_VERSION)},
        {Texts::tr("Qt"),
         Texts::tr("%1, built with %2").arg(QString::fromLatin1(qVersion()), QStringLiteral(QT_VERSION_STR))},
        {Texts::tr("Keychain"), keychainName()},
        {Texts::tr("TLS"), tlsName()}};
}

QString diagnosticsText(const Settings *settings, const QString &platform)
{
    QList<Diagnostic> list = versionDiagnostics();
    list.append({Texts::tr("System"), QSysInfo::prettyProductName()});
    list.append({Texts::tr("Kernel"), QSysInfo::kernelType() + u' ' + QSysInfo::kernelVersion()});
    list.append({Texts::tr("Processor"), QSysInfo::currentCpuArchitecture()});
    list.append({Texts::tr("Window system"), platform});
    if (settings)
        addChoices(list, *settings);
    QString text;
    for (const Diagnostic &one : list)
        text += Texts::tr("%1: %2", "name: value").arg(one.name, one.value) + u'\n';
    return text;
}

} // namespace Keyturn
