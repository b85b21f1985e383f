#include "csvreader.h"

#include "bulk/bulkplan.h"
#include "bulk/csvcolumns.h"
#include "core/secret.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QIODevice>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <optional>

#include <csv.h>

namespace Keyturn {

namespace {

constexpr qsizetype pieceSize = 256 * 1024;
constexpr qsizetype longestTarget = 254;
constexpr std::size_t longestRecord = 64 * 1024;
constexpr qint64 progressEveryMs = 100;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CsvReader)
};

Error badFile(const QString &words)
{
    return Error::of(ErrorKind::InvalidInput, words);
}

// libcsv's buffer holds a password now and then: what it lets go of is wiped. The size lies before it.
constexpr std::size_t headRoom = alignof(std::max_align_t);

void freeWiped(void *block)
{
    if (!block)
        return;
    char *begin = static_cast<char *>(block) - headRoom;
    std::size_t size = 0;
    std::memcpy(&size, begin, sizeof size);
    wipe(begin, size + headRoom);
    std::free(begin);
}

void *reallocWiped(void *block, std::size_t size)
{
    char *begin = static_cast<char *>(std::malloc(size + headRoom));
    if (!begin)
        return nullptr;
    std::memcpy(begin, &size, sizeof size);
    if (block) {
        std::size_t before = 0;
        std::memcpy(&before, static_cast<char *>(block) - headRoom, sizeof before);
        std::memcpy(begin + headRoom, block, std::min(before, size));
        freeWiped(block);
    }
    return begin + headRoom;
}

int noSpace(unsigned char)
{
    return 0; // a password may begin or end with one
}

QByteArrayView trimmed(QByteArrayView cell)
{
    while (!cell.isEmpty() && (cell.front() == ' ' || cell.front() == '\t'))
        cell = cell.sliced(1);
    while (!cell.isEmpty() && (cell.back() == ' ' || cell.back() == '\t'))
        cell.chop(1);
    return cell;
}

bool isReadable(QByteArrayView cell)
{
    const bool isAscii =
        std::ranges::all_of(cell, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    return isAscii || (cell.isValidUtf8() && !cell.contains("\xEF\xBF\xBD"));
}

bool isPlain(QByteArrayView cell)
{
    return std::ranges::none_of(cell, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte <= 0x20 || byte == 0x7F;
    });
}

bool looksLikeAddress(QByteArrayView cell)
{
    const qsizetype sign = cell.lastIndexOf('@');
    return sign > 0 && sign < cell.size() - 1;
}

/// One reading of one file.
class Reader
{
public:
    Reader(BulkPlan &plan, CsvResult &result)
        : m_plan(plan)
        , m_result(result)
    {
        m_record.reserve(longestRecord * 2);
        initParser();
    }
    ~Reader()
    {
        csv_free(&m_parser);
        wipe(m_record.data(), m_record.capacity());
    }
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    void chooseDelimiter(QByteArrayView beginning);
    void take(QByteArrayView utf8);
    void finish();
    const std::optional<Error> &error() const { return m_error; }

private:
    void initParser();
    static void cellEnded(void *bytes, std::size_t size, void *self);
    static void recordEnded(int terminator, void *self);
    void endLine(int terminator);
    void judgeRecord();
    void takeHeader(const std::vector<QByteArrayView> &cells);
    void takeRow(const std::vector<QByteArrayView> &cells);
    void bad(BadLineReason reason, QByteArrayView target);

    BulkPlan &m_plan;
    CsvResult &m_result;
    csv_parser m_parser = {};
    std::vector<char> m_record; ///< the cells of the record, one after the other
    std::vector<std::size_t> m_ends;
    std::vector<QByteArrayView> m_cells;
    CsvColumns m_columns;
    std::size_t m_headerCells = 0;
    quint32 m_line = 1; ///< where the parser is
    quint32 m_begin = 1; ///< of the record
    bool m_afterReturn = false;
    bool m_skipsLine = false;
    bool m_headerSeen = false;
    std::optional<Error> m_error;
};

