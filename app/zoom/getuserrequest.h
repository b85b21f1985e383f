#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"
#include "zoom/userdto.h"

namespace Keyturn {

/// GET /users/{userId or e-mail}, also "me" (zoom-api.md).
struct GetUserRequest
{
    QString userId;

    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;
    static Result<User> parse(const HttpReply &reply);
};

} // namespace Keyturn
