#include "vocabulary.h"

#include "searchfold.h"

#include <QString>

#include <algorithm>
#include <string>

namespace Keyturn {

namespace {

constexpr qsizetype mostFoldedBefore = 65'536;
constexpr std::size_t shortestDense = 1024;

} // namespace

std::uint32_t Vocabulary::numberOf(std::string_view word)
{
    std::string lowered(word);
    bool ascii = true;
    for (char &c : lowered) {
        ascii = ascii && static_cast<unsigned char>(c) < 0x80;
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
    }
    if (ascii)
        return numberOfFolded(lowered);

    const QByteArray written(word.data(), static_cast<qsizetype>(word.size()));
    const auto known = m_foldedBefore.constFind(written);
    if (known != m_foldedBefore.cend())
        return *known;
    const std::uint32_t number =
        numberOfFolded(searchFolded(QString::fromUtf8(written)).toUtf8().toStdString());
    if (m_foldedBefore.size() >= mostFoldedBefore)
        m_foldedBefore.clear();
    m_foldedBefore.insert(written, number);
    return number;
}

std::uint32_t Vocabulary::numberOfFolded(std::string_view folded)
{
    // What is longer is not what anybody types.
    folded = folded.substr(0, TextPool::longest);
    if (folded.empty() || !m_texts.hasRoom() || m_offsets.size() == decltype(m_offsets)::capacity)
        return none;
    if (std::size_t(m_offsets.size()) * 4 >= m_table.size() * 3)
        growTable();
    std::size_t i = qHashBits(folded.data(), folded.size()) & (m_table.size() - 1);
    for (; m_table[i] != none; i = (i + 1) & (m_table.size() - 1)) {
        if (m_texts.text(m_offsets[m_table[i]]) == folded)
            return m_table[i];
    }
    const std::uint32_t number = m_offsets.size();
    m_table[i] = number;
    m_offsets.append(m_texts.append({folded}));
    m_postings.emplace_back();
    if (folded.front() == '@') {
        m_domains.resize(number + 1);
        m_domains.set(number);
    }
    return number;
}

void Vocabulary::growTable()
{
    m_table.assign(std::max<std::size_t>(1024, m_table.size() * 2), none);
    for (std::uint32_t number = 0; number < m_offsets.size(); ++number) {
        const std::string_view text = m_texts.text(m_offsets[number]);
        std::size_t i = qHashBits(text.data(), text.size()) & (m_table.size() - 1);
        while (m_table[i] != none)
            i = (i + 1) & (m_table.size() - 1);
        m_table[i] = number;
    }
}

void Vocabulary::note(std::uint32_t word, std::uint32_t version)
{
    Posting &posting = m_postings[word];
    if (posting.last == version)
        return;
    if (posting.last == none) {
        posting.last = version;
        return;
    }
    if (posting.list == none) {
        posting.list = static_cast<std::uint32_t>(m_lists.size());
        m_lists.emplace_back().versions = {posting.last};
    }
    posting.last = version;
    List &list = m_lists[posting.list];
    if (list.bitsSize > 0) {
        if (version >= list.bitsSize) {
            list.bitsSize = version + version / 8 + 64;
            list.bits.resize(list.bitsSize);
        }
        list.bits.set(version);
        return;
    }
    list.versions.push_back(version);
    if (list.versions.size() < shortestDense || list.versions.size() < version / 32)
        return;
    list.bitsSize = version + version / 8 + 64;
    list.bits.resize(list.bitsSize);
    for (const std::uint32_t one : list.versions)
        list.bits.set(one);
    list.versions = {};
}

Vocabulary::Matches Vocabulary::matches(const Needle &needle) const
{
    Matches matches{Bits(m_offsets.size()), Bits(m_offsets.size())};
    scanTexts(m_texts, m_offsets, 0, m_offsets.size(), needle, matches.inside, &matches.starting);
    if (needle.first() != '@') {
        Bits domains = matches.starting;
        domains.keep(m_domains);
        matches.starting.remove(domains);
        matches.inside.add(domains);
    }
    matches.inside.remove(matches.starting);
    return matches;
}

void Vocabulary::collect(const Bits &words, Bits &versions) const
{
    words.forEach([&](std::uint32_t word) {
        const Posting &posting = m_postings[word];
        if (posting.last == none)
            return;
        versions.set(posting.last);
        if (posting.list == none)
            return;
        const List &list = m_lists[posting.list];
        for (const std::uint32_t version : list.versions)
            versions.set(version);
        versions.add(list.bits);
    });
}

} // namespace Keyturn
