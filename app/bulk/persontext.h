#pragma once

#include <QList>
#include <QString>
#include <QStringView>

#include <optional>

namespace Keyturn {

/// Whether it can be an address: one @ with something before and a domain after it, no blanks, brackets,
/// separators, quotation marks or invisible characters.
bool looksLikeAddress(QStringView text);

/// The address in a text that means one person: "Ana Bo <ana@x.com>", "mailto:ana@x.com", "Ana Bo
/// (ana@x.com)", "[Ana](mailto:ana@x.com)", with bullets, line numbers, quotation marks and invisible
/// characters around, a full stop or comma behind. Nothing: there is none, there are two, or something beside
/// it is no name. Any thread.
std::optional<QString> addressIn(QStringView text);

/// Without blanks of all kinds and characters without width around.
QStringView withoutInvisibleAround(QStringView text);

/// One entry of a list that has no columns.
struct ListedPerson
{
    QString target; ///< an address or an ID; of what is neither, the text as it stood
    bool isPerson = false;
};

/// What stands in one line of a pasted list: addresses as mail programs copy them, and IDs of Zoom's form,
/// separated by commas, semicolons or blanks. Nothing is left out: what is no person is an entry, too.
struct PeopleLine
{
    QList<ListedPerson> entries;
    bool mayHoldPassword = false; ///< something beside an address is no name, and might be a password
};

PeopleLine peopleIn(QStringView line);

} // namespace Keyturn
