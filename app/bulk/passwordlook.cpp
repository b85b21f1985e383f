#include "passwordlook.h"

#include <QHashFunctions>
#include <QString>
#include <QStringList>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype shortest = 8;
constexpr qsizetype longest = 64;
constexpr qsizetype longestWithoutSigns = 16; ///< letters and digits alone that are longer are IDs
constexpr qsizetype sharedByIds = 3; ///< as many characters begin the IDs of a series

struct Kinds
{
    int lower = 0;
    int upper = 0;
    int digits = 0;
    int joints = 0; ///< what IDs, dates, paths and numbers have between their parts
    int signs = 0;
    bool isOther = false; ///< blanks and control characters: no word

    int letters() const { return lower + upper; }
};

Kinds kindsOf(QStringView text)
{
    Kinds kinds;
    for (const QChar c : text) {
        if (c.isDigit())
            ++kinds.digits;
        else if (c.isUpper())
            ++kinds.upper;
        else if (c.isLetter() || c.isMark())
            ++kinds.lower;
        else if (c.isSpace() || c.category() == QChar::Other_Control)
            kinds.isOther = true;
        else if (u"-_./:,\\"_s.contains(c))
            ++kinds.joints;
        else
            ++kinds.signs;
    }
    return kinds;
}

bool isDate(QStringView text)
{
    static const QStringList words{u"jan"_s, u"feb"_s, u"mar"_s, u"apr"_s, u"may"_s, u"jun"_s,
                                   u"jul"_s, u"aug"_s, u"sep"_s, u"oct"_s, u"nov"_s, u"dec"_s,
                                   u"t"_s,   u"z"_s,   u"am"_s,  u"pm"_s,  u"utc"_s, u"gmt"_s};
    QString word;
    for (const QChar c : text) {
        if (c.isLetter()) {
            word += c.toLower();
            continue;
        }
        if (!c.isDigit() && !u"-./:,+"_s.contains(c))
            return false;
        if (!word.isEmpty() && !words.contains(word)
            && !words.contains(word.first(std::min<qsizetype>(3, word.size()))))
            return false;
        word.clear();
    }
    return word.isEmpty() || words.contains(word)
        || words.contains(word.first(std::min<qsizetype>(3, word.size())));
}

bool isLink(QStringView text)
{
    return text.contains(u"://") || text.startsWith(u"www.", Qt::CaseInsensitive);
}

/// A sign after something like a domain: an address. Passwords have the sign, too ("P@ss-w0rd").
bool isAddress(QStringView text)
{
    const qsizetype at = text.lastIndexOf(u'@');
    return at > 0 && text.sliced(at).contains(u'.') && text.back().isLetter()
        && std::ranges::all_of(text.sliced(at + 1),
                               [](QChar c) { return c.isLetterOrNumber() || c == u'.' || c == u'-'; });
}

} // namespace

bool looksLikePassword(QStringView text)
{
    if (text.size() < shortest || text.size() > longest)
        return false;
    const Kinds kinds = kindsOf(text);
    if (kinds.isOther || kinds.letters() == 0 || kinds.digits == 0)
        return false;
    if (isAddress(text) || isLink(text) || isDate(text) || !QUuid::fromString(text).isNull())
        return false;
    if (kinds.signs > 0)
        return true;
    const bool bothCases = kinds.lower > 0 && kinds.upper > 0;
    return bothCases && text.size() <= longestWithoutSigns;
}

void PasswordLook::take(QStringView cell)
{
    const QStringView text = cell.trimmed();
    if (text.isEmpty() || m_filled >= mostTaken)
        return;
    ++m_filled;
    const std::size_t beginning = qHash(text.first(std::min(text.size(), sharedByIds)));
    const bool isSeries = m_filled > 1 && beginning == m_beginning;
    m_beginning = beginning;
    if (!looksLikePassword(text))
        return;
    const Kinds kinds = kindsOf(text);
    if (kinds.signs == 0 && isSeries)
        return;
    ++m_like;
    if (kinds.signs > 0 && kinds.lower > 0 && kinds.upper > 0)
        ++m_strict;
    m_hashes.push_back(qHash(text));
}

bool PasswordLook::isLikely() const
{
    if (m_filled == 0 || m_like * 2 <= m_filled)
        return false;
    if (m_strict == m_filled)
        return true;
    std::vector<std::size_t> hashes = m_hashes;
    std::ranges::sort(hashes);
    const auto repeated = std::ranges::unique(hashes);
    return (repeated.begin() - hashes.begin()) * 2 > m_like;
}

} // namespace Keyturn
