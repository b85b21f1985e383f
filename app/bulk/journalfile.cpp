#include "journalfile.h"

#include "bulk/runlock.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QStandardPaths>
#include <QUuid>

#include <limits>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::JournalFile)
};

constexpr int formatVersion = 3;
constexpr int formatWithoutMacs = 2; // is brought up to date when it is opened

constexpr qsizetype longestTarget = 254; // as BulkPlan::add() takes it

template<typename T>
bool isWithin(qint64 value)
{
    return value >= std::numeric_limits<T>::min() && value <= std::numeric_limits<T>::max();
}

Error notWritten(const QString &why)
{
    return Error::of(ErrorKind::SettingsFailed,
                     Texts::tr("The run's journal cannot be written: %1").arg(why));
}

Error notRead(const QString &why)
{
    return Error::of(ErrorKind::InvalidInput, Texts::tr("The run's journal cannot be read: %1").arg(why));
}

} // namespace

class JournalFile::Private
{
public:
    Private()
        : connection(QUuid::createUuid().toString())
    {
    }
    ~Private()
    {
        update.reset();
        database.close();
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(connection);
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    bool open(const QString &path)
    {
        database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
        // A look through the unfinished runs lets go of each in a moment; another program that is at this one
        // does not.
        database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=500"_s);
        database.setDatabaseName(path);
        // FULL: a transaction is on the disk, and not only with the operating system, when it has ended.
        return database.open() && run(u"PRAGMA locking_mode=EXCLUSIVE"_s) && run(u"PRAGMA journal_mode=WAL"_s)
            && run(u"PRAGMA synchronous=FULL"_s);
    }
    bool run(const QString &statement)
    {
        QSqlQuery query(database);
        if (query.exec(statement))
            return true;
        error = query.lastError();
        return false;
    }
    /// A journal that an earlier version wrote can be gone on with.
    bool bringUpToDate()
    {
        QSqlQuery query(database);
        if (!query.exec(u"SELECT format FROM run"_s) || !query.next()) {
            error = query.lastError();
            return false;
        }
        if (query.value(0).toInt() != formatWithoutMacs)
            return true;
        query.finish();
        return database.transaction() && run(u"ALTER TABLE people ADD COLUMN input TEXT"_s)
            && run(u"ALTER TABLE people ADD COLUMN mac BLOB"_s)
            && run(u"UPDATE run SET format=%1"_s.arg(formatVersion)) && database.commit();
    }
    QString why() const { return error.isValid() ? error.text() : database.lastError().text(); }

    QString connection;
    QSqlDatabase database;
    std::unique_ptr<QSqlQuery> update;
    QSqlError error; ///< of the last statement that failed
};

JournalFile::JournalFile(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

JournalFile::~JournalFile() = default;

QString JournalFile::defaultFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::AppDataLocation) + u"/bulk"_s;
}

QString JournalFile::pathFor(const QString &folder, const QString &accountId, const QString &runId)
{
    return folder + u'/' + accountId + u'.' + runId + u".sqlite"_s;
}

