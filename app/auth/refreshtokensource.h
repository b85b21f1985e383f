#pragma once

#include "auth/renewingtokensource.h"
#include "auth/tokenrefresher.h"

#include <QObject>
#include <QPointer>
#include <QStringList>

#include <functional>

namespace Keyturn {

/// Access tokens of a person who signed in with the browser: from a refresh token that Zoom replaces at every
/// use. How often tokens are asked for: see RenewingTokenSource; how a renewal keeps the person signed in,
/// whatever dies when: see TokenRefresher.
///
/// Both tokens are in the keychain, so that the next start, and another process, go on with them. Another
/// process that renews does not evict this one: the keychain is read again before anything is asked for.
///
/// When the keychain fails to take a new refresh token, that token is kept for this run and used, since the
/// stored one works no more: place() is RunForNow then, and whoever ends the program will have to sign in
/// again. With later calls it is tried to store it after all.
///
/// Errors: SignInNeeded (only a person can go on: BrowserSignIn), SignInBusy, RefreshTokenRequest's, the
/// keychain's, TokenRejected (RenewingTokenSource). Thread: GUI. Futures finish; destruction answers
/// Cancelled, and a renewal that is under way is carried to its end by the refresher.
class RefreshTokenSource final : public RenewingTokenSource
{
public:
    using Place = SignInStore::Place;

    static constexpr std::chrono::seconds MovePause{30};

    /// `net`: how this app's token URL is reached. The stores, which are the refresher's, and the clock
    /// outlive this. When the refresher dies first, calls end in Cancelled.
    RefreshTokenSource(TokenRefresher *refresher, SecretStore *keychain, SecretStore *runOnly,
                       const SignInApp &app, const HttpClient::Options &net, const Clock &clock);

    QFuture<Result<Secret>> accessToken() override;

    /// Where the sign-in is kept, as far as is known: Keychain before the first call.
    Place place() const { return m_place; }
    /// Called when place() has changed; not from within the constructor or accessToken().
    void setPlaceListener(std::function<void(Place)> listener) { m_placeListener = std::move(listener); }
    /// What Zoom said when it gave the last token of this run; empty before.
    QStringList grantedScopes() const override { return m_scopes; }

protected:
    void lookForToken() override;

private:
    void look();
    void renew();
    void handleRenewal(Renewal renewal);
    void setPlace(Place place);
    void moveToKeychain();

    QPointer<TokenRefresher> m_refresher;
    SignInApp m_app;
    HttpClient::Options m_net;
    SignInStore m_store;
    QByteArray m_seen; ///< fingerprint of the refresh token that was read last
    int m_looks = 0;
    Place m_place = Place::Keychain;
    std::function<void(Place)> m_placeListener;
    bool m_moving = false;
    std::chrono::milliseconds m_nextMove{0}; ///< uptime
    QStringList m_scopes;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
