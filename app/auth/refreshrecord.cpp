#include "refreshrecord.h"

#include <QCryptographicHash>

#include <algorithm>

namespace Keyturn {

namespace {

// "keyturn-refresh-1 ORDER KEEP ORIGIN TOKEN", by hand as TokenRecord is.
constexpr QByteArrayView format("keyturn-refresh-1");
constexpr QByteArrayView inKeychain("keychain");
constexpr QByteArrayView thisRunOnly("run");

/// Cuts the next word off.
QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype blank = rest.indexOf(' ');
    const QByteArrayView word = blank < 0 ? rest : rest.first(blank);
    rest = blank < 0 ? QByteArrayView() : rest.sliced(blank + 1);
    return word;
}

} // namespace

RefreshRecord RefreshRecord::successor(Secret next, const QDateTime &now) const
{
    return {std::move(next), std::max(order + 1, now.toMSecsSinceEpoch()), origin, keep};
}

QByteArray RefreshRecord::fingerprint() const
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(origin);
    hash.addData(QByteArrayView("\n"));
    hash.addData(token.exposeUtf8());
    return hash.result().toHex();
}

Secret RefreshRecord::toSecret() const
{
    QByteArray bytes;
    bytes.reserve(token.size() + 256); // grown in place, it leaves no copies behind
    bytes.append(format).append(' ');
    bytes.append(QByteArray::number(order)).append(' ');
    bytes.append(keep == Keep::ThisRunOnly ? thisRunOnly : inKeychain).append(' ');
    bytes.append(origin).append(' ').append(token.exposeUtf8());
    Secret secret = Secret::fromUtf8(bytes);
    wipe(bytes);
    return secret;
}

std::optional<RefreshRecord> RefreshRecord::fromSecret(const Secret &secret)
{
    QByteArrayView rest = secret.exposeUtf8();
    if (takeWord(rest) != format)
        return std::nullopt;
    bool isNumber = false;
    const qint64 order = takeWord(rest).toLongLong(&isNumber);
    const QByteArrayView keep = takeWord(rest);
    const QByteArray origin = takeWord(rest).toByteArray();
    if (!isNumber || order <= 0 || (keep != inKeychain && keep != thisRunOnly) || origin.isEmpty()
        || rest.isEmpty())
        return std::nullopt;
    return RefreshRecord{Secret::fromUtf8(rest), order, origin,
                         keep == thisRunOnly ? Keep::ThisRunOnly : Keep::InKeychain};
}

} // namespace Keyturn
