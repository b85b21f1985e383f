#include "openattempts.h"

#include <algorithm>

namespace Keyturn {

namespace {

bool isSame(const AttemptAccount &one, const AttemptAccount &other)
{
    return one.id == other.id
        && (one.identity == other.identity || one.identity.isEmpty() || other.identity.isEmpty());
}

/// Who was named by e-mail address once, and by ID later, is the same person.
bool isAbout(const OpenAttempt &attempt, const QString &idOrEmail)
{
    return attempt.target.userId == idOrEmail
        || (!idOrEmail.isEmpty() && attempt.target.email.compare(idOrEmail, Qt::CaseInsensitive) == 0);
}

} // namespace

OpenAttempts::OpenAttempts(QObject *parent)
    : QObject(parent)
{
}

OpenAttempts::~OpenAttempts() = default;

std::vector<OpenAttempt>::iterator OpenAttempts::at(int id)
{
    return std::ranges::find(m_attempts, id, &OpenAttempt::id);
}

const OpenAttempt *OpenAttempts::find(int id) const
{
    const auto found = std::ranges::find(m_attempts, id, &OpenAttempt::id);
    return found == m_attempts.end() ? nullptr : &*found;
}

const OpenAttempt *OpenAttempts::find(const AttemptAccount &account, const QString &userId,
                                      const Secret &password) const
{
    const auto found = std::ranges::find_if(m_attempts, [&](const OpenAttempt &one) {
        return one.action == ChangeAction::Reset && isAbout(one, userId) && isSame(one.account, account)
            && !one.password.isEmpty() && one.password.equals(password);
    });
    return found == m_attempts.end() ? nullptr : &*found;
}

QList<int> OpenAttempts::idsFor(const AttemptAccount &account, ChangeAction action,
                                const QString &userId) const
{
    QList<int> ids;
    for (const OpenAttempt &one : m_attempts) {
        if (one.action == action && isAbout(one, userId) && isSame(one.account, account))
            ids.append(one.id);
    }
    return ids;
}

int OpenAttempts::add(OpenAttempt attempt)
{
    attempt.id = ++m_lastId;
    m_attempts.push_back(std::move(attempt));
    std::size_t kept = 0;
    for (auto one = m_attempts.rbegin(); one != m_attempts.rend(); ++one) {
        if (!one->password.isEmpty() && ++kept > mostPasswords)
            one->password = Secret();
    }
    emit changed();
    return m_lastId;
}

void OpenAttempts::noteRepeat(int id, BodyFormat format, qint64 record)
{
    const auto found = at(id);
    if (found == m_attempts.end())
        return;
    found->formats.append(format);
    if (record > 0)
        found->records.append(record);
    emit changed();
}

void OpenAttempts::remove(int id)
{
    if (const auto found = at(id); found != m_attempts.end()) {
        m_attempts.erase(found);
        emit changed();
    }
}

void OpenAttempts::forgetPassword(int id)
{
    if (const auto found = at(id); found != m_attempts.end() && !found->password.isEmpty()) {
        found->password = Secret();
        emit changed();
    }
}

void OpenAttempts::forgetPasswords()
{
    bool held = false;
    for (OpenAttempt &one : m_attempts) {
        held = held || !one.password.isEmpty();
        one.password = Secret();
    }
    if (held)
        emit changed();
}

} // namespace Keyturn
