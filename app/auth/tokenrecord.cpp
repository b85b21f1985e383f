#include "tokenrecord.h"

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

// "keyturn-token-1 OBTAINED ENDS ORIGIN TOKEN", times in milliseconds since 1970. By hand, since a JSON
// document would make copies of the token that cannot be wiped.
constexpr QByteArrayView format("keyturn-token-1");
constexpr auto longestLifetime = 24h;

std::optional<QDateTime> timeIn(QByteArrayView word)
{
    bool isNumber = false;
    const qint64 milliseconds = word.toLongLong(&isNumber);
    if (!isNumber || milliseconds <= 0)
        return std::nullopt;
    return QDateTime::fromMSecsSinceEpoch(milliseconds).toUTC();
}

/// Cuts the next word off.
QByteArrayView takeWord(QByteArrayView &rest)
{
    const qsizetype blank = rest.indexOf(' ');
    const QByteArrayView word = blank < 0 ? rest : rest.first(blank);
    rest = blank < 0 ? QByteArrayView() : rest.sliced(blank + 1);
    return word;
}

} // namespace

Secret TokenRecord::toSecret() const
{
    QByteArray bytes;
    bytes.reserve(token.size() + 256); // grown in place, it leaves no copies behind
    bytes.append(format).append(' ');
    bytes.append(QByteArray::number(obtained.toMSecsSinceEpoch())).append(' ');
    bytes.append(QByteArray::number(ends.toMSecsSinceEpoch())).append(' ');
    bytes.append(origin).append(' ').append(token.exposeUtf8());
    Secret secret = Secret::fromUtf8(bytes);
    wipe(bytes);
    return secret;
}

std::optional<TokenRecord> TokenRecord::fromSecret(const Secret &secret)
{
    QByteArrayView rest = secret.exposeUtf8();
    if (takeWord(rest) != format)
        return std::nullopt;
    const auto obtained = timeIn(takeWord(rest));
    const auto ends = timeIn(takeWord(rest));
    const QByteArray origin = takeWord(rest).toByteArray();
    if (!obtained || !ends || origin.isEmpty() || rest.isEmpty())
        return std::nullopt;
    TokenRecord record{Secret::fromUtf8(rest), *obtained, *ends, origin};
    if (record.lifetime() <= 0ms || record.lifetime() > longestLifetime)
        return std::nullopt;
    return record;
}

} // namespace Keyturn
