#pragma once

#include "core/outcome.h"
#include "net/httprequest.h"
#include "zoom/bodyformat.h"
#include "zoom/zoomreply.h"

namespace Keyturn {

/// PUT /users/{userId}/password.
struct UpdatePasswordRequest
{
    QString userId;
    Secret password;
    BodyFormat format = BodyFormat::Multipart;

    /// Refuses what cannot be one path segment, and tokens that no header may hold.
    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;

    /// Names what became of the change. Success is 204 and nothing else.
    static Outcome classify(const ZoomReply &reply);
    /// True when the server did not understand the body's format, so that nothing was read and nothing has
    /// changed, and the other format may be tried once. [FMT-next]
    static bool refusedFormat(const Outcome &outcome);
};

} // namespace Keyturn
