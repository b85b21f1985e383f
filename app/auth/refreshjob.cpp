#include "refreshjob.h"

#include "core/clock.h"
#include "core/logging.h"
#include "core/whenready.h"
#include "secrets/boundsecret.h"

namespace Keyturn {

RefreshJob::RefreshJob(const Tools &tools, const SignInApp &app, QByteArray seen, QObject *parent)
    : QObject(parent)
    , m_tools(tools)
    , m_app(app)
    , m_seen(std::move(seen))
    , m_store(tools.keychain, tools.runOnly, app)
    , m_lock(tools.lockDirectory, app.refreshKey)
    , m_http(tools.net, *tools.clock)
{
    m_promise.start();
}

RefreshJob::~RefreshJob()
{
    if (m_promise.future().isFinished())
        return;
    m_promise.addResult(std::unexpected(Error::of(ErrorKind::Cancelled)));
    m_promise.finish();
}

QFuture<Result<Renewal>> RefreshJob::start()
{
    whenReady(m_lock.acquire(m_tools.lockPatience), this, [this](const Result<void> &locked) {
        if (locked)
            readSignIn();
        else
            answer(std::unexpected(locked.error()));
    });
    return m_promise.future();
}

void RefreshJob::readSignIn()
{
    whenReady(m_store.read(), this, [this](Result<SignInStore::Kept> kept) {
        if (!kept)
            return answer(std::unexpected(kept.error()));
        m_record = std::move(kept->record);
        const QByteArray fingerprint = m_record.fingerprint();
        if (fingerprint != m_seen)
            return answer(Renewal{});
        if (m_tools.refused->contains(fingerprint))
            return answer(std::unexpected(Error::of(ErrorKind::SignInNeeded)));
        if (m_app.secretKey.isEmpty())
            request({});
        else
            readClientSecret();
    });
}

void RefreshJob::readClientSecret()
{
    const QByteArray place = m_app.secretPlace();
    BoundSecret::read(m_tools.runOnly, m_app.secretKey, place, this, [this, place](Result<Secret> held) {
        if (held)
            return request(std::move(*held));
        BoundSecret::read(m_tools.keychain, m_app.secretKey, place, this, [this](Result<Secret> stored) {
            if (stored)
                request(std::move(*stored));
            else
                answer(std::unexpected(stored.error()));
        });
    });
}

void RefreshJob::request(Secret clientSecret)
{
    auto refresh = std::make_shared<RefreshTokenRequest>();
    refresh->client = {m_app.clientId, std::move(clientSecret)};
    refresh->refreshToken = m_record.token.clone();
    auto built = refresh->build(m_app.tokenUrl);
    if (!built)
        return answer(std::unexpected(built.error()));
    // The access token's life is counted from here: it cannot have begun earlier.
    m_askedAt = m_tools.clock->now();
    m_askedAtUptime = m_tools.clock->uptime();
    m_critical = true;
    HttpCall *call = m_http.send(std::move(*built));
    connect(call, &HttpCall::finished, this,
            [this, refresh](const HttpReply &reply) { handleReply(*refresh, reply); });
}

void RefreshJob::handleReply(const RefreshTokenRequest &request, const HttpReply &reply)
{
    Result<GrantedToken> granted = request.parse(reply);
    qCInfo(lcAuth) << "renewed a sign-in, status" << reply.status;
    if (granted)
        return store(std::move(*granted));
    m_critical = false;
    if (granted.error().kind == ErrorKind::SignInNeeded)
        handleRefusal(granted.error());
    else
        answer(std::unexpected(granted.error()));
}

void RefreshJob::handleRefusal(const Error &error)
{
    // Somebody may have been faster in spite of the lock: on another computer's shared home, say.
    m_tools.refused->insert(m_seen);
    whenReady(m_store.read(), this, [this, error](const Result<SignInStore::Kept> &kept) {
        if (kept && kept->record.fingerprint() != m_seen)
            answer(Renewal{});
        else
            answer(std::unexpected(error));
    });
}

void RefreshJob::store(GrantedToken granted)
{
    // RFC 6749 lets a server keep the old one.
    Secret next = granted.refreshToken.isEmpty() ? m_record.token.clone() : std::move(granted.refreshToken);
    m_record = m_record.successor(std::move(next), m_askedAt);
    auto access = std::make_shared<GrantedToken>(std::move(granted));
    whenReady(m_store.write(m_record), this, [this, access](SignInStore::Place place) {
        m_critical = false;
        Renewal renewal;
        renewal.access = TokenRecord{access->token.clone(), m_askedAt,
                                     m_askedAt.addDuration(access->lifetime), m_record.fingerprint()};
        renewal.endsAtUptime = m_askedAtUptime + access->lifetime;
        renewal.scopes = access->scopes;
        renewal.place = place;
        const TokenRecord kept = renewal.access->clone();
        m_promise.addResult(std::move(renewal));
        m_promise.finish();
        // Under the lock still: whoever waits for it finds both tokens and need not renew again.
        whenReady(m_store.writeAccess(place, kept), this, [this](const Result<void> &) { end(); });
    });
}

void RefreshJob::answer(Result<Renewal> result)
{
    m_promise.addResult(std::move(result));
    m_promise.finish();
    end();
}

void RefreshJob::end()
{
    deleteLater();
    emit finished();
}

} // namespace Keyturn

#include "moc_refreshjob.cpp"
