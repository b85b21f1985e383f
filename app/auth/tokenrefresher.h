#pragma once

#include "auth/refreshjob.h"
#include "net/httpclient.h"

#include <QObject>
#include <QSet>

namespace Keyturn {

/// Renews sign-ins, one at a time for each, and outlives the sessions that ask for it: once a request has
/// left, Zoom may have ended the old refresh token, so the answer has to be stored even when nobody waits for
/// it any more because the person has gone to another account. One object for the program.
///
/// A program that is about to end looks at isBusy() first and waits for idle(); it takes a minute or two at
/// the very most, and a moment as a rule.
///
/// What cannot be helped: when the answer to a renewal is lost on its way or this process dies before it is
/// stored, the new refresh token is lost, too. Whether Zoom still takes the old one then is not documented;
/// if not, SignInNeeded says so at the next renewal. A process that dies at any other point loses nothing.
///
/// The stores and the clock outlive this. Thread: GUI.
class TokenRefresher final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        /// Of this user alone, and the same for all processes of the program:
        /// QStandardPaths::RuntimeLocation.
        QString lockDirectory;
        /// Longer than a renewal takes as a rule; then SignInBusy.
        std::chrono::milliseconds lockPatience = std::chrono::seconds(45);
    };

    TokenRefresher(SecretStore *keychain, SecretStore *runOnly, const Options &options, const Clock &clock,
                   QObject *parent = nullptr);

    /// `seen` is the fingerprint of the refresh token that the caller read. RefreshTokenRequest's errors, the
    /// stores', SignInNeeded, SignInBusy.
    QFuture<Result<Renewal>> refresh(const SignInApp &app, const QByteArray &seen,
                                     const HttpClient::Options &net);

    /// Tries to move what is kept for now into the keychain, and says where it is then.
    QFuture<SignInStore::Place> moveToKeychain(const SignInApp &app);

    /// An answer of Zoom's is under way or being stored.
    bool isBusy() const;

signals:
    /// A renewal has ended, and isBusy() is false.
    void idle();

private:
    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    const Options m_options;
    const Clock &m_clock;
    QSet<QByteArray> m_refused;
};

} // namespace Keyturn
