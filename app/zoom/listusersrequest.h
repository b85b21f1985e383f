#pragma once

#include "net/httprequest.h"
#include "zoom/userdto.h"
#include "zoom/zoomreply.h"

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
    static Result<Page> parse(const ZoomReply &reply);
};

} // namespace Keyturn
