#include "connectionadvice.h"

#include "widgets/displaytext.h"
#include "words/errorwords.h"

#include <QCoreApplication>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::ConnectionAdvice)
};

/// Of what the step needs, by both of its names at Zoom. [SCOPE-names]
struct Scopes
{
    QString classic;
    QString granular;
};

Scopes scopesOf(ConnectionStep step)
{
    switch (step) {
    case ConnectionStep::Token:
    case ConnectionStep::Self:
        return {u"user:read:admin"_s, u"user:read:user:admin"_s};
    case ConnectionStep::Users:
        return {u"user:read:admin"_s, u"user:read:list_users:admin"_s};
    case ConnectionStep::Rules:
        return {u"account:read:admin"_s, u"account:read:settings:admin"_s};
    case ConnectionStep::Change:
        break;
    }
    return {u"user:write:admin"_s, u"user:update:password:admin"_s};
}

/// Where Zoom names several, they stand for the same right at different levels, of which one is enough.
QString bestOf(const QStringList &scopes)
{
    const QStringList ofAdmins = scopes.filter(QRegularExpression(u":admin$"_s));
    return displayText((ofAdmins.isEmpty() ? scopes : ofAdmins).join(u", "_s)).left(400);
}

QString namedScopesAdvice(const QStringList &scopes, TokenOrigin origin)
{
    if (origin == TokenOrigin::Pasted) {
        return Texts::tr(
                   "Add %1 to the app in the Zoom App Marketplace › Manage › your app › Scopes. Then get "
                   "a new token, which has it, and paste it.")
            .arg(bestOf(scopes));
    }
    if (origin == TokenOrigin::SignedIn) {
        return Texts::tr(
                   "Add %1 to the app in the Zoom App Marketplace › Manage › your app › Scopes. Then sign "
                   "in again, and allow it.")
            .arg(bestOf(scopes));
    }
    return Texts::tr("Add %1 to the app in the Zoom App Marketplace › Manage › your app › Scopes. Then test "
                     "again.")
        .arg(bestOf(scopes));
}

QString scopesAdvice(ConnectionStep step, TokenOrigin origin)
{
    const Scopes scopes = scopesOf(step);
    if (origin == TokenOrigin::Pasted) {
        return Texts::tr(
                   "Add the scope %1 or, if the app's scopes are granular, %2 to the app in the Zoom App "
                   "Marketplace › Manage › your app › Scopes. Then get a new token, which has it, and "
                   "paste it.")
            .arg(scopes.classic, scopes.granular);
    }
    if (origin == TokenOrigin::SignedIn) {
        return Texts::tr(
                   "Add the scope %1 or, if the app's scopes are granular, %2 to the app in the Zoom App "
                   "Marketplace › Manage › your app › Scopes. Then sign in again, and allow it.")
            .arg(scopes.classic, scopes.granular);
    }
    return Texts::tr("Add the scope %1 or, if the app's scopes are granular, %2 to the app in the Zoom App "
                     "Marketplace › Manage › your app › Scopes. Then test again.")
        .arg(scopes.classic, scopes.granular);
}

QString roleAdvice(ConnectionStep step, TokenOrigin origin)
{
    if (origin == TokenOrigin::SignedIn) {
        return Texts::tr(
            "Whoever signs in needs the role Owner or Admin, or one that may see and edit users and "
            "see the account's settings. It is given in the Zoom web portal › User Management › "
            "Roles. Or sign in again as another person.");
    }
    if (step == ConnectionStep::Rules) {
        return Texts::tr("The person behind the app needs the role Owner or Admin, or one that may see the "
                         "account's settings. It is given in the Zoom web portal › User Management › Roles.");
    }
    return Texts::tr("The person behind the app needs the role Owner or Admin, or one that may see and edit "
                     "users. It is given in the Zoom web portal › User Management › Roles.");
}

QString tokenAdvice(TokenOrigin origin)
{
    if (origin == TokenOrigin::Pasted) {
        return Texts::tr("Zoom's tokens end after an hour: get a new one and paste it. If it is new, check "
                         "that the server's address is the one that the token is for.");
    }
    if (origin == TokenOrigin::SignedIn) {
        return Texts::tr(
            "Sign in again. If it does not help, check that the server's address belongs to the app "
            "that you sign in to.");
    }
    return Texts::tr("Another program that uses the same app may have ended the token: test again. If it "
                     "happens every time, give Keyturn an app of its own in the Zoom App Marketplace.");
}

