// keyturn.com, of Windows alone: what "keyturn" means in a command line. keyturn.exe is a program with a
// window, and no shell waits for one of those; this one waits, hands on the exit code, and leaves all the
// rest to it. Without an argument it only opens the window.

#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <string>

namespace {

constexpr int exitNotStarted = 3; // as the other commands' "it could not be done"

/// keyturn.exe beside this program.
std::wstring program()
{
    std::wstring path(32'768, L'\0');
    path.resize(GetModuleFileNameW(nullptr, path.data(), DWORD(path.size())));
    return path.substr(0, path.rfind(L'.')) + L".exe";
}

/// The command line behind the program's own name, as it was typed.
std::wstring arguments()
{
    const std::wstring line = GetCommandLineW();
    const bool isQuoted = line.starts_with(L'"');
    const std::size_t end = isQuoted ? line.find(L'"', 1) : line.find_first_of(L" \t");
    return end == std::wstring::npos ? std::wstring() : line.substr(isQuoted ? end + 1 : end);
}

} // namespace

int main()
{
    const std::wstring behind = arguments();
    std::wstring line = L'"' + program() + L'"' + behind;
    STARTUPINFOW startup{};
    startup.cb = sizeof startup;
    startup.dwFlags = STARTF_USESTDHANDLES;
    startup.hStdInput = GetStdHandle(STD_INPUT_HANDLE);
    startup.hStdOutput = GetStdHandle(STD_OUTPUT_HANDLE);
    startup.hStdError = GetStdHandle(STD_ERROR_HANDLE);
    // Ctrl+C is for the other one, which is told of it, too.
    SetConsoleCtrlHandler(nullptr, FALSE);
    PROCESS_INFORMATION process{};
    const UINT codePage = GetConsoleOutputCP();
    SetConsoleOutputCP(CP_UTF8);
    DWORD result = exitNotStarted;
    if (CreateProcessW(program().c_str(), line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr, &startup,
                       &process)) {
        result = 0;
        if (behind.find_first_not_of(L" \t") != std::wstring::npos) {
            SetConsoleCtrlHandler(nullptr, TRUE); // after the start: a child inherits it
            WaitForSingleObject(process.hProcess, INFINITE);
            GetExitCodeProcess(process.hProcess, &result);
        }
        CloseHandle(process.hThread);
        CloseHandle(process.hProcess);
    } else {
        const std::string text =
            "keyturn.exe cannot be started: error " + std::to_string(GetLastError()) + "\n";
        DWORD written = 0;
        WriteFile(GetStdHandle(STD_ERROR_HANDLE), text.data(), DWORD(text.size()), &written, nullptr);
    }
    SetConsoleOutputCP(codePage);
    return int(result);
}
