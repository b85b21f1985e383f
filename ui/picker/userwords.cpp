#include "userwords.h"

#include "widgets/displaytext.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

constexpr int zoomPasswordLogin = 100; // [USER-logins]

QString words(const char *text, const char *hint = nullptr)
{
    return QCoreApplication::translate("Keyturn::UserWords", text, hint);
}

/// How people sign in who have no Zoom password [USER-logins]. Empty when a way is not known.
QString signInsText(const QList<int> &loginTypes)
{
    QStringList ways;
    for (const int type : loginTypes) {
        switch (type) {
        case 0:
            ways += QStringLiteral("Facebook");
            break;
        case 1:
            ways += QStringLiteral("Google");
            break;
        case 24:
            ways += QStringLiteral("Apple");
            break;
        case 27:
            ways += QStringLiteral("Microsoft");
            break;
        case 101:
            ways += words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "single sign-on (SSO)"));
            break;
        default:
            return {};
        }
    }
    return QLocale().createSeparatedList(ways);
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
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "Unassigned without Meetings Basic"));
    case 99:
        return words(QT_TRANSLATE_NOOP("Keyturn::UserWords", "None"));
    default:
        return {};
    }
}

QStringList warningsFor(const User &user)
{
    QStringList warnings;
    // [USER-role] [PUT-1117]
    if (user.roleId == QLatin1String("0"))
        warnings += words(QT_TRANSLATE_NOOP(
            "Keyturn::UserWords",
            "This person owns the Zoom account. Zoom lets owners reset only their own password."));
    else if (user.roleId == QLatin1String("1"))
        warnings += words(
            QT_TRANSLATE_NOOP("Keyturn::UserWords",
                              "This person is an admin. Zoom lets admins reset only their own password."));
    // [USER-status] [PUT-pending]
    if (user.status == QLatin1String("inactive"))
        warnings += words(QT_TRANSLATE_NOOP(
            "Keyturn::UserWords", "This person is inactive and cannot sign in, whatever the password."));
    else if (user.status == QLatin1String("pending"))
        warnings += words(
            QT_TRANSLATE_NOOP("Keyturn::UserWords",
                              "This person has not accepted the invitation yet. Zoom may accept a password "
                              "for them that does not take effect."));
    if (!user.loginTypes.isEmpty() && !user.loginTypes.contains(zoomPasswordLogin)) {
        const QString how = signInsText(user.loginTypes);
        // [USER-logins] [PUT-1123]
        if (how.isEmpty())
            warnings +=
                words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                        "This person signs in with a work or social account and has no Zoom "
                                        "password. Zoom is likely to refuse the change."));
        else // [USER-logins] [PUT-1123]
            warnings += words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                                "This person signs in with %1 only and has no Zoom password. "
                                                "Zoom is likely to refuse the change."))
                            .arg(how);
    }
    return warnings;
}

QStringList changesSince(const User &known, const User &now)
{
    QStringList changes;
    if (!known.email.isEmpty() && !now.email.isEmpty()
        && known.email.compare(now.email, Qt::CaseInsensitive) != 0)
        changes += words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                           "Their e-mail address is now %1, and no longer %2. Make sure that "
                                           "this is who you mean: they sign in with the new one."))
                       .arg(displayText(now.email), displayText(known.email));
    if (!known.id.isEmpty() && !now.id.isEmpty() && known.id != now.id)
        changes += words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                           "This address belongs to another Zoom user now than in the list. "
                                           "Make sure that this is who you mean."));
    return changes;
}

QString notThereText()
{
    // [USER-1001]
    return words(QT_TRANSLATE_NOOP("Keyturn::UserWords",
                                   "Zoom does not know this person any more: they were deleted, or moved to "
                                   "another account. Zoom is likely to refuse the change."));
}

} // namespace Keyturn
