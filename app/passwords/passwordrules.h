#pragma once

#include <QList>
#include <QStringList>
#include <QStringView>

namespace Keyturn {

/// Zoom's basic rules, and room for what an account adds. [RULE-basic] [RULE-enhanced]
struct PasswordRules
{
    int minimumLength = 8; ///< characters as a person counts them (Unicode code points)
    /// "Fewer than 32". Counted in bytes of UTF-8: it is unproved what Zoom counts outside ASCII, and the
    /// stricter reading is safe.
    int maximumLength = 31;
    bool requiresSpecial = false;
    /// 0: off. Else rows of so many consecutive characters are refused (passwordruns.h).
    int consecutiveLength = 0;
    bool refusesWeak = false; ///< what is easy to guess (passwordstrength.h)
    /// For refusesWeak: what somebody who knows the person would try (passwordstrength.h, personWords()).
    QStringList personWords = {};

    bool operator==(const PasswordRules &other) const = default;
};

/// The rows of the live check list, in the order shown.
enum class PasswordRule {
    Length,
    Letter,
    Digit,
    BothCases,
    NotOneCharacter,
    Special, ///< only where PasswordRules::requiresSpecial
    NoRuns, ///< only where PasswordRules::consecutiveLength
    NotWeak, ///< only where PasswordRules::refusesWeak
    PlainCharacters, ///< no control characters, line breaks or unpaired surrogates; only listed when broken
};

struct RuleCheck
{
    PasswordRule rule;
    bool satisfied;
};

/// Every rule that applies, satisfied or not. Letters, digits and cases are counted in ASCII only, for the
/// same reason as the length.
QList<RuleCheck> checkPassword(QStringView password, const PasswordRules &rules);
bool satisfies(QStringView password, const PasswordRules &rules);

} // namespace Keyturn
