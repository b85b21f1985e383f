#pragma once

#include "net/proxycredentials.h"

#include <optional>

namespace Keyturn {

/// The sign-in to one proxy, as it lies in the keychain.
struct ProxyRecord
{
    QString host;
    int port = 0;
    ProxyLogin login;

    Secret toSecret() const;
    /// Nothing when it was not written by toSecret().
    static std::optional<ProxyRecord> fromSecret(const Secret &secret);
};

} // namespace Keyturn
