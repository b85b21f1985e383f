#pragma once

#include "core/secret.h"
#include "practice/practicehttp.h"

#include <QStringList>

#include <optional>

namespace Keyturn {

/// The account's password rules, as GET accounts/me/settings?option=security tells them and as the practice
/// account enforces them (zoom-api.md, "Password rules of the account").
struct PracticeRules
{
    int minimumLength = 8; ///< in Unicode code points
    bool requiresSpecial = false;
    /// 0: off, else 4 to 8: runs of so many equal or consecutive characters (11111, abcde, qwert) are
    /// refused.
    int consecutiveLength = 0;
    bool detectsWeak = false; ///< refuses well-known passwords

    QJsonObject toJson() const; ///< as security.password_requirement
};

/// The reply that refuses the password, or nothing when it meets the rules: those of passwords/passwordrules,
/// so that what the window calls good is taken. Line breaks and the like, which the window refuses by itself,
/// pass. `personWords`: see there.
std::optional<PracticeReply> refusalOf(const Secret &password, const PracticeRules &rules,
                                       const QStringList &personWords = {});

} // namespace Keyturn
