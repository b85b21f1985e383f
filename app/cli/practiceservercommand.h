#pragma once

#include <QString>

namespace Keyturn {

/// `keyturn --practice-server --port N --users N --with-app`: the practice server alone, without a window,
/// until SIGINT or SIGTERM (Ctrl+C on Windows). A process of keyturn-practice-server takes this one's place,
/// so that signals reach it; only on Windows, which has no such thing, it runs as a child. What it prints,
/// and its exit codes of 0 and 2, are told in practice/practiceprogram.h.
///
/// Returns only when that program could not be started, 3 with a line on standard error, or after it ended.
int runPracticeServer(const QString &program, int port, int users, bool withApp);

} // namespace Keyturn
