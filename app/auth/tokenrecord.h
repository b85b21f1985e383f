#pragma once

#include "core/secret.h"

#include <QByteArray>
#include <QDateTime>

#include <chrono>
#include <optional>

namespace Keyturn {

/// An access token with its times, as it lies in the keychain from one start to the next.
struct TokenRecord
{
    Secret token;
    QDateTime obtained; ///< UTC, by the clock of the computer that asked
    QDateTime ends; ///< the same clock's
    QByteArray origin; ///< what it was asked with; another origin's token may open another Zoom account

    std::chrono::milliseconds lifetime() const { return std::chrono::milliseconds(obtained.msecsTo(ends)); }
    TokenRecord clone() const { return {token.clone(), obtained, ends, origin}; }

    Secret toSecret() const;
    /// Nothing when it was not written by toSecret(), or its times make no sense.
    static std::optional<TokenRecord> fromSecret(const Secret &secret);
};

} // namespace Keyturn
