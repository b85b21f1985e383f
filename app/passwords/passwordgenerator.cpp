#include "passwordgenerator.h"

#include <QString>

#include <limits>
#include <string_view>

namespace Keyturn {

namespace {

// The special characters have one short name each ("hash", "star", "dollar"), sit on every keyboard, and
// none of them turns a cell of a spreadsheet into a formula, as a leading = + - @ does.
constexpr std::u16string_view alphabet = u"ABCDEFGHJKLMNPQRSTUVWXYZ"
                                         u"abcdefghijkmnpqrstuvwxyz"
                                         u"23456789"
                                         u"!?#$%*:";

/// Below `count`, each value equally likely. QRandomGenerator::bounded() multiplies and shifts, which prefers
/// some values slightly; here the draws that would tip the scales are thrown away.
quint32 drawBelow(QRandomGenerator &source, quint32 count)
{
    constexpr quint32 maximum = std::numeric_limits<quint32>::max();
    const quint32 surplus = (maximum % count + 1) % count; // 2^32 mod count
    quint32 draw = source.generate();
    while (draw > maximum - surplus)
        draw = source.generate();
    return draw % count;
}

/// Whether a password of that length can hold one character of each class that the rules ask for. If so, at
/// least one draw in thirty is accepted, so that generate() ends.
bool isPossible(const PasswordRules &rules, int length)
{
    const int classes = rules.requiresSpecial ? 4 : 3; // upper, lower, digit, special
    return length >= classes && length >= rules.minimumLength && length <= rules.maximumLength;
}

} // namespace

PasswordGenerator::PasswordGenerator(QRandomGenerator *source)
    : m_source(source)
{
}

Result<Secret> PasswordGenerator::generate(const PasswordRules &rules, int length) const
{
    if (!isPossible(rules, length))
        return std::unexpected(Error::of(ErrorKind::InvalidInput));
    QString text(length, Qt::Uninitialized);
    do {
        for (QChar &c : text)
            c = alphabet[drawBelow(*m_source, static_cast<quint32>(alphabet.size()))];
    } while (!satisfies(text, rules));
    Secret password = Secret::fromText(text);
    wipe(text);
    return password;
}

} // namespace Keyturn
