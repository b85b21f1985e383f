#pragma once

#include "core/secret.h"
#include "practice/practicehttp.h"

#include <QStringList>

#include <optional>

namespace Keyturn {

/// The account's password rules, as GET accounts/me/settings?option=security tells them and as the practice
/// account enforces them. [RULE-enhanced]
struct PracticeRules
{
    int minimumLength = 8; ///< in Unicode code points; 0: off, which leaves Zoom's own 8
    bool requiresSpecial = false;
    /// 0: off, else 4 to 8: runs of so many equal or consecutive characters (11111, abcde, qwert) are
    /// refused.
    int consecutiveLength = 0;
    bool detectsWeak = false; ///< refuses well-known passwords

    QJsonObject toJson() const; ///< as security.password_requirement
};

/// The reply that refuses the password, in the words of Zoom's own API document, or nothing when it meets the
/// rules. What the document leaves open is read in the strictest way: letters and digits are those of ASCII,
/// "fewer than 32 characters" are bytes, and all common keyboards count for runs. Line breaks and the like,
/// which the window refuses by itself, pass. How Zoom finds what is "too easy to guess" is not known: here it
/// is a few well-known words, and any of `namesOfPerson`.
std::optional<PracticeReply> refusalOf(const Secret &password, const PracticeRules &rules,
                                       const QStringList &namesOfPerson = {});

} // namespace Keyturn
