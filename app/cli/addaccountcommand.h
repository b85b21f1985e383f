#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QString>

class QByteArray;
class QIODevice;
class QTextStream;

namespace Keyturn {

class AccountStore;
class SecretStore;

/// What `keyturn --add-account -` reads: {"name":"…","baseUrl":"…","token":"…"} in UTF-8, at most 64 KiB.
/// "baseUrl" may be left out: then it is Zoom's own.
struct NewAccount
{
    QString name;
    QString baseUrl;
    Secret token;

    /// InvalidInput, with the field at fault when it is one field's. No message repeats what was read.
    static Result<NewAccount> fromJson(const QByteArray &json);
};

/// The exit codes of `keyturn --add-account`.
enum class AddAccountExit {
    Done = 0,
    SettingsNotWritten = 1, ///< the settings file is in the way; the keychain is as it was
    BadInput = 2, ///< a line on `err` names the field
    KeychainFailed = 3, ///< nothing was stored
};

/// Reads one account from `in` to its end, stores the token in the keychain and the profile in the settings,
/// and says so in one line. An account that has this name and base URL already gets the new token, so that a
/// managed install can run twice.
///
/// `argument` is what followed --add-account, and can only be "-": a token in an argument would be on show in
/// the process list. Runs an event loop of its own: there is no window that it could starve.
AddAccountExit runAddAccount(const QString &argument, QIODevice &in, QTextStream &out, QTextStream &err,
                             AccountStore &accounts, SecretStore &keychain);

} // namespace Keyturn
