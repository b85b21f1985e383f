#pragma once

#include "auth/refreshrecord.h"
#include "auth/signingrant.h"
#include "auth/tokenrecord.h"

namespace Keyturn {

/// What is kept of a sign-in, as SignInStore reads it.
struct SignInRecords
{
    RefreshRecord refresh;
    TokenRecord access;

    /// `origin`: SignInApp::origin(). The first of their line: whoever finds an earlier record sees to the
    /// order.
    static SignInRecords of(const SignInGrant &grant, const QByteArray &origin, RefreshRecord::Keep keep,
                            const QDateTime &now);
};

} // namespace Keyturn
