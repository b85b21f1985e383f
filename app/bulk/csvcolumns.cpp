#include "csvcolumns.h"

#include "bulk/csvcolumnwords.h"

#include <QSet>
#include <QString>

#include <algorithm>
#include <array>
#include <optional>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

enum class Camel { Whole, Split };

/// The words of a name: letters and digits alone, in lower case, without accents. `Split`: "UserID" is two.
QStringList wordsOf(const QString &text, Camel camel)
{
    const QString whole = text.normalized(QString::NormalizationForm_KD);
    QStringList words;
    QString word;
    const auto end = [&] {
        if (!word.isEmpty())
            words.append(word.toCaseFolded());
        word.clear();
    };
    for (qsizetype i = 0; i < whole.size(); ++i) {
        const QChar c = whole[i];
        if (c.isMark())
            continue;
        if (!c.isLetterOrNumber()) {
            end();
            continue;
        }
        const bool afterLower = !word.isEmpty() && word.back().isLower();
        const bool beforeLower =
            !word.isEmpty() && word.back().isUpper() && i + 1 < whole.size() && whole[i + 1].isLower();
        if (camel == Camel::Split && c.isUpper() && (afterLower || beforeLower))
            end();
        if (c == u'ł' || c == u'Ł')
            word += u'l';
        else if (c == u'ø' || c == u'Ø')
            word += u'o';
        else if (c == u'ı')
            word += u'i';
        else
            word += c;
    }
    end();
    return words;
}

QString folded(QStringView text)
{
    return wordsOf(text.toString(), Camel::Whole).join(QString());
}

QStringList foldedList(QStringView words)
{
    QStringList list;
    for (const QStringView word : words.split(u' ', Qt::SkipEmptyParts))
        list.append(folded(word));
    return list;
}

QSet<QString> foldedSet(QStringView words)
{
    const QStringList list = foldedList(words);
    return {list.begin(), list.end()};
}

/// All words, folded once.
struct Names
{
    QSet<QString> emails = foldedSet(ColumnWords::emails);
    QSet<QString> emailQualifiers = foldedSet(ColumnWords::emailQualifiers);
    QSet<QString> ids = foldedSet(ColumnWords::ids);
    QSet<QString> persons = foldedSet(ColumnWords::persons);
    QSet<QString> userNames = foldedSet(ColumnWords::userNames);
    QStringList stems = foldedList(ColumnWords::passwordStems);
    QSet<QString> passwordWords = foldedSet(ColumnWords::passwordWords);
    QList<QStringList> phrases;
    QSet<QString> news = foldedSet(ColumnWords::newWords);
    QSet<QString> neutral = foldedSet(ColumnWords::neutralWords);
    QSet<QString> others = foldedSet(ColumnWords::otherPasswordWords);
    QSet<QString> fillers = foldedSet(ColumnWords::otherPasswordFillers);
    QSet<QString> hashes = foldedSet(ColumnWords::hashWords);

    Names()
    {
        for (const QStringView phrase : ColumnWords::passwordPhrases.split(u' ')) {
            QStringList words;
            for (const QStringView word : phrase.split(u'+'))
                words.append(folded(word));
            phrases.append(words);
        }
        // The longest first: "passwords" is no "pass" with something after it.
        std::ranges::sort(stems, std::ranges::greater(), &QString::size);
    }

    static const Names &all()
    {
        static const Names names;
        return names;
    }
};

/// "mot de passe" becomes one word.
QStringList withPhrasesJoined(QStringList words)
{
    for (const QStringList &phrase : Names::all().phrases) {
        for (qsizetype i = 0; i + phrase.size() <= words.size(); ++i) {
            if (!std::equal(phrase.begin(), phrase.end(), words.begin() + i))
                continue;
            words[i] = phrase.join(QString());
            words.remove(i + 1, phrase.size() - 1);
        }
    }
    return words;
}

/// The words beside the password word; nothing when there is none.
std::optional<QStringList> besidePassword(const QStringList &words)
{
    const Names &names = Names::all();
    bool isFound = false;
    QStringList beside;
    for (const QString &word : withPhrasesJoined(words)) {
        if (names.passwordWords.contains(word)) {
            isFound = true;
            continue;
        }
        const auto stem =
            std::ranges::find_if(names.stems, [&word](const QString &one) { return word.contains(one); });
        if (stem == names.stems.end()) {
            beside.append(word);
            continue;
        }
        isFound = true;
        const qsizetype at = word.indexOf(*stem);
        for (const QString &part : {word.first(at), word.sliced(at + stem->size())}) {
            if (!part.isEmpty())
                beside.append(part);
        }
    }
    return isFound ? std::optional(beside) : std::nullopt;
}

