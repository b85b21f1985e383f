#include "searchfold.h"

#include <algorithm>

namespace Keyturn {

namespace {

/// Letters that people type without their stroke or spell out, and that neither NFKD nor Qt's case folding
/// (which keeps the length: "ß" stays) takes apart. Null: not one of them.
const char16_t *spelledOut(char32_t code)
{
    switch (code) {
    case U'\u00DF':
        return u"ss";
    case U'\u00E6':
        return u"ae";
    case U'\u00F0':
    case U'\u0111':
        return u"d";
    case U'\u00F8':
        return u"o";
    case U'\u00FE':
        return u"th";
    case U'\u0127':
        return u"h";
    case U'\u0131':
        return u"i";
    case U'\u0142':
        return u"l";
    case U'\u0153':
        return u"oe";
    default:
        return nullptr;
    }
}

bool isDropped(char32_t code)
{
    switch (QChar::category(code)) {
    case QChar::Mark_NonSpacing:
    case QChar::Mark_Enclosing:
    case QChar::Other_Format: // direction marks, joiners, soft hyphens
        return true;
    default:
        return false;
    }
}

bool isAscii(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() < 0x80; });
}

} // namespace

QString searchFolded(QStringView text)
{
    if (isAscii(text))
        return text.toString().toLower();

    const QString decomposed = text.toString().normalized(QString::NormalizationForm_KD).toCaseFolded();
    QString folded;
    folded.reserve(decomposed.size());
    for (qsizetype i = 0; i < decomposed.size(); ++i) {
        const QChar c = decomposed[i];
        const bool pair =
            c.isHighSurrogate() && i + 1 < decomposed.size() && decomposed[i + 1].isLowSurrogate();
        const char32_t code = pair ? QChar::surrogateToUcs4(c, decomposed[i + 1]) : c.unicode();
        if (isDropped(code)) {
            i += pair;
        } else if (const char16_t *letters = spelledOut(code)) {
            folded += QStringView(letters);
        } else {
            folded += c;
            if (pair)
                folded += decomposed[++i];
        }
    }
    return folded;
}

} // namespace Keyturn