namespace {

bool insertRecord(QSqlDatabase &database, const BulkRunRecord &record)
{
    QSqlQuery query(database);
    query.prepare(u"INSERT INTO run VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,0)"_s);
    query.addBindValue(formatVersion);
    query.addBindValue(record.runId);
    query.addBindValue(record.accountId);
    query.addBindValue(record.accountName);
    query.addBindValue(record.baseUrl.toString());
    query.addBindValue(record.created.toMSecsSinceEpoch());
    query.addBindValue(int(record.fromFile));
    query.addBindValue(record.inputDigest);
    query.addBindValue(record.passwordMac);
    query.addBindValue(record.rules.minimumLength);
    query.addBindValue(record.rules.maximumLength);
    query.addBindValue(int(record.rules.requiresSpecial));
    query.addBindValue(record.rules.consecutiveLength);
    query.addBindValue(record.passwordLength);
    query.addBindValue(record.scheme);
    return query.exec();
}

bool insertRows(QSqlDatabase &database, const BulkPlan &plan, const QList<QByteArray> &macs)
{
    QSqlQuery query(database);
    query.prepare(u"INSERT INTO people (n, line, target, user, name, verdict, state, dropped, input, mac) "
                  "VALUES (?,?,?,?,?,?,?,?,?,?)"_s);
    for (int i = 0; i < plan.count(); ++i) {
        const BulkRow row = plan.row(i);
        query.bindValue(0, i);
        query.bindValue(1, row.line);
        query.bindValue(2, row.target);
        query.bindValue(3, row.userId == row.target ? QVariant() : QVariant(row.userId));
        query.bindValue(4, row.name);
        query.bindValue(5, int(row.verdict));
        query.bindValue(6, int(row.state));
        query.bindValue(7, int(plan.isPasswordDropped(i)));
        const QString input = QString::fromUtf8(plan.inputTargetUtf8(i));
        query.bindValue(8, input == row.target ? QVariant() : QVariant(input));
        const QByteArray mac = macs.value(i);
        query.bindValue(9, mac.isEmpty() ? QVariant() : QVariant(mac));
        if (!query.exec())
            return false;
    }
    return true;
}

} // namespace

Result<std::unique_ptr<JournalFile>> JournalFile::create(const QString &path, const BulkRunRecord &record,
                                                         const BulkPlan &plan, const QList<QByteArray> &macs)
{
    if (!QFileInfo::exists(path) && !makeFileForOwner(path))
        return std::unexpected(notWritten(qt_error_string()));
    auto priv = std::make_unique<Private>();
    const bool made = priv->open(path) && priv->database.transaction()
        && priv->run(
            u"CREATE TABLE run (format INTEGER, id TEXT, account TEXT, name TEXT, base_url TEXT, "
            "created INTEGER, from_file INTEGER, input BLOB, mac BLOB, shortest INTEGER, "
            "longest INTEGER, special INTEGER, longest_run INTEGER, length INTEGER, scheme INTEGER, finished INTEGER)"_s)
        && priv->run(u"CREATE TABLE people (n INTEGER PRIMARY KEY, line INTEGER, target TEXT, user TEXT, "
                     "name TEXT, verdict INTEGER, state INTEGER, unsure INTEGER DEFAULT 0, "
                     "tries INTEGER DEFAULT 0, status INTEGER DEFAULT 0, code INTEGER DEFAULT 0, "
                     "error INTEGER DEFAULT -1, earlier INTEGER DEFAULT 0, message TEXT, tracking TEXT, "
                     "time INTEGER DEFAULT 0, dropped INTEGER DEFAULT 0, input TEXT, mac BLOB)"_s)
        && insertRecord(priv->database, record) && insertRows(priv->database, plan, macs)
        && priv->database.commit();
    if (!made) {
        const Error error = notWritten(priv->why());
        priv.reset();
        QFile::remove(path);
        return std::unexpected(error);
    }
    return std::unique_ptr<JournalFile>(new JournalFile(std::move(priv)));
}

Result<std::unique_ptr<JournalFile>> JournalFile::open(const QString &path)
{
    if (!QFileInfo::exists(path))
        return std::unexpected(notRead(Texts::tr("There is no such file.")));
    auto priv = std::make_unique<Private>();
    if (!priv->open(path))
        return std::unexpected(notRead(priv->why()));
    QSqlQuery tables(priv->database);
    if (!tables.exec(u"SELECT count(*) FROM sqlite_master"_s) || !tables.next())
        return std::unexpected(notRead(tables.lastError().text()));
    if (tables.value(0).toInt() == 0)
        return std::unexpected(
            Error::of(ErrorKind::Cancelled, Texts::tr("The run was cut off before it began.")));
    tables.finish();
    if (!priv->bringUpToDate()
        || !priv->run(u"UPDATE people SET state=%1, unsure=1 WHERE state=%2"_s.arg(int(BulkRowState::Unknown))
                          .arg(int(BulkRowState::InFlight))))
        return std::unexpected(notRead(priv->why()));
    return std::unique_ptr<JournalFile>(new JournalFile(std::move(priv)));
}

