#pragma once

#include <QStringList>

namespace Keyturn {

/// `keyturn-practice-server [--port N] [--users N] [--end-with-input] [--with-app]`: the practice server as a
/// program, until SIGINT or SIGTERM (Ctrl+C on Windows). People start it as `keyturn --practice-server`; the
/// window starts it through PracticeProcess. Needs a QCoreApplication.
///
/// Prints exactly two lines to standard output, for scripts to read, and flushes them:
///     Base URL: http://127.0.0.1:PORT/v2
///     Access token: TOKEN
/// Everything else goes to standard error.
///
/// --end-with-input: ends at once when standard input does, so that it never outlives who holds the other end
/// of that pipe, however that one ends.
///
/// --with-app: prints what its apps are asked for with, in seven lines more. For the Server-to-Server OAuth
/// app: "Token URL: ", "Account ID: ", "Client ID: ", "Client secret: ". For the General app, to which people
/// sign in with a browser, and which has the same token URL: "Authorize URL: ", "General client ID: ",
/// "General client secret: ". The secrets are made up anew at each start.
///
/// Returns the exit code: 0 after a signal or the end of the input, 2 when the port cannot be had or an
/// argument is wrong.
int runPracticeProgram(const QStringList &arguments);

} // namespace Keyturn
