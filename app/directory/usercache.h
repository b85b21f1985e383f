#pragma once

#include "usercachefile.h"

#include <QFuture>
#include <QObject>
#include <QThreadPool>

namespace Keyturn {

/// The folder of the lists of users that are kept from one start to the next, a file an account. Nothing in
/// it is secret, but it tells who works where: only its owner may read it, and it can be switched off and
/// wiped. Thread: GUI.
class UserCacheFolder
{
public:
    /// `path` need not exist. Empty: nothing is kept.
    explicit UserCacheFolder(QString path);

    /// Nothing is kept any more, and what was kept is gone; or lists are kept from now on.
    void setEnabled(bool enabled);
    bool isEnabled() const { return m_enabled->load() && !m_path.isEmpty(); }
    /// Deletes every list. False when something of them is left.
    bool wipe() const;
    /// Deletes what is kept of one account: its users may be another's from now on.
    void remove(const QString &accountId) const;
    /// Deletes what is kept of all but these: the others were removed, perhaps by another program.
    void keepOnly(const QStringList &accountIds) const;
    /// How many lists there are.
    int count() const;

    /// The folder of this user and this program.
    static QString defaultPath();

private:
    friend class UserCache;
    QString fileOf(const QString &accountId) const;
    QStringList files() const;

    QString m_path;
    std::shared_ptr<std::atomic<bool>> m_enabled; ///< shared with what is being written
};

/// What is kept of one account. Reads and writes in a thread of its own; ends with what is under way when it
/// dies. Owned by AccountSession. Thread: GUI.
class UserCache
{
public:
    /// `identity`: of whom a list must be to be shown. `folder` outlives it.
    UserCache(const UserCacheFolder &folder, const QString &accountId, const QString &identity);
    ~UserCache();
    UserCache(const UserCache &) = delete;
    UserCache &operator=(const UserCache &) = delete;

    /// A file that cannot be read for good is set aside (".set-aside", the last one only) by then.
    /// `takeStore` is called in the other thread (see readUserCache).
    QFuture<CachedUsers> read(const TakeStore &takeStore = {});
    /// In the place of what is kept; true when it is.
    QFuture<bool> write(const UserSnapshot &users, const QDateTime &listedAt);

    const QString &identity() const { return m_identity; }
    /// A few more bytes about the account, which go where the list goes. Empty: there are none.
    QFuture<QByteArray> readNote();
    void writeNote(const QByteArray &note);

private:
    QString m_folder;
    QString m_file;
    QString m_identity;
    std::shared_ptr<std::atomic<bool>> m_enabled;
    std::atomic<bool> m_cancelled = false;
    QThreadPool m_thread;
};

} // namespace Keyturn
