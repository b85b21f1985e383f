#include "pagetokens.h"

#include "randombytes.h"

#include <QList>
#include <QMessageAuthenticationCode>

namespace Keyturn {

namespace {

constexpr qsizetype signatureSize = 12;
constexpr auto encoding = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

} // namespace

PageTokens::PageTokens()
    : m_key(randomBytes(32))
{
}

QString PageTokens::make(const QString &status, qsizetype offset, const QDateTime &now) const
{
    const QByteArray text = status.toUtf8() + ':' + QByteArray::number(offset) + ':'
        + QByteArray::number(now.toSecsSinceEpoch() + lifetimeSeconds);
    const QByteArray token = signatureOf(text) + text;
    return QString::fromLatin1(token.toBase64(encoding));
}

std::optional<qsizetype> PageTokens::offsetOf(const QString &token, const QString &status,
                                              const QDateTime &now) const
{
    const auto decoded =
        QByteArray::fromBase64Encoding(token.toUtf8(), encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded || decoded.decoded.size() <= signatureSize)
        return std::nullopt;
    const QByteArray text = decoded.decoded.mid(signatureSize);
    if (decoded.decoded.left(signatureSize) != signatureOf(text))
        return std::nullopt;
    const QList<QByteArray> fields = text.split(':');
    if (fields.size() != 3 || fields[0] != status.toUtf8() || fields[2].toLongLong() < now.toSecsSinceEpoch())
        return std::nullopt;
    return fields[1].toLongLong();
}

QByteArray PageTokens::signatureOf(const QByteArray &text) const
{
    return QMessageAuthenticationCode::hash(text, m_key, QCryptographicHash::Sha256).left(signatureSize);
}

} // namespace Keyturn
