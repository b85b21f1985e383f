#include "proxygate.h"

#include "core/logging.h"
#include "core/whenready.h"

#include <QPromise>
#include <QThreadPool>

#include <memory>

namespace Keyturn {

namespace {

constexpr qint64 systemAnswerGoodForMs = 60'000;

QString doorOf(const QNetworkProxy &proxy)
{
    return proxy.hostName() + QLatin1Char(' ') + QString::number(proxy.port());
}

bool holds(const QNetworkProxy &proxy, const ProxyLogin &login)
{
    QString password = proxy.password();
    const bool same = proxy.user() == login.user && Secret::fromText(password).equals(login.password);
    wipe(password); // does nothing while the proxy shares it
    return same;
}

QFuture<Result<QNetworkProxy>> askTheSystem(const QUrl &target)
{
    auto promise = std::make_shared<QPromise<Result<QNetworkProxy>>>();
    promise->start();
    QThreadPool::globalInstance()->start([promise, target] {
        promise->addResult(systemProxy(target));
        promise->finish();
    });
    return promise->future();
}

} // namespace

ProxyGate::ProxyGate(const ProxyChoice &choice, ProxyCredentials *credentials, QObject *parent)
    : QObject(parent)
    , m_choice(choice)
    , m_credentials(credentials)
{
}

ProxyGate::~ProxyGate() = default;

void ProxyGate::find(const QUrl &target, QObject *context, Then then)
{
    if (m_choice.mode != ProxyChoice::Mode::System || bypassesProxy(target)) {
        then(bypassesProxy(target) ? QNetworkProxy(QNetworkProxy::NoProxy)
                                   : withLogin(manualProxy(m_choice)));
        return;
    }
    Known &known = m_system[target.host()];
    if (known.waiting.empty() && known.age.isValid() && !known.age.hasExpired(systemAnswerGoodForMs)) {
        then(withLogin(known.proxy));
        return;
    }
    known.waiting.push_back({context, std::move(then)});
    if (known.waiting.size() > 1)
        return;
    whenReady(askTheSystem(target), this,
              [this, host = target.host()](const Result<QNetworkProxy> &proxy) { keep(host, proxy); });
}

void ProxyGate::keep(const QString &host, const Result<QNetworkProxy> &proxy)
{
    Known &known = m_system[host];
    known.proxy = proxy;
    known.age.start();
    if (proxy)
        qCDebug(lcNet) << "the system's proxy is of type" << proxy->type();
    else
        qCWarning(lcNet) << "the system's proxy cannot be used";
    for (const auto &[context, then] : std::exchange(known.waiting, {})) {
        if (context)
            then(withLogin(proxy));
    }
}

void ProxyGate::signIn(const QNetworkProxy &used, const QString &realm, QObject *context, ThenSignedIn then)
{
    if (!m_credentials) {
        then(std::nullopt);
        return;
    }
    Door &door = m_doors[doorOf(used)];
    if (door.waiting.empty() && door.login && !holds(used, *door.login)) {
        then(signedIn(used)); // got by another request meanwhile
        return;
    }
    reject(used, realm);
    door.waiting.push_back({context, std::move(then)});
    if (door.waiting.size() > 1)
        return;
    whenReady(m_credentials->credentials(questionFor(used, realm)), this,
              [this, used](Result<ProxyLogin> login) { open(used, std::move(login)); });
}

void ProxyGate::forget()
{
    for (auto &[name, door] : m_doors)
        door.login.reset();
}

void ProxyGate::open(const QNetworkProxy &proxy, Result<ProxyLogin> login)
{
    Door &door = m_doors[doorOf(proxy)];
    if (login)
        door.login = std::move(*login);
    const std::optional<SignedIn> result = signedIn(proxy);
    for (const auto &[context, then] : std::exchange(door.waiting, {})) {
        if (context)
            then(result);
    }
}

void ProxyGate::reject(const QNetworkProxy &used, const QString &realm)
{
    Door &door = m_doors[doorOf(used)];
    if (!m_credentials || !door.login || !holds(used, *door.login))
        return;
    m_credentials->rejected(questionFor(used, realm), *door.login);
    door.login.reset();
}

std::optional<ProxyGate::SignedIn> ProxyGate::signedIn(const QNetworkProxy &proxy) const
{
    const Door &door = m_doors.at(doorOf(proxy));
    if (!door.login)
        return std::nullopt;
    return SignedIn{withLogin(proxy), !door.login->typedNow};
}

Result<QNetworkProxy> ProxyGate::withLogin(const Result<QNetworkProxy> &proxy) const
{
    return proxy ? Result<QNetworkProxy>(withLogin(*proxy)) : proxy;
}

QNetworkProxy ProxyGate::withLogin(QNetworkProxy proxy) const
{
    const auto door = m_doors.find(doorOf(proxy));
    if (door != m_doors.end() && door->second.login) {
        proxy.setUser(door->second.login->user);
        proxy.setPassword(QString::fromUtf8(door->second.login->password.exposeUtf8()));
    }
    return proxy;
}

ProxyQuestion ProxyGate::questionFor(const QNetworkProxy &proxy, const QString &realm) const
{
    return {proxy.hostName(), proxy.port(), realm, m_choice.isManual() ? m_choice.user : QString()};
}

} // namespace Keyturn
