#pragma once

#include "auth/refreshlock.h"
#include "auth/signinstore.h"
#include "auth/tokenrecord.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <optional>

namespace Keyturn {

/// Puts a sign-in that is kept for now into the keychain after all, under the lock that renewals take, too:
/// one that is under way in another process would otherwise be overwritten. TokenRefresher owns it; deletes
/// itself.
class KeepJob final : public QObject
{
    Q_OBJECT

public:
    KeepJob(SecretStore *keychain, SecretStore *runOnly, const SignInApp &app, const QString &lockDirectory,
            QObject *parent);

    ~KeepJob() override;

    /// See TokenRefresher. Once. Finishes, when this dies first, too.
    QFuture<SignInStore::Place> moveToKeychain();

private:
    void move(const RefreshRecord &record);
    void answerMove(SignInStore::Place place);

    SignInStore m_store;
    RefreshLock m_lock;
    QPromise<SignInStore::Place> m_moved;
    std::optional<TokenRecord> m_access;
};

} // namespace Keyturn
