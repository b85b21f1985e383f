#pragma once

#include "auth/accesstokensource.h"
#include "auth/tokenrecord.h"

#include <QPromise>

#include <chrono>
#include <deque>
#include <optional>
#include <vector>

namespace Keyturn {

class Clock;

/// What all sources have in common whose tokens end and can be replaced without anybody's help. Since a new
/// token may end the one that another desk works with, few are asked for:
/// - A token is replaced five minutes before its end (or at half its life, when that is shorter), at the
/// first
///   call that comes then. Should this not work out for a reason that may pass, the old one is used on.
/// - However many calls wait, one is looked for, and all get it.
/// - A token that Zoom rejects is replaced once, be it rejected by a hundred calls. More than RejectionLimit
///   tokens rejected within a minute are TokenRejected for the rest of it: then new ones do not help.
/// - A definite refusal (a changed secret, a deactivated app) is the answer of all who wait, and of those who
///   come within RefusalMemory; whoever comes later, such as a person who tries again, makes a new request.
///
/// Time: a token ends when the time of day or the uptime says so, whichever is first. So a clock that is put
/// back does not lengthen its life, and a laptop that slept knows that it has ended. Whether the computer's
/// clock is right does not matter: what counts is the time since the request.
///
/// Thread: GUI. Futures finish; destruction answers Cancelled.
class RenewingTokenSource : public AccessTokenSource
{
public:
    static constexpr std::chrono::minutes RenewAhead{5};
    static constexpr std::chrono::seconds RefusalMemory{3};
    static constexpr std::size_t RejectionLimit = 10;

    ~RenewingTokenSource() override;

    QFuture<Result<Secret>> accessToken() override;
    bool tokenRejected(const Secret &token) override;
    /// What Zoom refused is forgotten, too: at worst, one more call is made with a token that it rejects.
    void forget() override;

protected:
    /// A token in memory. Its end is kept twice, by both clocks.
    struct Held
    {
        TokenRecord record;
        std::chrono::milliseconds endsAtUptime{0};
    };

    /// The clock outlives this.
    explicit RenewingTokenSource(const Clock &clock)
        : m_clock(clock)
    {
    }

    /// Looks for a token where there is one. Called once, and not again before it has ended in succeed() or
    /// fail(), which may come at once or later.
    virtual void lookForToken() = 0;

    /// Holds the stored token if it can be used. True when it need not be renewed yet.
    bool adopt(const Result<Secret> &stored, QByteArrayView origin);
    void hold(Held held);
    /// Null: none.
    const TokenRecord *heldRecord() const { return m_held ? &m_held->record : nullptr; }
    /// All who wait get the token that is held.
    void succeed();
    /// All who wait get the error, or the old token if that can still be used.
    void fail(const Error &error);

    const Clock &clock() const { return m_clock; }

private:
    enum class Age { Fresh, EndsSoon, Ended };

    Age ageOf(const Held &held) const;
    void answerAll(const Result<void> &result);

    const Clock &m_clock;
    std::vector<QPromise<Result<Secret>>> m_callers; ///< not empty: a token is being looked for
    std::optional<Held> m_held;
    std::optional<TokenRecord> m_rejected; ///< the last one
    std::deque<std::chrono::milliseconds> m_rejections; ///< uptime of each, of the last minute
    std::optional<Error> m_refusal;
    std::chrono::milliseconds m_refusalEnds{0}; ///< uptime
    std::chrono::milliseconds m_nextTryAhead{0}; ///< uptime
};

} // namespace Keyturn
