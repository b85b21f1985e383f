#pragma once

#include <QDateTime>
#include <QString>

#include <optional>

namespace Keyturn {

class Clock;
class Secret;

/// When a pasted token ends, in words to stand beside its field: "Ends at 14:32, in 48 minutes", "Ended at
/// 13:10 today", "Does not say when it ends". In local time, by this computer's clock.
class TokenExpiryWords
{
public:
    /// The clock outlives this.
    explicit TokenExpiryWords(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// By what the token says itself (auth/jwtexpiry.h).
    QString of(const Secret &token) const;
    /// UTC; nothing: it does not say.
    QString of(const std::optional<QDateTime> &ends) const;
    /// False when the token does not say.
    bool hasEnded(const Secret &token) const;

private:
    const Clock &m_clock;
};

} // namespace Keyturn
