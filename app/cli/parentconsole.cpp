#include "parentconsole.h"

#include <QtGlobal>

#ifdef Q_OS_WIN
#include <qt_windows.h>

#include <cstdio>
#endif

namespace Keyturn {

#ifdef Q_OS_WIN

namespace {

/// A pipe or a file, which the starter has directed it to.
bool isDirected(DWORD which)
{
    const HANDLE handle = GetStdHandle(which);
    if (!handle || handle == INVALID_HANDLE_VALUE)
        return false;
    const DWORD type = GetFileType(handle);
    return type == FILE_TYPE_PIPE || type == FILE_TYPE_DISK;
}

} // namespace

void joinParentConsole()
{
    const bool output = isDirected(STD_OUTPUT_HANDLE);
    const bool error = isDirected(STD_ERROR_HANDLE);
    const bool input = isDirected(STD_INPUT_HANDLE);
    if (!AttachConsole(ATTACH_PARENT_PROCESS))
        return;
    if (!output)
        std::freopen("CONOUT$", "w", stdout);
    if (!error)
        std::freopen("CONOUT$", "w", stderr);
    if (!input)
        std::freopen("CONIN$", "r", stdin);
}

#else

void joinParentConsole() { }

#endif

} // namespace Keyturn
