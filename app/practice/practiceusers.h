#pragma once

#include "practice/practicetriggers.h"

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <array>
#include <optional>
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
/// names from many countries, namesakes, gaps and all. The same count makes the same people, every time. They
/// are made when they are asked for: what is kept is 8 bytes for each, so that a million are there at once.
/// Never changes once made, so it may be read from any thread.
class PracticeUsers
{
public:
    explicit PracticeUsers(int count);

    qsizetype count() const { return m_count; }
    PracticeUser at(qsizetype index) const;
    static quint8 roleOf(quint32 number);
    /// Places of the users with a status, in the order of the list.
    const std::vector<quint32> &withStatus(PracticeUser::Status status) const
    {
        return m_byStatus[static_cast<std::size_t>(status)];
    }
    /// By ID, by e-mail address in any case, or "me".
    std::optional<PracticeUser> find(const QString &idOrEmail) const;

private:
    std::optional<quint32> numberOfId(const QString &id) const;
    std::optional<quint32> numberOfEmail(const QString &email) const;

    quint32 m_count = 0;
    std::array<std::vector<quint32>, 3> m_byStatus;
    /// Who is called so, by what their addresses begin with (see nameOf in the .cpp), rising.
    std::vector<std::vector<quint32>> m_byName;
    QHash<QString, quint32> m_nameByLocalPart;
};

} // namespace Keyturn
