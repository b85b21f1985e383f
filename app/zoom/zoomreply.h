#pragma once

#include "core/error.h"
#include "core/secret.h"
#include "net/httpreply.h"

#include <QJsonObject>

namespace Keyturn {

/// One pipeline for every answer of the API: tells what kind of refusal it is, and keeps its facts.

/// Status, code, message, tracking ID and time of a reply.
ReplyFacts factsOf(const HttpReply &reply);

/// The error that a reply stands for: what came afterwards, transport error, or a status outside 2xx. Not for
/// 2xx replies.
Error errorOf(const HttpReply &reply);

/// The JSON object of a 200 reply, or the error.
Result<QJsonObject> objectOf(const HttpReply &reply);

/// Whether the body is a JSON object as Zoom answers errors ({"code":…,"message":…}).
bool holdsZoomError(const HttpReply &reply);

/// "{baseUrl}/users/…": segments are percent-encoded, each as exactly one path segment.
/// Refuses empty segments, "." and "..", their encoded forms, control characters and unpaired surrogates.
Result<QUrl> apiUrl(const QUrl &baseUrl, const QStringList &segments);

/// An Authorization header may hold printable ASCII without spaces only (RFC 6750).
bool isUsableToken(const Secret &token);
/// InvalidToken, in field "token".
Error unusableToken();

/// Parses Retry-After as seen (ISO date, HTTP date, seconds); seconds count from `now`.
std::optional<QDateTime> parseRetryAfter(const QByteArray &value, const QDateTime &now);

} // namespace Keyturn
