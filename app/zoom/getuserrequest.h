#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"
#include "zoom/userdto.h"

namespace Keyturn {

/// GET /users/{userId or e-mail}, also "me". [USER-fields]
struct GetUserRequest
{
    QString userId;

    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;
    static Result<User> parse(const HttpReply &reply);
};

} // namespace Keyturn
