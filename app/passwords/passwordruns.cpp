#include "passwordruns.h"

#include <QChar>

#include <algorithm>
#include <array>
#include <string_view>

namespace Keyturn {

namespace {

using Keyboard = std::array<std::u32string_view, 4>;
constexpr Keyboard qwerty{U"1234567890", U"qwertyuiop", U"asdfghjkl", U"zxcvbnm"};
constexpr Keyboard qwertz{U"1234567890", U"qwertzuiop", U"asdfghjkl", U"yxcvbnm"};
constexpr Keyboard azerty{U"1234567890", U"azertyuiop", U"qsdfghjklm", U"wxcvbn"};

char32_t lowered(char32_t c)
{
    return c >= U'A' && c <= U'Z' ? c + 32 : c;
}

bool isNext(char32_t first, char32_t second)
{
    const auto within = [&](char32_t least, char32_t most) {
        return first >= least && first <= most && second >= least && second <= most;
    };
    return second == first + 1 && (within(U'a', U'z') || within(U'0', U'9'));
}

bool isRightOf(const Keyboard &keyboard, char32_t first, char32_t second)
{
    return std::ranges::any_of(keyboard, [&](std::u32string_view row) {
        const std::size_t at = row.find(first);
        return at != std::u32string_view::npos && at + 1 < row.size() && row[at + 1] == second;
    });
}

} // namespace

bool continuesRun(RunKind kind, char32_t first, char32_t second)
{
    const char32_t a = lowered(first);
    const char32_t b = lowered(second);
    switch (kind) {
    case RunKind::Same:
        return a == b;
    case RunKind::Up:
        return isNext(a, b);
    case RunKind::Down:
        return isNext(b, a);
    case RunKind::QwertyRight:
        return isRightOf(qwerty, a, b);
    case RunKind::QwertyLeft:
        return isRightOf(qwerty, b, a);
    case RunKind::QwertzRight:
        return isRightOf(qwertz, a, b);
    case RunKind::QwertzLeft:
        return isRightOf(qwertz, b, a);
    case RunKind::AzertyRight:
        return isRightOf(azerty, a, b);
    case RunKind::AzertyLeft:
        return isRightOf(azerty, b, a);
    }
    return false;
}

int longestRun(QStringView password)
{
    int longest = 0;
    std::array<int, std::size(allRunKinds)> lengths{};
    char32_t last = 0;
    for (qsizetype i = 0; i < password.size(); ++i) {
        char32_t code = password[i].unicode();
        if (password[i].isHighSurrogate() && i + 1 < password.size() && password[i + 1].isLowSurrogate()) {
            code = QChar::surrogateToUcs4(password[i], password[i + 1]);
            ++i;
        }
        for (std::size_t kind = 0; kind < lengths.size(); ++kind) {
            lengths[kind] =
                lengths[kind] > 0 && continuesRun(allRunKinds[kind], last, code) ? lengths[kind] + 1 : 1;
            longest = std::max(longest, lengths[kind]);
        }
        last = code;
    }
    return longest;
}

} // namespace Keyturn
