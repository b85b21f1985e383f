#include "listuserscall.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr int defaultPageSize = 30;

std::optional<PracticeUser::Status> statusOf(const QString &text)
{
    if (text.isEmpty() || text == "active"_L1)
        return PracticeUser::Status::Active;
    if (text == "inactive"_L1)
        return PracticeUser::Status::Inactive;
    if (text == "pending"_L1)
        return PracticeUser::Status::Pending;
    return std::nullopt;
}

} // namespace

ListUsersCall::ListUsersCall(const PracticeUsers &users, int maximumPageSize)
    : m_users(users)
    , m_maximumPageSize(maximumPageSize)
{
}

PracticeReply ListUsersCall::answer(const QUrlQuery &query, const QDateTime &now) const
{
    const auto value = [&query](const QString &key) { return query.queryItemValue(key, QUrl::FullyDecoded); };
    const QString statusText = value(u"status"_s);
    const auto status = statusOf(statusText);
    if (!status)
        return PracticeReply::error(400, 300, u"The value that you entered for the status is invalid."_s);

    int pageSize = defaultPageSize;
    if (const QString text = value(u"page_size"_s); !text.isEmpty()) {
        bool isNumber = false;
        pageSize = text.toInt(&isNumber);
        if (!isNumber || pageSize < 1 || pageSize > m_maximumPageSize)
            return PracticeReply::error(400, 300,
                                        u"The page size must be from 1 to %1."_s.arg(m_maximumPageSize));
    }

    qsizetype offset = 0;
    const QString listName = QString::number(static_cast<int>(*status));
    if (const QString token = value(u"next_page_token"_s); !token.isEmpty()) {
        const auto known = m_tokens.offsetOf(token, listName, now);
        if (!known)
            return PracticeReply::error(400, 300, u"The next page token is invalid or expired"_s);
        offset = *known;
    }

    const auto &places = m_users.withStatus(*status);
    const auto total = static_cast<qsizetype>(places.size());
    const qsizetype end = std::min(offset + pageSize, total);
    QJsonArray page;
    for (qsizetype i = offset; i < end; ++i)
        page.append(m_users.at(places[static_cast<std::size_t>(i)]).toListJson());
    return PracticeReply::json(
        200,
        {{u"page_size"_s, pageSize},
         {u"total_records"_s, static_cast<qint64>(total)},
         {u"next_page_token"_s, end < total ? m_tokens.make(listName, end, now) : QString()},
         {u"users"_s, page}});
}

} // namespace Keyturn
