#include "userorder.h"

#include "searchfold.h"
#include "userstore.h"

#include <QString>

#include <algorithm>
#include <numeric>
#include <utility>

namespace Keyturn {

namespace {

constexpr qsizetype mostFoldedBefore = 65'536;

/// The eight bytes from `begin` on, as a number that sorts like them.
std::uint64_t eightBytes(std::string_view text, std::size_t begin)
{
    std::uint64_t bytes = 0;
    for (std::size_t i = begin; i < begin + 8; ++i)
        bytes = bytes << 8 | (i < text.size() ? static_cast<unsigned char>(text[i]) : 0U);
    return bytes;
}

} // namespace

UserOrder::UserOrder(By by)
    : m_by(by)
{
}

void UserOrder::appendFolded(std::string_view text, std::string &out)
{
    const std::size_t begin = out.size();
    out.append(text);
    for (std::size_t i = begin; i < out.size(); ++i) {
        char &c = out[i];
        if (static_cast<unsigned char>(c) < 0x80) {
            c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
            continue;
        }
        // Many people share few names, and folding one takes a hundred times as long as finding it again.
        out.resize(begin);
        const QByteArray written = QByteArray::fromRawData(text.data(), qsizetype(text.size()));
        auto known = m_foldedBefore.constFind(written);
        if (known == m_foldedBefore.cend()) {
            if (m_foldedBefore.size() >= mostFoldedBefore)
                m_foldedBefore.clear();
            known = m_foldedBefore.insert(QByteArray(text.data(), qsizetype(text.size())),
                                          searchFolded(QString::fromUtf8(written)).toStdString());
        }
        out += *known;
        return;
    }
}

void UserOrder::makeText(const UserStore &store, std::uint32_t version, By key, std::string &text)
{
    text.clear();
    if (key == By::Name) {
        store.forEachNamePart(version, [&](std::string_view part) { appendFolded(part, text); });
    } else {
        appendFolded(store.localPart(version), text);
        appendFolded(store.domain(version), text);
    }
}

bool UserOrder::sortsBefore(const UserStore &store, std::uint32_t a, std::uint32_t b)
{
    if (m_prefixes[a] != m_prefixes[b])
        return m_prefixes[a] < m_prefixes[b];
    for (const By key : {m_by, m_by == By::Name ? By::Email : By::Name}) {
        makeText(store, a, key, m_textA);
        makeText(store, b, key, m_textB);
        const int comparison = m_textA.compare(m_textB);
        if (comparison != 0)
            return comparison < 0;
    }
    // Who changes keeps the place among those who cannot be told apart.
    return std::pair(store.row(a), a) < std::pair(store.row(b), b);
}

/// The versions [begin, end) in their order; also notes their prefixes.
std::vector<std::uint32_t> UserOrder::sorted(const UserStore &store, std::uint32_t begin, std::uint32_t end)
{
    // More of the text than is kept: most comparisons then need not fetch it.
    struct Keyed
    {
        std::uint64_t first;
        std::uint64_t second;
        std::uint32_t version;
    };
    std::vector<Keyed> keyed;
    keyed.reserve(end - begin);
    for (std::uint32_t version = begin; version < end; ++version) {
        makeText(store, version, m_by, m_textA);
        m_prefixes.push_back(eightBytes(m_textA, 0));
        keyed.push_back({m_prefixes.back(), eightBytes(m_textA, 8), version});
    }
    const auto before = [&](const Keyed &a, const Keyed &b) {
        if (a.first != b.first)
            return a.first < b.first;
        if (a.second != b.second)
            return a.second < b.second;
        return sortsBefore(store, a.version, b.version);
    };
    if (!std::ranges::is_sorted(keyed, before))
        std::ranges::sort(keyed, before);
    std::vector<std::uint32_t> versions;
    versions.reserve(keyed.size());
    std::ranges::transform(keyed, std::back_inserter(versions), &Keyed::version);
    return versions;
}

void UserOrder::take(const UserStore &store, std::uint32_t end)
{
    const std::uint32_t begin = taken();
    if (begin >= end)
        return;
    m_places.clear();
    // By eighths: a million users would else take the room of two.
    if (m_order.capacity() < end) {
        const std::size_t room = std::max<std::size_t>(end, m_order.capacity() + m_order.capacity() / 8);
        m_order.reserve(room);
        m_prefixes.reserve(room);
    }
    const std::vector<std::uint32_t> added = sorted(store, begin, end);
    // Those of a cache come in order: then nothing moves.
    if (m_order.empty() || !sortsBefore(store, added.front(), m_order.back()))
        m_order.insert(m_order.end(), added.begin(), added.end());
    else
        insert(store, added);
}

/// A page is small against what is there: each of its users finds its place by bisection, and what lies
/// between two of them moves as one block, from the last to the first.
void UserOrder::insert(const UserStore &store, const std::vector<std::uint32_t> &added)
{
    const auto before = [&](std::uint32_t a, std::uint32_t b) { return sortsBefore(store, a, b); };
    auto unmovedEnd = std::ssize(m_order);
    m_order.resize(m_order.size() + added.size());
    auto out = m_order.end();
    for (auto version = added.rbegin(); version != added.rend(); ++version) {
        const auto stays = m_order.begin() + unmovedEnd;
        const auto place = std::upper_bound(m_order.begin(), stays, *version, before);
        out = std::move_backward(place, stays, out);
        *--out = *version;
        unmovedEnd = place - m_order.begin();
    }
}

const std::vector<std::uint32_t> &UserOrder::places()
{
    if (m_places.size() != m_order.size()) {
        m_places.resize(m_order.size());
        for (std::uint32_t place = 0; place < m_order.size(); ++place)
            m_places[m_order[place]] = place;
    }
    return m_places;
}

} // namespace Keyturn
