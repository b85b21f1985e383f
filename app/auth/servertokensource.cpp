#include "servertokensource.h"

#include "core/clock.h"
#include "core/logging.h"
#include "core/whenready.h"

#include <QCoreApplication>
#include <QCryptographicHash>

#include <algorithm>
#include <memory>

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
    Q_DECLARE_TR_FUNCTIONS(ServerTokenSource)
};

/// What no repetition helps against: Zoom knows the app, or the values, and says no.
bool isDefinite(ErrorKind kind)
{
    return kind == ErrorKind::ClientRefused || kind == ErrorKind::AppDeactivated
        || kind == ErrorKind::AccountIdRefused || kind == ErrorKind::GrantRefused;
}

bool isRemembered(ErrorKind kind)
{
    return isDefinite(kind) || kind == ErrorKind::RateLimited || kind == ErrorKind::DailyLimitReached;
}

QByteArray originOf(const ServerTokenSource::App &app)
{
    const QByteArray values =
        app.tokenUrl.toEncoded() + '\n' + app.accountId.toUtf8() + '\n' + app.clientId.toUtf8();
    return QCryptographicHash::hash(values, QCryptographicHash::Sha256).toHex();
}

QFuture<Result<Secret>> answered(const Error &error)
{
    return readyFuture(Result<Secret>(std::unexpected(error)));
}

} // namespace

ServerTokenSource::ServerTokenSource(SecretStore *keychain, SecretStore *runOnly, const App &app,
                                     const HttpClient::Options &options, const Clock &clock)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_app(app)
    , m_origin(originOf(app))
    , m_clock(clock)
    , m_http(options, clock)
{
}

ServerTokenSource::~ServerTokenSource()
{
    answerAll(std::unexpected(Error::of(ErrorKind::Cancelled)));
}

QFuture<Result<Secret>> ServerTokenSource::accessToken()
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
        askRunOnly();
    return future;
}

bool ServerTokenSource::tokenRejected(const Secret &token)
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
                          Texts::tr("Zoom rejected %n access tokens within a minute. Another program may be "
                                    "using the same app at Zoom.",
                                    nullptr, static_cast<int>(m_rejections.size())));
    m_refusalEnds = m_rejections.front() + RejectionWindow;
    return false;
}

void ServerTokenSource::forget()
{
    m_held.reset();
    m_rejected.reset();
}

ServerTokenSource::Age ServerTokenSource::ageOf(const Held &held) const
{
    const auto byTimeOfDay = std::chrono::milliseconds(m_clock.now().msecsTo(held.record.ends));
    const auto left = std::min(byTimeOfDay, held.endsAtUptime - m_clock.uptime());
    if (left <= 0ms)
        return Age::Ended;
    const std::chrono::milliseconds ahead =
        std::min<std::chrono::milliseconds>(RenewAhead, held.record.lifetime() / 2);
    return left <= ahead ? Age::EndsSoon : Age::Fresh;
}

bool ServerTokenSource::adopt(const Result<Secret> &stored)
{
    if (!stored)
        return false;
    std::optional<TokenRecord> record = TokenRecord::fromSecret(*stored);
    if (!record || record->origin != m_origin)
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

void ServerTokenSource::askRunOnly()
{
    whenReady(m_runOnly->read(m_app.tokenKey), &m_context, [this](const Result<Secret> &token) {
        if (adopt(token))
            return answerAll({});
        whenReady(m_runOnly->read(m_app.secretKey), &m_context, [this](const Result<Secret> &clientSecret) {
            m_secretIsRunOnly = clientSecret.has_value();
            if (clientSecret)
                request(*clientSecret);
            else
                askKeychain();
        });
    });
}

void ServerTokenSource::askKeychain()
{
    whenReady(m_keychain->read(m_app.tokenKey), &m_context, [this](const Result<Secret> &token) {
        if (adopt(token))
            return answerAll({});
        // A keychain that cannot be asked for one can neither be asked for the other.
        if (!token && token.error().kind != ErrorKind::SecretMissing)
            return fail(token.error());
        whenReady(m_keychain->read(m_app.secretKey), &m_context, [this](const Result<Secret> &clientSecret) {
            if (clientSecret)
                request(*clientSecret);
            else
                fail(clientSecret.error());
        });
    });
}

void ServerTokenSource::request(const Secret &clientSecret)
{
    auto tokenRequest = std::make_shared<ServerTokenRequest>();
    tokenRequest->accountId = m_app.accountId;
    tokenRequest->clientId = m_app.clientId;
    tokenRequest->clientSecret = clientSecret.clone();
    auto built = tokenRequest->build(m_app.tokenUrl);
    if (!built)
        return fail(built.error());
    // The token's life is counted from here: it cannot have begun earlier.
    m_askedAt = m_clock.now();
    m_askedAtUptime = m_clock.uptime();
    HttpCall *call = m_http.send(std::move(*built));
    QObject::connect(call, &HttpCall::finished, &m_context,
                     [this, tokenRequest](const HttpReply &reply) { handleReply(*tokenRequest, reply); });
}

void ServerTokenSource::handleReply(const ServerTokenRequest &request, const HttpReply &reply)
{
    Result<GrantedToken> granted = request.parse(reply);
    qCInfo(lcAuth) << "asked for an access token, status" << reply.status;
    if (!granted)
        return fail(granted.error());
    m_scopes = granted->scopes;
    m_refusal.reset();
    m_nextTryAhead = 0ms;
    m_held = Held{{std::move(granted->token), m_askedAt, m_askedAt.addDuration(granted->lifetime), m_origin},
                  m_askedAtUptime + granted->lifetime};
    keep();
    answerAll({});
}

void ServerTokenSource::keep()
{
    Secret stored = m_held->record.toSecret();
    if (m_secretIsRunOnly) {
        m_runOnly->write(m_app.tokenKey, std::move(stored));
        return;
    }
    auto spare = std::make_shared<Secret>(stored.clone());
    whenReady(m_keychain->write(m_app.tokenKey, std::move(stored)), &m_context,
              [this, spare](const Result<void> &written) {
                  if (written) {
                      m_runOnly->remove(m_app.tokenKey);
                      return;
                  }
                  qCWarning(lcAuth) << "the keychain does not keep the access token; it is kept for this run";
                  m_runOnly->write(m_app.tokenKey, std::move(*spare));
              });
}

void ServerTokenSource::answerAll(const Result<void> &result)
{
    for (QPromise<Result<Secret>> &caller : std::exchange(m_callers, {})) {
        caller.addResult(result ? Result<Secret>(m_held->record.token.clone())
                                : std::unexpected(result.error()));
        caller.finish();
    }
}

void ServerTokenSource::fail(const Error &error)
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
