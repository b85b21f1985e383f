#pragma once

#include "practice/pagetokens.h"
#include "practice/practicehttp.h"
#include "practice/practiceusers.h"

namespace Keyturn {

/// GET /users (zoom-api.md, "List users"): status, page_size and next_page_token; page_number is ignored.
class ListUsersCall
{
public:
    ListUsersCall(const PracticeUsers &users, int maximumPageSize);

    PracticeReply answer(const QUrlQuery &query, const QDateTime &now) const;

private:
    const PracticeUsers &m_users;
    const int m_maximumPageSize;
    PageTokens m_tokens;
};

} // namespace Keyturn
