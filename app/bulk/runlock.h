#pragma once

#include "core/error.h"

#include <QString>

#include <memory>

namespace Keyturn {

/// One run per account at a time, across the windows and command lines of this user: two runs of the same
/// people would give each of them two passwords.
///
/// SQLite's write lock on a small file beside the journals: the operating system lets go of it when the
/// process dies, however that happens, and what it holds can be read meanwhile. Thread: the one that took it;
/// a few milliseconds.
class RunLock
{
public:
    ~RunLock();
    RunLock(const RunLock &) = delete;
    RunLock &operator=(const RunLock &) = delete;

    /// Held until the last pointer to it is gone. RunUnderWay: another has it, and the message says who;
    /// SettingsFailed: it cannot be taken, and so nothing may be sent.
    static Result<std::shared_ptr<RunLock>> take(const QString &folder, const QString &accountId);

private:
    class Private;
    explicit RunLock(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

/// In the folder, which is made when need be, a file that is not there yet and that only this user may read:
/// SQLite's own files beside it take over the permissions. False: it is there, or cannot be made.
bool makeFileForOwner(const QString &path);

} // namespace Keyturn
