#pragma once

#include "core/outcome.h"
#include "net/httpreply.h"
#include "net/httprequest.h"

namespace Keyturn {

/// How the password is written into the body. The brief says multipart; the newer OpenAPI and Zoom's SDK say
/// JSON. [FMT-form] [FMT-json]
enum class BodyFormat { Multipart, Json };

/// PUT /users/{userId}/password.
struct UpdatePasswordRequest
{
    QString userId;
    Secret password;
    BodyFormat format = BodyFormat::Multipart;

    /// Refuses what cannot be one path segment, and tokens that no header may hold.
    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;

    /// Names what became of the change. Success is 204 and nothing else.
    static Outcome classify(const HttpReply &reply);
    /// True when the server refused the body's format, so that nothing has changed and the other format may
    /// be tried once: 415, or 400/300 "Request Body should be a valid JSON object."
    static bool refusedFormat(const Outcome &outcome);
};

} // namespace Keyturn
