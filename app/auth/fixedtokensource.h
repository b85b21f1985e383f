#pragma once

#include "auth/accesstokensource.h"
#include "core/whenready.h"

namespace Keyturn {

/// One token that lives in memory only: the practice account's.
class FixedTokenSource final : public AccessTokenSource
{
public:
    explicit FixedTokenSource(Secret token)
        : m_token(std::move(token))
    {
    }

    QFuture<Result<Secret>> accessToken() override { return readyFuture(Result<Secret>(m_token.clone())); }
    /// Keeps it: there is no other place that a practice token could come from.
    bool tokenRejected(const Secret &) override { return false; }
    /// Keeps it, too.
    void forget() override { }

private:
    Secret m_token;
};

} // namespace Keyturn
