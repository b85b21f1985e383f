#include "usercachefile.h"

#include "core/sqlitedamage.h"
#include "userblock.h"
#include "userorder.h"

#include <QCryptographicHash>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTemporaryFile>
#include <QUuid>
#include <QVariant>

#include <filesystem>
#include <limits>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr int applicationId = 0x4B74'5573; // "KtUs"
constexpr int formatVersion = 1;
constexpr int usersInABlock = 4096;

using Hash = QCryptographicHash;
constexpr Hash::Algorithm algorithm = Hash::Blake2b_160; // the quickest that Qt has, and strong

/// A connection of this thread's own for as long as it lives.
class Connection
{
public:
    Connection(const QString &file, const QString &options)
        : m_name(u"usercache-"_s + QUuid::createUuid().toString(QUuid::Id128))
    {
        m_database = QSqlDatabase::addDatabase(u"QSQLITE"_s, m_name);
        m_database.setDatabaseName(file);
        m_database.setConnectOptions(options);
        m_isOpen = m_database.open();
    }
    ~Connection()
    {
        m_database = {};
        QSqlDatabase::removeDatabase(m_name);
    }
    Connection(const Connection &) = delete;
    Connection &operator=(const Connection &) = delete;

    bool isOpen() const { return m_isOpen; }
    QSqlError openError() const { return m_database.lastError(); }
    QSqlDatabase &database() { return m_database; }

    /// The statement, done; the reason is kept when it failed.
    std::optional<QSqlQuery> run(const QString &statement, const QVariantList &values = {})
    {
        QSqlQuery query(m_database);
        query.setForwardOnly(true);
        bool isDone = query.prepare(statement);
        for (const QVariant &value : values)
            query.addBindValue(value);
        isDone = isDone && query.exec();
        if (isDone)
            return query;
        m_error = query.lastError();
        return std::nullopt;
    }
    const QSqlError &error() const { return m_error; }

    std::optional<QVariant> single(const QString &statement)
    {
        std::optional<QSqlQuery> query = run(statement);
        if (!query || !query->next())
            return std::nullopt;
        return query->value(0);
    }

private:
    QString m_name;
    QSqlDatabase m_database;
    QSqlError m_error;
    bool m_isOpen = false;
};

QByteArray blockSum(const QString &identity, int number, const QByteArray &block)
{
    Hash hash(algorithm);
    hash.addData(QByteArray(identity.toUtf8() + '\n' + QByteArray::number(number) + '\n'));
    hash.addData(block);
    return hash.result();
}

/// What the whole file is tied together by.
class Seal
{
public:
    void add(const QByteArray &sum) { m_hash.addData(sum); }
    QByteArray result(const QString &identity, const QString &listedAt, int users)
    {
        m_hash.addData(
            QByteArray(identity.toUtf8() + '\n' + listedAt.toUtf8() + '\n' + QByteArray::number(users)));
        return m_hash.result();
    }

private:
    Hash m_hash{algorithm};
};

CachedUsers without(CachedUsers::State state, const QString &reason = {})
{
    return {state, nullptr, {}, reason};
}

/// A file of ours without its table, which is SQLITE_ERROR (sqlite.org/rescode.html) for a statement that is
/// right, or with nothing in it, which is no error.
bool lacksItsTable(const QSqlError &error)
{
    return !error.isValid() || error.nativeErrorCode().toInt() == 1;
}

CachedUsers unread(const QSqlError &error)
{
    const bool isDamaged = isDamagedDatabase(error) || lacksItsTable(error);
    return without(isDamaged ? CachedUsers::State::Damaged : CachedUsers::State::Unreadable,
                   error.databaseText());
}

/// Reads the blocks; the users, or why not. No file of `bytes` holds more users than a tenth of that.
CachedUsers readBlocks(Connection &connection, qint64 bytes, const QString &identity,
                       const std::atomic<bool> &cancelled, const TakeStore &takeStore)
{
    CachedUsers result = without(CachedUsers::State::Damaged);
    std::optional<QSqlQuery> list = connection.run(u"SELECT listed_at, users, seal FROM list"_s);
    if (!list)
        return unread(connection.error());
    if (!list->next()) {
        if (list->lastError().isValid())
            return unread(list->lastError());
        return result;
    }
    const QString listedAt = list->value(0).toString();
    const int count = list->value(1).toInt();
    const QByteArray sealed = list->value(2).toByteArray();
    if (count < 0 || count > bytes / 10)
        return result;

    std::optional<QSqlQuery> query =
        connection.run(u"SELECT number, data, sum FROM blocks ORDER BY number"_s);
    if (!query)
        return unread(connection.error());
    auto users = std::make_unique<UserCollection>();
    users->expectDistinct(count);
    if (takeStore)
        takeStore(users->store());
    Seal seal;
    std::vector<PackedUser> inBlock;
    int number = 0;
    while (query->next()) {
        if (cancelled)
            return without(CachedUsers::State::Cancelled);
        const QByteArray block = query->value(1).toByteArray();
        const QByteArray sum = query->value(2).toByteArray();
        if (query->value(0).toInt() != number || blockSum(identity, number, block) != sum)
            return result;
        ++number;
        seal.add(sum);
        inBlock.clear();
        if (!readUserBlock(block, [&](const PackedUser &user) { inBlock.push_back(user); }))
            return result;
        users->addDistinct(inBlock);
        users->publish();
    }
    if (query->lastError().isValid())
        return unread(query->lastError());
    if (sealed != seal.result(identity, listedAt, count) || users->count() != count)
        return result;
    users->publish();
    result.state = CachedUsers::State::Read;
    result.listedAt = QDateTime::fromString(listedAt, Qt::ISODateWithMs);
    result.users = std::move(users);
    return result;
}

