#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QDateTime>
#include <QHash>
#include <QList>

#include <mutex>

namespace Keyturn {

/// What the practice account knows of its users' passwords: salted SHA-256 in memory, never on disk. A user
/// who is not in here still has the random first password that nobody knows. Thread-safe.
class PracticePasswords
{
public:
    /// 0: no limit.
    explicit PracticePasswords(int changesPerDay);

    enum class Change { Changed, SamePassword, LimitReached };
    /// Checks and changes in one step. A refusal costs nothing of the day's allowance, which counts the
    /// changes of the last 24 hours.
    Change change(qsizetype user, const Secret &password, const QDateTime &now);

    bool matches(qsizetype user, QByteArrayView utf8) const;

private:
    struct Entry
    {
        QByteArray salt;
        QByteArray hash;
        QList<QDateTime> changes;
    };
    static QByteArray hashOf(const QByteArray &salt, QByteArrayView password);

    const int m_changesPerDay;
    mutable std::mutex m_mutex;
    QHash<qsizetype, Entry> m_entries;
};

} // namespace Keyturn
