#include "persontext.h"

#include "bulk/passwordlook.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

bool hasNoWidth(QChar c)
{
    return c.category() == QChar::Other_Format || c == u'\uFEFF';
}

bool isAround(QChar c)
{
    return c.isSpace() || hasNoWidth(c) || c.category() == QChar::Other_Control;
}

bool isAddressChar(QChar c)
{
    return !isAround(c) && !u"<>()[]{},;:|\\\"`“”„«»‹›"_s.contains(c);
}

/// A domain has no empty part, and no sign but "-" and "_".
bool isDomain(QStringView text)
{
    return !text.isEmpty() && text.front() != u'.' && text.back() != u'.' && !text.contains(u".."_s)
        && std::ranges::all_of(text, [](QChar c) {
               return c.isLetterOrNumber() || c.isMark() || c.isSurrogate() || c == u'.' || c == u'-'
                   || c == u'_';
           });
}

/// Where an address stands in a text.
struct Found
{
    qsizetype begin = 0;
    qsizetype end = 0;
    QString address;
};

/// The characters around each @ that an address may have, as far as they make one.
QList<Found> addressesOf(QStringView text)
{
    QList<Found> all;
    for (qsizetype at = text.indexOf(u'@'); at >= 0; at = text.indexOf(u'@', at + 1)) {
        qsizetype begin = at;
        while (begin > 0 && isAddressChar(text[begin - 1]))
            --begin;
        qsizetype end = at + 1;
        while (end < text.size() && isAddressChar(text[end]))
            ++end;
        // Quotation marks and emphasis around, and the end of a sentence.
        while (begin < at && u"'‘’*_~"_s.contains(text[begin]) && end > at + 1
               && u"'‘’*_~.!"_s.contains(text[end - 1])) {
            const QChar opened = text[begin];
            while (end > at + 1 && u".!"_s.contains(text[end - 1]))
                --end;
            const QChar closed = text[end - 1];
            if (closed != opened && !(opened == u'‘' && closed == u'’'))
                break;
            ++begin;
            --end;
        }
        while (end > at + 1 && u".!?'’"_s.contains(text[end - 1]))
            --end;
        if (const qsizetype query = text.sliced(at, end - at).indexOf(u'?'); query > 0)
            end = at + query; // mailto:…?subject=…
        const QStringView found = text.sliced(begin, end - begin);
        if (looksLikeAddress(found))
            all.append({begin, end, found.toString()});
    }
    return all;
}

/// Bullets, numbers and boxes that lists have before their entries.
QStringView withoutBullets(QStringView text)
{
    static const QRegularExpression bullet(
        u"^(?:[•◦▪‣·●○□☐☑✓✔▶►–—]\\s*|[-*+>]\\s+|\\[[ xX]?\\]\\s+|#\\d{1,7}[.):]?\\s+|\\(?\\d{1,7}[.):]?\\s+|\\(\\d{1,7}\\)\\s*)"_s);
    text = withoutInvisibleAround(text);
    for (;;) {
        const QRegularExpressionMatch match = bullet.match(text.toString());
        if (!match.hasMatch() || match.capturedEnd() >= text.size())
            return text;
        text = withoutInvisibleAround(text.sliced(match.capturedEnd()));
    }
}

/// Letters, and what stands between the parts of names. Zoom takes no password without a digit: this is none.
bool isName(QStringView text)
{
    return std::ranges::all_of(text, [](QChar c) {
        return c.isLetter() || c.isMark() || c.isSurrogate() || isAround(c)
            || u"<>()[]{},;:|\\\"`“”„«»‹›'‘’*_~-–—./&…!?"_s.contains(c);
    });
}

/// A text in which the address is in brackets of its own: what stands before it is a name, whatever it is.
bool isBracketed(QStringView text, const Found &found)
{
    const qsizetype colon = text.first(found.begin).lastIndexOf(u"mailto:"_s, -1, Qt::CaseInsensitive);
    const qsizetype before = colon >= 0 && colon + 7 == found.begin ? colon : found.begin;
    return before > 0 && text[before - 1] == u'<';
}

