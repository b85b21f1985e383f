#include "csvdecoder.h"

#include "core/secret.h"

#include <QString>

#include <algorithm>
#include <array>
#include <utility>

#ifdef Q_OS_WIN
#include <qt_windows.h>
#else
#include <cerrno>

#include <iconv.h>
#endif

namespace Keyturn {

namespace {

constexpr QByteArrayView utf8Mark("\xEF\xBB\xBF", 3);
constexpr QByteArrayView replacement("\xEF\xBF\xBD", 3);
/// No character of any of the encodings takes more bytes in UTF-8 than three for one.
constexpr qsizetype mostGrowth = 3;

/// Room for all that may come, so that growing leaves no copy behind.
QByteArray roomFor(qsizetype bytes)
{
    QByteArray room;
    room.reserve(bytes * mostGrowth + 16);
    return room;
}

void appendCode(QByteArray &out, char32_t code)
{
    const auto part = [code](unsigned shift) { return static_cast<char>(0x80U | ((code >> shift) & 0x3FU)); };
    if (code < 0x80) {
        out.append(static_cast<char>(code));
    } else if (code < 0x800) {
        out.append(static_cast<char>(0xC0U | (code >> 6U)));
        out.append(part(0));
    } else if (code < 0x10000) {
        out.append(static_cast<char>(0xE0U | (code >> 12U)));
        out.append(part(6));
        out.append(part(0));
    } else {
        out.append(static_cast<char>(0xF0U | (code >> 18U)));
        out.append(part(12));
        out.append(part(6));
        out.append(part(0));
    }
}

qsizetype appendUtf16(QByteArray &out, QByteArrayView bytes, bool little)
{
    constexpr char32_t unreadable = 0xFFFD;
    qsizetype bad = 0;
    const auto unitAt = [&](qsizetype i) {
        const auto first = static_cast<unsigned char>(bytes[i]);
        const auto second = static_cast<unsigned char>(bytes[i + 1]);
        return static_cast<char16_t>(little ? (second << 8U) | first : (first << 8U) | second);
    };
    const qsizetype whole = bytes.size() & ~qsizetype(1);
    for (qsizetype i = 0; i < whole; i += 2) {
        const char16_t unit = unitAt(i);
        if (i == 0 && unit == 0xFEFF)
            continue;
        if (!QChar::isSurrogate(unit)) {
            appendCode(out, unit);
        } else if (QChar::isHighSurrogate(unit) && i + 2 < whole && QChar::isLowSurrogate(unitAt(i + 2))) {
            appendCode(out, QChar::surrogateToUcs4(unit, unitAt(i + 2)));
            i += 2;
        } else {
            appendCode(out, unreadable);
            ++bad;
        }
    }
    if (whole != bytes.size()) {
        appendCode(out, unreadable);
        ++bad;
    }
    return bad;
}

#ifdef Q_OS_WIN

unsigned codePageOf(CsvEncoding encoding)
{
    constexpr std::array<unsigned, 15> pages = {65001, 1200, 1201,  1252, 1250,  1251, 28592, 28605,
                                                850,   437,  10000, 932,  54936, 950,  949};
    return pages[std::size_t(encoding)];
}

std::optional<qsizetype> appendOtherEncoding(QByteArray &out, QByteArrayView bytes, CsvEncoding encoding)
{
    const unsigned page = codePageOf(encoding);
    if (!IsValidCodePage(page))
        return std::nullopt;
    qsizetype bad = 0;
    // Line by line, so that a bad character spoils its own line alone.
    while (!bytes.isEmpty()) {
        const auto end = std::ranges::find(bytes, '\n');
        const qsizetype size = std::min(qsizetype(end - bytes.begin()) + 1, bytes.size());
        const QByteArrayView line = bytes.first(size);
        bytes = bytes.sliced(size);
        QString text(size, Qt::Uninitialized);
        auto *units = reinterpret_cast<wchar_t *>(text.data());
        int count = MultiByteToWideChar(page, MB_ERR_INVALID_CHARS, line.data(), int(size), units, int(size));
        if (count == 0) {
            ++bad;
            count = MultiByteToWideChar(page, 0, line.data(), int(size), units, int(size));
            out.append(replacement.toByteArray());
        }
        QByteArray utf8 = QStringView(text).first(count).toUtf8();
        out.append(utf8);
        wipe(text);
        wipe(utf8);
    }
    return bad;
}

#else

/// The names under which the C library knows them. Where one is a superset that spreadsheets really write, it
/// stands for the plain one.
const char *iconvNameOf(CsvEncoding encoding)
{
    constexpr std::array names = {"UTF-8",     "UTF-16LE",   "UTF-16BE",    "CP1252", "CP1250",
                                  "CP1251",    "ISO-8859-2", "ISO-8859-15", "CP850",  "CP437",
                                  "MACINTOSH", "CP932",      "GB18030",     "BIG5",   "CP949"};
    return names[std::size_t(encoding)];
}

std::optional<qsizetype> appendOtherEncoding(QByteArray &out, QByteArrayView bytes, CsvEncoding encoding)
{
    const iconv_t converter = iconv_open("UTF-8", iconvNameOf(encoding));
    if (converter == reinterpret_cast<iconv_t>(-1)) // NOLINT: this is how iconv says so
        return std::nullopt;
    qsizetype bad = 0;
    char *in = const_cast<char *>(bytes.data()); // NOLINT: iconv only reads it
    auto left = static_cast<std::size_t>(bytes.size());
    const qsizetype capacity = out.capacity();
    qsizetype used = 0;
    out.resize(capacity);
    char *to = out.data();
    auto room = static_cast<std::size_t>(capacity);
    while (left > 0) {
        const std::size_t done = iconv(converter, &in, &left, &to, &room);
        if (done != static_cast<std::size_t>(-1))
            break;
        if (errno == E2BIG || room < 8) // cannot be: there is room for the longest
            break;
        // Not a character of this encoding, or the file's end cuts one.
        ++bad;
        to = std::ranges::copy(replacement, to).out;
        room -= std::size_t(replacement.size());
        ++in;
        --left;
        iconv(converter, nullptr, nullptr, nullptr, nullptr);
    }
    used = capacity - qsizetype(room);
    out.resize(used);
    iconv_close(converter);
    return left == 0 ? std::optional(bad) : std::nullopt;
}

#endif

} // namespace

DecodedText::~DecodedText()
{
    wipe(m_own);
}

DecodedText &DecodedText::operator=(DecodedText &&other) noexcept
{
    wipe(m_own);
    m_own = std::exchange(other.m_own, {});
    m_view = other.m_view;
    m_isView = other.m_isView;
    m_bad = other.m_bad;
    return *this;
}

std::optional<DecodedText> decoded(QByteArrayView bytes, CsvEncoding encoding)
{
    DecodedText text;
    if (encoding == CsvEncoding::Utf8) {
        text.m_isView = true;
        text.m_view = bytes.startsWith(utf8Mark) ? bytes.sliced(utf8Mark.size()) : bytes;
        return text;
    }
    text.m_own = roomFor(bytes.size());
    if (encoding == CsvEncoding::Utf16Le || encoding == CsvEncoding::Utf16Be) {
        text.m_bad = appendUtf16(text.m_own, bytes, encoding == CsvEncoding::Utf16Le);
        return text;
    }
    const std::optional<qsizetype> bad = appendOtherEncoding(text.m_own, bytes, encoding);
    if (!bad)
        return std::nullopt;
    text.m_bad = *bad;
    return text;
}

} // namespace Keyturn
