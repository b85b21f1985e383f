#include "renewingtokensource.h"

#include "core/clock.h"
#include "core/logging.h"
#include "core/whenready.h"

#include <QCoreApplication>

#include <algorithm>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

constexpr auto RejectionWindow = 60s;
// After an early renewal that did not work out: a token endpoint that is down must not slow down every call.
constexpr auto PauseAhead = 30s;
// Two processes' readings of one clock may differ by a little.
constexpr auto ClockTolerance = 60s;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(RenewingTokenSource)
};

/// What no repetition helps against: Zoom knows the app, or the values, and says no.
bool isDefinite(ErrorKind kind)
{
    return kind == ErrorKind::ClientRefused || kind == ErrorKind::AppDeactivated
        || kind == ErrorKind::AccountIdRefused || kind == ErrorKind::GrantRefused;
}

bool isRemembered(ErrorKind kind)
{
    // A sign-in that has ended is no reason to throw away an access token that may still work.
    return isDefinite(kind) || kind == ErrorKind::SignInNeeded || kind == ErrorKind::RateLimited
        || kind == ErrorKind::DailyLimitReached;
}

QFuture<Result<Secret>> answered(const Error &error)
{
    return readyFuture(Result<Secret>(std::unexpected(error)));
}

} // namespace

RenewingTokenSource::~RenewingTokenSource()
{
    answerAll(std::unexpected(Error::of(ErrorKind::Cancelled)));
}

QFuture<Result<Secret>> RenewingTokenSource::accessToken()
{
    const auto uptime = m_clock.uptime();
    if (m_held) {
        const Age age = ageOf(*m_held);
        if (age == Age::Fresh || (age == Age::EndsSoon && uptime < m_nextTryAhead))
            return readyFuture(Result<Secret>(m_held->record.token.clone()));
    }
    if (m_callers.empty() && m_refusal && uptime < m_refusalEnds)
        return answered(*m_refusal);

    QPromise<Result<Secret>> caller;
    caller.start();
    QFuture<Result<Secret>> future = caller.future();
    m_callers.push_back(std::move(caller));
    if (m_callers.size() == 1)
        lookForToken();
    return future;
}

bool RenewingTokenSource::tokenRejected(const Secret &token)
{
    const auto uptime = m_clock.uptime();
    if (!m_held || !m_held->record.token.equals(token))
        return true; // it was replaced meanwhile, or is being replaced

    m_rejected = std::move(m_held->record);
    m_held.reset();
    while (!m_rejections.empty() && m_rejections.front() + RejectionWindow <= uptime)
        m_rejections.pop_front();
    m_rejections.push_back(uptime);
    if (m_rejections.size() <= RejectionLimit)
        return true;
    qCWarning(lcAuth) << "Zoom rejects every new access token";
    m_refusal = Error::of(ErrorKind::TokenRejected,
                          // [TOKEN-124] [TOKEN-several]
                          Texts::tr("Zoom rejected %n access tokens within a minute. Another program may be "
                                    "using the same app at Zoom.",
                                    nullptr, static_cast<int>(m_rejections.size())));
    m_refusalEnds = m_rejections.front() + RejectionWindow;
    return false;
}

void RenewingTokenSource::forget()
{
    m_held.reset();
    m_rejected.reset();
}

RenewingTokenSource::Age RenewingTokenSource::ageOf(const Held &held) const
{
    const auto byTimeOfDay = std::chrono::milliseconds(m_clock.now().msecsTo(held.record.ends));
    const auto left = std::min(byTimeOfDay, held.endsAtUptime - m_clock.uptime());
    if (left <= 0ms)
        return Age::Ended;
    const std::chrono::milliseconds ahead =
        std::min<std::chrono::milliseconds>(RenewAhead, held.record.lifetime() / 2);
    return left <= ahead ? Age::EndsSoon : Age::Fresh;
}

bool RenewingTokenSource::adopt(const Result<Secret> &stored, QByteArrayView origin)
{
    if (!stored)
        return false;
    std::optional<TokenRecord> record = TokenRecord::fromSecret(*stored);
    if (!record || record->origin != origin)
        return false;
    if (m_rejected && (record->token.equals(m_rejected->token) || record->obtained < m_rejected->obtained))
        return false;
    if (m_held && record->obtained <= m_held->record.obtained)
        return false;
    const QDateTime now = m_clock.now();
    // From the future: the clock was put back since, and how old the token is cannot be known.
    if (record->obtained > now.addDuration(ClockTolerance))
        return false;
    const auto left = std::chrono::milliseconds(now.msecsTo(record->ends));
    Held held{std::move(*record), m_clock.uptime() + left};
    const Age age = ageOf(held);
    if (age == Age::Ended)
        return false;
    m_held = std::move(held);
    return age == Age::Fresh;
}

void RenewingTokenSource::hold(Held held)
{
    m_refusal.reset();
    m_nextTryAhead = 0ms;
    m_held = std::move(held);
}

void RenewingTokenSource::answerAll(const Result<void> &result)
{
    for (QPromise<Result<Secret>> &caller : std::exchange(m_callers, {})) {
        caller.addResult(result ? Result<Secret>(m_held->record.token.clone())
                                : std::unexpected(result.error()));
        caller.finish();
    }
}

void RenewingTokenSource::succeed()
{
    answerAll({});
}

void RenewingTokenSource::fail(const Error &error)
{
    const auto uptime = m_clock.uptime();
    if (isRemembered(error.kind)) {
        m_refusal = error;
        m_refusalEnds = uptime + RefusalMemory;
    }
    if (m_held && (isDefinite(error.kind) || ageOf(*m_held) == Age::Ended))
        m_held.reset();
    if (m_held) {
        qCWarning(lcAuth) << "the access token could not be renewed yet";
        m_nextTryAhead = uptime + PauseAhead;
        answerAll({});
        return;
    }
    answerAll(std::unexpected(error));
}

} // namespace Keyturn
