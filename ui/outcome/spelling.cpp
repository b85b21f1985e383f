#include "spelling.h"

#include <QCoreApplication>

#include <array>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

QString words(const char *text)
{
    return QCoreApplication::translate("Keyturn::Spelling", text);
}

constexpr std::array<const char *, 26> letters{
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Alfa"),    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Bravo"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Charlie"), QT_TRANSLATE_NOOP("Keyturn::Spelling", "Delta"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Echo"),    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Foxtrot"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Golf"),    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Hotel"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "India"),   QT_TRANSLATE_NOOP("Keyturn::Spelling", "Juliett"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Kilo"),    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Lima"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Mike"),    QT_TRANSLATE_NOOP("Keyturn::Spelling", "November"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Oscar"),   QT_TRANSLATE_NOOP("Keyturn::Spelling", "Papa"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Quebec"),  QT_TRANSLATE_NOOP("Keyturn::Spelling", "Romeo"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Sierra"),  QT_TRANSLATE_NOOP("Keyturn::Spelling", "Tango"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Uniform"), QT_TRANSLATE_NOOP("Keyturn::Spelling", "Victor"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Whiskey"), QT_TRANSLATE_NOOP("Keyturn::Spelling", "X-ray"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "Yankee"),  QT_TRANSLATE_NOOP("Keyturn::Spelling", "Zulu"),
};

constexpr std::array<const char *, 10> digits{
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "zero"),  QT_TRANSLATE_NOOP("Keyturn::Spelling", "one"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "two"),   QT_TRANSLATE_NOOP("Keyturn::Spelling", "three"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "four"),  QT_TRANSLATE_NOOP("Keyturn::Spelling", "five"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "six"),   QT_TRANSLATE_NOOP("Keyturn::Spelling", "seven"),
    QT_TRANSLATE_NOOP("Keyturn::Spelling", "eight"), QT_TRANSLATE_NOOP("Keyturn::Spelling", "nine"),
};

struct Named
{
    char32_t character;
    const char *name;
};

constexpr auto symbols = std::to_array<Named>({
    {U' ', QT_TRANSLATE_NOOP("Keyturn::Spelling", "space")},
    {U'!', QT_TRANSLATE_NOOP("Keyturn::Spelling", "exclamation mark")},
    {U'"', QT_TRANSLATE_NOOP("Keyturn::Spelling", "quotation mark")},
    {U'#', QT_TRANSLATE_NOOP("Keyturn::Spelling", "hash")},
    {U'$', QT_TRANSLATE_NOOP("Keyturn::Spelling", "dollar sign")},
    {U'%', QT_TRANSLATE_NOOP("Keyturn::Spelling", "percent sign")},
    {U'&', QT_TRANSLATE_NOOP("Keyturn::Spelling", "ampersand")},
    {U'\'', QT_TRANSLATE_NOOP("Keyturn::Spelling", "apostrophe")},
    {U'(', QT_TRANSLATE_NOOP("Keyturn::Spelling", "left parenthesis")},
    {U')', QT_TRANSLATE_NOOP("Keyturn::Spelling", "right parenthesis")},
    {U'*', QT_TRANSLATE_NOOP("Keyturn::Spelling", "asterisk")},
    {U'+', QT_TRANSLATE_NOOP("Keyturn::Spelling", "plus sign")},
    {U',', QT_TRANSLATE_NOOP("Keyturn::Spelling", "comma")},
    {U'-', QT_TRANSLATE_NOOP("Keyturn::Spelling", "hyphen")},
    {U'.', QT_TRANSLATE_NOOP("Keyturn::Spelling", "full stop")},
    {U'/', QT_TRANSLATE_NOOP("Keyturn::Spelling", "slash")},
    {U':', QT_TRANSLATE_NOOP("Keyturn::Spelling", "colon")},
    {U';', QT_TRANSLATE_NOOP("Keyturn::Spelling", "semicolon")},
    {U'<', QT_TRANSLATE_NOOP("Keyturn::Spelling", "less-than sign")},
    {U'=', QT_TRANSLATE_NOOP("Keyturn::Spelling", "equals sign")},
    {U'>', QT_TRANSLATE_NOOP("Keyturn::Spelling", "greater-than sign")},
    {U'?', QT_TRANSLATE_NOOP("Keyturn::Spelling", "question mark")},
    {U'@', QT_TRANSLATE_NOOP("Keyturn::Spelling", "at sign")},
    {U'[', QT_TRANSLATE_NOOP("Keyturn::Spelling", "left square bracket")},
    {U'\\', QT_TRANSLATE_NOOP("Keyturn::Spelling", "backslash")},
    {U']', QT_TRANSLATE_NOOP("Keyturn::Spelling", "right square bracket")},
    {U'^', QT_TRANSLATE_NOOP("Keyturn::Spelling", "caret")},
    {U'_', QT_TRANSLATE_NOOP("Keyturn::Spelling", "underscore")},
    {U'`', QT_TRANSLATE_NOOP("Keyturn::Spelling", "backtick")},
    {U'{', QT_TRANSLATE_NOOP("Keyturn::Spelling", "left curly bracket")},
    {U'|', QT_TRANSLATE_NOOP("Keyturn::Spelling", "vertical bar")},
    {U'}', QT_TRANSLATE_NOOP("Keyturn::Spelling", "right curly bracket")},
    {U'~', QT_TRANSLATE_NOOP("Keyturn::Spelling", "tilde")},
    {U'\u00a0', QT_TRANSLATE_NOOP("Keyturn::Spelling", "non-breaking space")},
    {U'\u00df', QT_TRANSLATE_NOOP("Keyturn::Spelling", "sharp s")},
    {U'\u00a7', QT_TRANSLATE_NOOP("Keyturn::Spelling", "section sign")},
    {U'\u00a3', QT_TRANSLATE_NOOP("Keyturn::Spelling", "pound sign")},
    {U'\u20ac', QT_TRANSLATE_NOOP("Keyturn::Spelling", "euro sign")},
    {U'\u00b0', QT_TRANSLATE_NOOP("Keyturn::Spelling", "degree sign")},
});

