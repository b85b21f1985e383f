#pragma once

#include "auth/renewingtokensource.h"
#include "net/httpclient.h"
#include "secrets/secretstore.h"
#include "zoom/servertokenrequest.h"

#include <QObject>
#include <QString>
#include <QStringList>
#include <QUrl>

namespace Keyturn {

/// Server-to-Server OAuth: access tokens from account ID, client ID and client secret.
/// [TOKEN-server]
///
/// A token is kept in the keychain and used until it ends, by the next start and by other processes, too;
/// when it is rejected, the keychain's is used, if another process has put a newer one there. How often
/// tokens are asked for: see RenewingTokenSource.
///
/// A keychain that cannot keep the token is no error: it is kept for this run, as the client secret may be.
/// The client secret is read when a token is asked for, and not held in between.
///
/// Errors: ServerTokenRequest's, the keychain's, TokenRejected (RenewingTokenSource). Errors with a tracking
/// ID have it. Thread: GUI. Futures finish; destruction answers Cancelled.
class ServerTokenSource final : public RenewingTokenSource
{
public:
    struct App
    {
        QUrl tokenUrl = ServerTokenRequest::defaultTokenUrl();
        QString accountId;
        QString clientId;
        QString secretKey; ///< under which a store holds the client secret
        QString tokenKey; ///< under which the token is kept; nobody else's
        QUrl apiUrl; ///< where the tokens are sent

        /// Where the client secret, and what is given out for it, may go.
        QByteArray secretPlace() const;
    };

    /// The stores and the clock outlive this. `runOnly` is asked before the keychain; when it holds the
    /// client secret, the keychain is not asked at all.
    ServerTokenSource(SecretStore *keychain, SecretStore *runOnly, const App &app,
                      const HttpClient::Options &options, const Clock &clock);

    /// What Zoom said when it gave the last token of this run; empty before, and when the token is the
    /// keychain's.
    QStringList grantedScopes() const override { return m_scopes; }

    void forget() override;

protected:
    void lookForToken() override;

private:
    void askKeychain();
    void request(const Secret &clientSecret);
    void handleReply(const ServerTokenRequest &request, const HttpReply &reply);
    void keep();

    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    App m_app;
    QByteArray m_origin;
    HttpClient m_http;

    QDateTime m_askedAt;
    std::chrono::milliseconds m_askedAtUptime{0};
    bool m_secretIsRunOnly = false;
    QStringList m_scopes;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
