#pragma once

#include "auth/accesstokensource.h"
#include "secrets/secretstore.h"

#include <QByteArray>
#include <QObject>
#include <QPromise>
#include <QString>

#include <optional>
#include <vector>

namespace Keyturn {

/// The token that a person pasted. It is looked for among the secrets of this run first, then in the
/// keychain, at the first call and not before; then it stays in memory. Callers that come while the keychain
/// is being asked share its one answer. Errors are the stores'; they are not kept, so the next call asks
/// again.
class StoredTokenSource final : public AccessTokenSource
{
public:
    /// The stores outlive this; `key` is Account::tokenKey(), `place` Account::tokenPlace().
    StoredTokenSource(SecretStore *keychain, SecretStore *runOnly, const QString &key, QByteArray place);
    ~StoredTokenSource() override;

    QFuture<Result<Secret>> accessToken() override;
    /// The next call asks the stores again: the person may have pasted a new token by then.
    bool tokenRejected(const Secret &token) override;
    void forget() override { m_token.reset(); }

private:
    void askKeychain();
    void answerAll(Result<Secret> result);

    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    QString m_key;
    QByteArray m_place;
    std::optional<Secret> m_token;
    std::vector<QPromise<Result<Secret>>> m_callers;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
