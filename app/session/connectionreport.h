#pragma once

#include "core/error.h"
#include "zoom/securitysettingsrequest.h"

#include <array>
#include <cstddef>
#include <optional>

namespace Keyturn {

/// What "Test connection" looks at, in this order.
enum class ConnectionStep {
    Token, ///< an access token is there
    Self, ///< GET /users/me: it works, and its owner has the role
    Users, ///< GET /users
    Rules, ///< GET /accounts/me/settings?option=security
    Change, ///< the right to change passwords, judged by the names of scopes alone: nothing is sent
};
inline constexpr std::array connectionSteps{ConnectionStep::Token, ConnectionStep::Self,
                                            ConnectionStep::Users, ConnectionStep::Rules,
                                            ConnectionStep::Change};

enum class ConnectionState {
    Waiting,
    Running,
    Works,
    Warning, ///< Keyturn works without it, or it cannot be told for sure
    Failed,
    Skipped, ///< an earlier one failed in a way that this one would have, too; or the person stopped the test
    Untested, ///< Change only: cannot be tested without changing a password
};

enum class TokenOrigin {
    Pasted, ///< by a person; only a person can bring another one
    AskedFor, ///< from Zoom's token URL
    SignedIn, ///< from a sign-in with the browser; another sign-in brings one with new scopes
};

/// Of the user behind the token, by role_id. [USER-role]
enum class AccountRole { NotTold, Owner, Admin, Member, Custom };

/// One step and what became of it. Holds no secret.
struct ConnectionRow
{
    ConnectionState state = ConnectionState::Waiting;
    /// Why it failed; also of a Warning, where a call failed that Keyturn can do without.
    std::optional<Error> error;
    ReplyFacts reply; ///< of the step's answer, good or bad; no status where none came

    std::optional<QDateTime> tokenEnds; ///< Token: by what it says itself, UTC
    QString userName; ///< Self
    QString userEmail; ///< Self
    AccountRole role = AccountRole::NotTold; ///< Self
    int userCount = -1; ///< Users: active ones; -1: not told
    SecuritySettings rules; ///< Rules
    QString scope; ///< Change: the one that allows it; empty where none is known
};

/// All rows. A value.
struct ConnectionReport
{
    enum class Verdict { Open, Works, WorksWithRemarks, Failed, Cancelled };

    TokenOrigin origin = TokenOrigin::Pasted;
    std::array<ConnectionRow, connectionSteps.size()> rows;
    bool finished = false;
    bool cancelled = false; ///< the person stopped it

    ConnectionRow &row(ConnectionStep step) { return rows[static_cast<std::size_t>(step)]; }
    const ConnectionRow &row(ConnectionStep step) const { return rows[static_cast<std::size_t>(step)]; }

    Verdict verdict() const
    {
        if (!finished)
            return Verdict::Open;
        if (cancelled)
            return Verdict::Cancelled;
        bool remarks = false;
        for (const ConnectionRow &row : rows) {
            if (row.state == ConnectionState::Failed)
                return Verdict::Failed;
            remarks = remarks || row.state == ConnectionState::Warning;
        }
        return remarks ? Verdict::WorksWithRemarks : Verdict::Works;
    }
};

} // namespace Keyturn
