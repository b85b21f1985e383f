#pragma once

#include <QString>
#include <QVariant>

#include <optional>
#include <span>

namespace Keyturn {

/// What is known of an option whatever its type. Declared in options.h, as constants; compared by address.
struct OptionInfo
{
    enum class Kind { Flag, Number, Choice, Text };

    QLatin1StringView key; ///< "group/name", as in every file
    Kind kind;
    /// Flag: 0 or 1. Number. Choice: which of the words. Text is empty by default.
    int defaultValue = 0;
    int lowest = 0; ///< Number
    int highest = 0; ///< Number; of Text, the most characters
    std::span<const QLatin1StringView> words; ///< Choice, in the order of its enum
    bool (*accepts)(const QString &text) = nullptr; ///< Text; null: whatever has no control characters
};

/// An option with the type that the code knows it by: bool, int, an enum, or QString.
template<typename T>
struct Option : OptionInfo
{
};

consteval Option<bool> flag(QLatin1StringView key, bool defaultValue)
{
    return {{key, OptionInfo::Kind::Flag, defaultValue ? 1 : 0, 0, 1, {}, nullptr}};
}

consteval Option<int> number(QLatin1StringView key, int defaultValue, int lowest, int highest)
{
    return {{key, OptionInfo::Kind::Number, defaultValue, lowest, highest, {}, nullptr}};
}

/// `words` name the values of the enum, which count from 0.
template<typename Enum>
consteval Option<Enum> choice(QLatin1StringView key, Enum defaultValue,
                              std::span<const QLatin1StringView> words)
{
    return {{key, OptionInfo::Kind::Choice, static_cast<int>(defaultValue), 0,
             static_cast<int>(words.size()) - 1, words, nullptr}};
}

consteval Option<QString> text(QLatin1StringView key, int longest, bool (*accepts)(const QString &) = nullptr)
{
    return {{key, OptionInfo::Kind::Text, 0, 0, longest, {}, accepts}};
}

// Values without their type are a bool, an int (of a choice, too) or a QString, by the option's kind.

QVariant defaultOf(const OptionInfo &option);
/// Whether the value has the option's type and keeps its limits.
bool isWithinLimits(const OptionInfo &option, const QVariant &value);
/// What a file, the registry or a property list holds, as such a value. Nothing when it is of another type,
/// outside the limits, or no word of a choice.
std::optional<QVariant> readOption(const OptionInfo &option, const QVariant &stored);
/// The value as it is written to a file.
QVariant writtenOption(const OptionInfo &option, const QVariant &value);

} // namespace Keyturn
