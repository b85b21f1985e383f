#include "csvrecords.h"

#include "core/secret.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CsvReader)
};

bool isBlank(char c)
{
    return c == ' ' || c == '\t';
}

/// One way through the text.
class Walk
{
public:
    Walk(QByteArrayView text, char delimiter, quint32 line)
        : m_text(text)
        , m_delimiter(delimiter)
        , m_line(line)
    {
    }
    ~Walk() { wipe(m_unquoted.data(), m_unquoted.size()); }
    Walk(const Walk &) = delete;
    Walk &operator=(const Walk &) = delete;

    bool atEnd() const { return m_at >= m_text.size(); }
    /// Whether the record that next() found reaches the very end of the text.
    bool touchesEnd() const { return m_touchesEnd; }
    /// The next record. False: `error` says why nothing follows.
    bool next(Record &record);
    const QString &error() const { return m_error; }

private:
    enum class CellEnd { Delimiter, Line, Broken, Unclosed };

    CellEnd takeCell();
    CellEnd takeQuoted(qsizetype quote);
    CellEnd afterCell();
    void takeLineEnd();
    void skipLine();

    QByteArrayView m_text;
    char m_delimiter;
    quint32 m_line;
    qsizetype m_at = 0;
    bool m_touchesEnd = false;
    std::vector<QByteArrayView> m_cells;
    std::vector<char> m_unquoted; ///< cells with doubled quotation marks; never grows while a record is taken
    QString m_error;
};

bool Walk::next(Record &record)
{
    const qsizetype begin = m_at;
    record.line = m_line;
    record.isBroken = false;
    m_cells.clear();
    if (m_unquoted.capacity() < std::size_t(CsvRecords::longestRecord))
        m_unquoted.reserve(std::size_t(CsvRecords::longestRecord));
    m_unquoted.clear();
    CellEnd end = CellEnd::Delimiter;
    while (end == CellEnd::Delimiter) {
        end = takeCell();
        if (m_at - begin > CsvRecords::longestRecord && end != CellEnd::Unclosed) {
            m_error =
                Texts::tr("The line %1 is too long: perhaps a quotation mark is missing.").arg(record.line);
            return false;
        }
    }
    m_touchesEnd = atEnd();
    if (end == CellEnd::Unclosed) {
        m_error = Texts::tr("The quotation mark that opens in line %1 does not close.").arg(record.line);
        return false;
    }
    if (end == CellEnd::Broken) {
        record.isBroken = true;
        skipLine();
    }
    takeLineEnd();
    record.cells = m_cells;
    record.end = m_at;
    return true;
}

Walk::CellEnd Walk::takeCell()
{
    qsizetype quote = m_at;
    while (quote < m_text.size() && isBlank(m_text[quote]) && m_text[quote] != m_delimiter)
        ++quote;
    if (quote < m_text.size() && m_text[quote] == '"')
        return takeQuoted(quote);
    const qsizetype begin = m_at;
    while (m_at < m_text.size()) {
        const char c = m_text[m_at];
        if (c == m_delimiter || c == '\n' || c == '\r')
            break;
        if (c == '"')
            return CellEnd::Broken;
        ++m_at;
    }
    m_cells.push_back(m_text.sliced(begin, m_at - begin));
    return afterCell();
}

Walk::CellEnd Walk::takeQuoted(qsizetype quote)
{
    const qsizetype begin = quote + 1;
    bool hasDoubled = false;
    qsizetype end = begin;
    quint32 breaks = 0;
    for (;; ++end) {
        if (end >= m_text.size() || end - begin > CsvRecords::longestRecord) {
            m_at = m_text.size();
            return CellEnd::Unclosed;
        }
        const char c = m_text[end];
        if (c == '"') {
            if (end + 1 >= m_text.size() || m_text[end + 1] != '"')
                break;
            hasDoubled = true;
            ++end;
        } else if (c == '\n' || (c == '\r' && (end + 1 >= m_text.size() || m_text[end + 1] != '\n'))) {
            ++breaks;
        }
    }
    m_at = end + 1;
    while (!atEnd() && isBlank(m_text[m_at]) && m_text[m_at] != m_delimiter)
        ++m_at;
    const bool isClosed =
        atEnd() || m_text[m_at] == m_delimiter || m_text[m_at] == '\n' || m_text[m_at] == '\r';
    m_line += breaks;
    if (!isClosed)
        return CellEnd::Broken;
    const QByteArrayView content = m_text.sliced(begin, end - begin);
    if (!hasDoubled) {
        m_cells.push_back(content);
        return afterCell();
    }
    const std::size_t from = m_unquoted.size();
    if (from + std::size_t(content.size()) > m_unquoted.capacity())
        return CellEnd::Broken; // a record of that size is refused anyway
    for (qsizetype i = 0; i < content.size(); ++i) {
        m_unquoted.push_back(content[i]);
        if (content[i] == '"')
            ++i;
    }
    m_cells.emplace_back(m_unquoted.data() + from, qsizetype(m_unquoted.size() - from));
    return afterCell();
}

Walk::CellEnd Walk::afterCell()
{
    if (atEnd() || m_text[m_at] != m_delimiter)
        return CellEnd::Line;
    ++m_at;
    return CellEnd::Delimiter;
}

void Walk::skipLine()
{
    while (!atEnd() && m_text[m_at] != '\n' && m_text[m_at] != '\r')
        ++m_at;
}

void Walk::takeLineEnd()
{
    if (atEnd())
        return;
    const bool isPair = m_text[m_at] == '\r' && m_at + 1 < m_text.size() && m_text[m_at + 1] == '\n';
    m_at += isPair ? 2 : 1;
    ++m_line;
}

} // namespace

QByteArrayView withoutBlanksAround(QByteArrayView cell)
{
    while (!cell.isEmpty() && isBlank(cell.front()))
        cell = cell.sliced(1);
    while (!cell.isEmpty() && isBlank(cell.back()))
        cell.chop(1);
    return cell;
}

bool Record::isEmpty() const
{
    return !isBroken && std::ranges::all_of(cells, [](QByteArrayView cell) {
        return withoutBlanksAround(cell).isEmpty();
    });
}

CsvRecords::CsvRecords(QByteArrayView text, char delimiter, quint32 firstLine, bool isPiece)
    : m_text(text)
    , m_delimiter(delimiter)
    , m_firstLine(firstLine)
    , m_isPiece(isPiece)
{
}

CsvRecords::~CsvRecords() = default;

std::optional<Error> CsvRecords::each(const std::function<bool(const Record &)> &visit) const
{
    Walk walk(m_text, m_delimiter, m_firstLine);
    Record record;
    while (!walk.atEnd()) {
        if (!walk.next(record)) {
            return m_isPiece ? std::nullopt : std::optional(Error::of(ErrorKind::InvalidInput, walk.error()));
        }
        if (m_isPiece && walk.touchesEnd())
            return std::nullopt;
        if (!visit(record))
            return std::nullopt;
    }
    return std::nullopt;
}

} // namespace Keyturn
