#include "pkce.h"

#include <QCryptographicHash>
#include <QRandomGenerator>

#include <array>

namespace Keyturn {

namespace {

constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

Secret randomUrlSafe()
{
    std::array<quint32, 8> words;
    QRandomGenerator::system()->fillRange(words.data(), qsizetype(words.size()));
    constexpr auto size = words.size() * sizeof(quint32);
    QByteArray text = QByteArray::fromRawData(reinterpret_cast<const char *>(words.data()), qsizetype(size))
                          .toBase64(base64Url);
    Secret secret = Secret::fromUtf8(text);
    wipe(words.data(), size);
    wipe(text);
    return secret;
}

QByteArray Pkce::challengeOf(const Secret &verifier)
{
    const QByteArrayView bytes = verifier.exposeUtf8();
    return QCryptographicHash::hash(QByteArray::fromRawData(bytes.data(), bytes.size()),
                                    QCryptographicHash::Sha256)
        .toBase64(base64Url);
}

Pkce Pkce::generate()
{
    Pkce made;
    made.verifier = randomUrlSafe();
    made.challenge = challengeOf(made.verifier);
    return made;
}

} // namespace Keyturn
