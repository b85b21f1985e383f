#include "accountrecord.h"

#include "core/outcome.h"
#include "history/history.h"
#include "history/historyrecord.h"
#include "reset/openattempts.h"

namespace Keyturn {

namespace {

HistoryEntry::Action actionOf(ChangeAction action)
{
    return action == ChangeAction::Reset ? HistoryEntry::Action::Reset : HistoryEntry::Action::SignOut;
}

HistoryEntry::Password passwordOf(PasswordOrigin origin)
{
    switch (origin) {
    case PasswordOrigin::Typed:
        return HistoryEntry::Password::Typed;
    case PasswordOrigin::Seen:
        return HistoryEntry::Password::Seen;
    case PasswordOrigin::Unseen:
        return HistoryEntry::Password::Unseen;
    case PasswordOrigin::None:
        break;
    }
    return HistoryEntry::Password::None;
}

HistoryEntry entryAbout(ChangeAction action, const ResetTarget &target)
{
    HistoryEntry entry;
    entry.action = actionOf(action);
    entry.userId = target.userId;
    entry.email = target.email;
    entry.name = target.name;
    return entry;
}

} // namespace

AccountRecord::AccountRecord(History *history, QString accountId, QString accountName)
    : m_history(history)
    , m_accountId(std::move(accountId))
    , m_accountName(std::move(accountName))
{
}

HistoryEntry AccountRecord::ours(HistoryEntry entry) const
{
    entry.account = m_accountName;
    entry.accountKey = m_accountId;
    entry.operatorName = currentOperator();
    return entry;
}

QFuture<Result<qint64>> AccountRecord::begin(ChangeAction action, const ResetTarget &target,
                                             PasswordOrigin origin)
{
    HistoryEntry entry = entryAbout(action, target);
    entry.at = QDateTime::currentDateTimeUtc();
    entry.result = HistoryEntry::Result::Begun;
    entry.password = passwordOf(origin);
    return m_history->begin(ours(entry));
}

void AccountRecord::end(ChangeAction action, const ResetTarget &target, const Outcome &outcome, qint64 begun)
{
    HistoryEntry entry = entryOf(actionOf(action), target, outcome);
    entry.settles = begun;
    m_history->append(ours(entry));
}

void AccountRecord::settleLater(const OpenAttempt &attempt)
{
    HistoryEntry entry = entryAbout(attempt.action, attempt.target);
    entry.at = attempt.at; // it stands for what was done then
    entry.result = HistoryEntry::Result::SettledLater;
    entry = ours(entry);
    for (const qint64 record : attempt.records) {
        entry.settles = record;
        m_history->append(entry);
    }
}

} // namespace Keyturn
