#pragma once

#include "core/error.h"

#include <QFuture>

class QTextStream;

namespace Keyturn {

/// The exit codes of the commands that deal with accounts.
enum class AccountCommandExit {
    Done = 0,
    SettingsNotWritten = 1, ///< the settings file is in the way; the keychain is as it was
    BadInput = 2, ///< a line on the error stream names the field
    KeychainFailed = 3,
};

/// Says it in the words of app/words, and then `notDone`: a whole sentence about what was not done.
AccountCommandExit reportAccountError(const Error &error, const QString &notDone, QTextStream &err);

/// Runs an event loop until it is done: there is no window that it could starve.
Result<void> waitForAccountWork(const QFuture<Result<void>> &future);

} // namespace Keyturn
