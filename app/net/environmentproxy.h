#pragma once

#include "core/error.h"

#include <QNetworkProxy>
#include <QString>
#include <QUrl>

#include <functional>
#include <optional>

namespace Keyturn {

/// What the variables of the environment say about the way to `target`, as curl reads them (curl(1),
/// "ENVIRONMENT" and "PROXY PROTOCOL PREFIXES"): https_proxy for https and http_proxy for http, then
/// all_proxy; each in lower case first, and in upper case, but for HTTP_PROXY, which a web server can be made
/// to set; an empty one is none. no_proxy: names, which stand for what is below them, too, addresses and
/// networks, or "*". A proxy without a scheme is an HTTP one, and without a port it is 1080.
///
/// Nothing: no variable says anything. ProxyFailed with one sentence: one names what cannot be used (a proxy
/// that is itself spoken to with TLS, SOCKS 4, or what is no proxy at all); going without it would be a way
/// that nobody chose. `variable`: their values; null: the process's own. Any thread.
std::optional<Result<QNetworkProxy>>
environmentProxy(const QUrl &target, const std::function<QString(const char *name)> &variable = {});

} // namespace Keyturn
