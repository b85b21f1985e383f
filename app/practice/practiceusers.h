#pragma once

#include "practice/practicetriggers.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <array>
#include <vector>

namespace Keyturn {

struct PracticeUser
{
    enum class Status : quint8 { Active, Inactive, Pending };
    /// login_types; anything but a work e-mail and password (100) has no Zoom password of its own.
    enum class SignIn : quint8 { Password, Sso, PasswordAndSso };

    QString id; ///< 22 characters of base64url; empty for some pending users
    QString email; ///< lower case, unique
    QString firstName; ///< this and the rest may be empty, as in a real account
    QString lastName;
    QString displayName;
    QString department;
    quint32 number = 0; ///< its place in the account
    Status status = Status::Active;
    SignIn signIn = SignIn::Password;
    quint8 type = 2; ///< 1 Basic, 2 Licensed
    quint8 role = 2; ///< 0 owner, 1 admin, 2 member
    PracticeTrigger trigger = PracticeTrigger::None;

    bool hasZoomPassword() const { return signIn == SignIn::Password || signIn == SignIn::PasswordAndSso; }
    /// As the list answers it: what is empty is missing.
    QJsonObject toListJson() const;
    /// As the look-up answers it, with login_types.
    QJsonObject toJson() const;
};

/// The people of the practice account: the triggers first, then people who look like those of a real account,
/// names from many countries, namesakes, gaps and all. The same count makes the same people, every time.
/// Never changes once made, so it may be read from any thread.
class PracticeUsers
{
public:
    explicit PracticeUsers(int count);

    qsizetype count() const { return static_cast<qsizetype>(m_users.size()); }
    const PracticeUser &at(qsizetype index) const { return m_users[static_cast<std::size_t>(index)]; }
    /// Places of the users with a status, in the order of the list.
    const std::vector<quint32> &withStatus(PracticeUser::Status status) const
    {
        return m_byStatus[static_cast<std::size_t>(status)];
    }
    /// By ID, by e-mail address in any case, or "me". Null when there is none.
    const PracticeUser *find(const QString &idOrEmail) const;

private:
    void add(PracticeUser user);

    std::vector<PracticeUser> m_users;
    std::array<std::vector<quint32>, 3> m_byStatus;
    QHash<QString, quint32> m_places; ///< of IDs, and of e-mail addresses
};

} // namespace Keyturn
