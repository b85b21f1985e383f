#include "historyfile.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QMessageAuthenticationCode>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QUuid>
#include <QVariant>

#include <array>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr int applicationId = 0x4B74'4869; // "KtHi"
constexpr int formatVersion = 1;

constexpr QLatin1StringView columns("number, at, account, operator, user_id, email, name, action, result, "
                                    "is_repeat, http_status, zoom_code, message, tracking_id, run");
constexpr int keyIdColumn = 15; // behind these
constexpr int macColumn = 16;

/// Any key, also none, which Qt's class does not take.
QByteArray hmac(const Secret &key, const QByteArray &message)
{
    static const QByteArray none(32, '\0');
    const QByteArrayView bytes = key.exposeUtf8();
    return QMessageAuthenticationCode::hash(
        message, key.isEmpty() ? none : QByteArray::fromRawData(bytes.data(), bytes.size()),
        QCryptographicHash::Sha256);
}

/// Each with its length, so that no two entries make the same bytes.
QByteArray joined(std::initializer_list<QByteArray> fields)
{
    QByteArray bytes;
    for (const QByteArray &field : fields)
        bytes += QByteArray::number(field.size()) + ':' + field;
    return bytes;
}

QString timeText(const QDateTime &at)
{
    return at.toUTC().toString(Qt::ISODateWithMs);
}

QByteArray macOf(const HistoryEntry &entry, const QByteArray &keyId, const QByteArray &before,
                 const Secret &key)
{
    return hmac(
        key,
        joined({before, QByteArray::number(entry.number), timeText(entry.at).toUtf8(), entry.account.toUtf8(),
                entry.operatorName.toUtf8(), entry.userId.toUtf8(), entry.email.toUtf8(), entry.name.toUtf8(),
                wordOf(entry.action).toUtf8(), wordOf(entry.result).toUtf8(), entry.isRepeat ? "1" : "0",
                QByteArray::number(entry.httpStatus), QByteArray::number(entry.zoomCode),
                entry.message.toUtf8(), entry.trackingId.toUtf8(), entry.run.toUtf8(), keyId}));
}

QByteArray headMac(qint64 count, const QByteArray &last, const Secret &key)
{
    return hmac(key, joined({"head", QByteArray::number(count), last}));
}

template<typename Word>
Word fromWord(const QString &word, std::initializer_list<Word> all)
{
    for (const Word each : all) {
        if (wordOf(each) == word)
            return each;
    }
    return *std::prev(all.end());
}

HistoryEntry entryOf(const QSqlQuery &query)
{
    using Action = HistoryEntry::Action;
    using Result = HistoryEntry::Result;
    HistoryEntry entry;
    entry.number = query.value(0).toLongLong();
    entry.at = QDateTime::fromString(query.value(1).toString(), Qt::ISODateWithMs);
    entry.account = query.value(2).toString();
    entry.operatorName = query.value(3).toString();
    entry.userId = query.value(4).toString();
    entry.email = query.value(5).toString();
    entry.name = query.value(6).toString();
    entry.action = fromWord(query.value(7).toString(), {Action::Reset, Action::SignOut, Action::Export});
    entry.result = fromWord(query.value(8).toString(),
                            {Result::Changed, Result::Refused, Result::NotSent, Result::Unknown});
    entry.isRepeat = query.value(9).toBool();
    entry.httpStatus = query.value(10).toInt();
    entry.zoomCode = query.value(11).toInt();
    entry.message = query.value(12).toString();
    entry.trackingId = query.value(13).toString();
    entry.run = query.value(14).toString();
    return entry;
}

/// For LIKE: what is typed stands for itself.
QString pattern(const QString &text)
{
    QString escaped = text;
    escaped.replace(u"\\"_s, u"\\\\"_s).replace(u"%"_s, u"\\%"_s).replace(u"_"_s, u"\\_"_s);
    return u'%' + escaped + u'%';
}

QString condition(const HistoryQuery &query, QVariantList &values)
{
    QStringList conditions{u"1"_s};
    if (const QString text = query.text.trimmed(); !text.isEmpty()) {
        QStringList alternatives;
        for (const QLatin1StringView column :
             {"email"_L1, "name"_L1, "user_id"_L1, "account"_L1, "operator"_L1, "tracking_id"_L1}) {
            alternatives.append(column + u" LIKE ? ESCAPE '\\'"_s);
            values.append(pattern(text));
        }
        conditions.append(u'(' + alternatives.join(u" OR "_s) + u')');
    }
    if (query.since.isValid()) {
        conditions.append(u"at >= ?"_s);
        values.append(timeText(query.since));
    }
    if (query.result) {
        conditions.append(u"result = ?"_s);
        values.append(wordOf(*query.result));
    }
    if (!query.run.isEmpty()) {
        conditions.append(u"run = ?"_s);
        values.append(query.run);
    }
    if (query.before > 0) {
        conditions.append(u"number < ?"_s);
        values.append(query.before);
    }
    return conditions.join(u" AND "_s);
}

} // namespace

