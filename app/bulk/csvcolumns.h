#pragma once

#include <QByteArrayView>
#include <QStringList>

#include <span>
#include <vector>

namespace Keyturn {

/// What a column is, by its name alone.
enum class CsvColumn {
    Email,
    Id,
    Person, ///< an address or an ID: our own files have it
    UserName, ///< names the person where no other column does
    Password, ///< the one to be set
    PasswordHash, ///< says that the password is none that people type
    UnclearPassword, ///< names a password, and not surely the one to be set: nothing may be done with it
    OtherPassword, ///< surely not the one to be set: an old one, a date, a hint
    Other,
};

/// What a header's cell (UTF-8) names, in English and a dozen other languages, with or without accents,
/// spaces and punctuation, by the words in it.
CsvColumn csvColumnNamed(QByteArrayView cell);

/// The line that names the columns.
struct CsvHeader
{
    std::vector<CsvColumn> kinds;
    QStringList texts; ///< as they stand, without blanks around

    static CsvHeader of(std::span<const QByteArrayView> cells);
    /// At least one column is the person's.
    bool namesPerson() const;
    std::vector<int> columnsOf(CsvColumn kind) const;
    /// The first of that name, in whatever case; -1: none.
    int columnCalled(QStringView name) const;
    /// How many columns are understood.
    int knownCount() const;
    /// The file in which Keyturn writes down new passwords (bulkreport.h).
    bool isOurPasswordsFile() const;
};

} // namespace Keyturn