void Reader::initParser()
{
    csv_init(&m_parser, CSV_STRICT | CSV_STRICT_FINI | CSV_REPALL_NL);
    csv_set_realloc_func(&m_parser, reallocWiped);
    csv_set_free_func(&m_parser, freeWiped);
    csv_set_space_func(&m_parser, noSpace);
    csv_set_blk_size(&m_parser, 4096);
    csv_set_delim(&m_parser, static_cast<unsigned char>(m_result.delimiter));
}

void Reader::chooseDelimiter(QByteArrayView beginning)
{
    qsizetype end = 0;
    while (end < beginning.size() && beginning[end] != '\n' && beginning[end] != '\r')
        ++end;
    const QByteArrayView line = beginning.first(end);
    qsizetype most = 0;
    for (const char candidate : {',', ';', '\t'}) {
        const qsizetype count = std::ranges::count(line, candidate);
        if (count > most) {
            most = count;
            m_result.delimiter = candidate;
        }
    }
    csv_set_delim(&m_parser, static_cast<unsigned char>(m_result.delimiter));
}

void Reader::cellEnded(void *bytes, std::size_t size, void *self)
{
    auto *reader = static_cast<Reader *>(self);
    const char *begin = static_cast<const char *>(bytes);
    if (reader->m_record.size() + size > longestRecord && !reader->m_error) {
        reader->m_error = badFile(
            Texts::tr("The line %1 is too long: perhaps a quotation mark is missing.").arg(reader->m_begin));
        return;
    }
    reader->m_afterReturn = false;
    for (std::size_t i = 0; i < size; ++i) { // quoted line breaks
        if (begin[i] == '\n' || (begin[i] == '\r' && (i + 1 == size || begin[i + 1] != '\n')))
            ++reader->m_line;
    }
    reader->m_record.insert(reader->m_record.end(), begin, begin + size);
    reader->m_ends.push_back(reader->m_record.size());
}

void Reader::recordEnded(int terminator, void *self)
{
    auto *reader = static_cast<Reader *>(self);
    if (!reader->m_ends.empty() && !reader->m_error)
        reader->judgeRecord();
    reader->m_ends.clear();
    reader->m_record.clear();
    reader->endLine(terminator);
}

void Reader::endLine(int terminator)
{
    if (terminator == '\r' || (terminator == '\n' && !m_afterReturn))
        ++m_line;
    m_afterReturn = terminator == '\r';
    m_begin = m_line;
}

void Reader::judgeRecord()
{
    m_cells.clear();
    std::size_t begin = 0;
    for (const std::size_t end : m_ends) {
        m_cells.emplace_back(m_record.data() + begin, static_cast<qsizetype>(end - begin));
        begin = end;
    }
    if (std::ranges::all_of(m_cells, [](QByteArrayView cell) { return trimmed(cell).isEmpty(); }))
        return;
    if (!m_headerSeen)
        takeHeader(m_cells);
    else
        takeRow(m_cells);
}

void Reader::takeHeader(const std::vector<QByteArrayView> &cells)
{
    m_headerSeen = true;
    m_columns = CsvColumns::of(cells);
    m_headerCells = cells.size();
    m_result.hasHeader = m_columns.isHeader;
    m_result.hasPasswords = m_columns.password >= 0;
    if (m_columns.isAmbiguous) {
        m_error = badFile(Texts::tr("Two columns have the same meaning. Keep one column for the e-mail "
                                    "address, the ID and the new password each."));
    } else if (!m_columns.isHeader && cells.size() == 1 && looksLikeAddress(trimmed(cells.front()))) {
        m_columns.email = 0;
        takeRow(cells);
    } else if (!m_columns.isHeader) {
        m_error = badFile(Texts::tr("The first line must name the columns, such as \"email\" and "
                                    "\"password\". Only a single column of e-mail addresses needs none."));
    }
}

