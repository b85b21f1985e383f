#pragma once

#include <QString>

#include <string>
#include <vector>

namespace Keyturn {

struct PasswordRules;

/// How generated passwords look.
struct PasswordRecipe
{
    enum class Style {
        Characters, ///< any, in any order
        Syllables, ///< "Bado-kemu-tav-42": survives a phone call
        Pattern, ///< a company's own
    };

    static constexpr int defaultLength = 16;

    Style style = Style::Characters;
    int length = defaultLength; ///< Characters, Syllables
    bool specialCharacters = true; ///< Characters: also where no rule asks for them
    bool lookAlikes = false; ///< with 0 O o 1 l I |, which are mistaken for each other when read out
    /// Pattern: a letter of the list stands for any one character of its kind, everything else for itself,
    /// and a backslash before a letter for the letter.
    ///   A capital letter    C capital consonant    V capital vowel
    ///   a small letter      c small consonant      v small vowel
    ///   9 digit             # special character    * any character
    QString pattern;

    /// What may stand at each place. Each is drawn on its own, each character equally likely.
    std::vector<std::u16string> places() const;

    bool operator==(const PasswordRecipe &other) const = default;
};

/// The binary logarithm of how many passwords of the recipe satisfy the rules: each is equally likely to be
/// generated, so this is the entropy. A lower bound that is proved: exact for the classes of characters, and
/// less whatever consecutive rows and guessable passwords could take away at most. Without personWords, which
/// can only be tried. Below 0: there may be none.
double leastEntropyBits(const PasswordRecipe &recipe, const PasswordRules &rules);

/// For the pattern's field: empty, or up to 31 places.
bool isPasswordPattern(const QString &text);

} // namespace Keyturn
