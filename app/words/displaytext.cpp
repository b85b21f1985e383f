#include "displaytext.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

bool turnsDirection(char16_t unit)
{
    return unit == 0x061c || unit == 0x200e || unit == 0x200f || (unit >= 0x202a && unit <= 0x202e)
        || (unit >= 0x2066 && unit <= 0x2069);
}

} // namespace

QString displayText(const QString &text)
{
    QString line;
    line.reserve(text.size());
    for (const QChar unit : text) {
        if (unit.isSpace())
            line += QChar::Space;
        else if (unit.category() != QChar::Other_Control && !turnsDirection(unit.unicode()))
            line += unit;
    }
    return line.trimmed();
}

QString personText(const QString &name, const QString &email)
{
    const QString shownName = displayText(name);
    const QString shownEmail = displayText(email);
    if (shownEmail.isEmpty() || shownName == shownEmail)
        return shownName;
    if (shownName.isEmpty())
        return shownEmail;
    return QCoreApplication::translate("Keyturn", "%1 <%2>", "name and e-mail address")
        .arg(shownName, shownEmail);
}

} // namespace Keyturn
