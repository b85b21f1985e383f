#pragma once

#include "cli/bulkcommand.h"

#include <QString>
#include <QStringList>

#include <optional>

namespace Keyturn {

/// What the arguments ask for. Parsed before any application object exists, because some of it runs without
/// a display.
struct CommandLine
{
    enum class Mode {
        Window,
        PracticeServer,
        AddAccount,
        ListAccounts,
        RemoveAccount,
        VerifyHistory,
        Bulk,
        Version,
        Help,
        Invalid
    };

    Mode mode = Mode::Window;
    bool practice = false; ///< the window opens the practice account
    int practiceUsers = 500;
    int port = 0; ///< 0: a free one
    bool withApp = false; ///< the practice server prints what apps sign in with
    QString addAccountFrom;
    QString accountName; ///< RemoveAccount
    BulkOptions bulk; ///< Bulk
    QString text; ///< Help: the help; Invalid: what is wrong, in one line

    /// `arguments` as QCoreApplication::arguments() gives them, the program's name first. Options that Qt
    /// takes for itself (-style, -platform …) may be among them: pass what is left after Qt took them, or
    /// those fail as unknown.
    static CommandLine parse(const QStringList &arguments);
    /// A first look at raw arguments: whether the mode needs no window system. Unknown ones do not count.
    static bool runsWithoutDisplay(int argc, char **argv);
};

} // namespace Keyturn
