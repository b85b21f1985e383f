#include "practicerules.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

using namespace Qt::StringLiterals;

namespace Keyturn {

// Nothing here comes from passwords/, which the window judges with: what one of the two gets wrong, the other
// tells.

namespace {

using Characters = std::u32string;

constexpr int basicMinimum = 8;
constexpr int tooMany = 32; // "should be fewer than 32 characters": read as bytes of UTF-8, the strictest way

/// In the order of the keys and of the alphabet; each counts backward, too.
constexpr std::array<std::u32string_view, 11> sequences{
    U"abcdefghijklmnopqrstuvwxyz",
    U"0123456789",
    U"1234567890",
    U"qwertyuiop",
    U"asdfghjkl",
    U"zxcvbnm", // US, UK
    U"qwertzuiop",
    U"yxcvbnm", // German
    U"azertyuiop",
    U"qsdfghjklm",
    U"wxcvbn", // French
};

/// What everybody tries first, alone or with a year or a digit or two behind it.
constexpr std::array wellKnown{
    "password"_L1, "passwort"_L1, "welcome"_L1,  "qwerty"_L1,   "qwertz"_L1,   "dragon"_L1, "monkey"_L1,
    "letmein"_L1,  "football"_L1, "iloveyou"_L1, "sunshine"_L1, "princess"_L1, "shadow"_L1, "master"_L1,
    "abc123"_L1,   "baseball"_L1, "michael"_L1,  "superman"_L1, "summer"_L1,   "winter"_L1, "hello"_L1,
};

Characters charactersOf(const Secret &password)
{
    QString text = QString::fromUtf8(password.exposeUtf8());
    const QList<uint> codes = text.toUcs4();
    wipe(text);
    return {codes.begin(), codes.end()};
}

bool isBetween(char32_t c, char32_t first, char32_t last)
{
    return first <= c && c <= last;
}

bool isUpper(char32_t c)
{
    return isBetween(c, U'A', U'Z');
}

bool isLower(char32_t c)
{
    return isBetween(c, U'a', U'z');
}

bool isDigit(char32_t c)
{
    return isBetween(c, U'0', U'9');
}

bool isSpecial(char32_t c)
{
    return isBetween(c, U'!', U'~') && !isUpper(c) && !isLower(c) && !isDigit(c);
}

bool isOneCharacter(const Characters &password)
{
    return std::ranges::adjacent_find(password, std::ranges::not_equal_to()) == password.end();
}

bool isSequence(std::u32string_view window)
{
    const Characters backward(window.rbegin(), window.rend());
    return std::ranges::any_of(sequences, [&](std::u32string_view sequence) {
        return sequence.find(window) != sequence.npos || sequence.find(backward) != sequence.npos;
    });
}

/// Whether so many in a row are the same or follow each other; the case of letters does not matter.
bool hasRunOf(std::size_t length, const Characters &password)
{
    Characters folded = password;
    std::ranges::transform(folded, folded.begin(), [](char32_t c) { return isUpper(c) ? c + 32 : c; });
    for (std::size_t at = 0; at + length <= folded.size(); ++at) {
        const auto window = std::u32string_view(folded).substr(at, length);
        if (std::ranges::count(window, window.front()) == std::ssize(window) || isSequence(window))
            return true;
    }
    return false;
}

/// "P@ssw0rd-1" is "password" with "-1" behind it.
QString unmasked(const QString &text)
{
    static constexpr std::array masks{std::pair{u'0', u'o'}, std::pair{u'3', u'e'}, std::pair{u'@', u'a'},
                                      std::pair{u'$', u's'}, std::pair{u'5', u's'}};
    QString plain = text;
    for (const auto &[mask, letter] : masks)
        plain.replace(mask, letter);
    return plain;
}

/// Nothing, a digit or two, a mark and a digit, or a year with a mark or without.
bool isYearOrLess(QStringView rest)
{
    const bool isMarked = !rest.isEmpty() && !rest.front().isLetterOrNumber();
    const QStringView number = rest.sliced(isMarked ? 1 : 0);
    if (!std::ranges::all_of(number, [](QChar c) { return c >= u'0' && c <= u'9'; }))
        return false;
    const int year = number.size() == 4 ? number.toInt() : 0;
    return rest.size() <= 2 || (year >= 1900 && year < 2030);
}

bool isWellKnown(const QString &text)
{
    return std::ranges::any_of(wellKnown, [&text](QLatin1StringView word) {
        const QString start = text.first(std::min(word.size(), text.size()));
        return (start == word || unmasked(start) == word)
            && isYearOrLess(QStringView(text).sliced(word.size()));
    });
}

/// `names` is what somebody who knows the person would try.
bool isEasy(const Secret &password, const QStringList &names)
{
    QString text = QString::fromUtf8(password.exposeUtf8()).toLower();
    const bool isEasy = isWellKnown(text) || std::ranges::any_of(names, [&text](const QString &name) {
                            return text.contains(name, Qt::CaseInsensitive);
                        });
    wipe(text);
    return isEasy;
}

std::optional<PracticeReply> refusalOfLength(const Secret &password, qsizetype characters, int minimum)
{
    if (characters < minimum)
        return PracticeReply::error(400, 1124, u"Have at least %1 characters"_s.arg(minimum));
    if (password.size() >= tooMany)
        return PracticeReply::validationFailed(u"password"_s, u"Should be fewer than 32 characters."_s);
    return std::nullopt;
}

} // namespace

QJsonObject PracticeRules::toJson() const
{
    return {{u"minimum_password_length"_s, minimumLength},
            {u"have_special_character"_s, requiresSpecial},
            {u"consecutive_characters_length"_s, consecutiveLength},
            {u"weak_enhance_detection"_s, detectsWeak}};
}

std::optional<PracticeReply> refusalOf(const Secret &password, const PracticeRules &rules,
                                       const QStringList &namesOfPerson)
{
    const Characters characters = charactersOf(password);
    const auto has = [&characters](bool (*kind)(char32_t)) { return std::ranges::any_of(characters, kind); };
    const auto refuse = [](int code, QStringView message) {
        return PracticeReply::error(400, code, message.toString());
    };
    const int minimum = rules.minimumLength > 0 ? rules.minimumLength : basicMinimum;
    if (auto refusal = refusalOfLength(password, std::ssize(characters), minimum))
        return refusal;
    if (isOneCharacter(characters))
        return refuse(1130, u"Password can't use the same character.");
    if (!has(isUpper) && !has(isLower))
        return refuse(1125, u"Have at least 1 letter (a, b, c\u2026)");
    if (!has(isDigit))
        return refuse(1126, u"Have at least 1 number (1, 2, 3\u2026)");
    if (rules.requiresSpecial && !has(isSpecial))
        return refuse(1127, u"Have at least 1 special character (!, @, #\u2026)");
    if (!has(isUpper) || !has(isLower))
        return refuse(1128, u"Include both Upper case and Lower case characters");
    if (rules.consecutiveLength > 0 && hasRunOf(std::size_t(rules.consecutiveLength), characters))
        return refuse(1131, u"Password can't use continuation character.Such as 'abcdef','123456'.");
    if (rules.detectsWeak && isEasy(password, namesOfPerson))
        return refuse(1136, u"Your password is too easy to guess. Try another one.");
    return std::nullopt;
}

} // namespace Keyturn
