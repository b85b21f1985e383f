#pragma once

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSqlDatabase>
#include <QSqlQuery>

#include <csignal>
#include <vector>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Keyturn::Test {

/// What keeps a sound SQLite file from being written, or read, for as long as this lives: "full" (no byte can
/// be written), "too many files" (none can be opened), "no permission", "locked". Unix.
class FileTrouble
{
public:
    FileTrouble(const QString &kind, const QString &path)
        : m_kind(kind)
    {
        if (kind == u"full") {
            // What a disk without room does: SQLite's native code is another one, and no damage either.
            std::signal(SIGXFSZ, SIG_IGN);
            limit(RLIMIT_FSIZE, 0);
        } else if (kind == u"too many files") {
            limit(RLIMIT_NOFILE, 128);
            int used = 0;
            while ((used = dup(0)) >= 0) // so that the next file has no number
                m_files.push_back(used);
        } else if (kind == u"no permission") {
            m_isThere = geteuid() != 0 || seteuid(nobody) == 0; // for whom the folder is closed
            if (geteuid() != nobody)
                m_isThere = chmod(QFile::encodeName(QFileInfo(path).path()).constData(), 0) == 0;
            m_folder = QFileInfo(path).path();
        } else if (kind == u"locked") {
            m_database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("locker"));
            m_database.setDatabaseName(path);
            m_isThere = m_database.open() && QSqlQuery(m_database).exec(QStringLiteral("BEGIN EXCLUSIVE"));
        }
    }
    ~FileTrouble()
    {
        if (m_kind == u"full")
            setrlimit(RLIMIT_FSIZE, &m_before);
        for (const int file : m_files)
            close(file);
        if (m_kind == u"too many files")
            setrlimit(RLIMIT_NOFILE, &m_before);
        if (m_kind == u"no permission") {
            if (getuid() == 0)
                (void)!seteuid(0);
            else
                chmod(QFile::encodeName(m_folder).constData(), 0700);
        }
        if (m_database.isValid()) {
            m_database = {};
            QSqlDatabase::removeDatabase(QStringLiteral("locker"));
        }
    }
    FileTrouble(const FileTrouble &) = delete;
    FileTrouble &operator=(const FileTrouble &) = delete;

    bool isThere() const { return m_isThere; }

private:
    static constexpr uid_t nobody = 65534;

    void limit(int which, rlim_t soft)
    {
        getrlimit(which, &m_before);
        rlimit now = m_before;
        now.rlim_cur = soft;
        m_isThere = setrlimit(which, &now) == 0;
    }

    QString m_kind;
    QString m_folder;
    bool m_isThere = true;
    rlimit m_before{};
    std::vector<int> m_files;
    QSqlDatabase m_database;
};

} // namespace Keyturn::Test
