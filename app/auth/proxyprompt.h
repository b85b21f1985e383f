#pragma once

#include "net/proxycredentials.h"

namespace Keyturn {

/// Asks the person at the desk for the sign-in to a proxy. The window's; there is one question at a time for
/// each proxy.
class ProxyPrompt
{
public:
    struct Answer
    {
        ProxyLogin login;
        bool remember = false; ///< in the keychain
    };

    ProxyPrompt() = default;
    ProxyPrompt(const ProxyPrompt &) = delete;
    ProxyPrompt &operator=(const ProxyPrompt &) = delete;
    virtual ~ProxyPrompt() = default;

    /// Finishes; with ErrorKind::Cancelled when the person would rather not. `refusedBefore`: the proxy did
    /// not take the sign-in that there was, so say so.
    virtual QFuture<Result<Answer>> ask(const ProxyQuestion &question, bool refusedBefore) = 0;
};

} // namespace Keyturn
