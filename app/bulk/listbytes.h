#pragma once

#include "bulk/csvreader.h"
#include "bulk/listjudge.h"

#include <QByteArray>

#include <optional>

namespace Keyturn {

/// A whole file in memory, wiped when it goes.
class ListBytes
{
public:
    ListBytes() = default;
    ~ListBytes();
    ListBytes(const ListBytes &) = delete;
    ListBytes &operator=(const ListBytes &) = delete;

    /// InvalidInput: it cannot be read, or is larger than `largestList`. Cancelled.
    std::optional<Error> load(QIODevice &device, const std::atomic<bool> &cancelled);
    QByteArrayView view() const { return m_bytes; }

private:
    void growTo(qsizetype capacity);

    QByteArray m_bytes;
};

/// readCsv() of what is in memory already.
Result<CsvResult> readCsvBytes(QByteArrayView bytes, BulkPlan &plan, ListWatch &watch,
                               const CsvOptions &options);

/// There should be a header, and `record` is none.
Error noColumnsNamed(const Record &record);

} // namespace Keyturn
