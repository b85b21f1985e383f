#include "bulkrun.h"

#include "bulk/bulksender.h"
#include "bulk/pacer.h"
#include "core/clock.h"
#include "zoom/formatmemory.h"

#include <QTimer>

#include <algorithm>

// What an answer leads to: an outcome, another try, a pause, or the end of the run.

namespace Keyturn {

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds waitWithoutRetryAfter = 1s;
constexpr std::chrono::milliseconds longestStep = 500ms; // so that a wait ends on time after a sleep
/// One row that is always answered 429 is not the account's limit.
constexpr int mostThrottles = 8;
constexpr int mostLostInARow = 3;

bool isNetwork(ErrorKind kind)
{
    return kind >= ErrorKind::NoNetwork && kind <= ErrorKind::ProxyAuthenticationRequired;
}

/// Of a row that was not sent: something about this row, and not about the account's sign-in.
bool isAboutTheRow(ErrorKind kind)
{
    return kind == ErrorKind::InvalidUserId || kind == ErrorKind::InvalidPassword
        || kind == ErrorKind::InvalidInput;
}

bool isOwnerOrAdmin(BulkVerdict verdict)
{
    return verdict == BulkVerdict::OwnerOrAdmin || verdict == BulkVerdict::Yourself;
}

} // namespace

void BulkRun::handleAnswer(int row, const Outcome &outcome, const ZoomReply &reply, BodyFormat format)
{
    const ErrorKind kind = outcome.error().kind;
    const bool notSent = outcome.kind() == Outcome::Kind::NotSent;
    if (!notSent)
        m_lostInARow = 0;
    if (triesOtherFormat(row, outcome, format)) {
        // Nothing has changed, and the intent is on disk already.
        if (m_state == BulkState::Running)
            m_ready.push_front(row);
        else
            putBack(row);
    } else if (outcome.kind() == Outcome::Kind::Refused && kind == ErrorKind::RateLimited) {
        throttle(row, outcome.error());
    } else if (outcome.kind() == Outcome::Kind::Refused && kind == ErrorKind::UserBusy) {
        holdRow(row, outcome.error());
    } else if (isWorthFindingOut(row, outcome, format)) {
        m_findingOut.insert(row);
        m_plan->setUnsure(row, true);
        putBack(row);
    } else if (endsForAccount(row, outcome)) {
        putBack(row);
    } else if (notSent && isNetwork(kind)) {
        handleLoss(row, outcome.error());
    } else {
        if (kind == ErrorKind::ThrottledInBetween) // it proves nothing about this row, and slows down all
            m_pacer->holdFor(now(), pauseAfter(outcome.error()));
        else
            m_pacer->learn(reply, now());
        m_formats->learnFrom(outcome, format);
        settle(row, m_formats->explained(outcome));
    }
    pump();
    checkEnd();
}

// What did not leave can be sent again. Many at once are one loss: a server that ends a connection ends all
// that is on it (HTTP/2's GOAWAY).
void BulkRun::handleLoss(int row, const Error &error)
{
    putBack(row);
    putBackReady();
    if (m_pacer->isHeld(now()))
        return;
    if (++m_lostInARow >= mostLostInARow)
        endWith(BulkEnd::NetworkLost, error, row);
    const auto pause = 50ms * (1 << (2 * m_lostInARow));
    m_pacer->pauseFor(now(), pause);
    m_pumpTimer->start(pause);
}

// As PasswordReset::start().
BodyFormat BulkRun::formatFor(int row) const
{
    if (const auto other = m_otherFormat.constFind(row); other != m_otherFormat.cend())
        return *other;
    return m_plan->isUnsure(row) ? m_formats->forRepeat() : m_formats->first();
}

bool BulkRun::triesOtherFormat(int row, const Outcome &outcome, BodyFormat format)
{
    const std::optional<BodyFormat> other = m_formats->after(format);
    if (!other || !UpdatePasswordRequest::refusedFormat(outcome) || m_otherFormat.contains(row))
        return false;
    m_otherFormat.insert(row, *other);
    return true;
}

// An open outcome of a form that may only not have been understood [FMT-foreign]: everybody else waits for
// the answer, so the repeat with JSON is not left for the end.
bool BulkRun::isWorthFindingOut(int row, const Outcome &outcome, BodyFormat format) const
{
    const int status = outcome.facts().httpStatus;
    const bool mayBeTheFormat = status == 200 || status == 500 || (status >= 400 && status < 429);
    return outcome.kind() == Outcome::Kind::Unknown && mayBeTheFormat && !m_formats->isSettled()
        && format == BodyFormat::Multipart && !m_plan->isUnsure(row) && m_state == BulkState::Running;
}

bool BulkRun::endsForAccount(int row, const Outcome &outcome)
{
    const Error &error = outcome.error();
    if (outcome.kind() == Outcome::Kind::Refused) {
        switch (error.kind) {
        case ErrorKind::TokenRejected:
            endWith(BulkEnd::TokenRefused, error, row);
            return true;
        case ErrorKind::MissingScopes:
        case ErrorKind::ApiAccessDenied:
            endWith(BulkEnd::PermissionDenied, error, row);
            return true;
        case ErrorKind::PermissionDenied:
            // Also what changing an owner or admin is answered with.
            if (isOwnerOrAdmin(m_plan->verdict(row)))
                return false;
            endWith(BulkEnd::PermissionDenied, error, row);
            return true;
        case ErrorKind::DailyLimitReached:
            endWith(BulkEnd::DailyLimit, error, row);
            return true;
        default:
            return false;
        }
    }
    if (outcome.kind() != Outcome::Kind::NotSent || isNetwork(error.kind) || isAboutTheRow(error.kind))
        return false;
    endWith(BulkEnd::TokenRefused, error, row);
    return true;
}

std::chrono::milliseconds BulkRun::pauseAfter(const Error &error) const
{
    if (!error.retryAt)
        return waitWithoutRetryAfter;
    return std::max(0ms, std::chrono::milliseconds(m_setup.clock->now().msecsTo(*error.retryAt)));
}

// Zoom is still at work on another request for this one person: the others go on. [RATE-user-lock]
void BulkRun::holdRow(int row, const Error &error)
{
    if (++m_throttles[row] >= mostThrottles) {
        settle(row, Outcome::refused(error));
        return;
    }
    write(row, m_plan->isUnsure(row) ? BulkRowState::Unknown : BulkRowState::Waiting);
    m_held.emplace_back(now() + pauseAfter(error), row);
    if (m_canaryOpen > 0)
        ++m_canaryLeft;
}

void BulkRun::takeHeld()
{
    std::optional<std::chrono::milliseconds> next;
    for (auto held = m_held.begin(); held != m_held.end();) {
        if (held->first <= now()) {
            m_waiting.push_front(held->second);
            held = m_held.erase(held);
            continue;
        }
        next = std::min(next.value_or(held->first), held->first);
        ++held;
    }
    if (next && !m_pumpTimer->isActive())
        m_pumpTimer->start(std::clamp(*next - now(), 1ms, longestStep));
}

void BulkRun::throttle(int row, const Error &error)
{
    ++m_throttled;
    const auto pause = pauseAfter(error);
    m_pacer->holdFor(now(), pause);
    if (++m_throttles[row] >= mostThrottles) {
        settle(row, Outcome::refused(error));
        return;
    }
    putBack(row);
    putBackReady();
    m_pumpTimer->start(std::min(pause, longestStep));
}

} // namespace Keyturn
