#pragma once

#include "accounts/account.h"

#include <QLatin1StringView>

#include <array>
#include <optional>
#include <utility>

namespace Keyturn {

// The words for an account's choices in settings and in scripts' JSON; never translated, never changed.

template<typename Value, std::size_t Size>
using Words = std::array<std::pair<QLatin1StringView, Value>, Size>;

inline constexpr Words<SendAs, 3> sendAsWords{{
    {QLatin1StringView("automatic"), SendAs::Automatic},
    {QLatin1StringView("form"), SendAs::Form},
    {QLatin1StringView("json"), SendAs::Json},
}};
/// "multipart", which settings of before may hold, was the default of an account that had learned nothing.
inline constexpr Words<BodyFormat, 2> knownFormatWords{{
    {QLatin1StringView("form"), BodyFormat::Multipart},
    {QLatin1StringView("json"), BodyFormat::Json},
}};
inline constexpr Words<Account::Kind, 3> kindWords{{
    {QLatin1StringView("token"), Account::Kind::PastedToken},
    {QLatin1StringView("oauth"), Account::Kind::ServerToServer},
    {QLatin1StringView("browser"), Account::Kind::BrowserSignIn},
}};
inline constexpr Words<Account::Plan, 3> planWords{{
    {QLatin1StringView("free"), Account::Plan::Free},
    {QLatin1StringView("pro"), Account::Plan::Pro},
    {QLatin1StringView("business"), Account::Plan::Business},
}};
inline constexpr Words<Account::Colour, 9> colourWords{{
    {QLatin1StringView("none"), Account::Colour::None},
    {QLatin1StringView("red"), Account::Colour::Red},
    {QLatin1StringView("orange"), Account::Colour::Orange},
    {QLatin1StringView("yellow"), Account::Colour::Yellow},
    {QLatin1StringView("green"), Account::Colour::Green},
    {QLatin1StringView("teal"), Account::Colour::Teal},
    {QLatin1StringView("blue"), Account::Colour::Blue},
    {QLatin1StringView("purple"), Account::Colour::Purple},
    {QLatin1StringView("grey"), Account::Colour::Grey},
}};

template<typename Value, std::size_t Size>
std::optional<Value> valueOf(const Words<Value, Size> &words, const QString &word)
{
    for (const auto &[text, value] : words) {
        if (word == text)
            return value;
    }
    return std::nullopt;
}

/// Empty for a value that has no word.
template<typename Value, std::size_t Size>
QString wordOf(const Words<Value, Size> &words, Value wanted)
{
    for (const auto &[text, value] : words) {
        if (value == wanted)
            return text;
    }
    return {};
}

} // namespace Keyturn
