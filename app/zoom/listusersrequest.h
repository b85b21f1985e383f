#pragma once

#include "net/httpreply.h"
#include "net/httprequest.h"
#include "zoom/userdto.h"

namespace Keyturn {

/// GET /users. [LIST-pages]
struct ListUsersRequest
{
    QString status = QStringLiteral("active");
    int pageSize = 300;
    QString nextPageToken;

    Result<HttpRequest> build(const QUrl &baseUrl, const Secret &token) const;

    struct Page
    {
        QList<User> users;
        QString nextPageToken; ///< empty: the list is complete
        int totalRecords = -1; ///< -1: not told
    };
    static Result<Page> parse(const HttpReply &reply);
};

} // namespace Keyturn
