#pragma once

#include "accounts/accountsaver.h"
#include "auth/browsersignin.h"
#include "auth/refreshrecord.h"
#include "auth/signinapp.h"

#include <QFuture>
#include <QObject>

#include <chrono>
#include <memory>

namespace Keyturn {

class Clock;
class ConnectionTest;
class RefreshLock;
class SecretStore;

/// All that a sign-in with the browser needs to become an account's: how it is made, tried out, and readied
/// for AccountSaver. Stores nothing itself. The session factory owns it; futures of one that has died are
/// cancelled. Thread: GUI.
class AccountSignIns
{
public:
    struct Options
    {
        BrowserSignIn::OpenBrowser openBrowser; ///< must not wait for the browser
        /// TokenRefresher's.
        QString lockDirectory;
        quint16 port = LoopbackRedirect::DefaultPort; ///< 0: a free one
        std::chrono::milliseconds patience = LoopbackRedirect::Patience;
    };

    /// The stores and the clock outlive this.
    AccountSignIns(SecretStore *keychain, SecretStore *runOnly, const Clock &clock, Options options);

    void setNetwork(const HttpClient::Options &options) { m_net = options; }

    static SignInApp appOf(const Account &account);
    /// What must be registered with an app at Zoom.
    QUrl redirectUrl() const { return LoopbackRedirect::urlAt(m_options.port); }

    /// For start() with parametersFor(). Not started yet.
    std::unique_ptr<BrowserSignIn> signIn(const Account &account) const;
    BrowserSignIn::Parameters parametersFor(const Account &account, const Secret &clientSecret) const;
    /// The one that is stored for this account; empty when its app has none. The keychain's errors.
    QFuture<Result<Secret>> clientSecret(const Account &account);

    /// Not started yet. Nothing is stored by it, and the refresh token stays as it is.
    std::unique_ptr<ConnectionTest> connectionTest(const Account &account, const SignInGrant &grant) const;

    /// To be held while what secretsOf() made is saved, or a renewal that is under way could put the former
    /// sign-in into its place again.
    std::unique_ptr<RefreshLock> lock(const Account &account) const;
    AccountSecrets secretsOf(const Account &account, const SignInGrant &grant, const Secret &clientSecret,
                             RefreshRecord::Keep keep) const;

private:
    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    const Clock &m_clock;
    const Options m_options;
    HttpClient::Options m_net;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