/// What is set on the app's pages at Zoom, or in the form.
QString valueAdvice(const Error &error, TokenOrigin origin)
{
    switch (error.kind) {
    case ErrorKind::ClientRefused:
        return Texts::tr("Copy the client ID and the client secret again from the Zoom App Marketplace › "
                         "Manage › your app › App Credentials. The secret may have been made anew there.");
    case ErrorKind::AccountIdRefused:
        return Texts::tr("Copy the account ID again from the Zoom App Marketplace › Manage › your app › App "
                         "Credentials.");
    case ErrorKind::AppDeactivated:
        return Texts::tr(
            "Activate the app in the Zoom App Marketplace › Manage › your app › Activation. Then "
            "test again.");
    case ErrorKind::SignInNeeded:
        return Texts::tr("Choose “Sign in…” here, and test again.");
    case ErrorKind::GrantRefused:
        if (origin == TokenOrigin::SignedIn) {
            return Texts::tr(
                "Make an app of the kind “General app” in the Zoom App Marketplace › Develop › Build "
                "App, and enter its values here.");
        }
        return Texts::tr("Make an app of the kind “Server-to-Server OAuth” in the Zoom App Marketplace › "
                         "Develop › Build App, and enter its values here.");
    case ErrorKind::InvalidToken:
        return Texts::tr("Copy the whole token again, without blanks and line breaks.");
    case ErrorKind::InvalidInput:
        return Texts::tr("Correct it and test again.");
    case ErrorKind::InvalidBaseUrl:
        return Texts::tr("Enter an address that begins with https://.");
    case ErrorKind::UserNotFound:
    case ErrorKind::UserInOtherAccount:
        return Texts::tr("The person behind the app may have left the account: let an admin of the account "
                         "make the app anew.");
    default:
        return {};
    }
}

/// Where the words for the main window send people to “Edit…”, which is where they are already.
QString placeAdvice(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::HostNotFound:
        return Texts::tr("Check the network connection and the server's address, and test again.");
    case ErrorKind::ConnectionRefused:
        return Texts::tr("Check the server's address, or test again later.");
    case ErrorKind::TlsWrongHost:
        return Texts::tr("Check the server's address. If it is right, somebody may be between you and the "
                         "server: ask your network's administrator.");
    case ErrorKind::CaptivePortal:
    case ErrorKind::Redirected:
    case ErrorKind::NotAZoomReply:
    case ErrorKind::EndpointUnknown:
    case ErrorKind::ListWithoutEnd:
        return Texts::tr(
            "Check the server's address. If this network asks for a sign-in in a web browser, do "
            "that first. Then test again.");
    case ErrorKind::RefusedInBetween:
        return Texts::tr("Ask your network's administrator whether a proxy or a filter blocks Zoom's API. If "
                         "not, check the server's address.");
    case ErrorKind::UnexpectedReply:
    case ErrorKind::ReplyTooLarge:
    case ErrorKind::BodyFormatRefused:
        return Texts::tr("Check the server's address. The details say what the answer was.");
    case ErrorKind::KeychainUnavailable:
    case ErrorKind::KeychainLocked:
    case ErrorKind::KeychainRefused:
    case ErrorKind::KeychainFailed:
    case ErrorKind::SecretMissing:
    case ErrorKind::SecretHidden:
        return Texts::tr("Enter the secret here again: then the test does not need the keychain.");
    case ErrorKind::SecretForOtherAddress:
        return Texts::tr("Look at the addresses here. If they are right, enter the secret again, or sign in "
                         "again.");
    default:
        return {};
    }
}

} // namespace

QString connectionAdvice(ConnectionStep step, const Error &error, TokenOrigin origin)
{
    if (error.kind == ErrorKind::MissingScopes)
        return error.missingScopes.isEmpty() ? scopesAdvice(step, origin)
                                             : namedScopesAdvice(error.missingScopes, origin);
    if (error.kind == ErrorKind::PermissionDenied)
        return roleAdvice(step, origin);
    if (error.kind == ErrorKind::TokenRejected)
        return tokenAdvice(origin);
    if (const QString advice = valueAdvice(error, origin); !advice.isEmpty())
        return advice;
    if (const QString advice = placeAdvice(error.kind); !advice.isEmpty())
        return advice;
    return wordsFor(error).next;
}

QString changeScopeAdvice(TokenOrigin origin)
{
    return scopesAdvice(ConnectionStep::Change, origin);
}

} // namespace Keyturn
