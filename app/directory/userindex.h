#pragma once

#include "bits.h"
#include "lettersets.h"
#include "userorder.h"
#include "userquery.h"
#include "vocabulary.h"

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace Keyturn {

class UserStore;

/// Finds the users of a UserStore that a query asks for. Names and departments are found through their
/// vocabulary, e-mails and IDs by scanning their packed texts; a word that only grew since the last query is
/// looked for among what it found then. Thread: its owner's, which need not be the store's.
class UserIndex
{
public:
    explicit UserIndex(std::shared_ptr<const UserStore> store);
    ~UserIndex();

    /// Takes in the versions [taken(), end), at most `most` of them.
    void take(std::uint32_t end, std::uint32_t most);
    std::uint32_t taken() const { return m_taken; }
    /// These versions are nobody's latest any more.
    void drop(std::span<const std::uint32_t> versions);

    /// Tells what was found: when there are more than `firstRows` and the first of them are known sooner,
    /// those, and then all. Gives up, and tells no more, when `isOutdated`.
    void search(const UserQuery &query, std::uint32_t firstRows, const std::function<void(UserHits)> &tell,
                const std::function<bool()> &isOutdated);

private:
    /// Where one word of a query was found.
    struct WordMatches
    {
        std::string word;
        Bits starting; ///< it begins a word of name, e-mail or department
        Bits inText; ///< it stands in them, once the three steps came so far
        Bits anywhere; ///< it stands in them or in the ID, after all three steps
        Bits insideWords; ///< of the vocabulary, not yet in `inText`
        enum Step { Noted, Started, ReadText, ReadAll } step = Noted;
        bool isPartial = false; ///< looked for among the last query's finds only
    };

    void takeVersion(std::uint32_t version);
    std::vector<std::uint32_t> wordsOf(std::string_view text);
    void takeWords(const std::vector<std::uint32_t> &words, std::uint32_t version,
                   LetterSets::Letters &letters);
    void prepare(const UserQuery &query, const QStringList &texts);
    WordMatches findNoted(const std::string &word) const;
    void findStarting(WordMatches &matches) const;
    void findInText(WordMatches &matches) const;
    void findAnywhere(WordMatches &matches) const;
    void scanEmails(WordMatches &matches) const;
    void scanAcrossAt(WordMatches &matches) const;
    const Bits *narrower(const WordMatches &matches) const;
    std::vector<std::uint32_t> peek(const std::vector<WordMatches> &words, const Bits &among,
                                    std::uint32_t count) const;
    Bits filterBits(const UserQuery &query) const;
    std::vector<std::uint32_t> inOrder(const Bits &versions, UserQuery::Sort sort, std::uint32_t most);
    void orderBy(UserQuery::Sort sort, std::vector<std::uint32_t> &versions) const;
    UserHits hits(std::vector<std::uint32_t> versions, bool isAll) const;
    std::vector<std::uint32_t> inRanks(const UserQuery &query, const std::vector<const Bits *> &ranks);

    std::shared_ptr<const UserStore> m_store;
    std::uint32_t m_taken = 0;
    Vocabulary m_vocabulary;
    LetterSets m_letters;
    std::vector<std::vector<std::uint32_t>> m_departmentWords; ///< by the department's number
    std::vector<std::uint32_t> m_domainWords; ///< by the domain's number
    Bits m_oddEmails; ///< the local part is not ASCII
    Bits m_outdated;
    std::uint32_t m_outdatedSize = 0;
    UserOrder m_byName;
    UserOrder m_byEmail; ///< filled when it is first asked for

    // Of the last query, while nothing was taken since.
    UserQuery m_last;
    std::vector<WordMatches> m_lastWords;
    Bits m_lastFound;
    bool m_narrows = false; ///< the query at hand finds nobody that the last one did not, who were few
};

} // namespace Keyturn
