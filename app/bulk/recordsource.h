#pragma once

#include "core/error.h"

#include <QByteArrayView>

#include <functional>
#include <optional>
#include <span>

namespace Keyturn {

/// One row of a list, whatever it was read from. Views, valid while it is visited.
struct Record
{
    quint32 line = 0; ///< from 1; of a record over several lines, the first; in a workbook, the row
    std::span<const QByteArrayView> cells; ///< UTF-8, perhaps with bytes that are not
    bool isBroken = false; ///< its quotation marks cannot be read; the cells before them are there
    qint64 end = 0; ///< where the next one begins, in the units of RecordSource::size()

    bool isEmpty() const;
    /// Empty where there is none, and for columns below 0.
    QByteArrayView cell(int column) const
    {
        return column >= 0 && std::size_t(column) < cells.size() ? cells[std::size_t(column)]
                                                                 : QByteArrayView();
    }
};

/// A list as rows of cells, which can be gone through more than once. Any thread, one at a time.
class RecordSource
{
public:
    RecordSource() = default;
    virtual ~RecordSource() = default;
    RecordSource(const RecordSource &) = delete;
    RecordSource &operator=(const RecordSource &) = delete;

    /// From the beginning, until `visit` returns false. Rows without content are visited, too. InvalidInput:
    /// from some row on nothing can be told.
    virtual std::optional<Error> each(const std::function<bool(const Record &)> &visit) const = 0;
    virtual qint64 size() const = 0;
};

/// Without blanks and tabs around.
QByteArrayView withoutBlanksAround(QByteArrayView cell);

} // namespace Keyturn
