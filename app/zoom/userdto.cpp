#include "userdto.h"

#include "jsonvalues.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Keyturn {

namespace {

bool turnsDirection(QChar c)
{
    const char16_t code = c.unicode();
    return (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

QString displayText(const QJsonValue &value)
{
    QString text = jsonText(value);
    text.removeIf(turnsDirection);
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
    return text.simplified();
}

} // namespace

QString User::name() const
{
    if (!displayName.isEmpty())
        return displayName;
    const QString full = QString(firstName % u' ' % lastName).trimmed();
    if (!full.isEmpty())
        return full;
    return email.isEmpty() ? id : email;
}

std::optional<User> User::fromJson(const QJsonObject &object)
{
    User user;
    user.id = jsonText(object.value(u"id"));
    user.email = jsonText(object.value(u"email"));
    if (user.pathId().isEmpty())
        return std::nullopt;
    user.firstName = displayText(object.value(u"first_name"));
    user.lastName = displayText(object.value(u"last_name"));
    user.displayName = displayText(object.value(u"display_name"));
    user.department = displayText(object.value(u"dept"));
    user.status = jsonText(object.value(u"status"));
    user.roleId = jsonText(object.value(u"role_id"));
    user.type = jsonNumber(object.value(u"type"), 0);
    const QJsonArray loginTypes = object.value(u"login_types").toArray();
    for (const QJsonValue &value : loginTypes) {
        const int loginType = jsonNumber(value, -1);
        if (loginType >= 0)
            user.loginTypes.append(loginType);
    }
    return user;
}

} // namespace Keyturn
