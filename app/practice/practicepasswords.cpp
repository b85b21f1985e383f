#include "practicepasswords.h"

#include "randombytes.h"

#include <QCryptographicHash>

namespace Keyturn {

namespace {

constexpr qsizetype saltSize = 16;
constexpr qint64 secondsPerDay = 24 * 60 * 60;

} // namespace

PracticePasswords::PracticePasswords(int changesPerDay)
    : m_changesPerDay(changesPerDay)
{
}

PracticePasswords::Change PracticePasswords::change(qsizetype user, const Secret &password,
                                                    const QDateTime &now)
{
    const std::scoped_lock lock(m_mutex);
    Entry &entry = m_entries[user];
    if (!entry.hash.isEmpty() && hashOf(entry.salt, password.exposeUtf8()) == entry.hash)
        return Change::SamePassword;
    entry.changes.removeIf([&now](const QDateTime &time) { return time.secsTo(now) >= secondsPerDay; });
    if (m_changesPerDay > 0 && entry.changes.size() >= m_changesPerDay)
        return Change::LimitReached;
    entry.salt = randomBytes(saltSize);
    entry.hash = hashOf(entry.salt, password.exposeUtf8());
    entry.changes.append(now);
    return Change::Changed;
}

bool PracticePasswords::matches(qsizetype user, QByteArrayView utf8) const
{
    const std::scoped_lock lock(m_mutex);
    const auto entry = m_entries.constFind(user);
    return entry != m_entries.constEnd() && !entry->hash.isEmpty()
        && hashOf(entry->salt, utf8) == entry->hash;
}

QByteArray PracticePasswords::hashOf(const QByteArray &salt, QByteArrayView password)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(salt);
    hash.addData(password);
    return hash.result();
}

} // namespace Keyturn
