#include "redaction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

namespace Keyturn {

namespace {

constexpr qsizetype longestText = 500;

QString mask()
{
    return QStringLiteral("•••");
}

/// Without what may be a secret by its looks.
QString withoutSecrets(QString text)
{
    // Up to the last @ before the path: a password may hold one, though it should be encoded.
    static const QRegularExpression userInfo(QStringLiteral("//[^/?#\\s]*@"));
    // It may hold a slash, too. A colon that no port follows gives it away.
    static const QRegularExpression userInfoWithSlash(
        QStringLiteral("//[^\\s/:@\\[]+:(?!\\d{1,5}(?:[^\\w@]|$))[^\\s\"'<>]*@"));
    // As people set it for their shells: https_proxy=user:password@host, with no scheme.
    static const QRegularExpression variable(
        QStringLiteral("\\b((?:https?|all|ftp|socks)_proxy\\s*=\\s*[\"']?)(?![a-z0-9+.-]+://)[^\\s\"']*@"),
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bearer(QStringLiteral("\\b(Bearer|Basic)\\s+[^\\s\"',;]+"),
                                           QRegularExpression::CaseInsensitiveOption);
    // What else a Proxy-Authorization header may hold; in a sentence these are words without such a tail.
    static const QRegularExpression ntlm(QStringLiteral("\\b(NTLM|Negotiate)\\s+[A-Za-z0-9+/=]{16,}"),
                                         QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression digest(QStringLiteral("\\b(Digest)\\s+\\w+=[^\\r\\n]*"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression jwt(
        QStringLiteral("\\b[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}"));

    text.replace(variable, QStringLiteral("\\1") + mask() + QLatin1Char('@'));
    text.replace(userInfoWithSlash, QStringLiteral("//") + mask() + QLatin1Char('@'));
    text.replace(userInfo, QStringLiteral("//") + mask() + QLatin1Char('@'));
    for (const QRegularExpression *header : {&bearer, &ntlm, &digest})
        text.replace(*header, QStringLiteral("\\1 ") + mask());
    return text.replace(jwt, mask());
}

/// Whether one of those patterns can match at all: most messages hold none of this, and the engine for
/// patterns is half a megabyte that the program can do without.
bool mayHoldSecrets(const QString &text)
{
    if (text.contains(u'@') || text.count(u'.') >= 2)
        return true;
    for (const auto scheme : {QLatin1String("bearer"), QLatin1String("basic"), QLatin1String("ntlm"),
                              QLatin1String("negotiate"), QLatin1String("digest")}) {
        if (text.contains(scheme, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace

QString redacted(const QString &text)
{
    QString safe = text.left(longestText * 8);
    if (mayHoldSecrets(safe))
        safe = withoutSecrets(safe);
    for (QChar &c : safe) {
        if (c.category() == QChar::Other_Control || c.category() == QChar::Other_Format
            || c == QChar::LineSeparator || c == QChar::ParagraphSeparator)
            c = QLatin1Char(' ');
    }
    safe = safe.simplified();
    if (safe.size() > longestText)
        safe = safe.left(longestText - 1) + QChar(0x2026);
    return safe;
}

QString redacted(const QString &text, const Secret &secret)
{
    if (secret.size() < shortestRedacted)
        return redacted(text);

    const QByteArray utf8 = secret.exposeUtf8().toByteArray();
    QString plain = QString::fromUtf8(utf8);
    QString encoded = QString::fromLatin1(QUrl::toPercentEncoding(plain));
    // As JSON writes it: ["…"] without the brackets and quotes.
    QString json = QString::fromUtf8(QJsonDocument(QJsonArray{plain}).toJson(QJsonDocument::Compact)).mid(2);
    json.chop(2);

    QString safe = text;
    for (QString *form : {&plain, &encoded, &json}) {
        safe.replace(*form, mask(), Qt::CaseInsensitive);
        wipe(*form);
    }
    return redacted(safe);
}

} // namespace Keyturn
