#pragma once

#include <QByteArrayView>

#include <vector>

namespace Keyturn {

enum class CsvColumn { Email, Id, Password, Other };

/// What a header's cell (UTF-8) names, in English and a dozen other languages, with or without accents,
/// spaces and punctuation.
CsvColumn csvColumnNamed(QByteArrayView cell);

/// Where the columns are; -1: nowhere.
struct CsvColumns
{
    int email = -1;
    int id = -1;
    int password = -1;
    bool isHeader = false; ///< at least one column was recognised as the person's
    bool isAmbiguous = false; ///< two columns claim to be the same

    static CsvColumns of(const std::vector<QByteArrayView> &cells);
};

} // namespace Keyturn
