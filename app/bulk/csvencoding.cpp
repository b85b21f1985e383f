#include "csvencoding.h"

#include <algorithm>
#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

struct NamedEncoding
{
    CsvEncoding encoding;
    QStringView name;
    QStringView otherNames; ///< without punctuation, with blanks between
};

constexpr auto namedEncodings = std::to_array<NamedEncoding>({
    {CsvEncoding::Utf8, u"UTF-8", u""},
    {CsvEncoding::Utf16Le, u"UTF-16LE", u"utf16 unicode"},
    {CsvEncoding::Utf16Be, u"UTF-16BE", u""},
    {CsvEncoding::Windows1252, u"Windows-1252", u"cp1252 1252 ansi latin1 iso88591"},
    {CsvEncoding::Windows1250, u"Windows-1250", u"cp1250 1250"},
    {CsvEncoding::Windows1251, u"Windows-1251", u"cp1251 1251"},
    {CsvEncoding::Iso8859_2, u"ISO-8859-2", u"latin2"},
    {CsvEncoding::Iso8859_15, u"ISO-8859-15", u"latin9"},
    {CsvEncoding::Cp850, u"cp850", u"850 ibm850 dos"},
    {CsvEncoding::Cp437, u"cp437", u"437 ibm437"},
    {CsvEncoding::MacRoman, u"MacRoman", u"macintosh mac"},
    {CsvEncoding::ShiftJis, u"Shift_JIS", u"sjis cp932 932 windows31j"},
    {CsvEncoding::Gb18030, u"GB18030", u"gbk gb2312 cp936 936"},
    {CsvEncoding::Big5, u"Big5", u"cp950 950"},
    {CsvEncoding::EucKr, u"EUC-KR", u"cp949 949 uhc"},
});

QString bareName(QStringView name)
{
    QString bare;
    for (const QChar c : name) {
        if (c.isLetterOrNumber())
            bare += c.toLower();
    }
    return bare;
}

/// UTF-16 of text in any language has line breaks, commas and digits, whose first half is zero, and hardly
/// ever a zero in the other half.
std::optional<CsvEncoding> utf16WithoutMark(QByteArrayView bytes)
{
    const QByteArrayView beginning = bytes.first(std::min<qsizetype>(bytes.size(), 4096));
    std::array<qsizetype, 2> zeros = {};
    for (qsizetype i = 0; i < beginning.size(); ++i) {
        if (beginning[i] == '\0')
            ++zeros[std::size_t(i % 2)];
    }
    const auto isMost = [&](std::size_t half) {
        return zeros[half] * 5 > beginning.size() / 2 && zeros[half] > zeros[1 - half] * 20;
    };
    if (isMost(1))
        return CsvEncoding::Utf16Le;
    return isMost(0) ? std::optional(CsvEncoding::Utf16Be) : std::nullopt;
}

bool mostLinesAreUtf8(QByteArrayView bytes)
{
    qsizetype valid = 0;
    qsizetype invalid = 0;
    while (!bytes.isEmpty()) {
        const auto end = std::ranges::find_if(bytes, [](char c) { return c == '\n' || c == '\r'; });
        const qsizetype size = end - bytes.begin();
        const QByteArrayView line = bytes.first(size);
        bytes = bytes.sliced(std::min(size + 1, bytes.size()));
        if (std::ranges::any_of(line, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
            ++(line.isValidUtf8() ? valid : invalid);
    }
    return valid > invalid;
}

} // namespace

QList<CsvEncoding> allCsvEncodings()
{
    QList<CsvEncoding> all;
    for (const NamedEncoding &one : namedEncodings)
        all.append(one.encoding);
    return all;
}

QString nameOf(CsvEncoding encoding)
{
    return namedEncodings[std::size_t(encoding)].name.toString();
}

std::optional<CsvEncoding> csvEncodingNamed(const QString &name)
{
    const QString wanted = bareName(name);
    for (const NamedEncoding &one : namedEncodings) {
        if (!wanted.isEmpty()
            && (bareName(one.name) == wanted || one.otherNames.toString().split(u' ').contains(wanted)))
            return one.encoding;
    }
    return std::nullopt;
}

FoundEncoding encodingOf(QByteArrayView bytes)
{
    if (bytes.startsWith(QByteArrayView("\xEF\xBB\xBF", 3)))
        return {CsvEncoding::Utf8, false};
    if (bytes.startsWith(QByteArrayView("\xFF\xFE", 2)))
        return {CsvEncoding::Utf16Le, false};
    if (bytes.startsWith(QByteArrayView("\xFE\xFF", 2)))
        return {CsvEncoding::Utf16Be, false};
    if (const auto utf16 = utf16WithoutMark(bytes))
        return {*utf16, false};
    if (bytes.isValidUtf8() || mostLinesAreUtf8(bytes))
        return {CsvEncoding::Utf8, false};
    return {CsvEncoding::Windows1252, true};
}

} // namespace Keyturn
