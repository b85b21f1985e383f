#pragma once

#include "core/error.h"
#include "net/proxychoice.h"
#include "net/proxycredentials.h"

#include <QElapsedTimer>
#include <QObject>
#include <QPointer>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace Keyturn {

/// Knows the way to an address: by which proxy, and with which sign-in. One HttpClient's.
///
/// - The system is asked in a thread of its own, since that may wait for the network, and its answer is good
///   for a minute: people carry laptops from one network to another.
/// - However many requests a proxy turned away for lack of a sign-in, one is asked for, and all get it.
/// Thread: the HttpClient's. Borrows the credentials, which may be null: then there is never a sign-in but
/// the one that the system's proxy address holds.
class ProxyGate : public QObject
{
    Q_OBJECT

public:
    using Then = std::function<void(const Result<QNetworkProxy> &proxy)>;
    struct SignedIn
    {
        QNetworkProxy proxy;
        bool mayAskAgain = false; ///< should the proxy refuse this one as well
    };
    /// Null: there is no sign-in.
    using ThenSignedIn = std::function<void(const std::optional<SignedIn> &signedIn)>;

    ProxyGate(const ProxyChoice &choice, ProxyCredentials *credentials, QObject *parent = nullptr);
    ~ProxyGate() override;

    /// Calls `then` with the proxy for this address, or why there is none that can be used: at once when it
    /// is known, later when the system has to be asked, never when `context` dies before.
    void find(const QUrl &target, QObject *context, Then then);
    bool canSignIn() const { return m_credentials != nullptr; }

    /// The proxy wants a sign-in, or another one than `used` holds. Calls `then` like find().
    void signIn(const QNetworkProxy &used, const QString &realm, QObject *context, ThenSignedIn then);
    /// The proxy did not take the sign-in that `used` holds: it is not used again.
    void reject(const QNetworkProxy &used, const QString &realm);
    /// Wipes the sign-ins that are held: the next proxy that wants one makes this ask again.
    void forget();

private:
    template<typename Function>
    struct Waiting
    {
        QPointer<QObject> context;
        Function then;
    };
    struct Known
    {
        Result<QNetworkProxy> proxy;
        QElapsedTimer age; ///< not valid: never known yet
        std::vector<Waiting<Then>> waiting; ///< not empty: the system is being asked
    };
    struct Door
    {
        std::optional<ProxyLogin> login;
        std::vector<Waiting<ThenSignedIn>> waiting; ///< not empty: the sign-in is being asked for
    };

    void keep(const QString &host, const Result<QNetworkProxy> &proxy);
    QNetworkProxy withLogin(QNetworkProxy proxy) const;
    Result<QNetworkProxy> withLogin(const Result<QNetworkProxy> &proxy) const;
    std::optional<SignedIn> signedIn(const QNetworkProxy &proxy) const;
    ProxyQuestion questionFor(const QNetworkProxy &proxy, const QString &realm) const;
    void open(const QNetworkProxy &proxy, Result<ProxyLogin> login);

    ProxyChoice m_choice;
    ProxyCredentials *m_credentials;
    std::map<QString, Known> m_system; ///< by the target's host
    std::map<QString, Door> m_doors; ///< by the proxy's host and port
};

} // namespace Keyturn
