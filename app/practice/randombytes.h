#pragma once

#include <QByteArray>
#include <QRandomGenerator>

#include <cstring>

namespace Keyturn {

/// From the operating system. Thread-safe.
inline QByteArray randomBytes(qsizetype count)
{
    QByteArray bytes;
    bytes.reserve(count + 3);
    while (bytes.size() < count) {
        const quint32 word = QRandomGenerator::system()->generate();
        char raw[sizeof word];
        std::memcpy(raw, &word, sizeof word);
        bytes.append(raw, sizeof word);
    }
    bytes.truncate(count);
    return bytes;
}

} // namespace Keyturn
