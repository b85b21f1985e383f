#include "historyrecord.h"

#include "bulk/bulkplan.h"
#include "core/outcome.h"
#include "reset/openattempts.h"
#include "reset/resettarget.h"

namespace Keyturn {

namespace {

HistoryEntry::Result resultOf(Outcome::Kind kind)
{
    switch (kind) {
    case Outcome::Kind::Changed:
        return HistoryEntry::Result::Changed;
    case Outcome::Kind::Refused:
        return HistoryEntry::Result::Refused;
    case Outcome::Kind::NotSent:
        return HistoryEntry::Result::NotSent;
    case Outcome::Kind::Unknown:
        break;
    }
    return HistoryEntry::Result::Unknown;
}

} // namespace

HistoryEntry entryOf(HistoryEntry::Action action, const ResetTarget &target, const Outcome &outcome)
{
    const ReplyFacts &facts = outcome.facts();
    HistoryEntry entry;
    entry.at = facts.time.isValid() ? facts.time : QDateTime::currentDateTimeUtc();
    entry.userId = target.userId;
    entry.email = target.email;
    entry.name = target.name;
    entry.action = action;
    entry.result = resultOf(outcome.kind());
    if (entry.result == HistoryEntry::Result::Changed && action == HistoryEntry::Action::Reset
        && target.isPending)
        entry.result = HistoryEntry::Result::Accepted;
    entry.isRepeat = outcome.isRepeat();
    entry.httpStatus = facts.httpStatus;
    entry.zoomCode = facts.zoomCode;
    entry.message = facts.message;
    entry.trackingId = facts.trackingId;
    return entry;
}

HistoryEntry entryOf(const BulkRow &row, const QString &run)
{
    HistoryEntry entry;
    entry.at = row.time.isValid() ? row.time : QDateTime::currentDateTimeUtc();
    entry.userId = row.userId;
    entry.email = row.target.contains(u'@') ? row.target : QString();
    entry.name = row.name;
    switch (row.state) {
    case BulkRowState::Changed:
        entry.result = row.isTakenOnly() ? HistoryEntry::Result::Accepted : HistoryEntry::Result::Changed;
        break;
    case BulkRowState::Refused:
        entry.result = HistoryEntry::Result::Refused;
        break;
    case BulkRowState::NotSent:
        entry.result = HistoryEntry::Result::NotSent;
        break;
    default:
        entry.result = HistoryEntry::Result::Unknown;
        break;
    }
    entry.isRepeat = row.changedEarlier;
    entry.httpStatus = row.httpStatus;
    entry.zoomCode = row.zoomCode;
    entry.message = row.message;
    entry.trackingId = row.trackingId;
    entry.run = run;
    return entry;
}

OpenAttempt openAttemptOf(const HistoryEntry &begun)
{
    OpenAttempt attempt;
    attempt.action =
        begun.action == HistoryEntry::Action::SignOut ? ChangeAction::SignOut : ChangeAction::Reset;
    attempt.account = {begun.accountKey, begun.account, {}};
    attempt.target = {begun.userId, begun.name, begun.email};
    attempt.at = begun.at;
    switch (begun.password) {
    case HistoryEntry::Password::Typed:
        attempt.origin = PasswordOrigin::Typed;
        break;
    case HistoryEntry::Password::Seen:
        attempt.origin = PasswordOrigin::Seen;
        break;
    case HistoryEntry::Password::Unseen:
        attempt.origin = PasswordOrigin::Unseen;
        break;
    case HistoryEntry::Password::None:
        break;
    }
    attempt.isFromBefore = true;
    attempt.records = {begun.number};
    return attempt;
}

QList<HistoryEntry> leftUnknown(const OpenAttempt &attempt)
{
    HistoryEntry entry;
    entry.at = attempt.at;
    entry.account = attempt.account.name;
    entry.accountKey = attempt.account.id;
    entry.operatorName = currentOperator();
    entry.userId = attempt.target.userId;
    entry.email = attempt.target.email;
    entry.name = attempt.target.name;
    entry.action =
        attempt.action == ChangeAction::SignOut ? HistoryEntry::Action::SignOut : HistoryEntry::Action::Reset;
    entry.result = HistoryEntry::Result::Unknown;
    QList<HistoryEntry> entries;
    for (const qint64 record : attempt.records) {
        entry.settles = record;
        entries.append(entry);
    }
    return entries;
}

bool isCutOff(const HistoryEntry &begun, const QDateTime &now)
{
    constexpr std::chrono::minutes longerThanAnyRequest(10);
    return begun.operatorName == currentOperator() || begun.at.addDuration(longerThanAnyRequest) < now;
}

} // namespace Keyturn
