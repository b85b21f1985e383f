#pragma once

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace Keyturn {

/// Which users of a directory, and in what order.
struct UserQuery
{
    /// Words in any order, each a part of name, e-mail, department or ID (see searchFolded). Empty: all.
    QString text = {};
    // As the server words them. [USER-status] [USER-type]
    std::optional<QByteArray> status = std::nullopt;
    std::optional<int> type = std::nullopt;
    std::optional<QByteArray> role = std::nullopt;

    enum class Sort { BestMatch, Name, Email, Department, Status, Licence };
    /// BestMatch: the exact e-mail or ID, then those where every word begins a word, then those where some
    /// stand inside; last those where one stands in the ID only, which it does by chance. Each of them by
    /// name. The other sorts: ties by name.
    Sort sort = Sort::BestMatch;
    bool descending = false;
    /// UserDirectory::find(text): who stands first in BestMatch; -1 for none.
    int exactRow = -1;

    bool operator==(const UserQuery &other) const = default;
};

/// What a query found: rows of a UserCollection.
struct UserHits
{
    using Rows = std::vector<std::uint32_t>;

    std::shared_ptr<const Rows> rows = std::make_shared<const Rows>();
    /// Whether these are all; else only the first ones, in their final order.
    bool isAll = true;
};

/// The words of a query's text, folded. People paste "Doe, Jane <jane@example.com>": those signs part words
/// like a space.
QStringList searchWords(const QString &text);

} // namespace Keyturn
