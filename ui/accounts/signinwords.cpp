#include "signinwords.h"

#include "words/errorwords.h"
#include "words/replylines.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::SignInWords)
};

/// Where the words for the main window send people to “Edit…”, which is where they are already, or know less.
QString adviceFor(const Error &error)
{
    switch (error.kind) {
    case ErrorKind::ClientRefused:
        return Texts::tr("Copy the client ID and the client secret again from the app's page in the Zoom App "
                         "Marketplace, and sign in again. The secret may have been made anew there.");
    case ErrorKind::GrantRefused:
        return Texts::tr(
            "Make an app of the kind “General app” in the Zoom App Marketplace › Develop › Build "
            "App, enter its values here, and sign in again.");
    case ErrorKind::InvalidInput:
        return Texts::tr("Correct it and sign in again.");
    case ErrorKind::HostNotFound:
        return Texts::tr("Check the network connection and the token address, and sign in again.");
    case ErrorKind::ConnectionRefused:
        return Texts::tr("Check the token address, or sign in again later.");
    case ErrorKind::TlsWrongHost:
        return Texts::tr(
            "Check the token address. If it is right, somebody may be between you and the server: "
            "ask your network's administrator.");
    case ErrorKind::CaptivePortal:
    case ErrorKind::Redirected:
    case ErrorKind::NotAZoomReply:
        return Texts::tr("Check the token address. If this network asks for a sign-in of its own in a web "
                         "browser, do that first. Then sign in again.");
    case ErrorKind::RefusedInBetween:
        return Texts::tr(
            "Ask your network's administrator whether a proxy or a filter blocks Zoom's sign-in. If "
            "not, check the token address.");
    case ErrorKind::UnexpectedReply:
    case ErrorKind::ReplyTooLarge:
        return Texts::tr("Check the token address. The details say what the answer was.");
    case ErrorKind::KeychainUnavailable:
    case ErrorKind::KeychainLocked:
    case ErrorKind::KeychainRefused:
    case ErrorKind::KeychainTimeout:
    case ErrorKind::KeychainFailed:
    case ErrorKind::SecretMissing:
    case ErrorKind::SecretHidden:
    case ErrorKind::SecretForOtherAddress:
        return Texts::tr("Paste the client secret here again, and sign in again: then the keychain is not "
                         "asked for it.");
    default:
        return wordsFor(error).next;
    }
}

} // namespace

QString signInFailure(const Error &error)
{
    if (error.kind == ErrorKind::Cancelled)
        return Texts::tr("You cancelled the sign-in. Nothing was stored. Sign in again whenever you like.");
    return Texts::tr("%1 Nothing was stored. %2", "what happened, and what to do")
        .arg(wordsFor(error).happened, adviceFor(error));
}

QString signInDetails(const Error &error)
{
    if (error.reply.httpStatus == 0 && error.reply.message.isEmpty())
        return {};
    return replyLines(error.reply).join(u'\n');
}

} // namespace Keyturn
