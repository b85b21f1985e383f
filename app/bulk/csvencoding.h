#pragma once

#include <QByteArrayView>
#include <QList>
#include <QString>

#include <optional>

namespace Keyturn {

enum class CsvEncoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252, ///< Western Europe
    Windows1250, ///< Central Europe
    Windows1251, ///< Cyrillic
    Iso8859_2,
    Iso8859_15,
    Cp850, ///< Western Europe, of DOS
    Cp437, ///< of the first PCs
    MacRoman,
    ShiftJis,
    Gb18030,
    Big5,
    EucKr,
};

/// The names that scripts give ("--encoding NAME"), in the order of the list above.
QList<CsvEncoding> allCsvEncodings();
QString nameOf(CsvEncoding encoding);
/// By one of those names or a usual other one ("latin1", "cp1252"), in whatever case, with or without "-",
/// "_" and blanks.
std::optional<CsvEncoding> csvEncodingNamed(const QString &name);

/// How sure bytes are of an encoding.
struct FoundEncoding
{
    CsvEncoding encoding = CsvEncoding::Utf8;
    bool isGuessed = false; ///< it is not Unicode; the bytes themselves do not say what else
};

/// UTF-8 or UTF-16 by a byte order mark; UTF-16 by its zeros; UTF-8 when most of the lines that are not ASCII
/// are valid. Else guessed: Windows-1252. `bytes` is the whole file.
FoundEncoding encodingOf(QByteArrayView bytes);

} // namespace Keyturn
