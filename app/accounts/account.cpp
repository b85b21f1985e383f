#include "account.h"

#include "secrets/boundsecret.h"

#include <QRandomGenerator>

namespace Keyturn {

namespace {

constexpr qsizetype SlugLimit = 24;

/// "Contoso (Europe) Ltd." becomes "contoso-europe-ltd".
QString slugOf(const QString &name)
{
    QString slug;
    bool wordEnded = false;
    for (const QChar c : name) {
        const char16_t unit = c.toLower().unicode();
        const bool kept = (unit >= u'a' && unit <= u'z') || (unit >= u'0' && unit <= u'9');
        if (!kept) {
            wordEnded = !slug.isEmpty();
            continue;
        }
        const qsizetype needed = wordEnded ? 2 : 1;
        if (slug.size() + needed > SlugLimit)
            break;
        if (wordEnded)
            slug += u'-';
        slug += QChar(unit);
        wordEnded = false;
    }
    return slug.isEmpty() ? QStringLiteral("account") : slug;
}

} // namespace

QString Account::keyFor(const char *leaf) const
{
    return QStringLiteral("Keyturn/%1/%2").arg(id, QLatin1StringView(leaf));
}

QStringList Account::secretKeys() const
{
    switch (kind) {
    case Kind::PastedToken:
        return {tokenKey()};
    case Kind::ServerToServer:
        return {clientSecretKey(), grantedTokenKey()};
    case Kind::BrowserSignIn:
        return (hasClientSecret ? QStringList{clientSecretKey()} : QStringList())
            + QStringList{refreshTokenKey(), grantedTokenKey()};
    case Kind::Practice:
        break;
    }
    return {};
}

QByteArray Account::tokenPlace() const
{
    return BoundSecret::placeOf({baseUrl});
}

QByteArray Account::clientSecretPlace() const
{
    return BoundSecret::placeOf({tokenUrl, baseUrl});
}

bool Account::sharesSecretsWith(const Account &other) const
{
    const auto sameServer = [](const QUrl &a, const QUrl &b) {
        return a.scheme() == b.scheme() && a.authority() == b.authority();
    };
    if (kind != other.kind || !sameServer(baseUrl, other.baseUrl))
        return false;
    return kind == Kind::PastedToken
        || (sameServer(tokenUrl, other.tokenUrl) && accountId == other.accountId
            && clientId == other.clientId);
}

QUrl Account::tokenUrlFor(const QUrl &baseUrl)
{
    if (baseUrl.scheme() != QLatin1String("https") || baseUrl.port(443) != 443)
        return {};
    if (baseUrl.host() == QLatin1String("api.zoom.us"))
        return QUrl(QStringLiteral("https://zoom.us/oauth/token"));
    if (baseUrl.host() == QLatin1String("api.zoomgov.com"))
        return QUrl(QStringLiteral("https://zoomgov.com/oauth/token"));
    return {};
}

QUrl Account::authorizeUrlFor(const QUrl &tokenUrl)
{
    const QString last = QStringLiteral("/oauth/token");
    const QString path = tokenUrl.path(QUrl::FullyEncoded);
    if (!path.endsWith(last))
        return {};
    QUrl url = tokenUrl;
    url.setPath(path.chopped(last.size()) % QStringLiteral("/oauth/authorize"), QUrl::StrictMode);
    return url;
}

QString Account::newId(const QString &name)
{
    const quint32 digits = QRandomGenerator::system()->generate();
    return slugOf(name) % u'-' % QString::number(digits, 16).rightJustified(8, u'0');
}

} // namespace Keyturn
