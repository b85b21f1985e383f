#pragma once

#include "auth/accesstokensource.h"
#include "core/whenready.h"

namespace Keyturn {

/// For an account that cannot be used as it stands: every call ends with why, before anything is sent.
class UnavailableTokenSource final : public AccessTokenSource
{
public:
    explicit UnavailableTokenSource(Error reason)
        : m_reason(std::move(reason))
    {
    }

    QFuture<Result<Secret>> accessToken() override
    {
        return readyFuture(Result<Secret>(std::unexpected(m_reason)));
    }
    bool tokenRejected(const Secret &) override { return false; }
    void forget() override { }

private:
    Error m_reason;
};

} // namespace Keyturn
