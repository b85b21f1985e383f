#pragma once

#include "core/error.h"
#include "core/secret.h"

#include <QStringList>
#include <QUrl>

namespace Keyturn {

/// "{baseUrl}/users/…": segments are percent-encoded, each as exactly one path segment.
/// Refuses empty segments, "." and "..", their encoded forms, control characters and unpaired surrogates.
Result<QUrl> apiUrl(const QUrl &baseUrl, const QStringList &segments);

/// An Authorization header may hold printable ASCII without spaces only (RFC 6750).
bool isUsableToken(const Secret &token);
/// InvalidToken, in field "token".
Error unusableToken();

} // namespace Keyturn