QString withoutWidthless(QStringView text)
{
    QString bare;
    for (const QChar c : text) {
        if (!hasNoWidth(c))
            bare += c;
    }
    return bare;
}

/// Zoom's IDs have 22 of these characters.
bool looksLikeId(QStringView piece)
{
    constexpr qsizetype shortest = 16;
    const auto isAny = [piece](auto test) { return std::ranges::any_of(piece, test); };
    return piece.size() >= shortest
        && std::ranges::all_of(
               piece,
               [](QChar c) { return c.unicode() < 128 && (c.isLetterOrNumber() || u"-_=+/."_s.contains(c)); })
        && isAny([](QChar c) { return c.isLetter(); })
        && isAny([](QChar c) { return c.isDigit() || c.isUpper(); });
}

/// At separators that are not in double quotation marks.
QList<QStringView> splitOutsideQuotes(QStringView text, QChar separator)
{
    QList<QStringView> pieces;
    qsizetype begin = 0;
    QChar quote;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text[i];
        if (!quote.isNull()) {
            if (c == quote)
                quote = QChar();
        } else if (c == u'"' && text.indexOf(u'"', i + 1) > 0) {
            quote = u'"';
        } else if (c == u'\'' && withoutInvisibleAround(text.sliced(begin, i - begin)).isEmpty()
                   && text.indexOf(u'\'', i + 1) > 0) {
            quote = u'\''; // Outlook's 'Bo, Cy' <cy@x.com>
        } else if (c == separator) {
            pieces.append(text.sliced(begin, i - begin));
            begin = i + 1;
        }
    }
    pieces.append(text.sliced(begin));
    return pieces;
}

/// "a nn@x.com": a name, or an address with a blank in it? A tab, a colon or a bracket between tells.
bool touchesWord(QStringView text, const Found &first, const Found &last)
{
    const QStringView before = text.first(first.begin);
    const QStringView after = text.sliced(last.end);
    const auto isWord = [](QChar c) { return c.isLetterOrNumber(); };
    return (before.endsWith(u' ') && isWord(before.trimmed().isEmpty() ? QChar() : before.trimmed().back()))
        || (after.startsWith(u' ') && isWord(after.trimmed().isEmpty() ? QChar() : after.trimmed().front()));
}

/// Puts a line's pieces together to people.
class LineReading
{
public:
    explicit LineReading(QStringView line)
    {
        for (const QStringView piece : splitOutsideQuotes(withoutBullets(line), u';'))
            takePiece(piece);
    }
    PeopleLine take() { return std::move(m_line); }

private:
    void takePiece(QStringView piece);
    void takeOne(QStringView text);
    void takeWords(QStringView text);
    void takeOther(QStringView text);

    PeopleLine m_line;
};

/// What stands between semicolons: one person, or several between commas or blanks.
void LineReading::takePiece(QStringView piece)
{
    QStringView names; // before a bracketed address: "Bo, Cy <cy@x.com>"
    for (const QStringView part : splitOutsideQuotes(piece, u',')) {
        const QList<Found> found = addressesOf(part);
        if (found.isEmpty()) {
            names = names.isNull() ? part : QStringView(names.begin(), part.end());
            continue;
        }
        const bool isNamed = !names.isNull() && isBracketed(part, found.front()) && isName(names)
            && !looksLikeId(withoutInvisibleAround(names));
        if (isNamed) {
            takeWords(QStringView(names.begin(), part.end()));
        } else {
            for (const QStringView one : splitOutsideQuotes(names, u','))
                takeOther(one);
            takeWords(part);
        }
        names = QStringView();
    }
    for (const QStringView one : splitOutsideQuotes(names, u','))
        takeOther(one);
}

