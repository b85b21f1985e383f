#pragma once

#include "auth/refreshrecord.h"
#include "auth/signinapp.h"
#include "auth/tokenrecord.h"
#include "secrets/secretstore.h"

#include <QObject>

namespace Keyturn {

/// Where one account's sign-in is kept: the refresh token and, under a key of its own, the access token that
/// came with it. In the keychain; or for this run, when the person wished it so, or when the keychain failed
/// to take a token that Zoom had already put in the place of the stored one.
///
/// The stores outlive this. Futures of an object that has died are cancelled. Thread: GUI.
class SignInStore
{
public:
    enum class Place {
        Keychain,
        RunByWish,
        RunForNow, ///< the keychain failed, and holds a token that does not work any more
    };
    struct Kept
    {
        RefreshRecord record;
        Place place = Place::Keychain;
    };

    SignInStore(SecretStore *keychain, SecretStore *runOnly, const SignInApp &app);

    /// The newest refresh token there is. SignInNeeded when there is none, SecretForOtherAddress when there
    /// is one for another address or app, or the keychain's error. One that an earlier version stored,
    /// without where its access tokens go, counts as this app's; the next one that is written says so.
    QFuture<Result<Kept>> read();
    /// As it was written by writeAccess(), if it was.
    QFuture<Result<Secret>> readAccess(Place place);

    /// Done when the record is where a later read() finds it. Never fails, since there is no other copy.
    QFuture<Place> write(const RefreshRecord &record);
    /// Into the keychain, or not at all: the keychain's error. What was kept for this run is removed.
    QFuture<Result<void>> writeToKeychain(const RefreshRecord &record);
    /// An access token that was not kept is asked for anew, so whether it worked does not matter.
    QFuture<Result<void>> writeAccess(Place place, const TokenRecord &record);

private:
    std::optional<RefreshRecord> usable(const Result<Secret> &stored) const;
    bool isAnothers(const Result<Secret> &stored) const;
    SecretStore *storeOf(Place place) const { return place == Place::Keychain ? m_keychain : m_runOnly; }

    SecretStore *m_keychain;
    SecretStore *m_runOnly;
    QByteArray m_origin;
    QByteArray m_formerOrigin;
    QString m_refreshKey;
    QString m_tokenKey;
    QObject m_context; ///< last, so that no answer comes into a half-destroyed object
};

} // namespace Keyturn