/// Other: no password word in it.
CsvColumn passwordKindOf(const QStringList &words)
{
    const Names &names = Names::all();
    const std::optional<QStringList> beside = besidePassword(words);
    if (!beside)
        return CsvColumn::Other;
    const auto isAny = [&beside](const QSet<QString> &set) {
        return std::ranges::any_of(*beside, [&set](const QString &word) { return set.contains(word); });
    };
    if (isAny(names.hashes))
        return CsvColumn::PasswordHash;
    if (std::ranges::all_of(*beside, [&](const QString &word) {
            return names.news.contains(word) || names.neutral.contains(word);
        }))
        return CsvColumn::Password;
    const bool isOther = isAny(names.others) && std::ranges::all_of(*beside, [&](const QString &word) {
                             return names.others.contains(word) || names.fillers.contains(word)
                                 || names.neutral.contains(word);
                         });
    return isOther ? CsvColumn::OtherPassword : CsvColumn::UnclearPassword;
}

/// What is neither a password nor anything about one.
CsvColumn personKindOf(const QStringList &words)
{
    const Names &names = Names::all();
    QStringList bare = words;
    bare.removeIf([&names](const QString &word) { return names.emailQualifiers.contains(word); });
    // Microsoft's "User name [userPrincipalName] Required" has words that are qualifiers elsewhere.
    QStringList named = words;
    named.removeAll(QStringLiteral("required"));
    const QString whole = named.join(QString());
    const QString bareName = bare.join(QString());
    const auto isAmong = [&](const QSet<QString> &set) {
        return set.contains(whole) || set.contains(bareName);
    };
    if (isAmong(names.emails))
        return CsvColumn::Email;
    if (isAmong(names.ids))
        return CsvColumn::Id;
    if (names.persons.contains(bareName))
        return CsvColumn::Person;
    return isAmong(names.userNames) ? CsvColumn::UserName : CsvColumn::Other;
}

} // namespace

CsvColumn csvColumnNamed(QByteArrayView cell)
{
    constexpr qsizetype longestName = 200;
    // A name does not hold what separates cells; a line that was not split at it does.
    const bool isWholeLine =
        std::ranges::any_of(cell, [](char c) { return c == ';' || c == '\t' || c == '|'; });
    if (cell.size() > longestName || isWholeLine)
        return CsvColumn::Other;
    const QString text = QString::fromUtf8(cell);
    const QStringList split = wordsOf(text, Camel::Split);
    // Each way of splitting understands names that the other does not ("PassWord", "pwdLastSet").
    const std::array kinds = {passwordKindOf(split), passwordKindOf(wordsOf(text, Camel::Whole))};
    for (const CsvColumn kind : {CsvColumn::PasswordHash, CsvColumn::Password, CsvColumn::OtherPassword,
                                 CsvColumn::UnclearPassword}) {
        if (std::ranges::find(kinds, kind) != kinds.end())
            return kind;
    }
    return personKindOf(split);
}

CsvHeader CsvHeader::of(std::span<const QByteArrayView> cells)
{
    CsvHeader header;
    for (const QByteArrayView cell : cells) {
        header.kinds.push_back(csvColumnNamed(cell));
        header.texts.append(QString::fromUtf8(cell).simplified());
    }
    return header;
}

bool CsvHeader::namesPerson() const
{
    return std::ranges::any_of(kinds, [](CsvColumn kind) {
        return kind == CsvColumn::Email || kind == CsvColumn::Id || kind == CsvColumn::Person
            || kind == CsvColumn::UserName;
    });
}

std::vector<int> CsvHeader::columnsOf(CsvColumn kind) const
{
    std::vector<int> columns;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (kinds[i] == kind)
            columns.push_back(static_cast<int>(i));
    }
    return columns;
}

int CsvHeader::columnCalled(QStringView name) const
{
    for (qsizetype i = 0; i < texts.size(); ++i) {
        if (texts[i].compare(name, Qt::CaseInsensitive) == 0)
            return int(i);
    }
    return -1;
}

int CsvHeader::knownCount() const
{
    return int(std::ranges::count_if(kinds, [](CsvColumn kind) { return kind != CsvColumn::Other; }));
}

bool CsvHeader::isOurPasswordsFile() const
{
    return columnCalled(u"person") >= 0 && columnCalled(u"outcome") >= 0 && columnCalled(u"password") >= 0
        && columnCalled(u"note") >= 0;
}

} // namespace Keyturn
