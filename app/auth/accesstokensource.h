#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QFuture>

namespace Keyturn {

/// Where access tokens come from: one for each account session.
/// Thread: GUI. The future always finishes; a caller that no longer cares just drops it.
class AccessTokenSource
{
public:
    AccessTokenSource() = default;
    AccessTokenSource(const AccessTokenSource &) = delete;
    AccessTokenSource &operator=(const AccessTokenSource &) = delete;
    virtual ~AccessTokenSource() = default;

    virtual QFuture<Result<Secret>> accessToken() = 0;
    /// The server rejected the token (401/124): what is held in memory is dropped.
    virtual void tokenRejected() = 0;
};

} // namespace Keyturn
