#pragma once

#include <QList>
#include <QString>

namespace Keyturn {

class Settings;

/// One thing to know about this program and what it runs on.
struct Diagnostic
{
    QString name; ///< translated
    QString value;
};

/// The versions of Keyturn and of what it stands on, for "About Keyturn". May load the TLS library.
QList<Diagnostic> versionDiagnostics();

/// These and what else whoever helps wants to know, a line each, to be copied. Only what is listed in
/// diagnostics.cpp: never an account, an address, a path, a name of this computer or its user, or a value
/// that somebody typed. `settings` may be null.
QString diagnosticsText(const Settings *settings, const QString &platform);

} // namespace Keyturn