/// The users' versions in the order of their names, in which they are quickest to take in.
std::vector<std::uint32_t> inOrder(const UserSnapshot &users)
{
    constexpr std::uint32_t nobody = std::numeric_limits<std::uint32_t>::max();
    if (users.versions.empty())
        return {};
    const std::uint32_t end = *std::ranges::max_element(users.versions) + 1;
    std::vector<bool> isLatest(end);
    for (const std::uint32_t version : users.versions)
        isLatest[version] = true;
    UserOrder order(UserOrder::By::Name);
    order.take(*users.store, end);
    std::vector<std::uint32_t> sorted = order.versions();
    std::ranges::replace_if(sorted, [&](std::uint32_t version) { return !isLatest[version]; }, nobody);
    std::erase(sorted, nobody);
    return sorted;
}

bool writeInto(Connection &connection, const QString &identity, const QDateTime &listedAt,
               const UserSnapshot &users, const std::atomic<bool> &cancelled)
{
    // It is nobody's until it is whole: there is nothing to roll back to.
    const QStringList statements{
        u"PRAGMA page_size = 16384"_s,
        u"PRAGMA journal_mode = OFF"_s,
        u"PRAGMA application_id = %1"_s.arg(applicationId),
        u"PRAGMA user_version = %1"_s.arg(formatVersion),
        u"BEGIN"_s,
        u"CREATE TABLE list (identity TEXT, listed_at TEXT, users INTEGER, seal BLOB)"_s,
        u"CREATE TABLE blocks (number INTEGER PRIMARY KEY, data BLOB, sum BLOB)"_s};
    for (const QString &statement : statements) {
        if (!connection.run(statement))
            return false;
    }
    Seal seal;
    UserBlockWriter writer;
    std::string email;
    int number = 0;
    const auto put = [&] {
        const QByteArray block = writer.take();
        const QByteArray sum = blockSum(identity, number, block);
        seal.add(sum);
        return connection.run(u"INSERT INTO blocks VALUES (?, ?, ?)"_s, {number++, block, sum}).has_value();
    };
    const std::vector<std::uint32_t> versions = inOrder(users);
    for (const std::uint32_t latest : versions) {
        writer.add(users.store->packed(latest, email));
        if (writer.count() == usersInABlock && (cancelled || !put()))
            return false;
    }
    if (writer.count() > 0 && !put())
        return false;
    const QString at = listedAt.toUTC().toString(Qt::ISODateWithMs);
    const int count = static_cast<int>(versions.size());
    return connection.run(u"INSERT INTO list VALUES (?, ?, ?, ?)"_s,
                          {identity, at, count, seal.result(identity, at, count)})
        && connection.run(u"COMMIT"_s);
}

} // namespace

CachedUsers readUserCache(const QString &file, const QString &identity, const std::atomic<bool> &cancelled,
                          const TakeStore &takeStore)
{
    if (!QFile::exists(file))
        return without(CachedUsers::State::Missing);
    Connection connection(file, u"QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=500"_s);
    if (!connection.isOpen())
        return without(CachedUsers::State::Unreadable, connection.openError().text());
    const std::optional<QVariant> application = connection.single(u"PRAGMA application_id"_s);
    if (!application)
        return unread(connection.error());
    if (application->toInt() != applicationId)
        return without(CachedUsers::State::Damaged, u"not a list of users"_s);
    const std::optional<QVariant> written = connection.single(u"PRAGMA user_version"_s);
    if (!written)
        return unread(connection.error());
    if (written->toInt() > formatVersion)
        return without(CachedUsers::State::Newer);
    if (written->toInt() != formatVersion)
        return without(CachedUsers::State::Damaged, u"no such version"_s);
    const std::optional<QVariant> whose = connection.single(u"SELECT identity FROM list"_s);
    if (!whose)
        return lacksItsTable(connection.error()) ? without(CachedUsers::State::Damaged)
                                                 : unread(connection.error());
    if (whose->toString() != identity)
        return without(CachedUsers::State::OfAnother);
    return readBlocks(connection, QFileInfo(file).size(), identity, cancelled, takeStore);
}

bool writeUserCache(const QString &file, const QString &identity, const QDateTime &listedAt,
                    const UserSnapshot &users, const std::atomic<bool> &cancelled, QString *reason)
{
    // Made by Qt with mode 0600, before SQLite writes the first byte into it.
    QTemporaryFile fresh(file + u".XXXXXX.new"_s);
    if (!fresh.open()) {
        *reason = fresh.errorString();
        return false;
    }
    const QString freshName = fresh.fileName(); // which gives it one
    fresh.close();
    {
        Connection connection(freshName, {});
        if (!connection.isOpen()) {
            *reason = connection.openError().text();
            return false;
        }
        if (!writeInto(connection, identity, listedAt, users, cancelled)) {
            *reason = cancelled ? u"cancelled"_s : connection.error().databaseText();
            return false;
        }
    }
    std::error_code error;
    std::filesystem::rename(QFileInfo(freshName).filesystemFilePath(), QFileInfo(file).filesystemFilePath(),
                            error);
    if (error) {
        *reason = QString::fromStdString(error.message());
        return false;
    }
    fresh.setAutoRemove(false);
    return true;
}

} // namespace Keyturn
