#include "signinstore.h"

#include "core/logging.h"
#include "core/whenready.h"

#include <QPromise>

#include <memory>

namespace Keyturn {

namespace {

template<typename T>
std::shared_ptr<QPromise<T>> newPromise()
{
    auto promise = std::make_shared<QPromise<T>>();
    promise->start();
    return promise;
}

template<typename T>
void fulfil(const std::shared_ptr<QPromise<T>> &promise, T value)
{
    promise->addResult(std::move(value));
    promise->finish();
}

} // namespace

SignInStore::SignInStore(SecretStore *keychain, SecretStore *runOnly, const SignInApp &app)
    : m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_origin(app.origin())
    , m_formerOrigin(app.formerOrigin())
    , m_refreshKey(app.refreshKey)
    , m_tokenKey(app.tokenKey)
{
}

std::optional<RefreshRecord> SignInStore::usable(const Result<Secret> &stored) const
{
    if (!stored)
        return std::nullopt;
    std::optional<RefreshRecord> record = RefreshRecord::fromSecret(*stored);
    if (record && record->origin == m_formerOrigin)
        record->origin = m_origin; // its access token is another origin's now, so it is renewed before use
    return record && record->origin == m_origin ? std::move(record) : std::nullopt;
}

bool SignInStore::isAnothers(const Result<Secret> &stored) const
{
    return stored && !usable(stored) && RefreshRecord::fromSecret(*stored);
}

QFuture<Result<SignInStore::Kept>> SignInStore::read()
{
    auto promise = newPromise<Result<Kept>>();
    whenReady(m_runOnly->read(m_refreshKey), &m_context, [this, promise](const Result<Secret> &held) {
        std::optional<RefreshRecord> ours = usable(held);
        if (ours && ours->keep == RefreshRecord::Keep::ThisRunOnly)
            return fulfil(promise, Result<Kept>(Kept{std::move(*ours), Place::RunByWish}));
        auto spare = std::make_shared<std::optional<RefreshRecord>>(std::move(ours));
        whenReady(m_keychain->read(m_refreshKey), &m_context,
                  [this, promise, spare](const Result<Secret> &stored) {
                      std::optional<RefreshRecord> theirs = usable(stored);
                      if (*spare && (!theirs || theirs->order <= (*spare)->order))
                          fulfil(promise, Result<Kept>(Kept{std::move(**spare), Place::RunForNow}));
                      else if (theirs)
                          fulfil(promise, Result<Kept>(Kept{std::move(*theirs), Place::Keychain}));
                      else if (!stored && stored.error().kind != ErrorKind::SecretMissing)
                          fulfil(promise, Result<Kept>(std::unexpected(stored.error())));
                      else
                          fulfil(promise,
                                 Result<Kept>(std::unexpected(Error::of(isAnothers(stored)
                                                                            ? ErrorKind::SecretForOtherAddress
                                                                            : ErrorKind::SignInNeeded))));
                  });
    });
    return promise->future();
}

QFuture<Result<Secret>> SignInStore::readAccess(Place place)
{
    return storeOf(place)->read(m_tokenKey);
}

QFuture<Result<void>> SignInStore::writeToKeychain(const RefreshRecord &record)
{
    auto promise = newPromise<Result<void>>();
    whenReady(m_keychain->write(m_refreshKey, record.toSecret()), &m_context,
              [this, promise](const Result<void> &written) {
                  if (written) {
                      m_runOnly->remove(m_refreshKey);
                      m_runOnly->remove(m_tokenKey);
                  }
                  fulfil(promise, Result<void>(written));
              });
    return promise->future();
}

QFuture<SignInStore::Place> SignInStore::write(const RefreshRecord &record)
{
    auto promise = newPromise<Place>();
    const auto forThisRun = [this, promise](const Secret &stored, Place place) {
        whenReady(m_runOnly->write(m_refreshKey, stored.clone()), &m_context,
                  [promise, place](const Result<void> &) { fulfil(promise, Place(place)); });
    };
    if (record.keep == RefreshRecord::Keep::ThisRunOnly) {
        forThisRun(record.toSecret(), Place::RunByWish);
        return promise->future();
    }
    auto spare = std::make_shared<Secret>(record.toSecret());
    whenReady(writeToKeychain(record), &m_context, [promise, spare, forThisRun](const Result<void> &written) {
        if (written)
            return fulfil(promise, Place::Keychain);
        qCWarning(lcAuth) << "the keychain does not keep the sign-in; it is kept for this run";
        forThisRun(*spare, Place::RunForNow);
    });
    return promise->future();
}

QFuture<Result<void>> SignInStore::writeAccess(Place place, const TokenRecord &record)
{
    return storeOf(place)->write(m_tokenKey, record.toSecret());
}

} // namespace Keyturn
