#pragma once

#include "auth/refreshlock.h"
#include "auth/signinstore.h"
#include "core/error.h"
#include "net/httpclient.h"
#include "zoom/refreshtokenrequest.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QSet>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace Keyturn {

class Clock;

/// What a renewal ended in.
struct Renewal
{
    /// Nothing: the refresh token that was seen is not the newest any more, so read again.
    std::optional<TokenRecord> access;
    std::chrono::milliseconds endsAtUptime{0};
    QStringList scopes;
    SignInStore::Place place = SignInStore::Place::Keychain;
};

/// One renewal, from the lock to the last write. TokenRefresher owns it; deletes itself after finished().
///
/// In this order, which is what keeps the person signed in:
///   1. the lock; 2. the newest refresh token, read under it; 3. the request; 4. the new refresh token is
///   written and read back; 5. only then is the access token given out, and 6. kept, too.
/// Ends without a request when the refresh token that the caller saw has been replaced meanwhile, and with
/// SignInNeeded when Zoom has refused this one before: asking again could end the whole sign-in.
class RefreshJob final : public QObject
{
    Q_OBJECT

public:
    struct Tools
    {
        SecretStore *keychain;
        SecretStore *runOnly;
        HttpClient::Options net;
        const Clock *clock;
        QSet<QByteArray> *refused; ///< fingerprints
        QString lockDirectory;
        std::chrono::milliseconds lockPatience;
    };

    RefreshJob(const Tools &tools, const SignInApp &app, QByteArray seen, QObject *parent);

    ~RefreshJob() override;

    /// Finishes; with Cancelled when this dies first.
    QFuture<Result<Renewal>> start();
    /// Must not be ended now: what Zoom answers would be lost, and the sign-in with it.
    bool isCritical() const { return m_critical; }

signals:
    void finished();

private:
    void readSignIn();
    void readClientSecret();
    void request(Secret clientSecret);
    void handleReply(const RefreshTokenRequest &request, const HttpReply &reply);
    void handleRefusal(const Error &error);
    void store(GrantedToken granted);
    void answer(Result<Renewal> result);
    void end();

    const Tools m_tools;
    const SignInApp m_app;
    const QByteArray m_seen;
    SignInStore m_store;
    RefreshLock m_lock;
    QPromise<Result<Renewal>> m_promise;
    RefreshRecord m_record;
    QDateTime m_askedAt;
    std::chrono::milliseconds m_askedAtUptime{0};
    bool m_critical = false;
    HttpClient m_http; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
