#include "passwordstrength.h"

#include "core/secret.h"

#include <QSet>

#include <algorithm>
#include <vector>

#ifdef KEYTURN_HAS_ZXCVBN
#include <zxcvbn.h>
#endif

namespace Keyturn {

namespace {

using Level = PasswordStrength::Level;
using Flaw = PasswordStrength::Flaw;

constexpr qsizetype shortestWord = 3;

#ifdef KEYTURN_HAS_ZXCVBN
// The levels of zxcvbn's own score, by powers of ten of guesses.
Level levelOf(double bits)
{
    constexpr double log2of10 = 3.321928094887362;
    if (bits < 3 * log2of10)
        return Level::VeryWeak;
    if (bits < 6 * log2of10)
        return Level::Weak;
    if (bits < goodBits)
        return Level::Fair;
    return bits < 10 * log2of10 ? Level::Good : Level::Strong;
}

Flaw flawOf(ZxcTypeMatch_t type)
{
    switch (type & ~MULTIPLE_MATCH) {
    case USER_MATCH:
    case USER_LEET_MATCH:
        return Flaw::PersonWord;
    case DICTIONARY_MATCH:
    case DICT_LEET_MATCH:
        return Flaw::CommonWord;
    case REPEATS_MATCH:
        return Flaw::Repetition;
    case SEQUENCE_MATCH:
        return Flaw::Sequence;
    case SPATIAL_MATCH:
        return Flaw::Keyboard;
    case DATE_MATCH:
    case YEAR_MATCH:
        return Flaw::Date;
    default:
        return Flaw::None;
    }
}

/// Of the part that gives away the most characters for the fewest bits.
Flaw worstFlaw(const ZxcMatch_t *match)
{
    Flaw worst = Flaw::None;
    double most = 0;
    for (; match; match = match->Next) {
        const Flaw flaw = flawOf(match->Type);
        // What as many random characters would be worth, less what these are.
        constexpr double bitsOfACharacter = 6;
        const double lost = bitsOfACharacter * match->Length - match->Entrpy;
        if (flaw != Flaw::None && lost > most) {
            most = lost;
            worst = flaw;
        }
    }
    return worst;
}
#endif

} // namespace

QStringList personWords(const QStringList &texts)
{
    QSet<QString> words;
    for (const QString &text : texts) {
        QString word;
        const QString folded = text.toLower() + u' ';
        for (const QChar c : folded) {
            if (c.isLetter()) {
                word += c;
                continue;
            }
            if (word.size() >= shortestWord)
                words.insert(word);
            word.clear();
        }
    }
    QStringList sorted(words.cbegin(), words.cend());
    sorted.sort();
    return sorted;
}

PasswordStrength strengthOf(QStringView password, const QStringList &personWords)
{
    PasswordStrength strength;
#ifdef KEYTURN_HAS_ZXCVBN
    std::vector<QByteArray> words;
    std::vector<const char *> pointers;
    words.reserve(static_cast<std::size_t>(personWords.size()));
    for (const QString &word : personWords)
        pointers.push_back(words.emplace_back(word.toUtf8()).constData());
    pointers.push_back(nullptr);
    QByteArray utf8 = password.toUtf8();
    ZxcMatch_t *matches = nullptr;
    strength.bits = ZxcvbnMatch(utf8.constData(), pointers.data(), &matches);
    strength.level = levelOf(strength.bits);
    if (strength.level < Level::Good)
        strength.flaw = worstFlaw(matches);
    ZxcvbnFreeInfo(matches);
    wipe(utf8);
#else
    Q_UNUSED(password)
    Q_UNUSED(personWords)
#endif
    return strength;
}

bool isEasyToGuess(QStringView password, const QStringList &personWords)
{
    if (std::ranges::any_of(
            personWords, [&](const QString &word) { return password.contains(word, Qt::CaseInsensitive); }))
        return true;
    const PasswordStrength strength = strengthOf(password, personWords);
    return strength.level != Level::Unknown && strength.level < Level::Good;
}

} // namespace Keyturn
