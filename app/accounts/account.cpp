#include "account.h"

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

QString Account::tokenKey() const
{
    return QStringLiteral("Keyturn/%1/access-token").arg(id);
}

QString Account::newId(const QString &name)
{
    const quint32 digits = QRandomGenerator::system()->generate();
    return slugOf(name) % u'-' % QString::number(digits, 16).rightJustified(8, u'0');
}

} // namespace Keyturn
