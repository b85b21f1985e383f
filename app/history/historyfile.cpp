#include "historyfile.h"

#include "core/sqlitedamage.h"
#include "historyrows.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUrl>
#include <QUuid>
#include <QVariant>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr int applicationId = 0x4B74'4869; // "KtHi"
constexpr int formatVersion = 2;

} // namespace

HistoryFile::HistoryFile(QString path, Use use)
    : m_path(std::move(path))
    , m_use(use)
    , m_connection(u"history-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
    m_isOpen = open();
    if (!m_isOpen && m_isDamaged && m_use == Use::Write)
        putAside();
}

HistoryFile::~HistoryFile()
{
    m_database.reset();
    QSqlDatabase::removeDatabase(m_connection);
}

/// Never overwritten: it may be all that is left of what was done.
void HistoryFile::putAside()
{
    const QString aside =
        m_path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    m_isOpen = false;
    m_database.reset();
    QSqlDatabase::removeDatabase(m_connection);
    if (!QFile::rename(m_path, aside))
        return;
    for (const QLatin1StringView suffix : {"-wal"_L1, "-shm"_L1})
        QFile::rename(m_path + suffix, aside + suffix);
    m_setAside = aside;
    m_isDamaged = false;
    m_isOpen = open();
}

bool HistoryFile::fail(const QSqlError &error)
{
    m_error = error.databaseText().isEmpty() ? error.driverText() : error.databaseText();
    m_isDamaged = isDamagedDatabase(error);
    return false;
}

bool HistoryFile::run(const QString &statement)
{
    QSqlQuery query(*m_database);
    return query.exec(statement) || fail(query.lastError());
}

bool HistoryFile::open()
{
    m_error.clear();
    if (m_use == Use::Write) {
        QDir().mkpath(QFileInfo(m_path).path());
        // With its mode before SQLite writes the first byte; the journal gets the same.
        if (QFile made(m_path); !made.exists() && made.open(QIODevice::WriteOnly | QIODevice::NewOnly))
            made.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
    m_database = std::make_unique<QSqlDatabase>(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection));
    // As a URL it can be said that SQLite is not to make the file.
    QUrl url = QUrl::fromLocalFile(QFileInfo(m_path).absoluteFilePath());
    url.setQuery(m_use == Use::Write ? u"mode=rwc"_s : u"mode=rw"_s);
    m_database->setDatabaseName(url.toString(QUrl::FullyEncoded));
    m_database->setConnectOptions(u"QSQLITE_OPEN_URI;QSQLITE_BUSY_TIMEOUT=10000"_s);
    if (!m_database->open())
        return fail(m_database->lastError());
    return prepare();
}

bool HistoryFile::prepare()
{
    int application = 0;
    int version = 0;
    {
        QSqlQuery query(*m_database);
        if (!query.exec(u"PRAGMA application_id"_s) || !query.next())
            return fail(query.lastError());
        application = query.value(0).toInt();
        if (!query.exec(u"PRAGMA user_version"_s) || !query.next())
            return fail(query.lastError());
        version = query.value(0).toInt();
    }
    // One who was killed while making it left a database with nothing in it.
    if (application == 0 && isEmptyDatabase())
        return create();
    if (!m_error.isEmpty())
        return false;
    if (application != applicationId || version < 1) {
        m_error = u"not a history of Keyturn"_s;
        return false;
    }
    if (version > formatVersion) {
        m_error = u"written by a newer Keyturn"_s;
        return false;
    }
    return run(u"PRAGMA synchronous = FULL"_s) && (version == formatVersion || update())
        && run(u"SELECT count(*) FROM head"_s);
}

bool HistoryFile::isEmptyDatabase()
{
    QSqlQuery query(*m_database);
    if (!query.exec(u"SELECT count(*) FROM sqlite_master"_s) || !query.next())
        return fail(query.lastError());
    return query.value(0).toInt() == 0;
}

bool HistoryFile::create()
{
    return run(u"PRAGMA journal_mode = WAL"_s) && run(u"PRAGMA synchronous = FULL"_s)
        && run(u"BEGIN IMMEDIATE"_s)
        && run(u"CREATE TABLE IF NOT EXISTS history (number INTEGER PRIMARY KEY, at TEXT, account TEXT, "
               "operator TEXT, user_id TEXT, email TEXT, name TEXT, action TEXT, result TEXT, "
               "is_repeat INTEGER, http_status INTEGER, zoom_code INTEGER, message TEXT, tracking_id TEXT, "
               "run TEXT, key_id BLOB, mac BLOB, settles INTEGER NOT NULL DEFAULT 0, "
               "account_key TEXT NOT NULL DEFAULT '', password TEXT NOT NULL DEFAULT '')"_s)
        && run(u"CREATE INDEX IF NOT EXISTS history_at ON history (at)"_s)
        && run(u"CREATE INDEX IF NOT EXISTS history_settles ON history (settles) WHERE settles > 0"_s)
        && run(u"CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER, "
               "key_id BLOB, mac BLOB)"_s)
        && run(u"INSERT OR IGNORE INTO head VALUES (1, 0, x'', x'')"_s)
        && run(u"PRAGMA application_id = %1"_s.arg(applicationId))
        && run(u"PRAGMA user_version = %1"_s.arg(formatVersion)) && run(u"COMMIT"_s);
}

