#include "passwordrecipe.h"

#include "passwordrules.h"
#include "passwordruns.h"
#include "passwordstrength.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr std::u16string_view upperLetters = u"ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::u16string_view lowerLetters = u"abcdefghijklmnopqrstuvwxyz";
constexpr std::u16string_view digits = u"0123456789";
// One short name each ("hash", "star", "dollar"), on every keyboard, and none of them turns a cell of a
// spreadsheet into a formula, as a leading = + - @ does.
constexpr std::u16string_view specials = u"!?#$%*:";
constexpr std::u16string_view lookAlikeCharacters = u"0Oo1lI|";
constexpr std::u16string_view upperVowels = u"AEIOU";
constexpr std::u16string_view lowerVowels = u"aeiou";
// Without those that sound like another, or like two: c q x y.
constexpr std::u16string_view upperConsonants = u"BDFGHJKLMNPRSTVWZ";
constexpr std::u16string_view lowerConsonants = u"bdfghjklmnprstvwz";
constexpr std::size_t lettersInASyllableGroup = 4;

bool isIn(std::u16string_view text, char16_t c)
{
    return text.find(c) != std::u16string_view::npos;
}

std::u16string chosen(std::u16string_view from, bool lookAlikes)
{
    std::u16string characters;
    for (const char16_t c : from) {
        if (lookAlikes || !isIn(lookAlikeCharacters, c))
            characters += c;
    }
    return characters;
}

std::vector<std::u16string> characterPlaces(const PasswordRecipe &recipe)
{
    std::u16string all;
    for (const std::u16string_view part : {upperLetters, lowerLetters, digits})
        all += chosen(part, recipe.lookAlikes);
    if (recipe.specialCharacters)
        all += specials;
    return std::vector<std::u16string>(static_cast<std::size_t>(std::max(recipe.length, 0)), all);
}

/// Groups of a consonant and a vowel by turns, the first letter a capital, and two digits at the end.
std::vector<std::u16string> syllablePlaces(const PasswordRecipe &recipe)
{
    std::vector<std::u16string> places;
    const std::size_t length = static_cast<std::size_t>(std::max(recipe.length, 0));
    if (length < 4)
        return {};
    const std::size_t letters = length - 3;
    std::size_t inGroup = 0;
    while (places.size() < letters) {
        // No group of no letters before the digits' own dash.
        if (inGroup == lettersInASyllableGroup && places.size() + 1 < letters) {
            places.emplace_back(u"-");
            inGroup = 0;
            continue;
        }
        const bool first = places.empty();
        const std::u16string_view consonants = first ? upperConsonants : lowerConsonants;
        places.push_back(chosen(inGroup % 2 == 0 ? consonants : lowerVowels, recipe.lookAlikes));
        ++inGroup;
    }
    places.emplace_back(u"-");
    for (int i = 0; i < 2; ++i)
        places.push_back(chosen(digits, recipe.lookAlikes));
    return places;
}

std::vector<std::u16string> patternPlaces(const PasswordRecipe &recipe)
{
    std::vector<std::u16string> places;
    bool isEscaped = false;
    const std::u16string all = [&] {
        PasswordRecipe any = recipe;
        any.specialCharacters = true;
        any.length = 1;
        return characterPlaces(any).front();
    }();
    for (const QChar sign : recipe.pattern) {
        const char16_t c = sign.unicode();
        if (!isEscaped && c == u'\\') {
            isEscaped = true;
            continue;
        }
        std::u16string_view kind;
        if (!isEscaped) {
            switch (c) {
            case u'A':
                kind = upperLetters;
                break;
            case u'a':
                kind = lowerLetters;
                break;
            case u'C':
                kind = upperConsonants;
                break;
            case u'c':
                kind = lowerConsonants;
                break;
            case u'V':
                kind = upperVowels;
                break;
            case u'v':
                kind = lowerVowels;
                break;
            case u'9':
                kind = digits;
                break;
            case u'#':
                kind = specials;
                break;
            case u'*':
                kind = all;
                break;
            default:
                break;
            }
        }
        isEscaped = false;
        places.push_back(kind.empty() ? std::u16string(1, c) : chosen(kind, recipe.lookAlikes));
    }
    return places;
}

