#pragma once

#include "bulk/csvencoding.h"

#include <QByteArray>
#include <QByteArrayView>

#include <optional>

namespace Keyturn {

/// Text in UTF-8 that is wiped when it goes.
class DecodedText
{
public:
    DecodedText() = default;
    ~DecodedText();
    DecodedText(DecodedText &&other) noexcept = default;
    DecodedText &operator=(DecodedText &&other) noexcept;
    DecodedText(const DecodedText &) = delete;
    DecodedText &operator=(const DecodedText &) = delete;

    QByteArrayView utf8() const { return m_isView ? m_view : QByteArrayView(m_own); }
    /// How many characters were not of the encoding: they are U+FFFD now. Of UTF-8 they stay, and do not
    /// count.
    qsizetype badCharacters() const { return m_bad; }

private:
    friend std::optional<DecodedText> decoded(QByteArrayView, CsvEncoding);

    QByteArray m_own;
    QByteArrayView m_view; ///< into the bytes that were given: UTF-8 is not copied
    bool m_isView = false;
    qsizetype m_bad = 0;
};

/// The text without a byte order mark. Valid while `bytes` are. Nothing: this computer cannot read the
/// encoding, which happens where the system's tables are not installed. Any thread.
std::optional<DecodedText> decoded(QByteArrayView bytes, CsvEncoding encoding);

} // namespace Keyturn
