#pragma once

#include "bulk/csvreader.h"

#include <QString>

class QTextStream;

namespace Keyturn {

class AccountStore;
class History;
class SecretStore;
class SessionFactory;

/// The exit codes of `keyturn --bulk`. Scripts rely on the numbers.
enum class BulkExit {
    Done = 0, ///< everybody of the file was changed (a dry run: would be)
    DoneWithExceptions = 1, ///< all was tried; somebody was left out, refused, not sent or is unknown
    BadInput = 2, ///< the file, the account's name or the options; nothing was sent
    KeychainFailed = 3, ///< nothing was sent
    Stopped = 4, ///< before the end, by Ctrl+C or by itself; --resume goes on
    NotBegun = 5, ///< the account's people, a journal or the history could not be had; nothing was sent
    ReportFailed = 6, ///< the run ended, and a file could not be written
    AccountBusy = 7, ///< another run of the account is under way; nothing was sent
    Unfinished = 8, ///< an earlier run of some of these people is not finished; nothing was sent
    HistoryFailed = 9, ///< the run ended, and its history could not be written
};

struct BulkOptions
{
    QString file; ///< CSV
    QString accountName; ///< or:
    bool practice = false;
    bool dryRun = false; ///< else: really
    bool resume = false; ///< goes on with an unfinished run of these people, or begins one
    QString report; ///< empty: none
    QString passwords; ///< CSV of the passwords, 0600; empty: none
    bool overwrite = false; ///< what stands in the place of the two may be written over
    bool discard = false; ///< gives up unfinished runs of these people
    bool begins = true; ///< with `discard`: and begins a new one
    CsvOptions list; ///< how the list is read
    bool json = false; ///< each row's outcome goes to `out`, as a line of JSON
};

/// What runBulk() borrows.
struct BulkRooms
{
    AccountStore *accounts = nullptr;
    SessionFactory *sessions = nullptr;
    SecretStore *keychain = nullptr;
    QString journals; ///< the folder
    History *history = nullptr; ///< null, and for the practice account: nothing is written down
};

/// `keyturn --bulk FILE --account NAME --dry-run|--yes|--discard …`: the engine of bulk work without a
/// window. What it does and finds goes to `err`; rows, with `json`, to `out`. Ctrl+C ends it after the
/// requests under way. Runs an event loop.
BulkExit runBulk(const BulkOptions &options, const BulkRooms &rooms, QTextStream &err, QTextStream &out);

} // namespace Keyturn
