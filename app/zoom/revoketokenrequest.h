#pragma once

#include "core/outcome.h"
#include "net/httprequest.h"
#include "zoom/zoomreply.h"

namespace Keyturn {

/// DELETE /users/{userId}/token: Zoom ends the sign-ins that it has given this person, on every device. Needs
/// a scope of its own. Doing it twice does no harm.
struct RevokeTokenRequest
{
    QString userId;

    /// Refuses what cannot be one path segment, and tokens that no header may hold.
    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;
    /// A request without a body may be sent again by Qt when its connection is lost. Then a refusal settles
    /// nothing about the one before: Unknown.
    static Outcome classify(const ZoomReply &reply);
};

} // namespace Keyturn
