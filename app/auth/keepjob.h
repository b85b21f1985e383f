#pragma once

#include "auth/refreshlock.h"
#include "auth/signinrecords.h"
#include "auth/signinstore.h"

#include <QFuture>
#include <QObject>
#include <QPromise>

#include <optional>

namespace Keyturn {

/// Puts a sign-in into its place, under the lock that renewals take, too: one that is under way in another
/// process would otherwise overwrite it with its own token. TokenRefresher owns it; deletes itself.
class KeepJob final : public QObject
{
    Q_OBJECT

public:
    KeepJob(SecretStore *keychain, SecretStore *runOnly, const SignInApp &app, const QString &lockDirectory,
            QObject *parent);

    ~KeepJob() override;

    /// See TokenRefresher. One of the two, once. Finishes, when this dies first, too.
    QFuture<Result<void>> keep(const SignInGrant &grant, RefreshRecord::Keep where, const QDateTime &now);
    QFuture<SignInStore::Place> moveToKeychain();

private:
    void write(const RefreshRecord &record);
    void writeAccess(SignInStore::Place place);
    void move(const RefreshRecord &record);
    void answer(const Result<void> &result);
    void answerMove(SignInStore::Place place);

    const QByteArray m_origin;
    SignInStore m_store;
    RefreshLock m_lock;
    QPromise<Result<void>> m_kept;
    QPromise<SignInStore::Place> m_moved;
    std::optional<TokenRecord> m_access;
};

} // namespace Keyturn
