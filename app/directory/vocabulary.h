#pragma once

#include "bits.h"
#include "chunkedcolumn.h"
#include "textpool.h"
#include "textscan.h"

#include <QByteArray>
#include <QHash>

#include <cstdint>
#include <string_view>
#include <vector>

namespace Keyturn {

/// The different words of many texts, folded, and which versions (see UserStore) each stands in. Many people
/// share few names: what is read for a search is these words and not everybody's text. Thread: its owner's.
class Vocabulary
{
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFFU;

    /// The number of a word as it is written; none when nothing is left of it once folded.
    std::uint32_t numberOf(std::string_view word);
    /// Folded.
    std::string_view text(std::uint32_t word) const { return m_texts.text(m_offsets[word]); }
    /// `version` has that word. Versions must come in rising order.
    void note(std::uint32_t word, std::uint32_t version);

    /// The words that begin with the needle (or have it at the begin of a part, as in "o'neil"), and the
    /// others that have it. Of a word that begins with "@", which is a domain, only its own begin counts:
    /// nobody who types "ex" means all of "@example.com".
    struct Matches
    {
        Bits starting;
        Bits inside;
    };
    Matches matches(const Needle &needle) const;
    /// Adds the versions that have one of these words.
    void collect(const Bits &words, Bits &versions) const;

private:
    /// Versions with one word: one of them right here, more in a list, very many as bits.
    struct Posting
    {
        std::uint32_t last = none;
        std::uint32_t list = none;
    };
    struct List
    {
        std::vector<std::uint32_t> versions; ///< empty once bits are used
        Bits bits;
        std::uint32_t bitsSize = 0;
    };

    std::uint32_t numberOfFolded(std::string_view folded);
    void growTable();

    TextPool m_texts;
    ChunkedColumn<std::uint32_t> m_offsets; ///< by word
    std::vector<std::uint32_t> m_table; ///< numbers of words, by hash; a power of two
    QHash<QByteArray, std::uint32_t> m_foldedBefore; ///< words that are not ASCII, as they are written
    std::vector<Posting> m_postings; ///< by word
    Bits m_domains; ///< words that begin with "@"
    std::vector<List> m_lists;
};

} // namespace Keyturn
