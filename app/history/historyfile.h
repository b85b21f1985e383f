#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "history/historyentry.h"

#include <QVariantList>

#include <functional>
#include <memory>
#include <optional>

class QSqlDatabase;
class QSqlError;
class QSqlQuery;

namespace Keyturn {

/// What is wrong with a history.
struct HistoryCheck
{
    enum class Finding {
        Sound,
        Missing, ///< an entry is not there: `number` is the one that should be
        Altered, ///< an entry, or its place, is not as it was written
        CutOff, ///< entries are missing at the end
        KeyMissing, ///< the key that `number` was sealed with is not in the keychain
        Unreadable, ///< it could not be looked at, or is no file of ours; `reason` says why
    };

    Finding finding = Finding::Sound;
    qint64 number = 0; ///< the first entry that is not sound
    qint64 count = 0; ///< entries that are there
    QString reason; ///< the database's own words
    /// KeyMissing: why the keychain gave none, when that is not that it holds none.
    std::optional<Error> keyError;
    qint64 unsealed = 0; ///< of them, written without a key: whoever alters all of these is not found out
};

/// The history's SQLite file. Each entry carries an HMAC-SHA-256 over itself and the HMAC of the one before,
/// with a key from the keychain, so that an entry that is altered, taken out or put in shows; a last one over
/// how many there are shows that the end was cut off. What it cannot show: that the whole file was replaced
/// by an older copy of itself. Without a key the chain is made with none, and the entry says so.
///
/// What is known later of an attempt is an entry of its own, which names the one that it replaces: nothing
/// that was sealed is ever rewritten.
///
/// Any thread that blocks nobody; one thread for each object. Several programs may write to one file.
class HistoryFile
{
public:
    enum class Use {
        /// Made with mode 0600 when it is not there. A file that is damaged (and only that:
        /// isDamagedDatabase()) is set aside, with the time in its name, and a new one begun: isOpen() is
        /// true then, and setAside() names the old one.
        Write,
        Read, ///< neither made nor set aside
    };
    explicit HistoryFile(QString path, Use use = Use::Write);
    ~HistoryFile();
    HistoryFile(const HistoryFile &) = delete;
    HistoryFile &operator=(const HistoryFile &) = delete;

    bool isOpen() const { return m_isOpen; }
    const QString &setAside() const { return m_setAside; }
    /// The database's own words for what failed last.
    const QString &error() const { return m_error; }

    /// On the disk when it returns true. `key` may be empty. The entry's number is given here.
    bool append(const HistoryEntry &entry, const Secret &key) { return append(QList{entry}, key); }
    /// All of them, or none.
    bool append(const QList<HistoryEntry> &entries, const Secret &key);
    /// Of the entry that was written last.
    qint64 lastNumber() const { return m_lastNumber; }
    /// The newest first. Nothing, with error(), when it cannot be read.
    std::optional<QList<HistoryEntry>> search(const HistoryQuery &query);
    /// What was Begun by a window and has no outcome, the oldest first.
    std::optional<QList<HistoryEntry>> begun();
    /// The same, one by one, the oldest first; until `take` returns false.
    bool forEach(const HistoryQuery &query, const std::function<bool(const HistoryEntry &)> &take);
    HistoryCheck check(const Secret &key);
    /// Nothing, with error(), when it cannot be read.
    std::optional<bool> hasSealedEntries();

    /// Which key it is, without telling the key; empty for none.
    static QByteArray keyId(const Secret &key);

private:
    bool open();
    bool prepare();
    bool create();
    bool update();
    bool isEmptyDatabase();
    void putAside();
    bool appendAll(const QList<HistoryEntry> &entries, const Secret &key);
    std::optional<QList<HistoryEntry>> read(const QString &rest, const QVariantList &values);
    bool fail(const QSqlError &error);
    HistoryCheck checkHead(HistoryCheck check, const QByteArray &last, const Secret &key);
    bool run(const QString &statement);
    bool insert(const HistoryEntry &entry, const QByteArray &mac, const QByteArray &keyId);
    bool setHead(qint64 count, const QByteArray &lastMac, const Secret &key);

    QString m_path;
    Use m_use;
    QString m_connection;
    std::unique_ptr<QSqlDatabase> m_database;
    QString m_setAside;
    QString m_error;
    qint64 m_lastNumber = 0;
    bool m_isOpen = false;
    bool m_isDamaged = false; ///< as the last error says
};

} // namespace Keyturn
