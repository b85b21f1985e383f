#include "storedtokensource.h"

#include "core/whenready.h"
#include "secrets/boundsecret.h"

namespace Keyturn {

StoredTokenSource::StoredTokenSource(SecretStore *keychain, SecretStore *runOnly, const QString &key,
                                     QByteArray place)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_key(key)
    , m_place(std::move(place))
{
}

StoredTokenSource::~StoredTokenSource()
{
    answerAll(std::unexpected(Error::of(ErrorKind::Cancelled)));
}

QFuture<Result<Secret>> StoredTokenSource::accessToken()
{
    if (m_token)
        return readyFuture(Result<Secret>(m_token->clone()));

    QPromise<Result<Secret>> caller;
    caller.start();
    QFuture<Result<Secret>> future = caller.future();
    m_callers.push_back(std::move(caller));
    if (m_callers.size() == 1) {
        BoundSecret::read(m_runOnly, m_key, m_place, &m_context, [this](Result<Secret> held) {
            if (held)
                answerAll(std::move(held));
            else
                askKeychain();
        });
    }
    return future;
}

bool StoredTokenSource::tokenRejected(const Secret &token)
{
    if (m_token && m_token->equals(token))
        m_token.reset();
    return false; // only a person can paste another one
}

void StoredTokenSource::askKeychain()
{
    BoundSecret::read(m_keychain, m_key, m_place, &m_context,
                      [this](Result<Secret> stored) { answerAll(std::move(stored)); });
}

void StoredTokenSource::answerAll(Result<Secret> result)
{
    if (result)
        m_token = result->clone();
    for (QPromise<Result<Secret>> &caller : std::exchange(m_callers, {})) {
        caller.addResult(result ? Result<Secret>(result->clone()) : std::unexpected(result.error()));
        caller.finish();
    }
}

} // namespace Keyturn
