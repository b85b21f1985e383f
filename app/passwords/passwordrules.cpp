#include "passwordrules.h"

#include "passwordruns.h"
#include "passwordstrength.h"

#include <algorithm>

namespace Keyturn {

namespace {

/// What the rules need to know of a password, found in one pass that makes no copy of it.
struct Census
{
    int codePoints = 0;
    int utf8Bytes = 0;
    bool upper = false;
    bool lower = false;
    bool digit = false;
    bool special = false;
    bool differs = false;
    bool plain = true;
};

int utf8Size(char32_t code)
{
    if (code < 0x80)
        return 1;
    if (code < 0x800)
        return 2;
    return code < 0x10000 ? 3 : 4; // 3 also for an unpaired surrogate, which would leave as U+FFFD
}

bool isPlain(char32_t code)
{
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool separator = code == 0x2028 || code == 0x2029;
    return !control && !separator && !QChar::isSurrogate(code);
}

bool isAsciiSpecial(char32_t code)
{
    return code > 0x20 && code < 0x7F && !(code >= U'0' && code <= U'9') && !(code >= U'A' && code <= U'Z')
        && !(code >= U'a' && code <= U'z');
}

void count(Census &census, char32_t code)
{
    ++census.codePoints;
    census.utf8Bytes += utf8Size(code);
    census.upper |= code >= U'A' && code <= U'Z';
    census.lower |= code >= U'a' && code <= U'z';
    census.digit |= code >= U'0' && code <= U'9';
    census.special |= isAsciiSpecial(code);
    census.plain &= isPlain(code);
}

Census censusOf(QStringView password)
{
    Census census;
    char32_t first = 0;
    for (qsizetype i = 0; i < password.size(); ++i) {
        char32_t code = password[i].unicode();
        if (password[i].isHighSurrogate() && i + 1 < password.size() && password[i + 1].isLowSurrogate()) {
            code = QChar::surrogateToUcs4(password[i], password[i + 1]);
            ++i;
        }
        if (census.codePoints == 0)
            first = code;
        census.differs |= code != first;
        count(census, code);
    }
    return census;
}

} // namespace

QList<RuleCheck> checkPassword(QStringView password, const PasswordRules &rules)
{
    const Census census = censusOf(password);
    QList<RuleCheck> checks{
        {PasswordRule::Length,
         census.codePoints >= rules.minimumLength && census.utf8Bytes <= rules.maximumLength},
        {PasswordRule::Letter, census.upper || census.lower},
        {PasswordRule::Digit, census.digit},
        {PasswordRule::BothCases, census.upper && census.lower},
        {PasswordRule::NotOneCharacter, census.differs},
    };
    if (rules.requiresSpecial)
        checks.append({PasswordRule::Special, census.special});
    if (rules.consecutiveLength > 0)
        checks.append(
            {PasswordRule::NoRuns, census.codePoints > 0 && longestRun(password) < rules.consecutiveLength});
    if (rules.refusesWeak)
        checks.append(
            {PasswordRule::NotWeak, census.codePoints > 0 && !isEasyToGuess(password, rules.personWords)});
    if (!census.plain)
        checks.append({PasswordRule::PlainCharacters, false});
    return checks;
}

bool satisfies(QStringView password, const PasswordRules &rules)
{
    const QList<RuleCheck> checks = checkPassword(password, rules);
    return std::ranges::all_of(checks, &RuleCheck::satisfied);
}

} // namespace Keyturn
