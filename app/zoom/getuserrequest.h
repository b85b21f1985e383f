#pragma once

#include "net/httprequest.h"
#include "zoom/userdto.h"
#include "zoom/zoomreply.h"

namespace Keyturn {

/// GET /users/{userId or e-mail}, also "me". [USER-fields]
struct GetUserRequest
{
    QString userId;

    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;
    static Result<User> parse(const ZoomReply &reply);
};

} // namespace Keyturn
