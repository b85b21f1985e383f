#include "practicerules.h"

#include "passwords/passwordrules.h"

#include <QList>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

PasswordRules passwordRules(const PracticeRules &rules, const QStringList &personWords)
{
    PasswordRules checked;
    if (rules.minimumLength > 0) // else off: the basic one
        checked.minimumLength = rules.minimumLength;
    checked.requiresSpecial = rules.requiresSpecial;
    checked.consecutiveLength = rules.consecutiveLength;
    checked.refusesWeak = rules.detectsWeak;
    checked.personWords = personWords;
    return checked;
}

/// Zoom's answers, the first that applies counts (zoom-api.md).
struct Refusal
{
    PasswordRule rule;
    int code;
    QLatin1StringView message;
};

constexpr std::array refusals{
    Refusal{PasswordRule::NotOneCharacter, 1130, "Password must not contain one character repeated."_L1},
    Refusal{PasswordRule::Letter, 1125, "Password must have at least one letter (a, b, c...)."_L1},
    Refusal{PasswordRule::Digit, 1126, "Password must have at least one number (1, 2, 3...)."_L1},
    Refusal{PasswordRule::Special, 1127,
            "Password must have at least one special character (!, @, #...)."_L1},
    Refusal{PasswordRule::BothCases, 1128,
            "Password must include both upper case and lower case characters."_L1},
    Refusal{PasswordRule::NoRuns, 1131,
            "Password must not contain consecutive characters (abcde, 12345, qwert...)."_L1},
    Refusal{PasswordRule::NotWeak, 1136, "Password is too easy to guess."_L1},
};

} // namespace

QJsonObject PracticeRules::toJson() const
{
    return {{u"minimum_password_length"_s, minimumLength},
            {u"have_special_character"_s, requiresSpecial},
            {u"consecutive_characters_length"_s, consecutiveLength},
            {u"weak_enhance_detection"_s, detectsWeak}};
}

std::optional<PracticeReply> refusalOf(const Secret &password, const PracticeRules &rules,
                                       const QStringList &personWords)
{
    const PasswordRules checked = passwordRules(rules, personWords);
    QString text = QString::fromUtf8(password.exposeUtf8());
    const QList<RuleCheck> checks = checkPassword(text, checked);
    const bool isLong = text.toUcs4().size() >= checked.minimumLength;
    wipe(text);

    const auto isBroken = [&checks](PasswordRule rule) {
        return std::ranges::any_of(
            checks, [rule](const RuleCheck &check) { return check.rule == rule && !check.satisfied; });
    };
    if (isBroken(PasswordRule::Length)) {
        if (isLong)
            return PracticeReply::validationFailed(
                u"password"_s,
                u"The password must have fewer than %1 characters."_s.arg(checked.maximumLength + 1));
        return PracticeReply::error(
            400, 1124, u"Password must have at least %1 characters."_s.arg(checked.minimumLength));
    }
    for (const Refusal &refusal : refusals) {
        if (isBroken(refusal.rule))
            return PracticeReply::error(400, refusal.code, QString(refusal.message));
    }
    return std::nullopt;
}

} // namespace Keyturn