/// From format 1. Its entries stay as they are, and sealed.
bool HistoryFile::update()
{
    if (!run(u"BEGIN IMMEDIATE"_s))
        return false;
    QSqlQuery query(*m_database);
    const bool isKnown = query.exec(u"PRAGMA user_version"_s) && query.next();
    const int version = isKnown ? query.value(0).toInt() : 0;
    query.finish();
    if (version == formatVersion) // another program was quicker
        return run(u"COMMIT"_s);
    const bool isDone = isKnown && run(u"ALTER TABLE history ADD COLUMN settles INTEGER NOT NULL DEFAULT 0"_s)
        && run(u"ALTER TABLE history ADD COLUMN account_key TEXT NOT NULL DEFAULT ''"_s)
        && run(u"ALTER TABLE history ADD COLUMN password TEXT NOT NULL DEFAULT ''"_s)
        && run(u"CREATE INDEX IF NOT EXISTS history_settles ON history (settles) WHERE settles > 0"_s)
        && run(u"PRAGMA user_version = %1"_s.arg(formatVersion)) && run(u"COMMIT"_s);
    if (isDone)
        return true;
    const QString why = m_error;
    const bool wasDamaged = m_isDamaged;
    run(u"ROLLBACK"_s);
    m_error = why;
    m_isDamaged = wasDamaged;
    return false;
}

QByteArray HistoryFile::keyId(const Secret &key)
{
    return historyKeyId(key);
}

bool HistoryFile::append(const QList<HistoryEntry> &entries, const Secret &key)
{
    if (!m_isOpen)
        return false;
    if (appendAll(entries, key))
        return true;
    if (!m_isDamaged || m_use != Use::Write)
        return false;
    putAside(); // its damage was not where opening it looks
    return m_isOpen && appendAll(entries, key);
}

bool HistoryFile::appendAll(const QList<HistoryEntry> &entries, const Secret &key)
{
    // At once, so that no other program comes between the last entry and these.
    if (!run(u"BEGIN IMMEDIATE"_s))
        return false;
    const auto giveUp = [this] {
        const QString why = m_error;
        const bool wasDamaged = m_isDamaged;
        run(u"ROLLBACK"_s);
        m_error = why;
        m_isDamaged = wasDamaged;
        return false;
    };
    qint64 number = 0;
    QByteArray before;
    {
        QSqlQuery last(*m_database);
        if (!last.exec(u"SELECT number, mac FROM history ORDER BY number DESC LIMIT 1"_s)) {
            fail(last.lastError());
            return giveUp();
        }
        if (last.next()) {
            number = last.value(0).toLongLong();
            before = last.value(1).toByteArray();
        }
    }
    const QByteArray id = keyId(key);
    for (HistoryEntry entry : entries) {
        entry.number = ++number;
        before = historyMac(entry, id, before, key);
        if (!insert(entry, before, id))
            return giveUp();
    }
    if (!setHead(number, before, key) || !run(u"COMMIT"_s))
        return giveUp();
    m_lastNumber = number;
    return true;
}

bool HistoryFile::insert(const HistoryEntry &entry, const QByteArray &mac, const QByteArray &keyId)
{
    QVariantList values = historyValuesOf(entry);
    values << keyId << mac;
    QSqlQuery query(*m_database);
    query.prepare(u"INSERT INTO history ("_s + historyColumns + u", key_id, mac) VALUES (?"_s
                  + u", ?"_s.repeated(values.size() - 1) + u')');
    for (const QVariant &value : std::as_const(values)) {
        // No text is an empty one, and not NULL.
        const bool isNull = value.typeId() == QMetaType::QString && value.toString().isNull();
        query.addBindValue(isNull ? QVariant(u""_s) : value);
    }
    return query.exec() || fail(query.lastError());
}

bool HistoryFile::setHead(qint64 count, const QByteArray &lastMac, const Secret &key)
{
    QSqlQuery query(*m_database);
    query.prepare(u"UPDATE head SET count = ?, key_id = ?, mac = ?"_s);
    query.addBindValue(count);
    query.addBindValue(keyId(key));
    query.addBindValue(historyHeadMac(count, lastMac, key));
    return query.exec() || fail(query.lastError());
}

std::optional<QList<HistoryEntry>> HistoryFile::read(const QString &rest, const QVariantList &values)
{
    if (!m_isOpen)
        return {};
    QSqlQuery found(*m_database);
    found.setForwardOnly(true);
    found.prepare(QString(u"SELECT "_s + historyColumns + u" FROM history WHERE "_s + rest));
    for (const QVariant &value : values)
        found.addBindValue(value);
    if (!found.exec()) {
        fail(found.lastError());
        return {};
    }
    QList<HistoryEntry> entries;
    while (found.next())
        entries.append(historyEntryOf(found));
    if (found.lastError().isValid()) {
        fail(found.lastError());
        return {};
    }
    return entries;
}

