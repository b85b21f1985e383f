#include "openattemptwords.h"

#include "reset/openattempts.h"
#include "words/displaytext.h"

#include <QCoreApplication>
#include <QLocale>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::OpenAttemptWords)
};

QString signOutAdvice(const OpenAttempt &attempt)
{
    if (attempt.isFromBefore)
        return Texts::tr("Keyturn ended before Zoom's answer was written down. Signing this person out once "
                         "more does no harm, and tells.");
    return Texts::tr(
        "Zoom's answer did not come. Signing this person out once more does no harm, and tells.");
}

QString cutOffAdvice(const OpenAttempt &attempt)
{
    switch (attempt.origin) {
    case PasswordOrigin::Unseen:
        return Texts::tr("Keyturn ended before Zoom's answer was written down, so the new password may be "
                         "set, or not. It was generated and nobody has seen it: it is lost. Give this person "
                         "a new one.");
    // [PUT-repeat]
    case PasswordOrigin::Seen:
        return Texts::tr("Keyturn ended before Zoom's answer was written down, so the new password may be "
                         "set, or not. Keyturn does not have it any more. If you have it, type it for this "
                         "person once more: Zoom then sets it, or says that it is set. Else give them a new "
                         "one.");
    case PasswordOrigin::Typed:
    case PasswordOrigin::None:
        break;
    }
    // [PUT-repeat]
    return Texts::tr("Keyturn ended before Zoom's answer was written down, so the new password may be set, "
                     "or not. Type the same one for this person once more: Zoom then sets it, or says that "
                     "it is set. A new one settles it, too.");
}

} // namespace

QString openAttemptTitle(const OpenAttempt &attempt)
{
    const QString person = personText(
        attempt.target.name, attempt.target.email.isEmpty() ? attempt.target.userId : attempt.target.email);
    return attempt.action == ChangeAction::SignOut ? Texts::tr("Sign-out of %1").arg(person)
                                                   : Texts::tr("Password change for %1").arg(person);
}

QString openAttemptPlace(const OpenAttempt &attempt)
{
    return Texts::tr("Account %1, sent at %2", "the account's name, the time")
        .arg(displayText(attempt.account.name),
             QLocale().toString(attempt.at.toLocalTime(), QLocale::ShortFormat));
}

QString openAttemptAdvice(const OpenAttempt &attempt, bool isOffered)
{
    if (!isOffered)
        return Texts::tr(
            "Its account is not in Keyturn any more, or was changed since, so it cannot be found out "
            "here.");
    if (attempt.action == ChangeAction::SignOut)
        return signOutAdvice(attempt);
    if (attempt.isFromBefore)
        return cutOffAdvice(attempt);
    if (attempt.password.isEmpty())
        return Texts::tr("The new password may be set, or not, and Keyturn does not have it any more: it was "
                         "cleared. Reset this person's password once more.");
    // [PUT-repeat]
    return Texts::tr("The new password may be set, or not. Sending the same one again tells: Zoom then sets "
                     "it, or says that it is set.");
}

} // namespace Keyturn
