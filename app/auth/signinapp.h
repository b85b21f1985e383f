#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace Keyturn {

/// An app at Zoom that people sign in to with the browser ("General app"), and where its secrets are kept.
struct SignInApp
{
    QUrl authorizeUrl = defaultAuthorizeUrl();
    QUrl tokenUrl = defaultTokenUrl();
    QString clientId;
    QString secretKey; ///< under which a store holds the client secret; empty: the app has none
    QString refreshKey; ///< under which the refresh token is kept; nobody else's
    QString tokenKey; ///< under which the access token is kept; nobody else's
    QUrl apiUrl; ///< where the access tokens are sent

    static QUrl defaultAuthorizeUrl() { return QUrl(QStringLiteral("https://zoom.us/oauth/authorize")); }
    static QUrl defaultTokenUrl() { return QUrl(QStringLiteral("https://zoom.us/oauth/token")); }

    /// What a refresh token belongs to. It is sent to no other address, and for no other client, nor is what
    /// is given out for it sent to any other.
    QByteArray origin() const;
    /// The same as earlier versions had it, who did not know where the access tokens go.
    QByteArray formerOrigin() const;
    /// Where the client secret, and what is given out for it, may go.
    QByteArray secretPlace() const;
};

} // namespace Keyturn
