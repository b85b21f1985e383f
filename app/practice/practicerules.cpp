#include "practicerules.h"

#include <QList>
#include <QStringView>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr int longestPassword = 31; // "less than 32 characters" (zoom-api.md)

bool isLower(char32_t c)
{
    return c >= U'a' && c <= U'z';
}

bool isUpper(char32_t c)
{
    return c >= U'A' && c <= U'Z';
}

bool isDigit(char32_t c)
{
    return c >= U'0' && c <= U'9';
}

bool isSpecial(char32_t c)
{
    return c > U' ' && c < 0x7f && !isLower(c) && !isUpper(c) && !isDigit(c);
}

char32_t lowered(char32_t c)
{
    return isUpper(c) ? c + 32 : c;
}

bool neighboursOnKeyboard(char32_t first, char32_t second)
{
    static constexpr std::array rows{u"qwertyuiop", u"asdfghjkl", u"zxcvbnm"};
    for (const QStringView row : rows) {
        for (qsizetype i = 0; i + 1 < row.size(); ++i) {
            if (row[i].unicode() == first && row[i + 1].unicode() == second)
                return true;
        }
    }
    return false;
}

/// Whether `length` characters in a row are equal, count up or down, or sit side by side on a keyboard.
bool hasRun(const QList<uint> &text, int length)
{
    const auto runs = [&text, length](auto follows) {
        int run = 1;
        for (qsizetype i = 1; i < text.size(); ++i) {
            run = follows(lowered(text[i - 1]), lowered(text[i])) ? run + 1 : 1;
            if (run >= length)
                return true;
        }
        return false;
    };
    const auto alike = [](char32_t a, char32_t b) {
        return (isDigit(a) && isDigit(b)) || (isLower(a) && isLower(b));
    };
    return runs([](char32_t a, char32_t b) { return a == b; })
        || runs([alike](char32_t a, char32_t b) { return alike(a, b) && b == a + 1; })
        || runs([alike](char32_t a, char32_t b) { return alike(a, b) && a == b + 1; })
        || runs([](char32_t a, char32_t b) { return neighboursOnKeyboard(a, b); });
}

bool isWellKnown(const QString &text)
{
    static constexpr std::array words{"password"_L1, "passw0rd"_L1, "letmein"_L1,
                                      "welcome"_L1,  "qwerty"_L1,   "zoom"_L1};
    return std::ranges::any_of(
        words, [&text](QLatin1StringView word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

QJsonObject PracticeRules::toJson() const
{
    return {{u"minimum_password_length"_s, minimumLength},
            {u"have_special_character"_s, requiresSpecial},
            {u"consecutive_characters_length"_s, consecutiveLength},
            {u"weak_enhance_detection"_s, detectsWeak}};
}

std::optional<PracticeReply> refusalOf(const Secret &password, const PracticeRules &rules)
{
    QString text = QString::fromUtf8(password.exposeUtf8());
    const QList<uint> points = text.toUcs4();
    const bool wellKnown = isWellKnown(text);
    wipe(text);

    const auto has = [&points](auto kind) { return std::ranges::any_of(points, kind); };
    const auto refuse = [](int code, const QString &message) {
        return PracticeReply::error(400, code, message);
    };

    if (points.size() > longestPassword)
        return PracticeReply::validationFailed(
            u"password"_s, u"The password must have fewer than %1 characters."_s.arg(longestPassword + 1));
    if (points.size() < rules.minimumLength)
        return refuse(1124, u"Password must have at least %1 characters."_s.arg(rules.minimumLength));
    if (std::ranges::all_of(points, [&points](uint c) { return c == points.first(); }))
        return refuse(1130, u"Password must not contain one character repeated."_s);
    if (!has(isLower) && !has(isUpper))
        return refuse(1125, u"Password must have at least one letter (a, b, c...)."_s);
    if (!has(isDigit))
        return refuse(1126, u"Password must have at least one number (1, 2, 3...)."_s);
    if (rules.requiresSpecial && !has(isSpecial))
        return refuse(1127, u"Password must have at least one special character (!, @, #...)."_s);
    if (!has(isLower) || !has(isUpper))
        return refuse(1128, u"Password must include both upper case and lower case characters."_s);
    if (rules.consecutiveLength > 0 && hasRun(points, rules.consecutiveLength))
        return refuse(1131, u"Password must not contain consecutive characters (abcde, 12345, qwert...)."_s);
    if (rules.detectsWeak && wellKnown)
        return refuse(1136, u"Password is too easy to guess."_s);
    return std::nullopt;
}

} // namespace Keyturn
