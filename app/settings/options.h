#pragma once

#include "net/http2policy.h"
#include "passwords/passwordrecipe.h"
#include "settings/option.h"

#include <array>

namespace Keyturn {

/// Where requests go through.
enum class ProxyKind { System, None, Http, Socks5 };

/// How a new account signs in (Account::Kind), in the words of administrators.
enum class NewAccountSignIn { Server, Browser, Token };

/// A host name or an IP address, alone, without a scheme or a port; or nothing.
bool isHostName(const QString &text);

/// https, or http on this computer; or nothing.
bool isServerAddress(const QString &text);

/// Every option there is, with its key, type, default and limits, and nowhere else. README.md ("For
/// administrators") lists them for people.
namespace Options {

inline constexpr std::array<QLatin1StringView, 4> proxyWords{
    QLatin1StringView("system"), QLatin1StringView("none"), QLatin1StringView("http"),
    QLatin1StringView("socks5")};
inline constexpr std::array<QLatin1StringView, 3> http2Words{
    QLatin1StringView("automatic"), QLatin1StringView("always"), QLatin1StringView("never")};

inline constexpr auto proxy = choice(QLatin1StringView("network/proxy"), ProxyKind::System, proxyWords);
/// These and the user count for Http and Socks5 only.
inline constexpr auto proxyHost = text(QLatin1StringView("network/proxyHost"), 253, isHostName);
inline constexpr auto proxyPort = number(QLatin1StringView("network/proxyPort"), 8080, 1, 65535);
/// The password that goes with it is no option: it is kept in the keychain (ProxySignIn).
inline constexpr auto proxyUser = text(QLatin1StringView("network/proxyUser"), 255);
/// How long nothing may come from the server.
inline constexpr auto replyTimeoutSeconds =
    number(QLatin1StringView("network/replyTimeoutSeconds"), 30, 5, 300);
inline constexpr auto http2 = choice(QLatin1StringView("network/http2"), Http2Setting::Automatic, http2Words);

/// After so many minutes without input; 0: never.
inline constexpr auto lockAfterMinutes = number(QLatin1StringView("lock/afterMinutes"), 15, 0, 480);
/// When the screen is locked or the computer is put to sleep.
inline constexpr auto lockWithScreen = flag(QLatin1StringView("lock/withScreen"), true);

/// After so many seconds a copied password is taken off the clipboard.
inline constexpr auto clipboardSeconds = number(QLatin1StringView("clipboard/seconds"), 30, 5, 300);

/// The list of each account's users is kept on disk, for the next start.
inline constexpr auto keepUserLists = flag(QLatin1StringView("users/keepLists"), true);

inline constexpr std::array<QLatin1StringView, 3> passwordStyleWords{
    QLatin1StringView("characters"), QLatin1StringView("syllables"), QLatin1StringView("pattern")};

/// How generated passwords look: PasswordRecipe.
inline constexpr auto passwordStyle =
    choice(QLatin1StringView("password/style"), PasswordRecipe::Style::Characters, passwordStyleWords);
inline constexpr auto passwordLength =
    number(QLatin1StringView("password/length"), PasswordRecipe::defaultLength, 8, 31);
inline constexpr auto passwordSpecials = flag(QLatin1StringView("password/specialCharacters"), true);
inline constexpr auto passwordLookAlikes = flag(QLatin1StringView("password/lookAlikes"), false);
inline constexpr auto passwordPattern = text(QLatin1StringView("password/pattern"), 62, isPasswordPattern);

/// Windows are kept out of screenshots and shared screens, where the platform can.
inline constexpr auto hideFromCapture = flag(QLatin1StringView("window/hideFromCapture"), true);

/// "About Keyturn" asks whether there is a newer version. Off: nothing leaves that nobody asked for.
inline constexpr auto checkForUpdates = flag(QLatin1StringView("update/check"), false);
/// Where it asks, instead of where this was built to: an organisation's own server.
inline constexpr auto updateAddress = text(QLatin1StringView("update/address"), 500, isServerAddress);

inline constexpr std::array<QLatin1StringView, 3> newAccountSignInWords{
    QLatin1StringView("server"), QLatin1StringView("browser"), QLatin1StringView("token")};

/// What "Add an account" begins with, so that people have only the secret to paste, or to sign in.
inline constexpr auto newAccountName = text(QLatin1StringView("newAccount/name"), 100);
inline constexpr auto newAccountSignIn =
    choice(QLatin1StringView("newAccount/signIn"), NewAccountSignIn::Server, newAccountSignInWords);
/// Empty: Zoom's own.
inline constexpr auto newAccountAddress = text(QLatin1StringView("newAccount/address"), 500, isServerAddress);
inline constexpr auto newAccountAccountId = text(QLatin1StringView("newAccount/accountId"), 200);
inline constexpr auto newAccountClientId = text(QLatin1StringView("newAccount/clientId"), 200);

inline constexpr std::array<const OptionInfo *, 23> all{&proxy,
                                                        &proxyHost,
                                                        &proxyPort,
                                                        &proxyUser,
                                                        &replyTimeoutSeconds,
                                                        &http2,
                                                        &lockAfterMinutes,
                                                        &lockWithScreen,
                                                        &clipboardSeconds,
                                                        &keepUserLists,
                                                        &passwordStyle,
                                                        &passwordLength,
                                                        &passwordSpecials,
                                                        &passwordLookAlikes,
                                                        &passwordPattern,
                                                        &hideFromCapture,
                                                        &checkForUpdates,
                                                        &updateAddress,
                                                        &newAccountName,
                                                        &newAccountSignIn,
                                                        &newAccountAddress,
                                                        &newAccountAccountId,
                                                        &newAccountClientId};

} // namespace Options

} // namespace Keyturn
