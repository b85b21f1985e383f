#pragma once

#include "reset/changerecord.h"

#include <QString>

namespace Keyturn {

class History;
struct HistoryEntry;

/// Writes one account's changes down in the history: each before it leaves, and what became of it. Owned by
/// AccountSession. Thread: GUI.
class AccountRecord final : public ChangeRecord
{
public:
    /// `history` outlives this.
    AccountRecord(History *history, QString accountId, QString accountName);

    QFuture<Result<qint64>> begin(ChangeAction action, const ResetTarget &target,
                                  PasswordOrigin origin) override;
    void end(ChangeAction action, const ResetTarget &target, const Outcome &outcome, qint64 begun) override;
    void settleLater(const OpenAttempt &attempt) override;

private:
    HistoryEntry ours(HistoryEntry entry) const;

    History *m_history;
    QString m_accountId;
    QString m_accountName;
};

} // namespace Keyturn
