#pragma once

#include "core/error.h"

#include <QNetworkProxy>
#include <QString>
#include <QUrl>

namespace Keyturn {

/// Which way an account's requests take into the network. A plain value, without a password: that is for
/// ProxyCredentials.
struct ProxyChoice
{
    enum class Mode {
        System, ///< what the system says for each address; on Linux https_proxy and no_proxy, too
        None, ///< straight to the server, whatever the system says
        Http, ///< a tunnel through an HTTP proxy (CONNECT)
        Socks5, ///< the proxy looks the server's name up
    };

    Mode mode = Mode::System;
    QString host; ///< Http and Socks5: a name or an address, IPv6 without brackets
    int port = 0;
    QString user; ///< offered when a sign-in is asked for; may be empty

    bool isManual() const { return mode == Mode::Http || mode == Mode::Socks5; }
    bool operator==(const ProxyChoice &) const = default;
};

/// The choice as it can be used, blanks around the host taken off. InvalidInput in field "proxyHost" or
/// "proxyPort" with one sentence.
Result<ProxyChoice> checkedProxy(const ProxyChoice &choice);

/// Loopback targets never go through a proxy: the practice server is no other computer's business.
bool bypassesProxy(const QUrl &target);

/// The proxy of a manual choice, without a sign-in; NoProxy for the other modes.
QNetworkProxy manualProxy(const ProxyChoice &choice);

/// What the environment says (environmentProxy()); else the first of the system's proxies for this address
/// that can carry TLS; NoProxy when there is none. It may hold a sign-in
/// (https_proxy=http://user:password@host). ProxyFailed with one sentence: there are some, and none can be
/// used. Blocks while the system looks for a configuration script in the network: not for the GUI thread. Any
/// thread.
Result<QNetworkProxy> systemProxy(const QUrl &target);

} // namespace Keyturn
