#include "userindex.h"

#include "searchfold.h"
#include "textscan.h"
#include "userstore.h"

#include <QStringList>

#include <algorithm>
#include <numeric>

namespace Keyturn {

namespace {

// Below these shares of all, going through the few is quicker than through all, as they lie: to sort them by
// their place, and to fetch the texts of each, which are far apart.
constexpr std::uint32_t fewToSort = 64;
constexpr std::uint32_t fewToRead = 512;

bool isPlain(std::string_view text)
{
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string folded(std::string_view text)
{
    return searchFolded(QString::fromUtf8(text.data(), qsizetype(text.size()))).toStdString();
}

} // namespace

UserIndex::UserIndex(std::shared_ptr<const UserStore> store)
    : m_store(std::move(store))
    , m_byName(UserOrder::By::Name)
    , m_byEmail(UserOrder::By::Email)
{
}

UserIndex::~UserIndex() = default;

void UserIndex::take(std::uint32_t end, std::uint32_t most)
{
    end = std::min(end, m_taken + most);
    if (m_taken >= end)
        return;
    m_oddEmails.resize(end);
    m_letters.resize(end);
    for (std::uint32_t version = m_taken; version < end; ++version)
        takeVersion(version);
    m_taken = end;
    m_byName.take(*m_store, end);
    m_lastWords.clear();
}

std::vector<std::uint32_t> UserIndex::wordsOf(std::string_view text)
{
    std::vector<std::uint32_t> words;
    while (!text.empty()) {
        const std::size_t size = std::min(text.find(' '), text.size());
        const std::uint32_t word = size > 0 ? m_vocabulary.numberOf(text.substr(0, size)) : Vocabulary::none;
        if (word != Vocabulary::none)
            words.push_back(word);
        text.remove_prefix(std::min(size + 1, text.size()));
    }
    return words;
}

void UserIndex::takeWords(const std::vector<std::uint32_t> &words, std::uint32_t version,
                          LetterSets::Letters &letters)
{
    for (const std::uint32_t word : words) {
        m_vocabulary.note(word, version);
        LetterSets::addLetters(m_vocabulary.text(word), letters);
    }
}

void UserIndex::takeVersion(std::uint32_t version)
{
    LetterSets::Letters letters;
    for (const std::string_view name : m_store->names(version))
        takeWords(wordsOf(name), version, letters);

    const std::uint32_t department = m_store->departmentNumber(version);
    while (m_departmentWords.size() <= department)
        m_departmentWords.push_back(
            wordsOf(m_store->departments().text(std::uint32_t(m_departmentWords.size()))));
    takeWords(m_departmentWords[department], version, letters);

    // These are scanned as they came, which finds ASCII only.
    const std::string_view local = m_store->localPart(version);
    LetterSets::addLetters(local, letters);
    if (!isPlain(m_store->id(version)))
        takeWords(wordsOf(m_store->id(version)), version, letters);
    if (!isPlain(local)) {
        takeWords(wordsOf(local), version, letters);
        m_oddEmails.set(version);
    }

    const std::uint32_t domain = m_store->domainNumber(version);
    while (m_domainWords.size() <= domain)
        m_domainWords.push_back(
            m_vocabulary.numberOf(m_store->domains().text(std::uint32_t(m_domainWords.size()))));
    if (m_domainWords[domain] != Vocabulary::none) {
        m_vocabulary.note(m_domainWords[domain], version);
        LetterSets::Letters inside;
        LetterSets::addLetters(m_vocabulary.text(m_domainWords[domain]), inside);
        letters.anywhere |= inside.anywhere; // see Vocabulary::matches
    }
    m_letters.set(version, letters);
}

void UserIndex::drop(std::span<const std::uint32_t> versions)
{
    for (const std::uint32_t version : versions) {
        if (version >= m_outdatedSize) {
            m_outdatedSize = version + version / 4 + 64;
            m_outdated.resize(m_outdatedSize);
        }
        m_outdated.set(version);
    }
}

/// Finds out what the last query's finds are good for.
void UserIndex::prepare(const UserQuery &query, const QStringList &texts)
{
    const bool sameFilters =
        query.status == m_last.status && query.type == m_last.type && query.role == m_last.role;
    // Whoever has the longer word has the shorter one in it.
    const bool grew = std::ranges::all_of(m_lastWords, [&](const WordMatches &last) {
        return std::ranges::any_of(
            texts, [&](const QString &text) { return text.toStdString().contains(last.word); });
    });
    m_narrows = sameFilters && grew && !m_lastWords.empty() && m_lastFound.count() <= m_taken / fewToRead;
    if (!m_narrows)
        std::erase_if(m_lastWords, [](const WordMatches &last) { return last.isPartial; });
}

/// Those among which alone the word need be looked for, when they are few; null for none.
const Bits *UserIndex::narrower(const WordMatches &matches) const
{
    if (matches.isPartial)
        return &m_lastFound;
    for (const WordMatches &last : m_lastWords) {
        if (last.step == WordMatches::ReadAll && !last.isPartial && matches.word.contains(last.word)
            && last.anywhere.count() <= m_taken / fewToRead)
            return &last.anywhere;
    }
    return nullptr;
}

UserIndex::WordMatches UserIndex::findNoted(const std::string &word) const
{
    for (const WordMatches &last : m_lastWords) {
        if (last.word == word)
            return last;
    }
    WordMatches matches;
    matches.word = word;
    matches.isPartial = m_narrows;
    if (const Bits *starting = m_letters.starting(word)) {
        matches.starting = *starting;
        matches.inText = *m_letters.anywhere(word);
        matches.step = WordMatches::Started;
        matches.isPartial = false;
        return matches;
    }
    matches.starting.resize(m_taken);
    matches.inText.resize(m_taken);
    Vocabulary::Matches words = m_vocabulary.matches(Needle(word));
    m_vocabulary.collect(words.starting, matches.starting);
    matches.insideWords = std::move(words.inside);
    return matches;
}

void UserIndex::findStarting(WordMatches &matches) const
{
    if (matches.step >= WordMatches::Started)
        return;
    scanEmails(matches);
    scanAcrossAt(matches);
    matches.step = WordMatches::Started;
}

/// The first `count` of those of whom every word begins a word, if looking at the first few thousand people
/// is enough to know them; else nothing. Reading the e-mails of so few is quicker than scanning all.
std::vector<std::uint32_t> UserIndex::peek(const std::vector<WordMatches> &words, const Bits &among,
                                           std::uint32_t count) const
{
    constexpr std::size_t most = 8192;
    Bits known = among; // through the vocabulary; some more may be through their e-mail
    for (const WordMatches &word : words) {
        if (word.word.find('@') != std::string::npos)
            return {};
        known.keep(word.starting);
    }
    const std::vector<std::uint32_t> &order = m_byName.versions();
    const std::size_t end = std::min(order.size(), most);
    std::size_t looked = 0;
    for (std::uint32_t found = 0; found < count; ++looked) {
        if (looked == end)
            return {};
        found += known.test(order[looked]) ? 1 : 0;
    }

    std::vector<Needle> needles;
    needles.reserve(words.size());
    for (const WordMatches &word : words)
        needles.emplace_back(word.word);
    std::vector<std::uint32_t> first;
    for (std::size_t place = 0; place < looked && first.size() < count; ++place) {
        const std::uint32_t version = order[place];
        bool hasAll = among.test(version);
        for (std::size_t i = 0; i < words.size() && hasAll; ++i) {
            hasAll = words[i].starting.test(version)
                || (words[i].step == WordMatches::Noted
                    && needles[i].beginsWordOf(m_store->localPart(version)));
        }
        if (hasAll)
            first.push_back(version);
    }
    return first;
}

void UserIndex::findInText(WordMatches &matches) const
{
    if (matches.step >= WordMatches::ReadText)
        return;
    matches.inText.add(matches.starting);
    m_vocabulary.collect(matches.insideWords, matches.inText);
    matches.insideWords = {};
    matches.step = WordMatches::ReadText;
}

void UserIndex::findAnywhere(WordMatches &matches) const
{
    if (matches.step >= WordMatches::ReadAll)
        return;
    matches.anywhere = matches.inText;
    const Needle needle(matches.word);
    if (const Bits *few = narrower(matches)) {
        few->forEach([&](std::uint32_t version) {
            if (needle.isIn(m_store->id(version)))
                matches.anywhere.set(version);
        });
    } else {
        scanTexts(m_store->ids(), m_store->idOffsets(), 0, m_taken, needle, matches.anywhere);
    }
    matches.step = WordMatches::ReadAll;
}

void UserIndex::scanEmails(WordMatches &matches) const
{
    const Needle needle(matches.word);
    if (const Bits *few = narrower(matches)) {
        few->forEach([&](std::uint32_t version) {
            const std::string_view local = m_store->localPart(version);
            if (needle.beginsWordOf(local))
                matches.starting.set(version);
            else if (needle.isIn(local))
                matches.inText.set(version);
        });
        return;
    }
    scanTexts(m_store->localParts(), m_store->localOffsets(), 0, m_taken, needle, matches.inText,
              &matches.starting);
}

/// "ann@exa" ends a local part and begins a domain.
void UserIndex::scanAcrossAt(WordMatches &matches) const
{
    const std::size_t at = matches.word.rfind('@');
    if (at == std::string::npos || at == 0)
        return;
    const std::string end = matches.word.substr(at);
    std::vector<char> isDomain(m_domainWords.size());
    for (std::uint32_t domain = 0; domain < isDomain.size(); ++domain)
        isDomain[domain] = folded(m_store->domains().text(domain)).starts_with(end);

    const auto take = [&](std::uint32_t version, bool startsWord) {
        if (isDomain[m_store->domainNumber(version)])
            (startsWord ? matches.starting : matches.inText).set(version);
    };
    const std::string begin = matches.word.substr(0, at);
    std::string needle = begin;
    needle += '\0'; // with the end of the text
    Bits starting(m_taken);
    Bits inside(m_taken);
    scanTexts(m_store->localParts(), m_store->localOffsets(), 0, m_taken, Needle(needle), inside, &starting);
    starting.forEach([&](std::uint32_t version) { take(version, true); });
    inside.forEach([&](std::uint32_t version) { take(version, false); });

    // Those that are not ASCII are in the vocabulary, as other words are.
    if (m_oddEmails.count() == 0)
        return;
    Bits candidates(m_taken);
    const Vocabulary::Matches words = m_vocabulary.matches(Needle(begin));
    m_vocabulary.collect(words.starting, candidates);
    m_vocabulary.collect(words.inside, candidates);
    candidates.keep(m_oddEmails);
    candidates.forEach([&](std::uint32_t version) {
        const std::string local = folded(m_store->localPart(version));
        const std::size_t before = local.size() - std::min(local.size(), begin.size());
        if (local.ends_with(begin))
            take(version, before == 0 || !isWordByte(local[before - 1]));
    });
}

/// All that are somebody's latest version and have what the query asks for beside its words.
Bits UserIndex::filterBits(const UserQuery &query) const
{
    Bits bits;
    if (!query.status && !query.type && !query.role) {
        bits.setAll(m_taken);
        bits.remove(m_outdated);
        return bits;
    }
    // Few numbers, each compared once.
    enum Answer : char { Unasked, No, Yes };
    std::vector<Answer> statuses(256, query.status ? Unasked : Yes);
    std::vector<Answer> types(256, query.type ? Unasked : Yes);
    std::vector<Answer> roles(65'536, query.role ? Unasked : Yes);
    const auto holds = [](Answer &answer, const auto &isIt) {
        if (answer == Unasked)
            answer = isIt() ? Yes : No;
        return answer == Yes;
    };
    bits.resize(m_taken);
    for (std::uint32_t version = 0; version < m_taken; ++version) {
        const std::uint8_t status = m_store->statusNumber(version);
        const std::uint8_t type = m_store->typeNumber(version);
        const std::uint16_t role = m_store->roleNumber(version);
        if (holds(statuses[status], [&] { return m_store->status(status) == query.status->toStdString(); })
            && holds(types[type], [&] { return m_store->type(type) == *query.type; })
            && holds(roles[role], [&] { return m_store->role(role) == query.role->toStdString(); }))
            bits.set(version);
    }
    bits.remove(m_outdated);
    return bits;
}

void UserIndex::search(const UserQuery &query, std::uint32_t firstRows,
                       const std::function<void(UserHits)> &tell, const std::function<bool()> &isOutdated)
{
    const QStringList texts = searchWords(query.text);
    const bool byRank = query.sort == UserQuery::Sort::BestMatch && !texts.isEmpty();
    bool mayTellFirst = byRank && !query.descending && query.exactRow < 0;
    const auto tellFirst = [&](const std::vector<const Bits *> &ranks) {
        if (!mayTellFirst || ranks.back()->count() < firstRows)
            return;
        mayTellFirst = false;
        std::vector<std::uint32_t> versions = inOrder(*ranks.front(), query.sort, firstRows);
        if (versions.size() < firstRows && ranks.size() > 1) {
            Bits others = *ranks.back();
            others.remove(*ranks.front());
            const std::vector<std::uint32_t> more =
                inOrder(others, query.sort, firstRows - std::uint32_t(versions.size()));
            versions.insert(versions.end(), more.begin(), more.end());
        }
        tell(hits(std::move(versions), false));
    };

    prepare(query, texts);
    std::vector<WordMatches> words;
    Bits starting = filterBits(query);
    Bits inText = starting;
    Bits anywhere = starting;
    for (const QString &text : texts)
        words.push_back(findNoted(text.toStdString()));
    if (isOutdated())
        return;
    if (mayTellFirst) {
        std::vector<std::uint32_t> versions = peek(words, starting, firstRows);
        mayTellFirst = versions.empty();
        if (!versions.empty())
            tell(hits(std::move(versions), false));
    }
    for (WordMatches &word : words) {
        if (isOutdated())
            return;
        findStarting(word);
        starting.keep(word.starting);
    }
    if (isOutdated())
        return;
    tellFirst({&starting});
    for (WordMatches &word : words) {
        findInText(word);
        inText.keep(word.inText);
    }
    if (isOutdated())
        return;
    tellFirst({&starting, &inText});
    for (WordMatches &word : words) {
        if (isOutdated())
            return;
        findAnywhere(word);
        anywhere.keep(word.anywhere);
    }
    m_last = query;
    m_lastWords = std::move(words);
    m_lastFound = anywhere;
    if (isOutdated())
        return;
    std::vector<std::uint32_t> versions =
        byRank ? inRanks(query, {&starting, &inText, &anywhere}) : inOrder(anywhere, query.sort, m_taken);
    if (query.descending)
        std::ranges::reverse(versions);
    tell(hits(std::move(versions), true));
}

/// Each of the sets holds the one before.
std::vector<std::uint32_t> UserIndex::inRanks(const UserQuery &query, const std::vector<const Bits *> &ranks)
{
    std::vector<std::uint32_t> versions;
    Bits before;
    for (const Bits *rank : ranks) {
        Bits others = *rank;
        others.remove(before);
        const std::vector<std::uint32_t> more = inOrder(others, query.sort, m_taken);
        if (versions.empty())
            versions = more;
        else
            versions.insert(versions.end(), more.begin(), more.end());
        before = *rank;
    }
    if (query.exactRow >= 0) {
        const auto exact = std::ranges::find(versions, std::uint32_t(query.exactRow),
                                             [&](std::uint32_t version) { return m_store->row(version); });
        if (exact != versions.end())
            std::rotate(versions.begin(), exact, exact + 1);
    }
    return versions;
}

/// The first `most` of the set.
std::vector<std::uint32_t> UserIndex::inOrder(const Bits &versions, UserQuery::Sort sort, std::uint32_t most)
{
    UserOrder &order = sort == UserQuery::Sort::Email ? m_byEmail : m_byName;
    order.take(*m_store, m_taken);
    const std::uint32_t count = versions.count();
    std::vector<std::uint32_t> result;
    if (count <= m_taken / fewToSort) {
        result.reserve(count);
        versions.forEach([&](std::uint32_t version) { result.push_back(version); });
        const std::vector<std::uint32_t> &places = order.places();
        std::ranges::sort(result, {}, [&](std::uint32_t version) { return places[version]; });
        result.resize(std::min<std::size_t>(result.size(), most));
    } else {
        result.reserve(std::min(count, most));
        for (const std::uint32_t version : order.versions()) {
            if (!versions.test(version))
                continue;
            if (result.size() == most)
                break;
            result.push_back(version);
        }
    }
    orderBy(sort, result);
    return result;
}

/// Stable, for what has few values: those that it is given are in the order of name.
void UserIndex::orderBy(UserQuery::Sort sort, std::vector<std::uint32_t> &versions) const
{
    std::vector<std::uint32_t> ranks; // by the value's number
    const auto rank = [&](std::uint32_t count, const auto &textOf) {
        std::vector<std::uint32_t> numbers(count);
        std::iota(numbers.begin(), numbers.end(), 0U);
        std::ranges::stable_sort(numbers, {}, textOf);
        ranks.resize(count);
        for (std::uint32_t i = 0; i < count; ++i)
            ranks[numbers[i]] = i;
    };
    const auto sortBy = [&](const auto &numberOf) {
        std::vector<std::uint32_t> begins(ranks.size() + 1);
        for (const std::uint32_t version : versions)
            ++begins[ranks[numberOf(version)] + 1];
        std::partial_sum(begins.begin(), begins.end(), begins.begin());
        std::vector<std::uint32_t> sorted(versions.size());
        for (const std::uint32_t version : versions)
            sorted[begins[ranks[numberOf(version)]]++] = version;
        versions = std::move(sorted);
    };
    // The numbers that were taken, and not all that the store has by now.
    const auto countOf = [&](const auto &numberOf) {
        std::uint32_t count = 1;
        for (const std::uint32_t version : versions)
            count = std::max<std::uint32_t>(count, numberOf(version) + 1U);
        return count;
    };
    switch (sort) {
    case UserQuery::Sort::Department: {
        const auto number = [&](std::uint32_t version) { return m_store->departmentNumber(version); };
        rank(countOf(number), [&](std::uint32_t i) { return folded(m_store->departments().text(i)); });
        sortBy(number);
        break;
    }
    case UserQuery::Sort::Status: {
        const auto number = [&](std::uint32_t version) {
            return std::uint32_t(m_store->statusNumber(version));
        };
        rank(countOf(number), [&](std::uint32_t i) { return m_store->status(std::uint8_t(i)); });
        sortBy(number);
        break;
    }
    case UserQuery::Sort::Licence: {
        const auto number = [&](std::uint32_t version) {
            return std::uint32_t(m_store->typeNumber(version));
        };
        rank(countOf(number), [&](std::uint32_t i) { return m_store->type(std::uint8_t(i)); });
        sortBy(number);
        break;
    }
    default:
        break;
    }
}

UserHits UserIndex::hits(std::vector<std::uint32_t> versions, bool isAll) const
{
    for (std::uint32_t &version : versions)
        version = m_store->row(version);
    return {std::make_shared<const UserHits::Rows>(std::move(versions)), isAll};
}

} // namespace Keyturn