enum Class : unsigned { Upper = 1, Lower = 2, Digit = 4, Special = 8 };

unsigned classOf(char16_t c)
{
    if (isIn(upperLetters, c))
        return Upper;
    if (isIn(lowerLetters, c))
        return Lower;
    if (isIn(digits, c))
        return Digit;
    return c > u' ' && c < 0x7F ? Special : 0U;
}

/// How many strings there are, by inclusion and exclusion of the classes that must not be missing.
double countWithClasses(const std::vector<std::u16string> &places, unsigned required)
{
    double count = 0;
    for (unsigned missing = 0; missing <= (Upper | Lower | Digit | Special); ++missing) {
        if ((missing & ~required) != 0)
            continue;
        double product = 1;
        for (const std::u16string &place : places)
            product *= static_cast<double>(
                std::ranges::count_if(place, [&](char16_t c) { return (classOf(c) & missing) == 0; }));
        count += std::popcount(missing) % 2 == 0 ? product : -product;
    }
    return count;
}

/// How many of the strings have one row of `length` characters of that kind from `begin` on.
double countOfRuns(const std::vector<std::u16string> &places, std::size_t begin, std::size_t length,
                   RunKind kind)
{
    // By the last character: how many rows end in it.
    std::vector<double> rows(places[begin].size(), 1);
    for (std::size_t at = begin + 1; at < begin + length; ++at) {
        std::vector<double> next(places[at].size(), 0);
        for (std::size_t i = 0; i < places[at].size(); ++i) {
            for (std::size_t j = 0; j < places[at - 1].size(); ++j) {
                if (continuesRun(kind, places[at - 1][j], places[at][i]))
                    next[i] += rows[j];
            }
        }
        rows = std::move(next);
    }
    double count = 0;
    for (const double row : rows)
        count += row;
    for (std::size_t at = 0; at < places.size(); ++at) {
        if (at < begin || at >= begin + length)
            count *= static_cast<double>(places[at].size());
    }
    return count;
}

} // namespace

std::vector<std::u16string> PasswordRecipe::places() const
{
    switch (style) {
    case Style::Characters:
        return characterPlaces(*this);
    case Style::Syllables:
        return syllablePlaces(*this);
    case Style::Pattern:
        return patternPlaces(*this);
    }
    return {};
}

double leastEntropyBits(const PasswordRecipe &recipe, const PasswordRules &rules)
{
    constexpr double none = -std::numeric_limits<double>::infinity();
    const std::vector<std::u16string> places = recipe.places();
    const int length = static_cast<int>(places.size());
    if (length < rules.minimumLength || length > rules.maximumLength || length < 2)
        return none;
    // Both cases: then it is not one character repeated either.
    double count =
        countWithClasses(places, Upper | Lower | Digit | (rules.requiresSpecial ? unsigned(Special) : 0U));
    const auto run = static_cast<std::size_t>(rules.consecutiveLength);
    if (run > 0 && run <= places.size()) {
        for (std::size_t begin = 0; begin + run <= places.size(); ++begin) {
            for (const RunKind kind : allRunKinds)
                count -= countOfRuns(places, begin, run, kind);
        }
    }
    // Whatever is guessed within so many attempts is one of so many.
    if (rules.refusesWeak)
        count -= std::exp2(goodBits);
    return count >= 1 ? std::log2(count) : none;
}

bool isPasswordPattern(const QString &text)
{
    constexpr int longest = 31;
    if (text.isEmpty())
        return true;
    PasswordRecipe recipe;
    recipe.style = PasswordRecipe::Style::Pattern;
    recipe.pattern = text;
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7F; })
        && recipe.places().size() <= longest;
}

} // namespace Keyturn
