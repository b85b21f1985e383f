#pragma once

#include <QDateTime>
#include <QList>
#include <QString>

#include <optional>

class QJsonObject;

namespace Keyturn {

/// A user as Zoom's list and look-up answer. Anything but one of id and e-mail may be missing.
/// [USER-fields]
struct User
{
    QString id = {}; ///< empty for some pending users
    QString email = {};
    QString firstName = {};
    QString lastName = {};
    QString displayName = {};
    QString department = {};
    QString status = {}; ///< "active", "inactive", "pending", or as Zoom says
    QString roleId = {}; ///< "0" owner, "1" admin, "2" member, else a custom role
    int type = 0; ///< 1 Basic, 2 Licensed, 4 unassigned, 99 none [USER-type]; 0 when missing
    QList<int> loginTypes = {}; ///< look-up only; 100 is a Zoom password

    /// Display name, else first and last, else the e-mail, else the ID.
    QString name() const;
    /// What identifies the user in a path: the ID, else the e-mail.
    QString pathId() const { return id.isEmpty() ? email : id; }

    /// Nothing when the object names neither an ID nor an e-mail. Other fields may be missing or of another
    /// type than documented. Names lose line breaks and the characters that turn the direction of the text
    /// around, so that nobody's name can pass for another's in the list; ID and e-mail stay as they came.
    static std::optional<User> fromJson(const QJsonObject &object);

    bool operator==(const User &other) const = default;
};

} // namespace Keyturn
