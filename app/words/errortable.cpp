#include "errortable.h"

#include <QtGlobal>

#include <array>

namespace Keyturn {

namespace {

// In the order of ErrorKind, which the assertions below check.
constexpr std::array table = {
    ErrorTexts{ErrorKind::InvalidInput,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "One of the values cannot be used."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Correct it and try again.")},
    ErrorTexts{ErrorKind::InvalidUserId,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "This is not a user ID or an e-mail address."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Pick the person from the list, or type their e-mail address.")},
    ErrorTexts{
        ErrorKind::InvalidPassword,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password breaks one of the rules."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Choose another password; the list beside the field shows which rule is meant.")},
    // [TOKEN-jwt]
    ErrorTexts{ErrorKind::InvalidToken,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "The access token holds characters that no access token can have."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Copy the whole token from Zoom again and paste it with “Edit…”, without line breaks.")},
    ErrorTexts{
        ErrorKind::InvalidBaseUrl,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The address of the account's server cannot be used."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Choose “Edit…” and enter an address that begins with https://.")},
    ErrorTexts{ErrorKind::Cancelled, QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "You stopped it."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Start again whenever you like.")},

    ErrorTexts{ErrorKind::NoNetwork,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "This computer is not connected to a network."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Connect it and try again.")},
    ErrorTexts{ErrorKind::HostNotFound,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The server's name could not be found."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Check the network connection, and the account's address with “Edit…”; then try again.")},
    ErrorTexts{ErrorKind::ConnectionRefused,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The server does not accept connections."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Check the account's address with “Edit…”, or try again later.")},
    ErrorTexts{ErrorKind::ConnectionFailed,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "No connection to the server could be made."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Check the network connection and try again.")},
    ErrorTexts{ErrorKind::ConnectTimeout,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The server could not be reached in time."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Check the network connection and try again.")},
    ErrorTexts{ErrorKind::ReplyTimeout,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "No whole answer came in time."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Check the network connection and try again.")},
    ErrorTexts{
        ErrorKind::ConnectionLost,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The connection ended before a whole answer had come."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Check the network connection and try again.")},
    ErrorTexts{
        ErrorKind::TlsExpired,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The server's certificate has expired or is not valid yet."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Check the date and time of this computer. If they are right, tell the people who run the "
            "server: Keyturn does not talk to a server that cannot prove who it is.")},
    ErrorTexts{
        ErrorKind::TlsWrongHost,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The server's certificate belongs to another name."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Check the account's address with “Edit…”. If it is right, the network may want you to sign in "
            "first: open a web browser and see. Otherwise somebody may be between you and the server: ask "
            "your network's administrator.")},
    ErrorTexts{
        ErrorKind::TlsUntrusted,
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "The server's certificate was issued by an authority that this computer does not know."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "A network that wants you to sign in first looks like this: open a web browser and see. If "
            "your organisation inspects network traffic, ask its administrator to install its "
            "certificate authority on this computer. Keyturn does not go on without it.")},
    ErrorTexts{
        ErrorKind::TlsFailed,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "No secure connection to the server could be agreed on."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Try again. If it happens every time, show the details to your network's administrator.")},
    ErrorTexts{ErrorKind::ProxyFailed,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "The network's proxy could not be reached or did not pass it on."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Check the proxy in “Settings…” of the Account menu, or ask your network's "
                                 "administrator.")},
    ErrorTexts{
        ErrorKind::ProxyAuthenticationRequired,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "The network's proxy asks for a sign-in, or did not accept the one it was given."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Try again and enter the proxy's user name and password. “Settings…” in the Account menu "
            "shows which proxy is used. If you do not know them, ask your network's administrator.")},

    // [GATE-511]
    ErrorTexts{
        ErrorKind::CaptivePortal,
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "This network wants you to sign in first: its sign-in page answered, and not Zoom."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Open a web browser, sign in to the network on the page that it shows, and try again. If it "
            "shows none, check the account's address.")},
    // [WIRE-3xx]
    ErrorTexts{
        ErrorKind::Redirected,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "The server pointed to another address, which Keyturn did not follow."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Check the account's address with “Edit…”, or sign in to this network first if it asks for "
            "that in a web browser.")},
    // [WIRE-2xx]
    ErrorTexts{
        ErrorKind::UnexpectedReply,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The server gave an answer that proves nothing."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Check the account's address with “Edit…”. The details say what the answer was.")},
    // [WIRE-5xx] [ZOOM-status]
    ErrorTexts{
        ErrorKind::GatewayTrouble,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom's service, or a gateway before it, is in trouble."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Wait a few minutes and try again. Zoom tells about trouble at status.zoom.us.")},
    // [GATE-html]
    ErrorTexts{
        ErrorKind::NotAZoomReply,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The answer did not come from Zoom's API."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Check the account's address with “Edit…”, and that no proxy or sign-in page is in between.")},
    // [LIST-size]
    ErrorTexts{
        ErrorKind::ReplyTooLarge,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The answer was larger than any answer of Zoom's can be."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Check the account's address with “Edit…”.")},

    // [PUT-300-same]
    ErrorTexts{
        ErrorKind::SamePassword,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The new password is the one that the person has already."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Tell the person this password, or choose another.")},
    // [PUT-300-maximum]
    ErrorTexts{ErrorKind::TooManyChanges,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "This person's password has been changed as often within 24 hours as a "
                                 "setting of the Zoom account allows."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Try again tomorrow, or ask an admin of the account: in Zoom's web portal, "
                                 "Advanced > Security, the limit can be raised or switched off.")},
    // [PUT-300-validation]
    ErrorTexts{
        ErrorKind::ValidationFailed,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Zoom found that the password breaks a rule of this account."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Choose another password, or ask the account's admin for its password rules.")},
    // [FMT-next]
    ErrorTexts{
        ErrorKind::BodyFormatRefused,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom accepted neither of the ways to write the request."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Check the account's address with “Edit…”, and whether a newer Keyturn exists. Copy the details "
            "for Zoom's support.")},
    // [PUT-1117]
    ErrorTexts{ErrorKind::AdminPassword,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Zoom lets owners, admins and Zoom Rooms reset only their own password."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "The person can reset it themselves on Zoom's sign-in page. Not even the "
                                 "account's owner can do it "
                                 "for an admin.")},
    // [PUT-1123]
    ErrorTexts{ErrorKind::WorkEmailOnly,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Zoom says that this person has no Zoom password: they sign in with single "
                                 "sign-on, Google or the "
                                 "like."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Change the password where the person signs in, for instance at your company's sign-in "
                   "service.")},
    // [PUT-1124]
    ErrorTexts{ErrorKind::PasswordTooShort,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password is shorter than this account allows."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose a longer password.")},
    // [PUT-1125]
    ErrorTexts{ErrorKind::PasswordNeedsLetter,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password needs a letter."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose a password with a letter in it.")},
    // [PUT-1126]
    ErrorTexts{ErrorKind::PasswordNeedsDigit,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password needs a number."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose a password with a number in it.")},
    // [PUT-1127]
    ErrorTexts{ErrorKind::PasswordNeedsSpecial,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password needs a special character."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Choose a password with a special character in it, such as ! or #.")},
    // [PUT-1128]
    ErrorTexts{ErrorKind::PasswordNeedsBothCases,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password needs upper and lower case letters."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose a password with both in it.")},
    // [PUT-1129]
    ErrorTexts{ErrorKind::PasswordUsedBefore,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The person has used this password before."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose one that they have not used lately.")},
    // [PUT-1130]
    ErrorTexts{ErrorKind::PasswordRepeatsCharacter,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password repeats one character too often."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose a password with more variety.")},
    // [PUT-1131]
    ErrorTexts{
        ErrorKind::PasswordIsSequence,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The password holds a sequence such as abcd or 1234."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose a password without sequences.")},
    // [PUT-1136]
    ErrorTexts{ErrorKind::PasswordTooEasy,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom finds the password too easy to guess."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose another password, or generate one.")},
    // [USER-1001]
    ErrorTexts{
        ErrorKind::UserNotFound,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom knows no such user in this account."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Check the spelling and the account. Somebody on the list may have been deleted since it was "
            "loaded: “Reload users” in the Account menu shows who is there now.")},
    // [USER-1010]
    ErrorTexts{ErrorKind::UserInOtherAccount,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "This person belongs to another Zoom account."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose that account above, or ask its admin.")},
    // [TOKEN-124]
    ErrorTexts{
        ErrorKind::TokenRejected,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom no longer accepts the access token of this account."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Choose “Edit…”: paste a new access token, or test the connection of the app there.")},
    // [TOKEN-scopes] [ZOOM-marketplace]
    ErrorTexts{
        ErrorKind::MissingScopes,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The access token lacks a scope that this needs."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Add the scope to the app in Zoom's App Marketplace. Then choose “Edit…” and paste a new access "
            "token, or only save an app's account, so that a token with the scope is asked for.")},
    // [ROLE-200] [ROLE-403] [PUT-1117]
    ErrorTexts{
        ErrorKind::PermissionDenied,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom does not allow the access token's owner to do this."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Ask the account's owner for a role that may do this. Owners, admins and Zoom Rooms are out of "
            "reach even then: they can reset only their own password.")},
    // [RATE-second] [RATE-shared]
    ErrorTexts{ErrorKind::RateLimited,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Zoom is getting too many requests from this account at the moment."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Wait a little and try again.")},
    // [RATE-daily]
    ErrorTexts{ErrorKind::DailyLimitReached,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "This account has used up the requests that Zoom allows it in a day."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Try again after 00:00 UTC.")},
    // [LIST-token]
    ErrorTexts{ErrorKind::PageTokenExpired,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Loading took so long that Zoom lost its place in the list."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Try again; loading starts over.")},
    // [PUT-other]
    ErrorTexts{ErrorKind::Refused,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom refused it and gave no reason."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "The details say what Zoom answered. Copy them for Zoom's support if this goes on.")},

    // [OAUTH-client] [ZOOM-marketplace]
    ErrorTexts{ErrorKind::ClientRefused,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Zoom does not accept the client ID or the client secret of this account."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Copy both from the app's page in Zoom's App Marketplace and enter them with “Edit…”. The "
                   "secret may have been made anew there.")},
    // [OAUTH-off] [ZOOM-marketplace]
    ErrorTexts{ErrorKind::AppDeactivated,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "The app that this account signs in with is deactivated at Zoom."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Activate it on its page in Zoom's App Marketplace, or ask the account's "
                                 "admin to do so; then try again.")},
    // [OAUTH-account] [ZOOM-marketplace]
    ErrorTexts{ErrorKind::AccountIdRefused,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Zoom does not accept the account ID together with this app."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Copy the account ID from the app's page in Zoom's App Marketplace and enter it with "
                   "“Edit…”.")},
    // [OAUTH-grant] [APP-browser] [ZOOM-marketplace]
    ErrorTexts{ErrorKind::GrantRefused,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "The app at Zoom is not of the kind that this account needs."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "In Zoom's App Marketplace, make an app of the kind “Server-to-Server "
                                 "OAuth” or, for signing in with "
                                 "the browser, “General app”, and enter its values with “Edit…”.")},
    // [AUTH-denied]
    ErrorTexts{ErrorKind::SignInDenied,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "The sign-in was not allowed on Zoom's page, so nobody is signed in."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Sign in again and choose “Allow”. If Zoom does not let you, ask the "
                                 "account's admin to approve the app.")},
    // [AUTH-code]
    ErrorTexts{
        ErrorKind::SignInFailed,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Zoom ended the sign-in with an error, so nobody is signed in."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Sign in again. If it happens every time, show the details to whoever made the app at Zoom.")},
    // [AUTH-code]
    ErrorTexts{
        ErrorKind::SignInMismatch,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Only an answer that belongs to another sign-in came back from the browser."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Close the browser's Zoom tabs and sign in again, using only the page that opens then.")},
    ErrorTexts{
        ErrorKind::SignInTimeout,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "The sign-in was not finished in the browser in time, so nobody is signed in."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Sign in again, and leave the browser's page open until it says that you can close it.")},
    ErrorTexts{
        ErrorKind::SignInPortTaken,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Another program uses the port through which the browser hands the sign-in over."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Close other windows of Keyturn and sign in again. If that does not help, restart "
                          "the computer.")},
    ErrorTexts{
        ErrorKind::BrowserNotOpened,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "No web browser could be opened, and the sign-in was not finished in another way."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Sign in again, choose “Copy the link” and open it in a web browser on this computer.")},
    // [OAUTH-account] [AUTH-loopback]
    ErrorTexts{
        ErrorKind::SignInCodeRefused,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Zoom did not accept what the browser brought back, so nobody is signed in."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Sign in again. If it happens every time, check that the redirect URL in the app "
                          "at Zoom is the one that Keyturn shows.")},
    ErrorTexts{ErrorKind::SignInNeeded,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The sign-in of this account has ended."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose “Edit…”, then “Sign in…” there, and save.")},
    ErrorTexts{ErrorKind::SignInBusy,
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Another window of Keyturn is renewing the sign-in of this account and does not finish."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Close other windows of Keyturn and try again.")},

    ErrorTexts{ErrorKind::KeychainUnavailable,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "No keychain answers on this computer."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Start the keychain (GNOME Keyring, KWallet or the like) and try again, or "
                                 "enter the account's token or "
                                 "secret with “Edit…” and keep it for this run only.")},
    ErrorTexts{ErrorKind::KeychainLocked, QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The keychain is locked."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Unlock it and try again, or enter its token or secret with “Edit…” and "
                                 "keep it for this run only.")},
    ErrorTexts{ErrorKind::KeychainRefused,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The keychain was not opened for Keyturn."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Try again and allow it, or enter its token or secret with “Edit…” and keep "
                                 "it for this run only.")},
    ErrorTexts{
        ErrorKind::KeychainTimeout,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The keychain did not answer in time."),
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Look for a prompt that waits for your answer, perhaps behind this window, and try again.")},
    ErrorTexts{ErrorKind::KeychainFailed,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The keychain reported an error."),
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Try again, or enter its token or secret with “Edit…” and keep it for this run only.")},
    ErrorTexts{
        ErrorKind::SecretMissing,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The keychain holds no token or secret of this account."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Enter the account's token or secret once more with “Edit…”.")},

    ErrorTexts{ErrorKind::PracticeServerMissing,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "A part of Keyturn, the practice server, is missing or cannot be run."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Install Keyturn again.")},
    ErrorTexts{
        ErrorKind::PracticeServerFailed,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The practice server did not become ready."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Choose the practice account again. If that does not help, restart the computer.")},

    ErrorTexts{
        ErrorKind::SettingsFailed,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The settings could not be written."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Check that the disk is not full and that the settings file may be written.")},
    ErrorTexts{ErrorKind::NameTaken,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "There is another account with this name."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Choose another name.")},

    ErrorTexts{ErrorKind::RefusedInBetween,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Something between this computer and Zoom refused the request: the answer "
                                 "is not Zoom's."), // [GATE-403]
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Ask your network's administrator whether a proxy or a filter blocks Zoom's "
                                 "API. If not, check the account's address with “Edit…”.")},
    ErrorTexts{
        ErrorKind::ThrottledInBetween,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Too many requests, says something between this computer and Zoom."), // [GATE-429]
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Wait a little and try again. If it goes on, ask your network's administrator.")},
    ErrorTexts{
        ErrorKind::UserBusy,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Zoom is still working on another request for this person."), // [RATE-user-lock]
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Wait a few seconds and try again.")},
    ErrorTexts{
        ErrorKind::UserNotActive,
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Zoom says that this person is not active: invited only, locked or deactivated."), // [USER-1000]
        QT_TRANSLATE_NOOP(
            "Keyturn::ErrorWords",
            "Look the person up in Zoom's web portal under User Management, and activate them there first.")},
    ErrorTexts{ErrorKind::InvitationExpired,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "This person's invitation to the account has run out, so Zoom does not know "
                                 "their user ID any more."), // [USER-1120]
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Invite the person again in Zoom's web portal.")},
    ErrorTexts{
        ErrorKind::PaidAccountNeeded,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Zoom allows this for paid accounts only."), // [RULE-paid]
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Nothing that Keyturn can do helps: it depends on the account's plan.")},
    ErrorTexts{
        ErrorKind::ApiAccessDenied,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Zoom has denied this account the use of its API."), // [LIST-403]
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Ask Zoom's support. The details say what Zoom answered.")},
    ErrorTexts{
        ErrorKind::EndpointUnknown,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Zoom has no such call at the address that this account is set to."), // [BASE-2300]
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Check the account's address with “Edit…”: Zoom's own is https://api.zoom.us/v2.")},
    ErrorTexts{ErrorKind::ChosenFormatRefused,
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "Zoom does not understand the format that this account is set to send in."), // [FMT-next]
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Choose “Edit…”, then “More options”, and set “Send as” to “Automatic”.")},
    ErrorTexts{ErrorKind::ListWithoutEnd,
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "The list of people does not come to an end: the server repeats itself."), // [LIST-end]
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Check the account's address with “Edit…”. Who has come so far can be "
                                 "found; others by their whole e-mail address.")},
    ErrorTexts{
        ErrorKind::SecretForOtherAddress,
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "The address or the app of this account was changed since its secret was "
                          "stored. The secret was sent to nobody."),
        QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                          "Look at the address with “Edit…”. If it is right, enter the token or secret "
                          "once more there, or sign in again.")},
    ErrorTexts{ErrorKind::SecretHidden,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "It is not in what is open of the keychain, and a part of the keychain is "
                                 "locked."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Unlock the keychain that holds Keyturn's entries (in KeePassXC: the "
                                 "database) and try again.")},
    ErrorTexts{ErrorKind::RunUnderWay,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Another window or program is resetting many passwords of this account."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "Wait until it has ended, then try again.")},
    ErrorTexts{ErrorKind::ChangedSince,
               QT_TRANSLATE_NOOP(
                   "Keyturn::ErrorWords",
                   "This password has been changed since by another run or desk, and that change stands."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "If it must be changed once more, reset it in the main window.")},
    ErrorTexts{ErrorKind::NotInList,
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords", "The list does not name this person any more."),
               QT_TRANSLATE_NOOP("Keyturn::ErrorWords",
                                 "Go on with a list that has them, or leave them as they are.")}};

constexpr bool isInOrder()
{
    for (std::size_t row = 0; row < table.size(); ++row) {
        if (std::size_t(table[row].kind) != row)
            return false;
    }
    return true;
}

static_assert(table.size() == std::size_t(errorKindCount), "a kind of error has no words");
static_assert(isInOrder(), "a kind of error is out of order");

} // namespace

const ErrorTexts &errorTexts(ErrorKind kind)
{
    return table[std::size_t(kind)];
}

} // namespace Keyturn