std::optional<QList<HistoryEntry>> HistoryFile::search(const HistoryQuery &query)
{
    QVariantList values;
    QString rest = historyCondition(query, values) + u" ORDER BY number DESC"_s;
    if (query.limit > 0)
        rest += u" LIMIT "_s + QString::number(query.limit);
    return read(rest, values);
}

std::optional<QList<HistoryEntry>> HistoryFile::begun()
{
    return read(u"result = ? AND number NOT IN (SELECT settles FROM history WHERE settles > 0) "
                "ORDER BY number"_s,
                {wordOf(HistoryEntry::Result::Begun)});
}

bool HistoryFile::forEach(const HistoryQuery &query, const std::function<bool(const HistoryEntry &)> &take)
{
    if (!m_isOpen)
        return false;
    QVariantList values;
    QSqlQuery found(*m_database);
    found.setForwardOnly(true);
    found.prepare(QString(u"SELECT "_s + historyColumns + u" FROM history WHERE "_s
                          + historyCondition(query, values) + u" ORDER BY number"_s));
    for (const QVariant &value : std::as_const(values))
        found.addBindValue(value);
    if (!found.exec())
        return fail(found.lastError());
    while (found.next()) {
        if (!take(historyEntryOf(found)))
            return false;
    }
    return !found.lastError().isValid() || fail(found.lastError());
}

std::optional<bool> HistoryFile::hasSealedEntries()
{
    if (!m_isOpen)
        return {};
    QSqlQuery found(*m_database);
    if (!found.exec(u"SELECT 1 FROM history WHERE length(key_id) > 0 LIMIT 1"_s)) {
        fail(found.lastError());
        return {};
    }
    return found.next();
}

HistoryCheck HistoryFile::check(const Secret &key)
{
    using Finding = HistoryCheck::Finding;
    HistoryCheck check;
    const auto found = [&check](Finding finding, qint64 number, const QString &reason = {}) {
        check.finding = finding;
        check.number = number;
        check.reason = reason;
        return check;
    };
    if (!m_isOpen || !m_setAside.isEmpty())
        return found(Finding::Unreadable, 0, m_error);
    const QByteArray id = keyId(key);
    const Secret none;
    QByteArray before;
    QSqlQuery query(*m_database);
    query.setForwardOnly(true);
    if (!query.exec(QString(u"SELECT "_s + historyColumns + u", key_id, mac FROM history ORDER BY number"_s)))
        return found(Finding::Unreadable, 0, query.lastError().databaseText());
    while (query.next()) {
        const HistoryEntry entry = historyEntryOf(query);
        if (entry.number != check.count + 1)
            return found(Finding::Missing, check.count + 1);
        const QByteArray usedKey = query.value(historyKeyIdColumn).toByteArray();
        if (!usedKey.isEmpty() && usedKey != id)
            return found(Finding::KeyMissing, entry.number);
        const QByteArray mac = query.value(historyMacColumn).toByteArray();
        if (mac != historyMac(entry, usedKey, before, usedKey.isEmpty() ? none : key))
            return found(Finding::Altered, entry.number);
        before = mac;
        check.unsealed += usedKey.isEmpty() ? 1 : 0;
        ++check.count;
    }
    if (query.lastError().isValid())
        return found(Finding::Unreadable, check.count + 1, query.lastError().databaseText());
    return checkHead(check, before, key);
}

HistoryCheck HistoryFile::checkHead(HistoryCheck check, const QByteArray &last, const Secret &key)
{
    using Finding = HistoryCheck::Finding;
    const auto found = [&check](Finding finding, qint64 number, const QString &reason = {}) {
        check.finding = finding;
        check.number = number;
        check.reason = reason;
        return check;
    };
    QSqlQuery head(*m_database);
    if (!head.exec(u"SELECT count, key_id, mac FROM head"_s))
        return found(Finding::Unreadable, check.count + 1, head.lastError().databaseText());
    if (!head.next())
        return head.lastError().isValid()
            ? found(Finding::Unreadable, check.count + 1, head.lastError().databaseText())
            : found(Finding::CutOff, check.count + 1);
    const qint64 count = head.value(0).toLongLong();
    const QByteArray usedKey = head.value(1).toByteArray();
    if (!usedKey.isEmpty() && usedKey != keyId(key))
        return found(Finding::KeyMissing, count);
    const bool isEmpty = count == 0 && check.count == 0;
    const Secret none;
    if (count != check.count
        || (!isEmpty
            && head.value(2).toByteArray() != historyHeadMac(count, last, usedKey.isEmpty() ? none : key)))
        return found(Finding::CutOff, check.count + 1);
    return check;
}

} // namespace Keyturn