Result<BulkRunRecord> JournalFile::record()
{
    QSqlQuery query(d->database);
    if (!query.exec(u"SELECT * FROM run"_s) || !query.next())
        return std::unexpected(notRead(query.lastError().text()));
    if (query.value(0).toInt() != formatVersion)
        return std::unexpected(notRead(Texts::tr("It is another version's.")));
    BulkRunRecord record;
    record.runId = query.value(1).toString();
    record.accountId = query.value(2).toString();
    record.accountName = query.value(3).toString();
    record.baseUrl = QUrl(query.value(4).toString());
    record.created = QDateTime::fromMSecsSinceEpoch(query.value(5).toLongLong()).toUTC();
    record.fromFile = query.value(6).toBool();
    record.inputDigest = query.value(7).toByteArray();
    record.passwordMac = query.value(8).toByteArray();
    record.rules.minimumLength = query.value(9).toInt();
    record.rules.maximumLength = query.value(10).toInt();
    record.rules.requiresSpecial = query.value(11).toBool();
    record.rules.consecutiveLength = query.value(12).toInt();
    record.passwordLength = query.value(13).toInt();
    record.scheme = query.value(14).toInt();
    const bool isPossible = record.created.isValid() && record.passwordLength > 0
        && record.passwordLength <= BulkRunRecord::longestPassword && record.rules.minimumLength >= 0
        && record.rules.maximumLength >= 0 && record.rules.consecutiveLength >= 0;
    if (!isPossible)
        return std::unexpected(notRead(Texts::tr("It holds values that no run has written.")));
    return record;
}

Result<void> JournalFile::readPlan(BulkPlan &plan)
{
    QSqlQuery query(d->database);
    query.setForwardOnly(true);
    if (!query.exec(
            u"SELECT n, line, target, user, name, verdict, state, unsure, tries, status, code, error, "
            "earlier, message, tracking, time, dropped, input, mac IS NOT NULL FROM people ORDER BY n"_s))
        return std::unexpected(notRead(query.lastError().text()));
    while (query.next()) {
        const QByteArray target = query.value(2).toString().toUtf8();
        const int line = query.value(1).toInt();
        const int verdict = query.value(5).toInt();
        const int state = query.value(6).toInt();
        const int tries = query.value(8).toInt();
        const int error = query.value(11).toInt();
        const bool isPossible = query.value(0).toInt() == plan.count() && !target.isEmpty()
            && target.size() <= longestTarget && plan.count() < BulkPlan::mostRows && line >= 0
            && verdict >= 0 && verdict < bulkVerdictCount && state >= 0 && state < bulkRowStateCount
            && tries >= 0 && error >= -1 && error < errorKindCount
            && isWithin<qint16>(query.value(9).toLongLong()) && isWithin<int>(query.value(10).toLongLong());
        if (!isPossible)
            return std::unexpected(notRead(Texts::tr("It holds values that no run has written.")));
        const int row = plan.add(target, {}, quint32(line));
        plan.setInputTarget(row, query.value(17).toString().toUtf8());
        plan.setVerdict(row, static_cast<BulkVerdict>(verdict), query.value(3).toString(),
                        query.value(4).toString());
        plan.setExcluded(row, state == int(BulkRowState::Excluded));
        plan.setState(row, static_cast<BulkRowState>(state));
        plan.setUnsure(row, query.value(7).toBool());
        if (query.value(16).toBool())
            plan.dropPassword(row);
        else if (query.value(18).toBool())
            plan.setPasswordMissing(row); // until its list gives it again
        plan.setTries(row, tries);
        plan.setFacts(row,
                      {query.value(9).toInt(), query.value(10).toInt(), error, query.value(12).toBool(),
                       query.value(13).toString(), query.value(14).toString(), query.value(15).toLongLong()});
    }
    if (query.lastError().isValid())
        return std::unexpected(notRead(query.lastError().text()));
    return {};
}

