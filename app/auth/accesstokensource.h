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
    /// The server refused this token (401/124), which accessToken() had given before: it is not given again
    /// from memory. True when accessToken() can now give another one without anybody's help, so that the call
    /// is worth making once more.
    virtual bool tokenRejected(const Secret &token) = 0;
    /// Wipes what is held in memory and can be had again: the next accessToken() asks where it comes from.
    /// Whoever waits for a token still gets it.
    virtual void forget() = 0;
    /// The scopes of the token that was given last, by name; empty when nobody told.
    virtual QStringList grantedScopes() const { return {}; }
};

} // namespace Keyturn
