#pragma once

#include "core/clock.h"
#include "core/error.h"
#include "practice/practicerules.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <chrono>
#include <memory>

namespace Keyturn {

/// A loopback server that speaks the calls of app/zoom/README.md and behaves as it says, with made-up users.
/// For practice, for training, for scripts, and for the tests. It answers in a thread of its own; every
/// method here may be called from the thread that made it. Stops when destroyed, at once: connections are
/// hung up on.
///
/// - Calls: PUT /users/{id}/password, GET /users, GET /users/{id, e-mail or me}, DELETE /users/{id}/token,
///   GET /accounts/me/settings. {id} is one segment of the raw path, decoded once.
/// - POST /oauth/token gives out tokens for App; they work as the fixed one does, until they end
/// (tokenendpoint.h). For GeneralApp there are GET /oauth/authorize and POST /oauth/revoke, too
/// (signinendpoint.h).
/// - Order of judgement: token, rate limit, user, body format, rules, same password, changes of the day.
/// - The first users stand for what can go wrong: practicetriggers.h lists them. Of the others, those without
///   a work e-mail sign-in are refused with 1123 and admins with 1117, as Zoom does.
/// - Passwords are kept as salted hashes, in memory, and bodies are never logged.
class PracticeServer
{
public:
    /// What the token URL answers to the app's own credentials.
    enum class AppTrouble {
        None,
        UnknownClient, ///< 4702
        WrongSecret, ///< 4704
        GrantUnsupported, ///< 4705
        Disabled, ///< 4717
        SignInPage, ///< 200 and HTML, as of a network that wants a sign-in first
        Down, ///< 503 and HTML
    };

    /// A Server-to-Server OAuth app. [TOKEN-server]
    struct App
    {
        QString accountId = QStringLiteral("practice-account");
        QString clientId = QStringLiteral("practice-client");
        QString clientSecret; ///< empty: a random one
        std::chrono::seconds tokenLifetime{3600}; ///< "expires_in", as it is; zero or less is told, too
        bool newTokenEndsEarlier = true; ///< as users report of Zoom
        QString scopes = QStringLiteral("user:read:admin user:write:admin account:read:admin");
        AppTrouble trouble = AppTrouble::None;
    };

    /// How the person who is asked behaves: there is no page, the browser is sent on at once.
    enum class Consent {
        Allow,
        Deny, ///< access_denied
        Fail, ///< server_error
        WrongState, ///< a code, with another sign-in's state
        NoAnswer, ///< a page, and the browser is never sent back
    };

    /// A General app, which people sign in to with a browser. [APP-browser]
    struct GeneralApp
    {
        QString clientId = QStringLiteral("practice-general-client");
        QString clientSecret; ///< empty: a random one
        bool isPublic = false; ///< has no secret
        QStringList redirectUrls; ///< to the letter; empty: any http://127.0.0.1:PORT/PATH
        std::chrono::seconds codeLifetime{300};
        std::chrono::seconds tokenLifetime{3600};
        std::chrono::seconds refreshLifetime = std::chrono::days(90);
        bool replacesRefreshTokens = true;
        bool reuseEndsSignIn = true; ///< an old refresh token that comes again
        QString scopes = QStringLiteral("user:read:admin user:write:admin account:read:admin");
        Consent consent = Consent::Allow;
        AppTrouble trouble = AppTrouble::None;
    };

    struct Options
    {
        int port = 0; ///< 0: a free one
        int userCount = 500;
        /// Calls a second for the whole account [RATE-plans]; 0: no limit.
        int mediumPerSecond = 60;
        int lightPerSecond = 80;
        int maximumPageSize = 300;
        /// How often one user's password can change within 24 hours; 0: no limit.
        int changesPerDay = 10;
        std::chrono::milliseconds replyDelay{0}; ///< before every answer, when all else is done
        std::chrono::milliseconds slowReply{40'000}; ///< before the answer of slow@practice.example
        enum class Formats { Both, MultipartOnly, JsonOnly } formats = Formats::Both;
        QString token; ///< empty: a random one
        /// Of that token; of those from POST /oauth/token, see App. A call whose scope is not among them is
        /// refused with 4711, by its classic name or, where one of these is granular, by its granular one.
        QString tokenScopes = QStringLiteral("user:read:admin user:write:admin account:read:admin");
        /// role_id of the user behind "me", as GET /users/{id} tells it; empty: not told. The list knows an
        /// admin. A member ("2") is not permitted to change passwords.
        QString myRole = QStringLiteral("1");
        App app;
        GeneralApp generalApp;
        PracticeRules rules;
        bool isPaidAccount = true; ///< false: no settings, 200 with code 200
        bool settingsReadable = true; ///< false: the token lacks account:read:settings:admin
        /// For rate limits, page tokens, the changes of the day and Date. Asked from the server's thread;
        /// must outlive it. Null: the system's.
        const Clock *clock = nullptr;
    };

    /// What the server saw, for tests.
    struct Counters
    {
        int requests = 0;
        int passwordPuts = 0; ///< PUT …/password, whatever the answer
        int passwordChanges = 0; ///< that were answered (or meant to be answered) 204
        int rateLimited = 0; ///< answered 429
        int tokenRequests = 0; ///< POST /oauth/token, whatever the answer
        int tokensGranted = 0;
        int refreshes = 0; ///< of tokensGranted, those for a refresh token
        int reusedRefreshTokens = 0; ///< refused because they had been replaced
        int signOutCalls = 0; ///< DELETE …/token that the token was good for, whatever the answer
        int signOuts = 0; ///< that were answered (or meant to be answered) 204
    };

    /// InvalidInput (field "port") when the port is taken.
    static Result<std::unique_ptr<PracticeServer>> start(const Options &options);
    ~PracticeServer();
    PracticeServer(const PracticeServer &) = delete;
    PracticeServer &operator=(const PracticeServer &) = delete;

    QUrl baseUrl() const; ///< http://127.0.0.1:PORT/v2
    int port() const;
    QString token() const;
    QUrl tokenUrl() const; ///< http://127.0.0.1:PORT/oauth/token
    App app() const; ///< with its secret
    QUrl authorizeUrl() const; ///< http://127.0.0.1:PORT/oauth/authorize
    GeneralApp generalApp() const; ///< with its secret
    /// Ends all tokens that POST /oauth/token gave out; not token().
    void endTokens();
    void setAppTrouble(AppTrouble trouble);
    void setGeneralAppTrouble(AppTrouble trouble);
    void setConsent(Consent consent);
    /// The General app's refresh tokens end, and all that belongs to them.
    void endSignIns();
    /// Answers of POST /oauth/token are held back for so long from now on; what they grant is granted.
    void setTokenReplyDelay(std::chrono::milliseconds delay);
    Counters counters() const;
    /// Whether this is the user's password now; "me" and e-mail addresses work too. Always false before the
    /// first change: the password that a user starts with is random and nobody knows it.
    bool hasPassword(const QString &idOrEmail, const QByteArray &utf8) const;

private:
    class Private;
    explicit PracticeServer(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace Keyturn
