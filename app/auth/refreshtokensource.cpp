#include "refreshtokensource.h"

#include "core/clock.h"
#include "core/whenready.h"

namespace Keyturn {

namespace {

// Each look finds a token that another process has just put there. More than a few in a row are no accident.
constexpr int MaximumLooks = 4;

} // namespace

RefreshTokenSource::RefreshTokenSource(TokenRefresher *refresher, SecretStore *keychain, SecretStore *runOnly,
                                       const SignInApp &app, const HttpClient::Options &net,
                                       const Clock &clock)
    : RenewingTokenSource(clock)
    , m_refresher(refresher)
    , m_app(app)
    , m_net(net)
    , m_store(keychain, runOnly, app)
{
}

QFuture<Result<Secret>> RefreshTokenSource::accessToken()
{
    if (m_place == Place::RunForNow)
        moveToKeychain();
    return RenewingTokenSource::accessToken();
}

void RefreshTokenSource::lookForToken()
{
    m_looks = 0;
    look();
}

void RefreshTokenSource::look()
{
    if (++m_looks > MaximumLooks)
        return fail(Error::of(ErrorKind::SignInBusy));
    whenReady(m_store.read(), &m_context, [this](const Result<SignInStore::Kept> &kept) {
        if (!kept)
            return fail(kept.error());
        m_seen = kept->record.fingerprint();
        setPlace(kept->place);
        whenReady(m_store.readAccess(kept->place), &m_context, [this](const Result<Secret> &access) {
            if (adopt(access, m_seen))
                succeed();
            else
                renew();
        });
    });
}

void RefreshTokenSource::renew()
{
    if (!m_refresher)
        return fail(Error::of(ErrorKind::Cancelled));
    whenReady(m_refresher->refresh(m_app, m_seen, m_net), &m_context, [this](Result<Renewal> renewal) {
        if (!renewal)
            fail(renewal.error());
        else if (!renewal->access)
            look();
        else
            handleRenewal(std::move(*renewal));
    });
}

void RefreshTokenSource::handleRenewal(Renewal renewal)
{
    m_seen = renewal.access->origin;
    m_scopes = renewal.scopes;
    hold({std::move(*renewal.access), renewal.endsAtUptime});
    setPlace(renewal.place);
    succeed();
}

void RefreshTokenSource::setPlace(Place place)
{
    if (std::exchange(m_place, place) == place)
        return;
    if (place == Place::RunForNow)
        m_nextMove = clock().uptime() + MovePause;
    if (m_placeListener)
        m_placeListener(place);
}

void RefreshTokenSource::moveToKeychain()
{
    if (m_moving || clock().uptime() < m_nextMove || !m_refresher)
        return;
    m_moving = true;
    whenReady(m_refresher->moveToKeychain(m_app), &m_context, [this](Place place) {
        m_moving = false;
        m_nextMove = clock().uptime() + MovePause;
        setPlace(place);
    });
}

} // namespace Keyturn
