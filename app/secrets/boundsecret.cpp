#include "boundsecret.h"

#include "core/logging.h"
#include "core/whenready.h"

namespace Keyturn::BoundSecret {

namespace {

// "keyturn-bound-1 PLACE SECRET". By hand, since a JSON document would make copies of the secret that cannot
// be wiped. No secret of before begins so: none has a blank in it.
constexpr QByteArrayView format("keyturn-bound-1 ");

int portOf(const QUrl &url)
{
    return url.port(url.scheme() == QLatin1String("http") ? 80 : 443);
}

} // namespace

QByteArray placeOf(std::initializer_list<QUrl> urls)
{
    QByteArray place;
    for (const QUrl &url : urls) {
        if (!place.isEmpty())
            place += ',';
        place += url.scheme().toLatin1() + "://" + url.host(QUrl::FullyEncoded).toLatin1().toLower() + ':'
            + QByteArray::number(portOf(url));
    }
    return place;
}

Secret wrapped(const Secret &secret, QByteArrayView place)
{
    QByteArray bytes;
    bytes.reserve(format.size() + place.size() + 1 + secret.size()); // grown in place, it leaves no copies
    bytes.append(format).append(place).append(' ').append(secret.exposeUtf8());
    Secret whole = Secret::fromUtf8(bytes);
    wipe(bytes);
    return whole;
}

void read(SecretStore *store, const QString &key, const QByteArray &place, QObject *context,
          std::function<void(Result<Secret>)> then)
{
    whenReady(store->read(key), context, [store, key, place, then = std::move(then)](Result<Secret> stored) {
        if (!stored)
            return then(std::move(stored));
        QByteArrayView rest = stored->exposeUtf8();
        if (!rest.startsWith(format)) {
            store->write(key, wrapped(*stored, place));
            return then(std::move(stored));
        }
        rest = rest.sliced(format.size());
        const qsizetype blank = rest.indexOf(' ');
        if (blank < 0)
            return then(std::unexpected(Error::of(ErrorKind::SecretMissing)));
        if (rest.first(blank) != place) {
            qCWarning(lcSecrets) << "a secret is not used: it belongs to another address";
            return then(std::unexpected(Error::of(ErrorKind::SecretForOtherAddress)));
        }
        then(Secret::fromUtf8(rest.sliced(blank + 1)));
    });
}

} // namespace Keyturn::BoundSecret
