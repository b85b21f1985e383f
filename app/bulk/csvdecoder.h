#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

class QIODevice;

namespace Keyturn {

enum class CsvEncoding { Utf8, Utf16Le, Utf16Be, Windows1252 };

/// UTF-16 by its byte order mark; else UTF-8 when all of it is valid UTF-8; else Windows-1252. `bytes` is a
/// piece from the beginning; a character that is cut at its end does not count against UTF-8. `isWhole`:
/// nothing follows.
CsvEncoding encodingOf(QByteArrayView bytes, bool isWhole);

/// Turns pieces of a file into pieces of UTF-8 without a byte order mark. Wipes what it held.
class CsvDecoder
{
public:
    explicit CsvDecoder(CsvEncoding encoding);
    ~CsvDecoder();
    CsvDecoder(const CsvDecoder &) = delete;
    CsvDecoder &operator=(const CsvDecoder &) = delete;

    /// Valid until the next call. A file's bytes that are not of its encoding come as U+FFFD.
    QByteArrayView decode(QByteArrayView bytes);
    /// What a cut character at the end of the file leaves.
    QByteArrayView finish();

private:
    void appendUnit(char16_t unit);
    void appendCode(char32_t code);

    CsvEncoding m_encoding;
    QByteArray m_out;
    bool m_begun = false;
    int m_heldByte = -1; ///< of a UTF-16 unit
    char16_t m_high = 0; ///< a surrogate whose second half is to come
};

} // namespace Keyturn