void Reader::takeRow(const std::vector<QByteArrayView> &cells)
{
    const auto cell = [&cells](int column) {
        return column >= 0 && std::size_t(column) < cells.size() ? cells[std::size_t(column)]
                                                                 : QByteArrayView();
    };
    const QByteArrayView email = trimmed(cell(m_columns.email));
    const QByteArrayView id = trimmed(cell(m_columns.id));
    const QByteArrayView password = cell(m_columns.password);
    const QByteArrayView target = email.isEmpty() ? id : email;
    const bool hasMore = std::any_of(cells.begin() + std::ptrdiff_t(std::min(cells.size(), m_headerCells)),
                                     cells.end(), [](QByteArrayView one) { return !one.isEmpty(); });
    if (hasMore)
        bad(BadLineReason::TooManyCells, target);
    else if (target.isEmpty() || id == "." || id == "..") // of a path they would be steps
        bad(BadLineReason::NoAddress, target);
    else if (!isReadable(target) || !isReadable(password) || !isReadable(id) || !isPlain(id))
        bad(BadLineReason::BadCharacters, target);
    else if (target.size() > longestTarget || id.size() > longestTarget
             || password.size() > SecretPool::longest)
        bad(BadLineReason::TooLong, target);
    else if (!email.isEmpty() && (!looksLikeAddress(email) || !isPlain(email)))
        bad(BadLineReason::NotAnAddress, target);
    else if (m_result.hasPasswords && password.isEmpty())
        bad(BadLineReason::NoPassword, target);
    else if (m_plan.count() >= BulkPlan::mostRows)
        m_error = badFile(Texts::tr("There are more than %L1 people in it.").arg(BulkPlan::mostRows));
    else
        m_plan.add(target, password, m_begin, email.isEmpty() ? QByteArrayView() : id);
}

void Reader::bad(BadLineReason reason, QByteArrayView target)
{
    constexpr qsizetype longestShown = 100;
    ++m_result.badLineCount;
    if (m_result.badLines.size() < CsvResult::mostBadLines)
        m_result.badLines.append(
            {m_begin, reason, QString::fromUtf8(target.first(std::min(target.size(), longestShown)))});
}

void Reader::take(QByteArrayView utf8)
{
    while (!utf8.isEmpty() && !m_error) {
        if (m_skipsLine) {
            qsizetype end = 0;
            while (end < utf8.size() && utf8[end] != '\n' && utf8[end] != '\r')
                ++end;
            utf8 = utf8.sliced(end);
            if (utf8.isEmpty())
                return;
            m_skipsLine = false; // the parser counts the line's end
        }
        const auto size = static_cast<std::size_t>(utf8.size());
        const std::size_t done = csv_parse(&m_parser, utf8.data(), size, cellEnded, recordEnded, this);
        if (done == size && csv_error(&m_parser) == CSV_SUCCESS) {
            if (csv_get_buffer_size(&m_parser) > longestRecord)
                m_error = badFile(
                    Texts::tr("The quotation mark that opens in line %1 does not close.").arg(m_begin));
            return;
        }
        if (csv_error(&m_parser) != CSV_EPARSE) {
            m_error = badFile(Texts::tr("The line %1 cannot be read.").arg(m_begin));
            return;
        }
        // A quotation mark where CSV has none: this line is not guessed at, the next one is read.
        const QByteArrayView first = m_ends.empty()
            ? QByteArrayView()
            : QByteArrayView(m_record.data(), static_cast<qsizetype>(m_ends.front()));
        bad(BadLineReason::BrokenQuotes, m_columns.password == 0 ? QByteArrayView() : first);
        if (!m_headerSeen)
            m_error = badFile(Texts::tr("The quotation marks of the first line cannot be read."));
        m_ends.clear();
        m_record.clear();
        csv_free(&m_parser);
        initParser();
        m_skipsLine = true;
        // csv_parse() says how many bytes it took before the one that it cannot read.
        utf8 = utf8.sliced(static_cast<qsizetype>(std::min(done, size)));
    }
}

