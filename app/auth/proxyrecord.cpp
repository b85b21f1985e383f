#include "proxyrecord.h"

#include <QUrl>

namespace Keyturn {

namespace {

// "keyturn-proxy-1 HOST PORT USER PASSWORD", host and user percent-encoded. By hand, since a JSON document
// would make copies of the password that cannot be wiped.
constexpr QByteArrayView format("keyturn-proxy-1");

/// Cuts the next word off.
QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype blank = rest.indexOf(' ');
    const QByteArrayView word = blank < 0 ? rest : rest.first(blank);
    rest = blank < 0 ? QByteArrayView() : rest.sliced(blank + 1);
    return word;
}

QString decoded(QByteArrayView word)
{
    return QUrl::fromPercentEncoding(word.toByteArray());
}

} // namespace

Secret ProxyRecord::toSecret() const
{
    QByteArray bytes;
    bytes.reserve(login.password.size() + 3 * (host.size() + login.user.size()) * 4 + 64); // see TokenRecord
    bytes.append(format).append(' ').append(QUrl::toPercentEncoding(host)).append(' ');
    bytes.append(QByteArray::number(port))
        .append(' ')
        .append(QUrl::toPercentEncoding(login.user))
        .append(' ');
    bytes.append(login.password.exposeUtf8());
    Secret secret = Secret::fromUtf8(bytes);
    wipe(bytes);
    return secret;
}

std::optional<ProxyRecord> ProxyRecord::fromSecret(const Secret &secret)
{
    QByteArrayView rest = secret.exposeUtf8();
    if (takeWord(rest) != format)
        return std::nullopt;
    ProxyRecord record;
    record.host = decoded(takeWord(rest));
    record.port = takeWord(rest).toInt();
    record.login.user = decoded(takeWord(rest));
    record.login.password = Secret::fromUtf8(rest);
    if (record.host.isEmpty() || record.port <= 0)
        return std::nullopt;
    return record;
}

} // namespace Keyturn
