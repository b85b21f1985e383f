#pragma once

#include "usercollection.h"

#include <QDateTime>
#include <QString>

#include <atomic>
#include <functional>
#include <memory>

namespace Keyturn {

/// What a file holds of an account's users, or why not.
struct CachedUsers
{
    enum class State {
        Read,
        Missing,
        Damaged, ///< not a cache, or not as it was written
        Newer, ///< of a later version of Keyturn
        OfAnother, ///< account
        Unreadable, ///< locked by another program, no permission, no SQLite driver
        Cancelled,
    };

    State state = State::Missing;
    std::unique_ptr<UserCollection> users; ///< Read: all of them, in the order of their names
    QDateTime listedAt; ///< Read: when Zoom was asked for them; UTC
    QString reason; ///< for the log: the database's own words; no names, no addresses
};

// The list of an account's users in an SQLite file of its own, without anything secret. Any thread that
// blocks nobody: both do their disk I/O before they return.
//
// A file is written once, next to its place and readable by nobody else, and moved there when it is whole: a
// program that is killed, and a disk that is full, leave the former one. Each block of users has a checksum
// over its place and the account's identity, and one more ties them to the time and the number of users: what
// was altered in any bit is not shown.

/// Takes the store that is being filled, before anybody is in it: to be indexed meanwhile, and not to be
/// shown, because nothing of it is proved before all of it is.
using TakeStore = std::function<void(std::shared_ptr<const UserStore>)>;

/// `identity` says whose users they are; those of another are not given out.
CachedUsers readUserCache(const QString &file, const QString &identity, const std::atomic<bool> &cancelled,
                          const TakeStore &takeStore = {});

/// False when it could not be, with the former file as it was; `reason` says why, for the log.
bool writeUserCache(const QString &file, const QString &identity, const QDateTime &listedAt,
                    const UserSnapshot &users, const std::atomic<bool> &cancelled, QString *reason);

} // namespace Keyturn
