#pragma once

#include "auth/accesstokensource.h"
#include "core/whenready.h"

namespace Keyturn {

/// Always the same token, at once; counts how often it was asked for and rejected.
class FixedToken final : public AccessTokenSource
{
public:
    explicit FixedToken(QByteArray token = "test-token")
        : m_token(std::move(token))
    {
    }
    QFuture<Result<Secret>> accessToken() override
    {
        ++asked;
        return readyFuture<Result<Secret>>(Secret::fromUtf8(m_token));
    }
    bool tokenRejected(const Secret &) override
    {
        ++rejected;
        return false;
    }
    void forget() override { }

    int asked = 0;
    int rejected = 0;

private:
    QByteArray m_token;
};

} // namespace Keyturn
