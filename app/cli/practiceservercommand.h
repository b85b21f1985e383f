#pragma once

#include "practice/practiceserver.h"

namespace Keyturn {

/// `keyturn --practice-server --port N`: the practice server alone, without a window, until SIGINT or SIGTERM
/// (Ctrl+C on Windows). Needs a QCoreApplication.
///
/// Prints exactly two lines to standard output, for scripts to read, and flushes them:
///     Base URL: http://127.0.0.1:PORT/v2
///     Access token: TOKEN
/// Everything else goes to standard error.
///
/// Returns the exit code: 0 after a signal, 2 when the port cannot be had.
int runPracticeServer(const PracticeServer::Options &options);

} // namespace Keyturn
