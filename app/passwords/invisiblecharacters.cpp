#include "invisiblecharacters.h"

#include <QCoreApplication>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Keyturn::InvisibleCharacters)
};

/// Letters and marks by their category that nevertheless show nothing.
bool isBlankLetter(char32_t code)
{
    return code == 0x034F || code == 0x115F || code == 0x1160 || code == 0x17B4 || code == 0x17B5
        || code == 0x2800 || code == 0x3164 || code == 0xFFA0 || (code >= 0x180B && code <= 0x180F)
        || (code >= 0xFE00 && code <= 0xFE0F) || (code >= 0xE0000 && code <= 0xE0FFF);
}

bool isInvisible(char32_t code)
{
    if (code > 0x20 && code < 0x7F)
        return false;
    switch (QChar::category(code)) {
    case QChar::Separator_Space:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
    case QChar::Other_Control:
    case QChar::Other_Format:
        return true;
    default:
        return isBlankLetter(code);
    }
}

bool turnsDirection(char32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E)
        || (code >= 0x2066 && code <= 0x2069);
}

enum class Place { Beginning, Inside, End };

QString placed(Place place, const QString &beginning, const QString &inside, const QString &end)
{
    return place == Place::Beginning ? beginning : place == Place::End ? end : inside;
}

QString nameOf(char32_t code, Place place)
{
    if (code == u' ')
        return placed(place, Texts::tr("a space at the beginning"), Texts::tr("a space inside"),
                      Texts::tr("a space at the end"));
    if (code == 0xA0 || code == 0x202F || code == 0x2007)
        return placed(place, Texts::tr("a no-break space at the beginning"),
                      Texts::tr("a no-break space inside"), Texts::tr("a no-break space at the end"));
    if (code == u'\t')
        return placed(place, Texts::tr("a tab at the beginning"), Texts::tr("a tab inside"),
                      Texts::tr("a tab at the end"));
    if (code == u'\n' || code == u'\r' || code == 0x85 || code == 0x2028 || code == 0x2029)
        return placed(place, Texts::tr("a line break at the beginning"), Texts::tr("a line break inside"),
                      Texts::tr("a line break at the end"));
    if (turnsDirection(code))
        return placed(place, Texts::tr("an invisible direction mark at the beginning"),
                      Texts::tr("an invisible direction mark inside"),
                      Texts::tr("an invisible direction mark at the end"));
    if (QChar::category(code) == QChar::Separator_Space)
        return placed(place, Texts::tr("an unusual space at the beginning"),
                      Texts::tr("an unusual space inside"), Texts::tr("an unusual space at the end"));
    if (QChar::category(code) == QChar::Other_Control)
        return placed(place, Texts::tr("a control character at the beginning"),
                      Texts::tr("a control character inside"), Texts::tr("a control character at the end"));
    return placed(place, Texts::tr("a character without width at the beginning"),
                  Texts::tr("a character without width inside"),
                  Texts::tr("a character without width at the end"));
}

} // namespace

std::optional<InvisibleCharacter> invisibleCharacterIn(QStringView password)
{
    for (qsizetype i = 0; i < password.size();) {
        const bool isPair =
            password[i].isHighSurrogate() && i + 1 < password.size() && password[i + 1].isLowSurrogate();
        const char32_t code =
            isPair ? QChar::surrogateToUcs4(password[i], password[i + 1]) : password[i].unicode();
        const qsizetype next = i + (isPair ? 2 : 1);
        const Place place = i == 0 ? Place::Beginning : next == password.size() ? Place::End : Place::Inside;
        if (isInvisible(code) && (code != u' ' || place != Place::Inside))
            return InvisibleCharacter{i, nameOf(code, place)};
        i = next;
    }
    return std::nullopt;
}

} // namespace Keyturn