HistoryFile::HistoryFile(QString path)
    : m_path(std::move(path))
    , m_connection(u"history-"_s + QUuid::createUuid().toString(QUuid::Id128))
{
    m_isOpen = open();
    if (m_isOpen || !QFileInfo(m_path).isFile())
        return;
    // Never overwritten: it may be all that is left of what was done.
    const QString aside =
        m_path + u".damaged-"_s + QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss"_s);
    if (m_database->isOpen() && m_error.contains(u"locked"_s))
        return; // somebody else is at work, which is no damage
    m_database.reset();
    QSqlDatabase::removeDatabase(m_connection);
    if (!QFile::rename(m_path, aside))
        return;
    for (const QLatin1StringView suffix : {"-wal"_L1, "-shm"_L1})
        QFile::rename(m_path + suffix, aside + suffix);
    m_setAside = aside;
    m_isOpen = open();
}

HistoryFile::~HistoryFile()
{
    m_database.reset();
    QSqlDatabase::removeDatabase(m_connection);
}

bool HistoryFile::run(const QString &statement)
{
    QSqlQuery query(*m_database);
    if (query.exec(statement))
        return true;
    m_error = query.lastError().databaseText();
    return false;
}

bool HistoryFile::open()
{
    QDir().mkpath(QFileInfo(m_path).path());
    // With its mode before SQLite writes the first byte; the journal gets the same.
    if (QFile made(m_path); !made.exists() && made.open(QIODevice::WriteOnly | QIODevice::NewOnly))
        made.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    m_database = std::make_unique<QSqlDatabase>(QSqlDatabase::addDatabase(u"QSQLITE"_s, m_connection));
    m_database->setDatabaseName(m_path);
    m_database->setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=10000"_s);
    if (!m_database->open()) {
        m_error = m_database->lastError().databaseText();
        return false;
    }
    return prepare();
}

bool HistoryFile::prepare()
{
    QSqlQuery query(*m_database);
    if (!query.exec(u"PRAGMA application_id"_s) || !query.next()) {
        m_error = query.lastError().databaseText();
        return false;
    }
    const int application = query.value(0).toInt();
    query.finish();
    if (application == applicationId)
        return run(u"PRAGMA synchronous = FULL"_s) && run(u"SELECT count(*) FROM head"_s);
    if (application != 0 || QFileInfo(m_path).size() > 0) {
        m_error = u"not a history of Keyturn"_s;
        return false;
    }
    return run(u"PRAGMA journal_mode = WAL"_s) && run(u"PRAGMA synchronous = FULL"_s)
        && run(u"BEGIN IMMEDIATE"_s)
        && run(u"CREATE TABLE IF NOT EXISTS history (number INTEGER PRIMARY KEY, at TEXT, account TEXT, "
               "operator TEXT, user_id TEXT, email TEXT, name TEXT, action TEXT, result TEXT, "
               "is_repeat INTEGER, http_status INTEGER, zoom_code INTEGER, message TEXT, tracking_id TEXT, "
               "run TEXT, key_id BLOB, mac BLOB)"_s)
        && run(u"CREATE INDEX IF NOT EXISTS history_at ON history (at)"_s)
        && run(u"CREATE TABLE IF NOT EXISTS head (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER, "
               "key_id BLOB, mac BLOB)"_s)
        && run(u"INSERT OR IGNORE INTO head VALUES (1, 0, x'', x'')"_s)
        && run(u"PRAGMA application_id = %1"_s.arg(applicationId))
        && run(u"PRAGMA user_version = %1"_s.arg(formatVersion)) && run(u"COMMIT"_s);
}

QByteArray HistoryFile::keyId(const Secret &key)
{
    return key.isEmpty() ? QByteArray() : hmac(key, "key id").first(8);
}