Result<QList<QByteArray>> JournalFile::passwordMacs()
{
    QSqlQuery query(d->database);
    query.setForwardOnly(true);
    QList<QByteArray> macs;
    if (!query.exec(u"SELECT mac FROM people ORDER BY n"_s))
        return std::unexpected(notRead(query.lastError().text()));
    while (query.next())
        macs.append(query.value(0).toByteArray());
    if (query.lastError().isValid())
        return std::unexpected(notRead(query.lastError().text()));
    return macs;
}

Result<RunSummary> JournalFile::summary()
{
    const Result<BulkRunRecord> found = record();
    if (!found)
        return std::unexpected(found.error());
    RunSummary run;
    run.path = d->database.databaseName();
    run.record = *found;
    QSqlQuery query(d->database);
    if (!query.exec(u"SELECT finished FROM run"_s) || !query.next())
        return std::unexpected(notRead(query.lastError().text()));
    const int end = query.value(0).toInt();
    if (end < int(RunEnd::Open) || end > int(RunEnd::Ended))
        return std::unexpected(notRead(Texts::tr("It holds values that no run has written.")));
    run.end = static_cast<RunEnd>(end);
    if (!query.exec(u"SELECT state, count(*) FROM people GROUP BY state"_s))
        return std::unexpected(notRead(query.lastError().text()));
    while (query.next()) {
        const int count = query.value(1).toInt();
        const auto state = static_cast<BulkRowState>(query.value(0).toInt());
        run.total += state == BulkRowState::Excluded ? 0 : count;
        run.changed += state == BulkRowState::Changed ? count : 0;
        run.refused += state == BulkRowState::Refused ? count : 0;
        run.unknown += state == BulkRowState::Unknown || state == BulkRowState::InFlight ? count : 0;
        run.waiting += state == BulkRowState::Waiting ? count : 0;
        run.notSent += state == BulkRowState::NotSent ? count : 0;
    }
    if (query.lastError().isValid())
        return std::unexpected(notRead(query.lastError().text()));
    return run;
}

Result<void> JournalFile::write(const std::vector<Change> &changes)
{
    if (!d->update) {
        d->update = std::make_unique<QSqlQuery>(d->database);
        if (!d->update->prepare(u"UPDATE people SET state=?, unsure=?, tries=?, status=?, code=?, error=?, "
                                "earlier=?, message=?, tracking=?, time=? WHERE n=?"_s))
            return std::unexpected(notWritten(d->update->lastError().text()));
    }
    if (!d->database.transaction())
        return std::unexpected(notWritten(d->database.lastError().text()));
    for (const Change &change : changes) {
        QSqlQuery &query = *d->update;
        query.bindValue(0, int(change.state));
        query.bindValue(1, int(change.unsure));
        query.bindValue(2, change.tries);
        query.bindValue(3, change.facts.httpStatus);
        query.bindValue(4, change.facts.zoomCode);
        query.bindValue(5, change.facts.error);
        query.bindValue(6, int(change.facts.changedEarlier));
        query.bindValue(7, change.facts.message);
        query.bindValue(8, change.facts.trackingId);
        query.bindValue(9, change.facts.msecs);
        query.bindValue(10, change.row);
        if (!query.exec()) {
            const Error error = notWritten(query.lastError().text());
            d->database.rollback();
            return std::unexpected(error);
        }
    }
    if (!d->database.commit()) {
        const Error error = notWritten(d->database.lastError().text());
        d->database.rollback();
        return std::unexpected(error);
    }
    return {};
}

Result<void> JournalFile::setEnd(RunEnd end)
{
    if (!d->run(u"UPDATE run SET finished=%1"_s.arg(int(end))))
        return std::unexpected(notWritten(d->why()));
    return {};
}

} // namespace Keyturn
