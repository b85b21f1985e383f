#pragma once

#include "core/secret.h"

#include <QByteArray>

namespace Keyturn {

/// Proof Key for Code Exchange (RFC 7636) with S256: a code that somebody else catches on its way through the
/// browser is of no use to them.
struct Pkce
{
    Secret verifier; ///< 43 characters, 256 random bits
    QByteArray challenge;

    static Pkce generate();
    static QByteArray challengeOf(const Secret &verifier);
};

/// 43 characters that need no encoding in a URL: 256 bits from the operating system.
Secret randomUrlSafe();

} // namespace Keyturn
