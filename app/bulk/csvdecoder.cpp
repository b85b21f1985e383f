#include "csvdecoder.h"

#include "core/secret.h"

#include <algorithm>
#include <array>

namespace Keyturn {

namespace {

// What Windows-1252 has in the place of Latin-1's second set of control characters; the five that it leaves
// open are those control characters, as the web's encoding standard reads them.
constexpr std::array<char16_t, 32> windows1252 = {
    0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008D, 0x017D, 0x008F, 0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

constexpr char32_t replacement = 0xFFFD;
constexpr QByteArrayView utf8Mark("\xEF\xBB\xBF", 3);

bool isContinuation(char byte)
{
    return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80U;
}

/// Without the beginning of a character that the piece's end cuts.
QByteArrayView withoutCutEnd(QByteArrayView bytes)
{
    qsizetype end = bytes.size();
    for (int back = 0; back < 3 && end > 0 && isContinuation(bytes[end - 1]); ++back)
        --end;
    if (end > 0 && static_cast<unsigned char>(bytes[end - 1]) >= 0xC0U)
        return bytes.first(end - 1);
    return bytes;
}

} // namespace

CsvEncoding encodingOf(QByteArrayView bytes, bool isWhole)
{
    if (bytes.startsWith(utf8Mark))
        return CsvEncoding::Utf8;
    if (bytes.startsWith(QByteArrayView("\xFF\xFE", 2)))
        return CsvEncoding::Utf16Le;
    if (bytes.startsWith(QByteArrayView("\xFE\xFF", 2)))
        return CsvEncoding::Utf16Be;
    if (bytes.isValidUtf8() || (!isWhole && withoutCutEnd(bytes).isValidUtf8()))
        return CsvEncoding::Utf8;
    return CsvEncoding::Windows1252;
}

CsvDecoder::CsvDecoder(CsvEncoding encoding)
    : m_encoding(encoding)
{
}

CsvDecoder::~CsvDecoder()
{
    wipe(m_out);
}

void CsvDecoder::appendCode(char32_t code)
{
    if (code < 0x80) {
        m_out.append(static_cast<char>(code));
    } else if (code < 0x800) {
        m_out.append(static_cast<char>(0xC0U | (code >> 6U)));
        m_out.append(static_cast<char>(0x80U | (code & 0x3FU)));
    } else if (code < 0x10000) {
        m_out.append(static_cast<char>(0xE0U | (code >> 12U)));
        m_out.append(static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)));
        m_out.append(static_cast<char>(0x80U | (code & 0x3FU)));
    } else {
        m_out.append(static_cast<char>(0xF0U | (code >> 18U)));
        m_out.append(static_cast<char>(0x80U | ((code >> 12U) & 0x3FU)));
        m_out.append(static_cast<char>(0x80U | ((code >> 6U) & 0x3FU)));
        m_out.append(static_cast<char>(0x80U | (code & 0x3FU)));
    }
}

void CsvDecoder::appendUnit(char16_t unit)
{
    if (QChar::isHighSurrogate(unit)) {
        if (m_high != 0)
            appendCode(replacement);
        m_high = unit;
        return;
    }
    if (QChar::isLowSurrogate(unit)) {
        appendCode(m_high != 0 ? QChar::surrogateToUcs4(m_high, unit) : replacement);
        m_high = 0;
        return;
    }
    if (m_high != 0)
        appendCode(replacement);
    m_high = 0;
    if (m_begun || unit != 0xFEFF)
        appendCode(unit);
    m_begun = true;
}

QByteArrayView CsvDecoder::decode(QByteArrayView bytes)
{
    if (m_encoding == CsvEncoding::Utf8) {
        const bool first = !std::exchange(m_begun, true);
        return first && bytes.startsWith(utf8Mark) ? bytes.sliced(utf8Mark.size()) : bytes;
    }
    // Room for all that may come, so that growing leaves no copy behind.
    if (m_out.capacity() < bytes.size() * 3 + 8) {
        wipe(m_out);
        m_out.reserve(bytes.size() * 3 + 8);
    }
    m_out.resize(0);
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        if (m_encoding == CsvEncoding::Windows1252) {
            appendCode(byte >= 0x80 && byte < 0xA0 ? windows1252[byte - 0x80U] : byte);
        } else if (m_heldByte < 0) {
            m_heldByte = byte;
        } else {
            const auto held = static_cast<unsigned>(std::exchange(m_heldByte, -1));
            const bool little = m_encoding == CsvEncoding::Utf16Le;
            appendUnit(static_cast<char16_t>(little ? (unsigned(byte) << 8U) | held : (held << 8U) | byte));
        }
    }
    return m_out;
}

QByteArrayView CsvDecoder::finish()
{
    if (m_encoding == CsvEncoding::Utf8)
        return {};
    m_out.resize(0);
    if (m_high != 0 || m_heldByte >= 0)
        appendCode(replacement);
    m_high = 0;
    m_heldByte = -1;
    return m_out;
}

} // namespace Keyturn
