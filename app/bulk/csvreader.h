#pragma once

#include "bulk/csvdecoder.h"
#include "core/error.h"

#include <QList>
#include <QString>

#include <atomic>
#include <functional>

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
};

/// A line that makes no row. Its password is not kept.
struct BadLine
{
    quint32 line = 0; ///< from 1; of a record over several lines, the first
    BadLineReason reason = BadLineReason::NoAddress;
    QString target; ///< what stood where the person should be, cut at 100 characters; may be empty
};

struct CsvResult
{
    CsvEncoding encoding = CsvEncoding::Utf8;
    char delimiter = ',';
    bool hasHeader = false;
    bool hasPasswords = false; ///< there is a column for them
    int rows = 0;
    QList<BadLine> badLines; ///< in order; at most `mostBadLines` are kept
    qint64 badLineCount = 0; ///< all of them
    static constexpr int mostBadLines = 100'000;
};

/// Reads a CSV file, or a pasted list of addresses, into a plan; nothing is guessed.
///
/// UTF-8, UTF-16 with a byte order mark, Windows-1252; comma, semicolon or tab; quoted line breaks. The first
/// line names the columns (csvcolumns.h), in any order. Without such a line, a single column of addresses is
/// taken, and anything else is InvalidInput. InvalidInput, too: no rows at all, two columns of one meaning,
/// more rows than a plan holds. Cancelled: `cancelled` was set.
///
/// Blocks: any thread but the GUI's. `progress` hears of bytes, about ten times a second.
Result<CsvResult> readCsv(QIODevice &device, BulkPlan &plan, const std::atomic<bool> &cancelled,
                          const std::function<void(qint64 bytes)> &progress = {});

} // namespace Keyturn