void Reader::finish()
{
    if (!m_error && csv_fini(&m_parser, cellEnded, recordEnded, this) != 0)
        m_error = badFile(Texts::tr("The quotation mark that opens in line %1 does not close.").arg(m_begin));
    m_result.rows = m_plan.count();
    if (!m_error && m_plan.count() == 0 && m_result.badLineCount == 0)
        m_error = badFile(Texts::tr("There is nobody in it."));
}

/// The encoding needs the whole file; what cannot be read twice is judged by its beginning.
CsvEncoding findEncoding(QIODevice &device, const std::atomic<bool> &cancelled)
{
    QByteArray piece = device.peek(pieceSize);
    const bool isWhole = device.isSequential() || piece.size() < pieceSize;
    CsvEncoding encoding = encodingOf(piece, isWhole && !device.isSequential());
    if (isWhole || encoding != CsvEncoding::Utf8 || piece.startsWith("\xEF\xBB\xBF")) {
        wipe(piece);
        return encoding;
    }
    QByteArray carried;
    qint64 size = 0;
    while (encoding == CsvEncoding::Utf8 && !cancelled) {
        piece.resize(pieceSize);
        const qsizetype held = carried.size();
        std::memcpy(piece.data(), carried.constData(), static_cast<std::size_t>(held));
        size = device.read(piece.data() + held, pieceSize - held);
        const QByteArrayView all(piece.constData(), held + std::max(size, qint64(0)));
        if (size <= 0) {
            encoding = encodingOf(all, true);
            break;
        }
        encoding = encodingOf(all, false);
        // A character that the piece's end cuts goes before the next piece.
        qsizetype cut = all.size();
        while (cut > 0 && all.size() - cut < 4 && (static_cast<unsigned char>(all[cut - 1]) & 0xC0U) == 0x80U)
            --cut;
        const bool isCut = cut > 0 && static_cast<unsigned char>(all[cut - 1]) >= 0xC0U;
        carried = isCut ? all.sliced(cut - 1).toByteArray() : QByteArray();
    }
    wipe(piece);
    wipe(carried);
    device.seek(0);
    return encoding;
}

} // namespace

Result<CsvResult> readCsv(QIODevice &device, BulkPlan &plan, const std::atomic<bool> &cancelled,
                          const std::function<void(qint64)> &progress)
{
    CsvResult result;
    result.encoding = findEncoding(device, cancelled);
    CsvDecoder decoder(result.encoding);
    Reader reader(plan, result);
    QByteArray piece(pieceSize, Qt::Uninitialized);
    QElapsedTimer sinceProgress;
    sinceProgress.start();
    qint64 taken = 0;
    bool begun = false;
    while (!reader.error()) {
        if (cancelled) {
            wipe(piece);
            return std::unexpected(Error::of(ErrorKind::Cancelled));
        }
        const qint64 size = device.read(piece.data(), pieceSize);
        if (size < 0) {
            wipe(piece);
            return std::unexpected(badFile(device.errorString()));
        }
        const QByteArrayView utf8 =
            size == 0 ? decoder.finish() : decoder.decode(QByteArrayView(piece.constData(), size));
        if (!std::exchange(begun, true))
            reader.chooseDelimiter(utf8);
        reader.take(utf8);
        if (size == 0)
            break;
        taken += size;
        if (progress && sinceProgress.hasExpired(progressEveryMs)) {
            progress(taken);
            sinceProgress.restart();
        }
    }
    reader.finish();
    wipe(piece);
    if (reader.error())
        return std::unexpected(*reader.error());
    if (progress)
        progress(taken);
    return result;
}

} // namespace Keyturn
