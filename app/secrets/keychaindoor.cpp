#include "keychaindoor.h"

#include "core/whenready.h"
#include "walletcalls.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusPendingCallWatcher>

#include <memory>
#include <optional>

namespace Keyturn {

namespace {

constexpr int answerTimeoutMs = 2'000;

/// As QtKeychain sees it: 5 or 6 on such a desktop, else 0.
int plasmaVersion()
{
    const auto isSet = [](const char *name, const char *value) { return qgetenv(name) == value; };
    const QByteArray desktop = qgetenv("XDG_CURRENT_DESKTOP");
    const bool isOther = desktop == "GNOME" || desktop == "Unity" || desktop == "XFCE";
    const QByteArray session = qgetenv("DESKTOP_SESSION");
    const bool isOtherSession = session == "gnome" || session == "kde4" || session.contains("xfce")
        || session == "xubuntu" || !qEnvironmentVariableIsEmpty("GNOME_DESKTOP_SESSION_ID");
    const bool isKde = desktop == "KDE"
        || (!isOther
            && (session == "kde" || (!isOtherSession && !qEnvironmentVariableIsEmpty("KDE_FULL_SESSION"))));
    if (!isKde)
        return 0;
    if (isSet("KDE_SESSION_VERSION", "5"))
        return 5;
#ifdef KEYTURN_QTKEYCHAIN_KWALLET6
    if (isSet("KDE_SESSION_VERSION", "6"))
        return 6;
#endif
    return 0;
}

} // namespace

QFuture<KeychainDoor> keychainDoor()
{
    static std::optional<KeychainDoor> known; // as long as QtKeychain remembers its own
    if (known)
        return readyFuture(KeychainDoor(*known));
    const int plasma = plasmaVersion();
    if (plasma == 0) {
        known = KeychainDoor::SecretService;
        return readyFuture(KeychainDoor(*known));
    }
    const KeychainDoor wallet = plasma == 6 ? KeychainDoor::KWallet6 : KeychainDoor::KWallet5;
    auto promise = std::make_shared<QPromise<KeychainDoor>>();
    promise->start();
    auto *watcher =
        new QDBusPendingCallWatcher(QDBusConnection::sessionBus().asyncCall(
                                        walletCall(wallet, QStringLiteral("networkWallet")), answerTimeoutMs),
                                    QCoreApplication::instance());
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [promise, watcher, wallet] {
        known = watcher->isError() ? KeychainDoor::SecretService : wallet;
        promise->addResult(KeychainDoor(*known));
        promise->finish();
        watcher->deleteLater();
    });
    return promise->future();
}

} // namespace Keyturn
