#pragma once

#include "practice/pagetokens.h"
#include "practice/practicehttp.h"
#include "practice/practiceusers.h"

#include <vector>

namespace Keyturn {

/// GET /users [LIST-pages]: status, role_id, page_size and next_page_token. The deprecated
/// page_number counts where there is no next_page_token.
class ListUsersCall
{
public:
    ListUsersCall(const PracticeUsers &users, int maximumPageSize);

    PracticeReply answer(const QUrlQuery &query, const QDateTime &now) const;

private:
    std::vector<quint32> withRole(PracticeUser::Status status, const QString &role) const;
    PracticeReply pageOf(const std::vector<quint32> &places, qsizetype offset, int pageSize,
                         const QString &listName, const QDateTime &now) const;

    const PracticeUsers &m_users;
    const int m_maximumPageSize;
    PageTokens m_tokens;
};

} // namespace Keyturn
