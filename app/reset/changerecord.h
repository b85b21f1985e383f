#pragma once

#include "core/error.h"
#include "reset/resettarget.h"

#include <QFuture>

namespace Keyturn {

class Outcome;
struct OpenAttempt;

/// What is done to a person's account.
enum class ChangeAction { Reset, SignOut };

/// Where a password came from: whether it can be typed once more when Keyturn does not have it any longer.
enum class PasswordOrigin {
    None, ///< nothing is known of it
    Typed,
    Seen, ///< generated, and somebody has read it
    Unseen, ///< generated, and nobody has
};

/// Where it is written down that a change is about to leave, before it leaves, and what became of it then.
/// Owned by AccountSession. Thread: GUI.
class ChangeRecord
{
public:
    ChangeRecord() = default;
    ChangeRecord(const ChangeRecord &) = delete;
    ChangeRecord &operator=(const ChangeRecord &) = delete;
    virtual ~ChangeRecord() = default;

    /// Ready once it is on the disk, with the number that end() takes; or with the reason why it is not. When
    /// the future is cancelled first, nothing was sent, and the record says so by itself.
    virtual QFuture<Result<qint64>> begin(ChangeAction action, const ResetTarget &target,
                                          PasswordOrigin origin) = 0;
    /// `begun`: from begin(); 0 when that failed, and it was sent all the same.
    virtual void end(ChangeAction action, const ResetTarget &target, const Outcome &outcome,
                     qint64 begun) = 0;
    /// Its outcome was Unknown, and a later attempt for the same person has told.
    virtual void settleLater(const OpenAttempt &attempt) = 0;
};

} // namespace Keyturn
