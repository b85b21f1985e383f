#include "passwordgenerator.h"

#include <QCoreApplication>
#include <QRandomGenerator>
#include <QString>

#include <algorithm>
#include <limits>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(PasswordGenerator)
};

/// What is not found in so many draws is too rare to be looked for. Of the passwords of any sensible recipe,
/// one in thirty satisfies the rules.
constexpr int mostDraws = 20'000;

/// Below `count`, each value equally likely. A remainder alone, or a product that is cut off, prefers some
/// values slightly; here the draws that would tip the scales are thrown away.
quint32 drawBelow(const PasswordGenerator::RandomNumbers &source, quint32 count)
{
    constexpr quint32 maximum = std::numeric_limits<quint32>::max();
    const quint32 surplus = (maximum % count + 1) % count; // 2^32 mod count
    quint32 draw = source();
    while (draw > maximum - surplus)
        draw = source();
    return draw % count;
}

Error unsatisfiable(const QString &reason)
{
    return Error::of(ErrorKind::InvalidInput, reason);
}

/// Why no password can be made, as far as it shows without trying.
QString problemOf(const std::vector<std::u16string> &places, const PasswordRules &rules)
{
    const auto length = static_cast<int>(places.size());
    if (length < rules.minimumLength)
        return Texts::tr("The passwords would have %1 characters, and the rules ask for at least %2.")
            .arg(length)
            .arg(rules.minimumLength);
    if (length > rules.maximumLength)
        return Texts::tr("The passwords would have %1 characters, and the rules allow at most %2.")
            .arg(length)
            .arg(rules.maximumLength);
    const auto has = [&](auto isIt) {
        return std::ranges::any_of(
            places, [&](const std::u16string &place) { return std::ranges::any_of(place, isIt); });
    };
    const bool upper = has([](char16_t c) { return c >= u'A' && c <= u'Z'; });
    const bool lower = has([](char16_t c) { return c >= u'a' && c <= u'z'; });
    if (!upper || !lower)
        return Texts::tr("The passwords would not have both capital and small letters.");
    if (!has([](char16_t c) { return c >= u'0' && c <= u'9'; }))
        return Texts::tr("The passwords would have no digit.");
    return {};
}

} // namespace

PasswordGenerator::PasswordGenerator()
    : m_source([] { return QRandomGenerator::system()->generate(); })
{
}

PasswordGenerator::PasswordGenerator(RandomNumbers source)
    : m_source(std::move(source))
{
}

Result<Secret> PasswordGenerator::generate(const PasswordRules &rules, const PasswordRecipe &recipe) const
{
    const std::vector<std::u16string> places = recipe.places();
    if (const QString problem = problemOf(places, rules); !problem.isEmpty())
        return std::unexpected(unsatisfiable(problem));
    QString text(static_cast<qsizetype>(places.size()), Qt::Uninitialized);
    for (int draws = 0; draws < mostDraws; ++draws) {
        for (std::size_t i = 0; i < places.size(); ++i)
            text[static_cast<qsizetype>(i)] =
                places[i][drawBelow(m_source, static_cast<quint32>(places[i].size()))];
        if (!satisfies(text, rules))
            continue;
        Secret password = Secret::fromText(text);
        wipe(text);
        return password;
    }
    wipe(text);
    return std::unexpected(
        unsatisfiable(Texts::tr("Hardly any password that looks like this satisfies the rules.")));
}

} // namespace Keyturn
