#include "usercache.h"

#include "core/inthread.h"
#include "core/logging.h"
#include "core/outputfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr QLatin1StringView suffix(".users");
constexpr QLatin1StringView asideSuffix(".set-aside");
constexpr QLatin1StringView noteSuffix(".note");
constexpr qint64 longestNote = 64 * 1024;

/// For backup programs (bford.info/cachedir).
constexpr QByteArrayView cacheTag("Signature: 8a477f597d28d172789f06886806bc55\n"
                                  "# Lists of users that Keyturn can load again. See bford.info/cachedir\n");

bool prepareFolder(const QString &path)
{
    if (!QDir().mkpath(path))
        return false;
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QFile tag(path + u"/CACHEDIR.TAG"_s);
    if (!tag.exists() && tag.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        tag.write(cacheTag.data(), cacheTag.size()); // a tag that is missing harms nobody
    return true;
}

/// Out of the way, so that the next list can be kept; for whoever looks into why, one of them stays.
void setAside(const QString &file)
{
    const QString aside = file + asideSuffix;
    QFile::remove(aside);
    if (!QFile::rename(file, aside))
        QFile::remove(file);
}

bool isToBeSetAside(CachedUsers::State state)
{
    return state == CachedUsers::State::Damaged || state == CachedUsers::State::Newer
        || state == CachedUsers::State::OfAnother;
}

} // namespace

UserCacheFolder::UserCacheFolder(QString path)
    : m_path(std::move(path))
    , m_enabled(std::make_shared<std::atomic<bool>>(true))
{
}

void UserCacheFolder::setEnabled(bool enabled)
{
    m_enabled->store(enabled);
    if (!enabled)
        wipe();
}

QString UserCacheFolder::defaultPath()
{
    return QStandardPaths::writableLocation(QStandardPaths::CacheLocation) + u"/lists"_s;
}

QString UserCacheFolder::fileOf(const QString &accountId) const
{
    // Account IDs are ours, but they stand in a file that people edit.
    const QByteArray hash = QCryptographicHash::hash(accountId.toUtf8(), QCryptographicHash::Sha256);
    return m_path + u'/' + QString::fromLatin1(hash.first(12).toHex()) + suffix;
}

QStringList UserCacheFolder::files() const
{
    if (m_path.isEmpty())
        return {};
    // With those that were set aside, and those that a killed program left half written.
    return QDir(m_path).entryList({u'*' + suffix, u'*' + suffix + u".*"_s}, QDir::Files | QDir::Hidden);
}

bool UserCacheFolder::wipe() const
{
    bool isAllGone = true;
    const QStringList names = files();
    for (const QString &name : names)
        isAllGone = QFile::remove(m_path + u'/' + name) && isAllGone;
    return isAllGone;
}

void UserCacheFolder::remove(const QString &accountId) const
{
    if (m_path.isEmpty())
        return;
    const QString name = fileOf(accountId).mid(m_path.size() + 1);
    const QStringList names = QDir(m_path).entryList({name, name + u".*"_s}, QDir::Files | QDir::Hidden);
    for (const QString &each : names)
        QFile::remove(m_path + u'/' + each);
}

void UserCacheFolder::keepOnly(const QStringList &accountIds) const
{
    QStringList kept;
    for (const QString &id : accountIds)
        kept.append(fileOf(id).mid(m_path.size() + 1));
    const QStringList names = files();
    for (const QString &name : names) {
        if (!std::ranges::any_of(kept, [&](const QString &each) { return name.startsWith(each); }))
            QFile::remove(m_path + u'/' + name);
    }
}

int UserCacheFolder::count() const
{
    return m_path.isEmpty() ? 0 : int(QDir(m_path).entryList({u'*' + suffix}, QDir::Files).size());
}

UserCache::UserCache(const UserCacheFolder &folder, const QString &accountId, const QString &identity)
    : m_folder(folder.m_path)
    , m_file(folder.fileOf(accountId))
    , m_identity(identity)
    , m_enabled(folder.m_enabled)
{
    m_thread.setMaxThreadCount(1);
}

UserCache::~UserCache()
{
    m_cancelled = true;
    m_thread.waitForDone();
}

QFuture<CachedUsers> UserCache::read(const TakeStore &takeStore)
{
    return inThread<CachedUsers>(m_thread, [this, takeStore] {
        if (m_folder.isEmpty() || !*m_enabled)
            return CachedUsers();
        CachedUsers users = readUserCache(m_file, m_identity, m_cancelled, takeStore);
        if (isToBeSetAside(users.state))
            setAside(m_file);
        if (users.state != CachedUsers::State::Read && users.state != CachedUsers::State::Missing)
            qCInfo(lcDirectory) << "the stored list was not used:" << int(users.state) << users.reason;
        return users;
    });
}

QFuture<bool> UserCache::write(const UserSnapshot &users, const QDateTime &listedAt)
{
    return inThread<bool>(m_thread, [this, users, listedAt] {
        if (m_folder.isEmpty() || !*m_enabled)
            return false;
        QString reason = u"the folder cannot be made"_s;
        const bool isKept = prepareFolder(m_folder)
            && writeUserCache(m_file, m_identity, listedAt, users, m_cancelled, &reason);
        if (!isKept)
            qCInfo(lcDirectory) << "the list was not stored:" << reason;
        // Switched off while it was written: the wipe came too early for it.
        if (!*m_enabled)
            QFile::remove(m_file);
        return isKept;
    });
}

QFuture<QByteArray> UserCache::readNote()
{
    return inThread<QByteArray>(m_thread, [this] {
        QFile file(m_file + noteSuffix);
        if (m_folder.isEmpty() || !*m_enabled || !file.open(QIODevice::ReadOnly))
            return QByteArray();
        return file.read(longestNote);
    });
}

void UserCache::writeNote(const QByteArray &note)
{
    inThread<bool>(m_thread, [this, note] {
        if (m_folder.isEmpty() || !*m_enabled || !prepareFolder(m_folder))
            return false;
        OutputFile file(m_file + noteSuffix, OutputFile::Readers::OwnerOnly);
        return file.open() && file.write(note) == note.size() && file.commit().has_value();
    });
}

} // namespace Keyturn
