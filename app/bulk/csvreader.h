#pragma once

#include "bulk/csvencoding.h"
#include "core/error.h"

#include <QList>
#include <QString>
#include <QStringList>

#include <atomic>
#include <functional>
#include <optional>

class QIODevice;

namespace Keyturn {

class BulkPlan;

enum class BadLineReason {
    NoAddress, ///< neither e-mail nor ID
    NotAnAddress, ///< the e-mail cell holds something else
    TooLong,
    NoPassword, ///< there is a column for it, and the cell is empty
    BadCharacters, ///< bytes that are not of the file's encoding, or control characters
    BrokenQuotes, ///< a quote that is not where CSV has one
    TooManyCells, ///< more than the header has
    UnsureCharacters, ///< the encoding is guessed, and the address or the password is not ASCII
    InvisibleCharacters, ///< the password has some (invisiblecharacters.h)
};

/// A line that makes no row. Its password is not kept.
struct BadLine
{
    quint32 line = 0; ///< from 1; of a record over several lines, the first
    BadLineReason reason = BadLineReason::NoAddress;
    QString target; ///< what stood where the person should be, cut at 100 characters; may be empty
};

/// What a person chose beside the file.
struct CsvOptions
{
    std::optional<CsvEncoding> encoding; ///< of a text; nothing: found out (encodingOf())
    bool keepInvisible = false; ///< passwords keep invisible characters and blanks at their edges
};

struct CsvResult
{
    CsvEncoding encoding = CsvEncoding::Utf8;
    /// The file is not Unicode, no encoding was chosen, and `encoding` is only likely: lines whose address or
    /// password depends on it are left out (UnsureCharacters).
    bool isGuessedEncoding = false;
    QList<CsvEncoding> possibleEncodings; ///< when it is guessed: in which the text has no error
    char delimiter = ',';
    bool hasHeader = false;
    bool hasPasswords = false; ///< there is a column for them
    int rows = 0;
    int rowsWithPassword = 0; ///< their passwords are the file's
    int rowsWithout = 0; ///< theirs will be generated
    QString passwordHeader; ///< the name of the passwords' column, as it stands
    QStringList ignoredHeaders; ///< columns that do not matter, at most `mostIgnoredHeaders`
    static constexpr int mostIgnoredHeaders = 50;
    bool isSpaceRemoved = false; ///< every password began with the space that follows the delimiter
    QList<BadLine> badLines; ///< in order; at most `mostBadLines` are kept
    qint64 badLineCount = 0; ///< all of them
    static constexpr int mostBadLines = 100'000;
};

/// Reads a CSV file, or a list of people without columns, into a plan; nothing is guessed.
///
/// What is no text is refused with what it is (foreignformat.h). Encodings: csvencoding.h. Comma, semicolon,
/// tab or bar, as "sep=" says or the header tells; quoted line breaks. The header names the columns
/// (csvcolumns.h), in any order; a few lines without addresses may stand before it. Without one, each line is
/// people (persontext.h). InvalidInput, with words: nobody in it, columns that contradict each other or may
/// be passwords, more rows than a plan holds, more than `largestList` bytes. Cancelled: `cancelled` was set.
///
/// Blocks: any thread but the GUI's. Holds the whole text meanwhile, and wipes it. `progress` hears of bytes,
/// about ten times a second.
Result<CsvResult> readCsv(QIODevice &device, BulkPlan &plan, const std::atomic<bool> &cancelled,
                          const std::function<void(qint64 bytes)> &progress = {},
                          const CsvOptions &options = {});

/// Of a file, in bytes.
inline constexpr qint64 largestList = 1024LL * 1024 * 1024;

} // namespace Keyturn
