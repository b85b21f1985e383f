#include "runlock.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLocale>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QSysInfo>
#include <QUuid>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#endif

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::RunLock)
};

bool isHeldByAnother(const QSqlError &error)
{
    const int code = error.nativeErrorCode().toInt() & 0xFF; // without SQLite's extended part
    constexpr int busy = 5; // SQLITE_BUSY
    constexpr int locked = 6; // SQLITE_LOCKED: by another connection of this process
    return code == busy || code == locked;
}

/// "process 4711 on desk3, since 10:31"; empty when that cannot be read.
QString holderIn(QSqlDatabase &database)
{
    QSqlQuery query(database);
    if (!query.exec(u"SELECT pid, host, since FROM holder"_s) || !query.next())
        return {};
    const QDateTime since = QDateTime::fromMSecsSinceEpoch(query.value(2).toLongLong());
    return Texts::tr("process %1 on %2, since %3")
        .arg(query.value(0).toString(), query.value(1).toString(),
             QLocale().toString(since, QLocale::ShortFormat));
}

} // namespace

bool makeFileForOwner(const QString &path)
{
    const QString folder = QFileInfo(path).absolutePath();
    const bool isNew = !QFileInfo::exists(folder);
    if (!QDir().mkpath(folder))
        return false;
    if (isNew)
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
#ifdef Q_OS_UNIX
    const int file = open(QFile::encodeName(path).constData(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    return file >= 0 && close(file) == 0;
#else
    QFile file(path);
    return file.open(QIODevice::WriteOnly | QIODevice::NewOnly); // the profile's folder is the user's alone
#endif
}

class RunLock::Private
{
public:
    Private()
        : connection(QUuid::createUuid().toString())
    {
    }
    ~Private()
    {
        database.close();
        database = QSqlDatabase();
        QSqlDatabase::removeDatabase(connection);
    }
    Private(const Private &) = delete;
    Private &operator=(const Private &) = delete;

    bool run(const QString &statement, const QVariantList &values = {})
    {
        QSqlQuery query(database);
        query.prepare(statement);
        for (const QVariant &value : values)
            query.addBindValue(value);
        if (query.exec())
            return true;
        error = query.lastError();
        return false;
    }

    bool take(const QString &path)
    {
        database = QSqlDatabase::addDatabase(u"QSQLITE"_s, connection);
        database.setConnectOptions(u"QSQLITE_BUSY_TIMEOUT=500"_s);
        database.setDatabaseName(path);
        if (!database.open()) {
            error = database.lastError();
            return false;
        }
        // Who it is must be there for others to read: written first. Should another come in between, one of
        // the two holds it at the end, and a name that is wrong for a moment is all.
        return run(u"BEGIN IMMEDIATE"_s)
            && run(u"CREATE TABLE IF NOT EXISTS holder (pid INTEGER, host TEXT, since INTEGER)"_s)
            && run(u"DELETE FROM holder"_s)
            && run(u"INSERT INTO holder VALUES (?,?,?)"_s,
                   {QCoreApplication::applicationPid(), QSysInfo::machineHostName(),
                    QDateTime::currentMSecsSinceEpoch()})
            && run(u"COMMIT"_s) && run(u"BEGIN IMMEDIATE"_s);
    }

    QString connection;
    QSqlDatabase database;
    QSqlError error;
};

RunLock::RunLock(std::unique_ptr<Private> priv)
    : d(std::move(priv))
{
}

RunLock::~RunLock() = default;

Result<std::shared_ptr<RunLock>> RunLock::take(const QString &folder, const QString &accountId)
{
    const QString path = folder + u'/' + accountId + u".lock"_s;
    if (!QFileInfo::exists(path) && !makeFileForOwner(path) && !QFileInfo::exists(path))
        return std::unexpected(Error::of(
            ErrorKind::SettingsFailed, Texts::tr("\"%1\" cannot be made: %2").arg(path, qt_error_string())));
    auto priv = std::make_unique<Private>();
    if (priv->take(path))
        return std::shared_ptr<RunLock>(new RunLock(std::move(priv)));
    if (isHeldByAnother(priv->error))
        return std::unexpected(Error::of(ErrorKind::RunUnderWay, holderIn(priv->database)));
    return std::unexpected(Error::of(ErrorKind::SettingsFailed,
                                     Texts::tr("\"%1\" cannot be locked: %2").arg(path, priv->error.text())));
}

} // namespace Keyturn