/// Several people with nothing but blanks between: each ends with its address.
void LineReading::takeWords(QStringView text)
{
    const QList<Found> found = addressesOf(text);
    const bool isOne = std::ranges::all_of(found, [&found](const Found &one) {
        return one.address.compare(found.front().address, Qt::CaseInsensitive) == 0;
    });
    if (isOne) {
        takeOne(text);
        return;
    }
    qsizetype begin = 0;
    for (qsizetype i = 0; i < found.size(); ++i) {
        const bool isSame =
            i + 1 < found.size() && found[i].address.compare(found[i + 1].address, Qt::CaseInsensitive) == 0;
        qsizetype end = i + 1 < found.size() ? found[i].end : text.size();
        while (end < text.size() && !text[end].isSpace())
            ++end;
        if (isSame)
            continue;
        takeOne(text.sliced(begin, end - begin));
        begin = end;
    }
}

void LineReading::takeOne(QStringView text)
{
    if (const std::optional<QString> address = addressIn(text)) {
        m_line.entries.append({*address, true});
        return;
    }
    // What is beside the address may be a password: it is not shown.
    const QList<Found> found = addressesOf(text);
    QString beside = text.toString();
    for (qsizetype i = found.size() - 1; i >= 0; --i)
        beside.replace(found[i].begin, found[i].end - found[i].begin, u" "_s);
    for (const QStringView word : QStringView(beside).split(u' ', Qt::SkipEmptyParts)) {
        const auto isAny = [word](auto test) { return std::ranges::any_of(word, test); };
        constexpr qsizetype shortestPassword = 6;
        m_line.mayHoldPassword = m_line.mayHoldPassword
            || (word.size() >= shortestPassword && isAny([](QChar c) { return c.isLetter(); })
                && isAny([](QChar c) { return !c.isLetter(); }));
    }
    m_line.entries.append({found.isEmpty() ? text.toString() : found.front().address, false});
}

/// Without an address: IDs between blanks, or something that is nobody.
void LineReading::takeOther(QStringView text)
{
    const QStringView bare = withoutBullets(text);
    if (bare.isEmpty())
        return;
    QList<QString> words;
    for (const QString &word : bare.toString().simplified().split(u' ')) {
        const QString plain = withoutWidthless(word);
        if (!looksLikeId(plain)) {
            m_line.mayHoldPassword = m_line.mayHoldPassword || looksLikePassword(plain);
            m_line.entries.append({bare.toString(), false});
            return;
        }
        words.append(plain);
    }
    for (const QString &word : std::as_const(words))
        m_line.entries.append({word, true});
}

} // namespace

QStringView withoutInvisibleAround(QStringView text)
{
    while (!text.isEmpty() && isAround(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isAround(text.back()))
        text.chop(1);
    return text;
}

bool looksLikeAddress(QStringView text)
{
    const qsizetype at = text.indexOf(u'@');
    return at > 0 && text.indexOf(u'@', at + 1) < 0 && std::ranges::all_of(text, isAddressChar)
        && isDomain(text.sliced(at + 1));
}

std::optional<QString> addressIn(QStringView given)
{
    const QString whole = withoutWidthless(given);
    const QStringView text = withoutBullets(whole);
    const QList<Found> all = addressesOf(text);
    if (all.isEmpty())
        return std::nullopt;
    QString beside = text.toString();
    bool isNamed = false;
    for (qsizetype i = all.size() - 1; i >= 0; --i) {
        if (all[i].address.compare(all.front().address, Qt::CaseInsensitive) != 0)
            return std::nullopt;
        isNamed = isNamed || isBracketed(text, all[i]);
        beside.replace(all[i].begin, all[i].end - all[i].begin, u" "_s);
    }
    const QStringView after = QStringView(text).sliced(all.back().end);
    static const QRegularExpression scheme(u"mailto:"_s, QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression query(u"\\?[A-Za-z]+=[^\\s>)\\]]*"_s);
    beside.remove(scheme);
    QString behind = after.toString();
    behind.remove(query);
    beside.remove(query);
    if (!isNamed && touchesWord(text, all.front(), all.back()))
        return std::nullopt;
    return (isNamed ? isName(behind) : isName(beside)) ? std::optional(all.front().address) : std::nullopt;
}

PeopleLine peopleIn(QStringView line)
{
    return LineReading(line).take();
}

} // namespace Keyturn
