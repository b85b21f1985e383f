#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "net/proxytrials.h"

#include <QFuture>
#include <QString>

#include <memory>

namespace Keyturn {

/// A sign-in to a proxy. Moves only, as its password does.
struct ProxyLogin
{
    QString user;
    Secret password;
    bool typedNow = false; ///< by a person, for the question at hand: nobody is asked twice for one request
};

/// Which proxy wants a sign-in.
struct ProxyQuestion
{
    QString host;
    int port = 0;
    QString realm; ///< the proxy's own words, as they came: for display as plain text only; may be empty
    QString user; ///< of the account's settings; may be empty
};

/// Where sign-ins to proxies come from. Asked only after a proxy has demanded one.
class ProxyCredentials
{
public:
    ProxyCredentials() = default;
    ProxyCredentials(const ProxyCredentials &) = delete;
    ProxyCredentials &operator=(const ProxyCredentials &) = delete;
    virtual ~ProxyCredentials() = default;

    /// Finishes, however long a person takes. Any error means that there is no sign-in.
    virtual QFuture<Result<ProxyLogin>> credentials(const ProxyQuestion &question) = 0;
    /// The proxy did not take this one; it must not be given again.
    virtual void rejected(const ProxyQuestion &question, const ProxyLogin &login) = 0;

    /// Shared by all who ask here.
    const std::shared_ptr<ProxyTrials> &trials() const { return m_trials; }

private:
    std::shared_ptr<ProxyTrials> m_trials = std::make_shared<ProxyTrials>();
};

} // namespace Keyturn
