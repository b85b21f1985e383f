#pragma once

#include "core/error.h"

#include <QUrl>

namespace Keyturn {

/// The rule for every address that may be handed a token: https, or http on loopback (localhost,
/// 127.0.0.0/8, ::1); a host; no user part, query or fragment; no path but an API version such as "/v2".
Result<QUrl> checkedBaseUrl(const QString &text);

bool isAllowedTarget(const QUrl &url);

/// localhost, 127.0.0.0/8, ::1.
bool isLoopback(const QString &host);

} // namespace Keyturn