bool HistoryFile::append(const QList<HistoryEntry> &entries, const Secret &key)
{
    // At once, so that no other program comes between the last entry and these.
    if (!m_isOpen || !run(u"BEGIN IMMEDIATE"_s))
        return false;
    const auto giveUp = [this] {
        const QString why = m_error;
        run(u"ROLLBACK"_s);
        m_error = why;
        return false;
    };
    qint64 number = 0;
    QByteArray before;
    {
        QSqlQuery last(*m_database);
        if (!last.exec(u"SELECT number, mac FROM history ORDER BY number DESC LIMIT 1"_s)) {
            m_error = last.lastError().databaseText();
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
        before = macOf(entry, id, before, key);
        if (!insert(entry, before, id))
            return giveUp();
    }
    return (setHead(number, before, key) && run(u"COMMIT"_s)) || giveUp();
}

bool HistoryFile::insert(const HistoryEntry &entry, const QByteArray &mac, const QByteArray &keyId)
{
    QSqlQuery query(*m_database);
    query.prepare(u"INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"_s);
    const QVariantList values{entry.number,
                              timeText(entry.at),
                              entry.account,
                              entry.operatorName,
                              entry.userId,
                              entry.email,
                              entry.name,
                              wordOf(entry.action),
                              wordOf(entry.result),
                              entry.isRepeat ? 1 : 0,
                              entry.httpStatus,
                              entry.zoomCode,
                              entry.message,
                              entry.trackingId,
                              entry.run,
                              keyId,
                              mac};
    for (const QVariant &value : values)
        query.addBindValue(value);
    if (query.exec())
        return true;
    m_error = query.lastError().databaseText();
    return false;
}

bool HistoryFile::setHead(qint64 count, const QByteArray &lastMac, const Secret &key)
{
    QSqlQuery query(*m_database);
    query.prepare(u"UPDATE head SET count = ?, key_id = ?, mac = ?"_s);
    query.addBindValue(count);
    query.addBindValue(keyId(key));
    query.addBindValue(headMac(count, lastMac, key));
    if (query.exec())
        return true;
    m_error = query.lastError().databaseText();
    return false;
}

QList<HistoryEntry> HistoryFile::search(const HistoryQuery &query)
{
    QList<HistoryEntry> entries;
    if (!m_isOpen)
        return entries;
    QVariantList values;
    QString statement = u"SELECT "_s + columns + u" FROM history WHERE "_s + condition(query, values)
        + u" ORDER BY number DESC"_s;
    if (query.limit > 0)
        statement += u" LIMIT "_s + QString::number(query.limit);
    QSqlQuery found(*m_database);
    found.setForwardOnly(true);
    found.prepare(statement);
    for (const QVariant &value : std::as_const(values))
        found.addBindValue(value);
    if (!found.exec()) {
        m_error = found.lastError().databaseText();
        return entries;
    }
    while (found.next())
        entries.append(entryOf(found));
    return entries;
}

bool HistoryFile::forEach(const HistoryQuery &query, const std::function<bool(const HistoryEntry &)> &take)
{
    if (!m_isOpen)
        return false;
    QVariantList values;
    QSqlQuery found(*m_database);
    found.setForwardOnly(true);
    found.prepare(QString(u"SELECT "_s + columns + u" FROM history WHERE "_s + condition(query, values)
                          + u" ORDER BY number"_s));
    for (const QVariant &value : std::as_const(values))
        found.addBindValue(value);
    if (!found.exec()) {
        m_error = found.lastError().databaseText();
        return false;
    }
    while (found.next()) {
        if (!take(entryOf(found)))
            return false;
    }
    return !found.lastError().isValid();
}

HistoryCheck HistoryFile::check(const Secret &key)
{
    using Finding = HistoryCheck::Finding;
    HistoryCheck check;
    const auto found = [&check](Finding finding, qint64 number) {
        check.finding = finding;
        check.number = number;
        return check;
    };
    if (!m_isOpen || !m_setAside.isEmpty())
        return found(Finding::Unreadable, 0);
    const QByteArray id = keyId(key);
    const Secret none;
    QByteArray before;
    QSqlQuery query(*m_database);
    query.setForwardOnly(true);
    if (!query.exec(QString(u"SELECT "_s + columns + u", key_id, mac FROM history ORDER BY number"_s)))
        return found(Finding::Unreadable, 0);
    while (query.next()) {
        const HistoryEntry entry = entryOf(query);
        if (entry.number != check.count + 1)
            return found(Finding::Missing, check.count + 1);
        const QByteArray usedKey = query.value(keyIdColumn).toByteArray();
        if (!usedKey.isEmpty() && usedKey != id)
            return found(Finding::KeyMissing, entry.number);
        const QByteArray mac = query.value(macColumn).toByteArray();
        if (mac != macOf(entry, usedKey, before, usedKey.isEmpty() ? none : key))
            return found(Finding::Altered, entry.number);
        before = mac;
        check.unsealed += usedKey.isEmpty() ? 1 : 0;
        ++check.count;
    }
    if (query.lastError().isValid())
        return found(Finding::Unreadable, check.count + 1);

    QSqlQuery head(*m_database);
    if (!head.exec(u"SELECT count, key_id, mac FROM head"_s) || !head.next())
        return found(Finding::CutOff, check.count + 1);
    const qint64 count = head.value(0).toLongLong();
    const QByteArray usedKey = head.value(1).toByteArray();
    if (!usedKey.isEmpty() && usedKey != id)
        return found(Finding::KeyMissing, count);
    const bool isEmpty = count == 0 && check.count == 0;
    if (count != check.count
        || (!isEmpty
            && head.value(2).toByteArray() != headMac(count, before, usedKey.isEmpty() ? none : key)))
        return found(Finding::CutOff, check.count + 1);
    return check;
}

} // namespace Keyturn
