#include "csvreader.h"

#include "bulk/bulkplan.h"
#include "bulk/csvdecoder.h"
#include "bulk/csvrecords.h"
#include "bulk/foreignformat.h"
#include "bulk/listbytes.h"
#include "bulk/listjudge.h"
#include "core/secret.h"

#include <QCoreApplication>
#include <QIODevice>

#include <algorithm>
#include <array>
#include <span>
#include <tuple>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::CsvReader)
};

constexpr std::array delimiters = {',', ';', '\t', '|'};

Error invalid(const QString &words)
{
    return Error::of(ErrorKind::InvalidInput, words);
}

/// "sep=;" in the first line, as Excel knows it.
struct SeparatorLine
{
    char delimiter = 0; ///< 0: there is none
    qsizetype size = 0;
};

SeparatorLine separatorLineOf(QByteArrayView text)
{
    qsizetype end = 0;
    while (end < text.size() && text[end] != '\n' && text[end] != '\r')
        ++end;
    QByteArrayView line = withoutBlanksAround(text.first(end));
    if (line.size() > 2 && line.front() == '"' && line.back() == '"')
        line = line.sliced(1, line.size() - 2);
    constexpr qsizetype nameSize = 4;
    const bool isOne = line.size() == nameSize + 1 && line.first(nameSize).toByteArray().toLower() == "sep=";
    if (!isOne)
        return {};
    while (end < text.size() && (text[end] == '\n' || text[end] == '\r')) {
        const bool isReturn = text[end++] == '\r';
        if (!isReturn)
            break;
    }
    return {line.back(), end};
}

/// How a text is cut into cells, and where its header is.
struct Layout
{
    char delimiter = ',';
    ListHead head;
};

/// How well a delimiter fits: understood columns, the share of rows with as many cells as the header, cells.
using Fit = std::tuple<int, double, std::size_t>;

Fit fitOf(const CsvRecords &beginning, const ListHead &head)
{
    constexpr int mostRows = 200;
    int rows = 0;
    int even = 0;
    int index = 0;
    (void)beginning.each([&](const Record &record) {
        if (index++ > head.recordsBefore && !record.isEmpty()) {
            ++rows;
            even += record.cells.size() == head.header.kinds.size() ? 1 : 0;
        }
        return rows < mostRows;
    });
    return {head.header.knownCount(), rows == 0 ? 1.0 : double(even) / rows, head.header.kinds.size()};
}

/// The delimiter under which the first rows name a person's column; of several, the one that fits best.
/// Nothing: there is no header under any.
std::optional<Layout> layoutOf(QByteArrayView text, char given)
{
    constexpr qsizetype beginningSize = 256 * 1024;
    const QByteArrayView beginning = text.first(std::min(text.size(), beginningSize));
    std::optional<Layout> best;
    Fit bestFit;
    for (const char delimiter : delimiters) {
        if (given != 0 && delimiter != given)
            continue;
        const CsvRecords records(beginning, delimiter, 1, beginning.size() < text.size());
        const std::optional<ListHead> head = findListHead(records);
        if (!head)
            continue;
        const Fit fit = fitOf(records, *head);
        if (!best || fit > bestFit) {
            best = {delimiter, *head};
            bestFit = fit;
        }
    }
    return best;
}

/// Lines that are not ASCII: by them alone encodings differ. With the first lines, which name the columns.
QByteArray tellingLinesOf(QByteArrayView bytes)
{
    constexpr qsizetype firstLinesSize = 4096;
    constexpr qsizetype mostBytes = 256 * 1024;
    QByteArray telling;
    telling.reserve(mostBytes + firstLinesSize);
    qsizetype at = 0;
    while (at < bytes.size() && telling.size() < mostBytes) {
        const auto begin = bytes.begin() + at;
        const qsizetype size =
            std::min<qsizetype>(std::find(begin, bytes.end(), '\n') - begin + 1, bytes.size() - at);
        const QByteArrayView line = bytes.sliced(at, size);
        const bool isTelling = at < firstLinesSize
            || std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
        if (isTelling && telling.size() + size < telling.capacity())
            telling.append(line.data(), size);
        at += size;
    }
    return telling;
}

