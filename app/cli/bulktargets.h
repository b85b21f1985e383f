#pragma once

#include "core/error.h"

#include <QString>

namespace Keyturn {

struct BulkOptions;
class BulkRun;

// The files that `keyturn --bulk` writes. All of this is known before anything is sent: a file that turns out
// not to be writable at the end of a run costs passwords.

/// The list, the report and the passwords are files of their own. InvalidInput with whole sentences.
Result<void> checkTargetsDiffer(const BulkOptions &options);

/// Neither file exists yet (unless it may be written over), its folder takes a file, and there is room for
/// what `people` will need. InvalidInput with whole sentences.
Result<void> checkTargets(const BulkOptions &options, int people);

/// For a run that is gone on with: its earlier report may be replaced, and so may a file of passwords that
/// holds nothing but what will stand in the new one. Anything else is as checkTargets() has it.
Result<void> checkTargetsAgain(const BulkOptions &options, const BulkRun &run);

/// The file begins as writeBulkReport() begins one.
bool isBulkReport(const QString &path);

} // namespace Keyturn
