#include "signoutwords.h"

#include "reset/signout.h"
#include "widgets/displaytext.h"
#include "words/errorwords.h"
#include "words/replylines.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::SignOutWords)
};

/// The table of errors speaks of changed passwords; these lines are true of a sign-out, too.
bool hasAdvice(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::MissingScopes:
    case ErrorKind::PermissionDenied:
    case ErrorKind::TokenRejected:
    case ErrorKind::RateLimited:
    case ErrorKind::ThrottledInBetween:
    case ErrorKind::UserBusy:
    case ErrorKind::RefusedInBetween:
    case ErrorKind::ApiAccessDenied:
    case ErrorKind::EndpointUnknown:
    case ErrorKind::DailyLimitReached:
    case ErrorKind::Refused:
    case ErrorKind::NoNetwork:
        return true;
    default:
        return false;
    }
}

QString resultLine(Outcome::Kind kind)
{
    switch (kind) {
    case Outcome::Kind::Changed:
        return Texts::tr("Sign-out: done");
    case Outcome::Kind::Refused:
        return Texts::tr("Sign-out: refused");
    case Outcome::Kind::NotSent:
        return Texts::tr("Sign-out: not sent");
    case Outcome::Kind::Unknown:
        break;
    }
    return Texts::tr("Sign-out: outcome unknown");
}

} // namespace

QString signOutWords(const Outcome &outcome)
{
    if (outcome.kind() == Outcome::Kind::Changed)
        // [END-token]
        return Texts::tr("The password was changed. Zoom has accepted the sign-out: it ends the current Zoom "
                         "session of people who sign in with SSO, and Zoom promises nothing more.");
    const ErrorWords words = wordsFor(outcome.error());
    switch (outcome.kind()) {
    case Outcome::Kind::Refused:
        if (hasAdvice(outcome.error().kind))
            return Texts::tr("The password was changed. The sign-out was refused: %1\n%2")
                .arg(words.happened, words.next);
        return Texts::tr("The password was changed. The sign-out was refused: %1").arg(words.happened);
    case Outcome::Kind::NotSent:
        return Texts::tr("The password was changed. The sign-out was not sent: %1").arg(words.happened);
    default:
        break;
    }
    // [END-answers]
    if (outcome.error().kind == ErrorKind::Cancelled)
        return Texts::tr("The password was changed. Whether this person was signed out is not known: you "
                         "stopped waiting for Zoom's answer. Signing them out again does no harm.");
    // [END-answers]
    return Texts::tr("The password was changed. Whether this person was signed out is not known: %1 Signing "
                     "them out again does no harm.")
        .arg(words.happened);
}

QString signOutSentence(const SignOutResult &result)
{
    const QString person = personText(result.target.name, result.target.email);
    switch (result.outcome.kind()) {
    case Outcome::Kind::Changed:
        return Texts::tr("Password changed, and the sign-out accepted: %1").arg(person);
    case Outcome::Kind::Refused:
        return Texts::tr("Password changed, but the sign-out was refused: %1").arg(person);
    case Outcome::Kind::NotSent:
        return Texts::tr("Password changed, but the sign-out was not sent: %1").arg(person);
    case Outcome::Kind::Unknown:
        break;
    }
    return Texts::tr("Password changed, and the sign-out's outcome is unknown: %1").arg(person);
}

QString signOutDetails(const SignOutResult &result)
{
    QStringList lines{resultLine(result.outcome.kind())};
    lines += replyLines(result.outcome.facts());
    return lines.join(u'\n');
}

} // namespace Keyturn
