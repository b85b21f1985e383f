#pragma once

#include <QStringView>

#include <vector>

namespace Keyturn {

/// Whether a text is likely a password: 8 to 64 characters without blanks, letters and digits with others, or
/// letters of both cases with digits. Not addresses, links, UUIDs, dates, numbers and long IDs.
bool looksLikePassword(QStringView text);

/// Watches one column whose name says nothing, and tells whether it may hold passwords. Keeps hashes only.
class PasswordLook
{
public:
    void take(QStringView cell);
    /// Enough was seen.
    bool isFull() const { return m_filled >= mostTaken; }
    /// Most of what stands in it looks like passwords, and most of that occurs once; or all of it does so
    /// strictly (with lower and upper case, digits and others), since one for all is a password, too.
    bool isLikely() const;

private:
    static constexpr int mostTaken = 20'000;

    int m_filled = 0;
    int m_like = 0;
    int m_strict = 0;
    std::vector<std::size_t> m_hashes;
    std::size_t m_beginning = 0; ///< the hash of the first characters of the cell before
};

} // namespace Keyturn
