#pragma once

#include "zoom/bodyformat.h"

#include <QString>
#include <QStringList>
#include <QUrl>

#include <optional>

namespace Keyturn {

/// What is known of a Zoom account without any secret. A value.
struct Account
{
    /// Where access tokens come from [TOKEN-server] [APP-browser].
    enum class Kind {
        PastedToken, ///< from a person, for an hour
        ServerToServer, ///< Server-to-Server OAuth: accountId, clientId and a client secret
        BrowserSignIn, ///< authorization code with PKCE: clientId, perhaps a client secret; a refresh token
        Practice,
    };
    /// What the account pays for, which sets its rate limits. No call tells it. [RATE-plans]
    enum class Plan { Free, Pro, Business };
    /// So that accounts can be told apart at a glance. Which colour it is on the screen, the UI decides.
    enum class Colour { None, Red, Orange, Yellow, Green, Teal, Blue, Purple, Grey };

    /// Made once from the name and random digits ("contoso-3f2a9c41"); stays when the name changes, because
    /// the keychain entries are found by it.
    QString id;
    QString name;
    QUrl baseUrl;
    Kind kind = Kind::PastedToken;
    SendAs sendAs = SendAs::Automatic;
    /// What the account's server took last; nothing while it has taken neither. [FMT-next]
    std::optional<BodyFormat> knownFormat;

    QUrl tokenUrl; ///< unless kind is PastedToken
    QString accountId; ///< ServerToServer
    QString clientId; ///< ServerToServer, BrowserSignIn
    bool hasClientSecret = false; ///< BrowserSignIn: some apps have none

    Plan plan = Plan::Pro;
    /// Of the account's rate limit, how much bulk work may take: from 0 (one call a second) to 1 (all of it).
    /// The limit is shared by every app of the account.
    double rateShare = defaultRateShare;
    Colour colour = Colour::None;
    /// Certificates to trust beside the system's, for networks that inspect TLS: the path of a file, or PEM
    /// text. Empty: none.
    QString caCertificates;

    // The keychain's keys, such as "Keyturn/contoso-3f2a9c41/access-token". They name the program too: the
    // Windows backend of QtKeychain ignores the service name.
    QString tokenKey() const { return keyFor("access-token"); } ///< what was pasted
    QString clientSecretKey() const { return keyFor("client-secret"); }
    QString refreshTokenKey() const { return keyFor("refresh-token"); }
    QString grantedTokenKey() const { return keyFor("oauth-token"); } ///< TokenRecord
    /// All that the keychain may hold for an account of this kind.
    QStringList secretKeys() const;
    /// Where what was pasted may go, and where the client secret and what Zoom gives out for it may
    /// (BoundSecret).
    QByteArray tokenPlace() const;
    QByteArray clientSecretPlace() const;

    /// Whether a secret of this account may be used for the other one: the same kind, app and servers. An
    /// edit must never carry a secret to another server.
    bool sharesSecretsWith(const Account &other) const;

    static QString newId(const QString &name);
    static QString defaultBaseUrl() { return QStringLiteral("https://api.zoom.us/v2"); }
    /// Zoom's token URL that goes with one of Zoom's base URLs; empty for any other.
    static QUrl tokenUrlFor(const QUrl &baseUrl);
    /// Where the browser is sent for a sign-in: …/oauth/authorize beside …/oauth/token; empty for any other.
    static QUrl authorizeUrlFor(const QUrl &tokenUrl);

    static constexpr double defaultRateShare = 0.5;

private:
    QString keyFor(const char *leaf) const;
};

} // namespace Keyturn
