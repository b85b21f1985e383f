#include "listuserscall.h"

#include <QJsonArray>

#include <algorithm>
#include <iterator>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr int defaultPageSize = 30;
constexpr int maximumPageNumber = 1'000'000;

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

/// From 1 to the maximum; what is not there is `missing`.
std::optional<int> numberIn(const QString &text, int missing, int maximum)
{
    if (text.isEmpty())
        return missing;
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    return isNumber && number >= 1 && number <= maximum ? std::optional(number) : std::nullopt;
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
    const auto refuse = [](const QString &message) { return PracticeReply::error(400, 300, message); };
    const auto status = statusOf(value(u"status"_s));
    if (!status)
        return refuse(u"The value that you entered for the status is invalid."_s);
    const std::optional<int> pageSize = numberIn(value(u"page_size"_s), defaultPageSize, m_maximumPageSize);
    if (!pageSize)
        return refuse(u"The page size must be from 1 to %1."_s.arg(m_maximumPageSize));
    const std::optional<int> pageNumber = numberIn(value(u"page_number"_s), 1, maximumPageNumber);
    if (!pageNumber)
        return refuse(u"The page number is invalid."_s);

    const QString role = value(u"role_id"_s);
    const QString listName = QString::number(static_cast<int>(*status)) % u'/' % role;
    qsizetype offset = qsizetype(*pageSize) * (*pageNumber - 1);
    if (const QString token = value(u"next_page_token"_s); !token.isEmpty()) {
        const auto known = m_tokens.offsetOf(token, listName, now);
        if (!known)
            return refuse(u"The next page token is invalid or expired"_s);
        offset = *known;
    }
    if (role.isEmpty())
        return pageOf(m_users.withStatus(*status), offset, *pageSize, listName, now);
    return pageOf(withRole(*status, role), offset, *pageSize, listName, now);
}

std::vector<quint32> ListUsersCall::withRole(PracticeUser::Status status, const QString &role) const
{
    const auto &all = m_users.withStatus(status);
    std::vector<quint32> places;
    std::ranges::copy_if(all, std::back_inserter(places), [&role](quint32 place) {
        return QString::number(PracticeUsers::roleOf(place)) == role;
    });
    return places;
}

PracticeReply ListUsersCall::pageOf(const std::vector<quint32> &places, qsizetype offset, int pageSize,
                                    const QString &listName, const QDateTime &now) const
{
    const qsizetype total = std::ssize(places);
    const qsizetype end = std::min(offset + pageSize, total);
    QJsonArray page;
    for (qsizetype i = offset; i < end; ++i)
        page.append(m_users.at(places[static_cast<std::size_t>(i)]).toListJson());
    return PracticeReply::json(
        200,
        {{u"page_count"_s, (total + pageSize - 1) / pageSize},
         {u"page_number"_s, offset / pageSize + 1},
         {u"page_size"_s, pageSize},
         {u"total_records"_s, total},
         {u"next_page_token"_s, end < total ? m_tokens.make(listName, end, now) : QString()},
         {u"users"_s, page}});
}

} // namespace Keyturn
