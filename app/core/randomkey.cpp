#include "randomkey.h"

#include <QRandomGenerator>

#include <array>

namespace Keyturn {

Secret randomKey()
{
    std::array<quint32, 8> words{};
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    QByteArray digits =
        QByteArray::fromRawData(reinterpret_cast<const char *>(words.data()), sizeof words).toHex();
    Secret key = Secret::fromUtf8(digits);
    wipe(digits);
    wipe(words.data(), sizeof words);
    return key;
}

} // namespace Keyturn
