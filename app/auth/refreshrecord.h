#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QDateTime>

#include <optional>

namespace Keyturn {

/// A refresh token, as it lies in the keychain from one start to the next.
struct RefreshRecord
{
    enum class Keep {
        InKeychain,
        ThisRunOnly, ///< as the person wished: the keychain is not asked
    };

    Secret token;
    /// Higher is newer: milliseconds since 1970 when it was stored, but always more than its predecessor's,
    /// whatever the clock says.
    qint64 order = 0;
    QByteArray origin; ///< SignInApp::origin()
    Keep keep = Keep::InKeychain;

    RefreshRecord clone() const { return {token.clone(), order, origin, keep}; }
    RefreshRecord successor(Secret next, const QDateTime &now) const;

    /// A digest that tells it from all others. The access token that came with it is kept under this origin,
    /// so that nobody takes the one of another person, or of an earlier sign-in, for it.
    QByteArray fingerprint() const;

    Secret toSecret() const;
    /// Nothing when it was not written by toSecret().
    static std::optional<RefreshRecord> fromSecret(const Secret &secret);
};

} // namespace Keyturn