/// Among the encodings that the bytes may have, the one in which most columns are understood.
void guessEncoding(QByteArrayView bytes, CsvResult &result)
{
    QByteArray telling = tellingLinesOf(bytes);
    int mostKnown = -1;
    for (const CsvEncoding encoding : allCsvEncodings()) {
        if (encoding <= CsvEncoding::Utf16Be)
            continue;
        const std::optional<DecodedText> text = decoded(telling, encoding);
        if (!text || text->badCharacters() > 0)
            continue;
        result.possibleEncodings.append(encoding);
        const std::optional<Layout> layout = layoutOf(text->utf8(), 0);
        const int known = layout ? layout->head.header.knownCount() : 0;
        if (known > mostKnown) {
            mostKnown = known;
            result.encoding = encoding;
        }
    }
    wipe(telling);
}

/// There is no header, and no people could be read: the first line with content tells why.
Error nobodyUnderstood(QByteArrayView line)
{
    Record record;
    record.cells = std::span(&line, 1);
    return noColumnsNamed(record);
}

QByteArrayView firstLineOf(QByteArrayView text)
{
    const auto isBreak = [](char c) { return c == '\n' || c == '\r'; };
    while (!text.isEmpty()) {
        const auto end = std::ranges::find_if(text, isBreak);
        const QByteArrayView line = withoutBlanksAround(QByteArrayView(text.begin(), end));
        if (!line.isEmpty() || end == text.end())
            return line;
        text = text.sliced(end - text.begin() + 1);
    }
    return {};
}

/// Several cells without a person: names of columns that are not understood.
bool isUnknownHeader(QByteArrayView line)
{
    return !line.contains('@')
        && std::ranges::any_of(delimiters, [line](char c) { return line.contains(c); });
}

Result<void> takeText(QByteArrayView text, const CsvOptions &options, BulkPlan &plan, CsvResult &result,
                      ListWatch &watch)
{
    const SeparatorLine separator = separatorLineOf(text);
    text = text.sliced(separator.size);
    const std::optional<Layout> layout = layoutOf(text, separator.delimiter);
    if (!layout) {
        const QByteArrayView first = firstLineOf(text);
        if (isUnknownHeader(first))
            return std::unexpected(nobodyUnderstood(first));
        Result<void> taken = takePeople(text, options, plan, result, watch);
        if (taken && plan.count() == 0 && result.badLineCount > 0)
            return std::unexpected(nobodyUnderstood(first));
        return taken;
    }
    result.delimiter = layout->delimiter;
    const CsvRecords records(text, layout->delimiter, separator.size > 0 ? 2 : 1);
    return takeList(records, layout->head, options, plan, result, watch);
}

} // namespace

Error noColumnsNamed(const Record &record)
{
    const QString words = Texts::tr("The first line must name the columns, such as \"email\" and "
                                    "\"password\". Only a list of nothing but people needs none.");
    const QString line = record.isBroken ? QString() : quotableLine(record);
    if (line.isEmpty())
        return invalid(words);
    return invalid(words + u' ' + Texts::tr("What was read: %1").arg(line));
}

Result<CsvResult> readCsvBytes(QByteArrayView bytes, BulkPlan &plan, ListWatch &watch,
                               const CsvOptions &options)
{
    if (const QString foreign = foreignFormatText(bytes); !foreign.isEmpty())
        return std::unexpected(invalid(foreign));
    CsvResult result;
    const FoundEncoding found = encodingOf(bytes);
    result.encoding = options.encoding.value_or(found.encoding);
    result.isGuessedEncoding = found.isGuessed && !options.encoding;
    if (result.isGuessedEncoding)
        guessEncoding(bytes, result);
    const std::optional<DecodedText> text = decoded(bytes, result.encoding);
    if (!text)
        return std::unexpected(
            invalid(Texts::tr("This computer cannot read texts in %1. Save the file as UTF-8.")
                        .arg(nameOf(result.encoding))));
    const Result<void> taken = takeText(text->utf8(), options, plan, result, watch);
    if (!taken)
        return std::unexpected(taken.error());
    return result;
}

Result<CsvResult> readCsv(QIODevice &device, BulkPlan &plan, const std::atomic<bool> &cancelled,
                          const std::function<void(qint64)> &progress, const CsvOptions &options)
{
    ListBytes bytes;
    if (const std::optional<Error> error = bytes.load(device, cancelled))
        return std::unexpected(*error);
    ListWatch watch(cancelled, progress, bytes.view().size());
    Result<CsvResult> result = readCsvBytes(bytes.view(), plan, watch, options);
    if (result)
        watch.tell(bytes.view().size());
    return result;
}

} // namespace Keyturn
