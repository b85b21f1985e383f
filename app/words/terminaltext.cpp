#include "terminaltext.h"

#include "displaytext.h"
#include "errorwords.h"
#include "replylines.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

struct Advice
{
    ErrorKind kind;
    const char *next;
};

constexpr std::array advices = {
    Advice{ErrorKind::InvalidUserId,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Give a user ID or an e-mail address.")},
    Advice{ErrorKind::InvalidPassword,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Choose another password.")},
    Advice{ErrorKind::InvalidToken,
           // [TOKEN-jwt]
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Copy the whole token from Zoom again, without line breaks, and store it with "
                             "keyturn --add-account.")},
    Advice{ErrorKind::InvalidBaseUrl,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "The address must begin with https://. keyturn --list-accounts shows it.")},
    Advice{ErrorKind::HostNotFound,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the network connection, and the account's address, which keyturn "
                             "--list-accounts shows; then try again.")},
    Advice{ErrorKind::ConnectionRefused,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the account's address, which keyturn --list-accounts shows, or try again "
                             "later.")},
    Advice{
        ErrorKind::TlsWrongHost,
        QT_TRANSLATE_NOOP(
            "Keyturn::TerminalText",
            "Check the account's address, which keyturn --list-accounts shows. If it is right, the network "
            "may want you to sign in first: open a web browser and see. Otherwise somebody may be between "
            "you and the server: ask your network's administrator.")},
    Advice{ErrorKind::ProxyFailed,
           QT_TRANSLATE_NOOP(
               "Keyturn::TerminalText",
               "Check the proxy in the settings of Keyturn's window, or ask your network's administrator.")},
    Advice{
        ErrorKind::ProxyAuthenticationRequired,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Use the account in Keyturn's window once: it asks for the proxy's user name and "
                          "password and can keep them. If you do not know them, ask your network's "
                          "administrator.")},
    Advice{
        ErrorKind::Redirected,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Check the account's address, which keyturn --list-accounts shows, or sign in to "
                          "this network first if it asks for that in a web browser.")},
    Advice{ErrorKind::UnexpectedReply,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the account's address, which keyturn --list-accounts shows.")},
    Advice{ErrorKind::NotAZoomReply,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the account's address, which keyturn --list-accounts shows, and that no "
                             "proxy or sign-in page is in between.")},
    Advice{
        ErrorKind::RefusedInBetween,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Ask your network's administrator whether a proxy or a filter blocks Zoom's API. "
                          "If not, check the account's address, which keyturn --list-accounts shows.")},
    Advice{ErrorKind::EndpointUnknown,
           // [BASE-2300]
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the account's address, which keyturn --list-accounts shows: Zoom's own "
                             "is https://api.zoom.us/v2.")},
    Advice{ErrorKind::ListWithoutEnd,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the account's address, which keyturn --list-accounts shows.")},
    Advice{ErrorKind::ChosenFormatRefused,
           QT_TRANSLATE_NOOP(
               "Keyturn::TerminalText",
               "Store the account again with keyturn --add-account and \"sendAs\": \"automatic\".")},
    Advice{ErrorKind::ReplyTooLarge,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the account's address, which keyturn --list-accounts shows.")},
    Advice{
        ErrorKind::BodyFormatRefused,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Check the account's address, which keyturn --list-accounts shows, and whether a "
                          "newer Keyturn exists. Copy this line for Zoom's support.")},
    Advice{ErrorKind::UserNotFound,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Check the spelling and the account. The person may have been deleted.")},
    Advice{ErrorKind::UserInOtherAccount,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Name that account with --account, or ask its admin.")},
    Advice{ErrorKind::TokenRejected,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Store a new access token with keyturn --add-account, or test the connection of "
                             "the account's app in Keyturn's window.")},
    Advice{
        ErrorKind::MissingScopes,
        // [SCOPE-names] [ZOOM-marketplace]
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Add the scope to the app in Zoom's App Marketplace. A pasted token does not get "
                          "it: store a new one with keyturn --add-account.")},
    Advice{ErrorKind::Refused,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Ask Zoom's support if this goes on.")},
    Advice{ErrorKind::ClientRefused,
           // [OAUTH-client] [ZOOM-marketplace]
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Copy both from the app's page in Zoom's App Marketplace and store them with "
                             "keyturn --add-account. The secret may have been made anew there.")},
    Advice{ErrorKind::AccountIdRefused,
           // [OAUTH-account] [ZOOM-marketplace]
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Copy the account ID from the app's page in Zoom's App Marketplace and store it "
                             "with keyturn --add-account.")},
    Advice{ErrorKind::GrantRefused,
           // [OAUTH-grant] [ZOOM-marketplace]
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "In Zoom's App Marketplace, make an app of the kind Server-to-Server OAuth and "
                             "store its values with keyturn --add-account.")},
    Advice{
        ErrorKind::SignInDenied,
        // [AUTH-denied]
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Sign in again in Keyturn's window and allow it on Zoom's page. If Zoom does not "
                          "let you, ask the account's admin to approve the app.")},
    Advice{ErrorKind::SignInFailed,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Sign in again in Keyturn's window.")},
    Advice{ErrorKind::BrowserNotOpened,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Sign in again in Keyturn's window, and open the link that it shows in a web "
                             "browser on this computer.")},
    Advice{ErrorKind::SignInNeeded,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Sign in again in Keyturn's window: edit the account there.")},
    Advice{
        ErrorKind::TlsFailed,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Try again. If it happens every time, show this to your network's administrator.")},
    Advice{ErrorKind::KeychainUnavailable,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Start the keychain (GNOME Keyring, KWallet or the like) and try again.")},
    Advice{ErrorKind::KeychainLocked, QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Unlock it and try again.")},
    Advice{ErrorKind::KeychainRefused, QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Try again and allow it.")},
    Advice{ErrorKind::KeychainTimeout,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Look for a prompt that waits for your answer on the screen, and try again.")},
    Advice{ErrorKind::KeychainFailed, QT_TRANSLATE_NOOP("Keyturn::TerminalText", "Try again.")},
    Advice{
        ErrorKind::SecretHidden,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Unlock what holds Keyturn's entries (in KeePassXC: the database) and try again.")},
    Advice{ErrorKind::SecretMissing,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Store the account's token or secret once more with keyturn --add-account.")},
    Advice{
        ErrorKind::SecretForOtherAddress,
        QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                          "Check the account's address, which keyturn --list-accounts shows. If it is right, "
                          "store the account's token or secret once more with keyturn --add-account.")},
    Advice{ErrorKind::PracticeServerFailed,
           QT_TRANSLATE_NOOP("Keyturn::TerminalText",
                             "Try again. If that does not help, restart the computer.")},
};

/// Where the message is a sentence that Keyturn made for the case at hand, and not a server's or a library's.
bool isOurSentence(const Error &error)
{
    if (error.reply.message.isEmpty() || error.reply.httpStatus != 0)
        return false;
    switch (error.kind) {
    case ErrorKind::InvalidInput:
    case ErrorKind::InvalidUserId:
    case ErrorKind::InvalidPassword:
    case ErrorKind::InvalidToken:
    case ErrorKind::InvalidBaseUrl:
    case ErrorKind::SettingsFailed:
    case ErrorKind::NameTaken:
        return true;
    default:
        return false;
    }
}

/// The network layer's words for these name a step of its own ("Operation canceled"), and no cause.
bool isCauseless(ErrorKind kind)
{
    return kind == ErrorKind::Cancelled || kind == ErrorKind::ConnectTimeout
        || kind == ErrorKind::ReplyTimeout || kind == ErrorKind::ConnectionLost;
}

} // namespace

const char *terminalAdvice(ErrorKind kind)
{
    const auto found = std::ranges::find(advices, kind, &Advice::kind);
    return found == advices.end() ? nullptr : found->next;
}

QString terminalText(const Error &error)
{
    if (isOurSentence(error)) {
        const QString sentence = displayText(error.reply.message);
        return sentence.endsWith(u'.') ? sentence : sentence + u'.';
    }
    const ErrorWords words = wordsFor(error, Reader::Terminal);
    const QString text = words.happened + u' ' + words.next;
    if (error.reply.httpStatus != 0)
        return text + u" (" + replyLines(error.reply).join(QStringLiteral("; ")) + u')';
    if (!error.reply.message.isEmpty() && !isCauseless(error.kind))
        return text + u" (" + displayText(error.reply.message) + u')';
    return text;
}

} // namespace Keyturn
