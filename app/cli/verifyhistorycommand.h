#pragma once

class QTextStream;
class QString;

namespace Keyturn {

class SecretStore;

/// `keyturn --verify-history`: one line on `out` about whether the history is complete and unaltered, with
/// the number of the first entry that is not. Exit code 0: it is; 1: it is not, or cannot be checked. Runs an
/// event loop.
int runVerifyHistory(const QString &file, SecretStore &keychain, QTextStream &out);

} // namespace Keyturn
