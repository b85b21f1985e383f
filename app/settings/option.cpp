#include "option.h"

#include <algorithm>

namespace Keyturn {

namespace {

std::optional<QVariant> readFlag(const QString &text)
{
    for (const auto yes : {QLatin1StringView("true"), QLatin1StringView("1")}) {
        if (text.compare(yes, Qt::CaseInsensitive) == 0)
            return true;
    }
    for (const auto no : {QLatin1StringView("false"), QLatin1StringView("0")}) {
        if (text.compare(no, Qt::CaseInsensitive) == 0)
            return false;
    }
    return std::nullopt;
}

std::optional<QVariant> readNumber(const QString &text)
{
    bool ok = false;
    const int number = text.toInt(&ok);
    return ok ? std::optional<QVariant>(number) : std::nullopt;
}

std::optional<QVariant> readChoice(const OptionInfo &option, const QString &text)
{
    const auto it = std::find_if(option.words.begin(), option.words.end(), [&text](QLatin1StringView word) {
        return text.compare(word, Qt::CaseInsensitive) == 0;
    });
    if (it == option.words.end())
        return std::nullopt;
    return static_cast<int>(it - option.words.begin());
}

bool isPlain(const QString &text)
{
    return text.isValidUtf16() && std::none_of(text.cbegin(), text.cend(), [](QChar c) {
               return c.category() == QChar::Other_Control || c.category() == QChar::Separator_Line
                   || c.category() == QChar::Separator_Paragraph;
           });
}

} // namespace

QVariant defaultOf(const OptionInfo &option)
{
    switch (option.kind) {
    case OptionInfo::Kind::Flag:
        return option.defaultValue != 0;
    case OptionInfo::Kind::Number:
    case OptionInfo::Kind::Choice:
        return option.defaultValue;
    case OptionInfo::Kind::Text:
        break;
    }
    return QString();
}

bool isWithinLimits(const OptionInfo &option, const QVariant &value)
{
    switch (option.kind) {
    case OptionInfo::Kind::Flag:
        return value.typeId() == QMetaType::Bool;
    case OptionInfo::Kind::Number:
    case OptionInfo::Kind::Choice:
        return value.typeId() == QMetaType::Int && value.toInt() >= option.lowest
            && value.toInt() <= option.highest;
    case OptionInfo::Kind::Text:
        break;
    }
    const QString text = value.toString();
    return value.typeId() == QMetaType::QString && text.size() <= option.highest && isPlain(text)
        && (!option.accepts || option.accepts(text));
}

std::optional<QVariant> readOption(const OptionInfo &option, const QVariant &stored)
{
    // The ini format knows text only. A comma without quotes makes a list of it, which is no value of ours.
    if (stored.typeId() == QMetaType::QStringList || !stored.canConvert<QString>())
        return std::nullopt;
    const QString text = stored.toString().trimmed();
    std::optional<QVariant> value;
    switch (option.kind) {
    case OptionInfo::Kind::Flag:
        value = readFlag(text);
        break;
    case OptionInfo::Kind::Number:
        value = readNumber(text);
        break;
    case OptionInfo::Kind::Choice:
        value = readChoice(option, text);
        break;
    case OptionInfo::Kind::Text:
        value = text;
        break;
    }
    return value && isWithinLimits(option, *value) ? value : std::nullopt;
}

QVariant writtenOption(const OptionInfo &option, const QVariant &value)
{
    if (option.kind == OptionInfo::Kind::Choice)
        return QString(option.words[static_cast<std::size_t>(value.toInt())]);
    return value;
}

} // namespace Keyturn
