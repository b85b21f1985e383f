#pragma once

#include "bulk/recordsource.h"

#include <vector>

namespace Keyturn {

/// CSV: cells in quotation marks may hold the delimiter, line breaks and doubled quotation marks, and may
/// have blanks around. A quotation mark elsewhere breaks its own line, and no other.
class CsvRecords : public RecordSource
{
public:
    /// `text` stays where it is meanwhile. `firstLine`: the number of its first line. `isPiece`: it is cut
    /// off somewhere, so that its last record is left out and does not count as broken.
    CsvRecords(QByteArrayView text, char delimiter, quint32 firstLine = 1, bool isPiece = false);
    ~CsvRecords() override;

    std::optional<Error> each(const std::function<bool(const Record &)> &visit) const override;
    qint64 size() const override { return m_text.size(); }

    static constexpr qsizetype longestRecord = 64 * 1024;

private:
    QByteArrayView m_text;
    char m_delimiter;
    quint32 m_firstLine;
    bool m_isPiece;
};

} // namespace Keyturn
