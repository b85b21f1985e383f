#include "redaction.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUrl>

namespace Keyturn {

namespace {

constexpr qsizetype longestText = 500;
constexpr qsizetype shortestSecret = 4;

QString mask()
{
    return QStringLiteral("•••");
}

/// Without what may be a secret by its looks.
QString withoutSecrets(QString text)
{
    static const QRegularExpression userInfo(QStringLiteral("//[^/?#\\s@]*@"));
    static const QRegularExpression bearer(QStringLiteral("\\b(Bearer|Basic)\\s+[^\\s\"',;]+"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression jwt(
        QStringLiteral("\\b[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{8,}"));

    text.replace(userInfo, QStringLiteral("//") + mask() + QLatin1Char('@'));
    text.replace(bearer, QStringLiteral("\\1 ") + mask());
    return text.replace(jwt, mask());
}

/// Whether one of those patterns can match at all: most messages hold none of this, and the engine for
/// patterns is half a megabyte that the program can do without.
bool mayHoldSecrets(const QString &text)
{
    return text.contains(u'@') || text.count(u'.') >= 2
        || text.contains(QLatin1String("bearer"), Qt::CaseInsensitive)
        || text.contains(QLatin1String("basic"), Qt::CaseInsensitive);
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
    if (secret.size() < shortestSecret)
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