/// Accents, as a letter is taken apart into them (NFD).
constexpr auto accents = std::to_array<Named>({
    {U'\u0300', QT_TRANSLATE_NOOP("Keyturn::Spelling", "grave accent")},
    {U'\u0301', QT_TRANSLATE_NOOP("Keyturn::Spelling", "acute accent")},
    {U'\u0302', QT_TRANSLATE_NOOP("Keyturn::Spelling", "circumflex")},
    {U'\u0303', QT_TRANSLATE_NOOP("Keyturn::Spelling", "tilde")},
    {U'\u0306', QT_TRANSLATE_NOOP("Keyturn::Spelling", "breve")},
    {U'\u0307', QT_TRANSLATE_NOOP("Keyturn::Spelling", "dot above")},
    {U'\u0308', QT_TRANSLATE_NOOP("Keyturn::Spelling", "two dots above")},
    {U'\u030a', QT_TRANSLATE_NOOP("Keyturn::Spelling", "ring above")},
    {U'\u030b', QT_TRANSLATE_NOOP("Keyturn::Spelling", "double acute accent")},
    {U'\u030c', QT_TRANSLATE_NOOP("Keyturn::Spelling", "caron")},
    {U'\u0327', QT_TRANSLATE_NOOP("Keyturn::Spelling", "cedilla")},
    {U'\u0328', QT_TRANSLATE_NOOP("Keyturn::Spelling", "ogonek")},
});

template<std::size_t Size>
QString nameIn(const std::array<Named, Size> &table, char32_t character)
{
    for (const Named &named : table) {
        if (named.character == character)
            return words(named.name);
    }
    return {};
}

QString simpleName(char32_t character)
{
    if (character >= U'a' && character <= U'z')
        return words(letters[character - U'a']).toLower();
    if (character >= U'A' && character <= U'Z')
        return words(QT_TRANSLATE_NOOP("Keyturn::Spelling", "capital %1"))
            .arg(words(letters[character - U'A']));
    if (character >= U'0' && character <= U'9')
        return words(digits[character - U'0']);
    return nameIn(symbols, character);
}

QString nameOf(char32_t character)
{
    if (const QString name = simpleName(character); !name.isEmpty())
        return name;
    const QString parts = QString::fromUcs4(&character, 1).normalized(QString::NormalizationForm_D);
    if (parts.size() == 2) {
        const QString letter = simpleName(parts[0].unicode());
        const QString accent = nameIn(accents, parts[1].unicode());
        if (!letter.isEmpty() && !accent.isEmpty())
            return words(QT_TRANSLATE_NOOP("Keyturn::Spelling", "%1 with %2")).arg(letter, accent);
    }
    return words(QT_TRANSLATE_NOOP("Keyturn::Spelling", "the character with the Unicode number %1"))
        .arg(QString::number(character, 16).toUpper().rightJustified(4, u'0'));
}

} // namespace

QList<SpelledCharacter> spell(QStringView text)
{
    QList<SpelledCharacter> spelled;
    for (const uint unit : text.toUcs4()) {
        const auto character = static_cast<char32_t>(unit);
        spelled.append({QString::fromUcs4(&character, 1), nameOf(character)});
    }
    return spelled;
}

} // namespace Keyturn
