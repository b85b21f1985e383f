#include "userwords.h"

#include "widgets/displaytext.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

constexpr int zoomPasswordLogin = 100; // zoom-api.md, "List users"

QString words(const char *text, const char *hint = nullptr)
{
    return QCoreApplication::translate("Keyturn::UserWords", text, hint);
}

} // namespace

QString statusText(const User &user)
{
    if (user.status == QLatin1String("active"))
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "Active"));
    if (user.status == QLatin1String("inactive"))
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "Inactive"));
    if (user.status == QLatin1String("pending"))
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "Pending"));
    return displayText(user.status);
}

QString licenceText(const User &user)
{
    switch (user.type) {
    case 1:
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "Basic"));
    case 2:
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "Licensed"));
    case 4:
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "On-premises"));
    case 99:
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "None"));
    default:
        return {};
    }
}

QStringList warningsFor(const User &user)
{
    QStringList warnings;
    if (user.roleId == QLatin1String("0"))
        warnings += words(QT_TRANSLATE_NOOP(
            "Keyturn::UserWords", "This person owns the Zoom account. Zoom may refuse the change."));
    else if (user.roleId == QLatin1String("1"))
        warnings += words(
            QT_TRANSLATE_NOOP("Keyturn::UserWords", "This person is an admin. Zoom may refuse the change."));
    if (user.status == QLatin1String("inactive"))
        warnings += words(QT_TRANSLATE_NOOP(
            "Keyturn::UserWords", "This person is inactive and cannot sign in, whatever the password."));
    else if (user.status == QLatin1String("pending"))
        warnings += words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                            "This person has not accepted the invitation to Zoom yet."));
    if (!user.loginTypes.isEmpty() && !user.loginTypes.contains(zoomPasswordLogin))
        warnings +=
            words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                    "This person signs in with a work or social account and has no Zoom "
                                    "password. Zoom is likely to refuse the change."));
    return warnings;
}

} // namespace Keyturn
