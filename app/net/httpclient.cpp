#include "httpclient.h"

#include "core/clock.h"
#include "core/logging.h"
#include "net/accessmanager.h"
#include "net/proxygate.h"
#include "net/proxytrials.h"
#include "net/redaction.h"
#include "net/urlpolicy.h"

#include <QAuthenticator>
#include <QCoreApplication>
#include <QSslConfiguration>
#include <QTimer>

#include <algorithm>

namespace Keyturn {

namespace {

/// After a proxy's refusals: with the sign-in that was kept, and with the one that a person gave.
constexpr int maximumRepeats = 2;

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(HttpClient)
};

bool isHeaderSafe(QByteArrayView bytes)
{
    return std::none_of(bytes.begin(), bytes.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

std::optional<Error> problemOf(const HttpRequest &request)
{
    if (!isAllowedTarget(request.url))
        return Error::inField(
            ErrorKind::InvalidBaseUrl, QStringLiteral("baseUrl"),
            Texts::tr("Only https:// addresses, and http:// on this computer, are called."));
    if (!isHeaderSafe(request.bearerToken.exposeUtf8()))
        return Error::inField(ErrorKind::InvalidToken, QStringLiteral("token"),
                              Texts::tr("The access token holds a line break."));
    for (const auto &[name, value] : request.headers) {
        if (!isHeaderSafe(name) || !isHeaderSafe(value))
            return Error::of(ErrorKind::InvalidInput, Texts::tr("A header holds a line break."));
    }
    return std::nullopt;
}

} // namespace

class HttpCall::Private
{
public:
    HttpTransfer *transfer = nullptr; ///< null while the way is looked for, or a sign-in
    /// To make the request once more; only while a proxy may turn it away, and nothing has left.
    std::optional<HttpRequest> spare;
    QNetworkProxy proxy;
    std::chrono::milliseconds totalTimeout{0};
    QTimer timer;
    int repeats = 0;
    bool mayAskAgain = true;
    bool sent = false;
    bool cancelled = false;
    bool ending = false; ///< told to finish: no transfer is begun any more
    bool finished = false;
    const Clock *clock = nullptr;
    QUrl url;
};

HttpCall::HttpCall(std::unique_ptr<Private> priv, QObject *parent)
    : QObject(parent)
    , d(std::move(priv))
{
    d->timer.setSingleShot(true);
    connect(&d->timer, &QTimer::timeout, this, [this] {
        if (d->transfer)
            d->transfer->expire();
        else
            finishLater(Error::of(ErrorKind::ConnectTimeout));
    });
}

HttpCall::~HttpCall() = default;

void HttpCall::cancel()
{
    d->cancelled = true;
    if (d->transfer)
        d->transfer->cancel();
    else
        finishLater(Error::of(ErrorKind::Cancelled));
}

bool HttpCall::requestLeft() const
{
    return d->sent || (d->transfer && d->transfer->requestLeft());
}

void HttpCall::finish(HttpReply reply)
{
    if (std::exchange(d->finished, true))
        return;
    d->timer.stop();
    d->spare.reset();
    reply.time = d->clock->now();
    qCDebug(lcNet) << "status" << reply.status;
    deleteLater();
    emit finished(reply);
}

void HttpCall::finishLater(const Error &error)
{
    d->ending = true;
    HttpReply reply;
    reply.url = d->url;
    reply.transportError = error;
    QMetaObject::invokeMethod(this, [this, reply] { finish(reply); }, Qt::QueuedConnection);
}

HttpClient::HttpClient(const Options &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_clock(clock)
    , m_gate(new ProxyGate(options.proxy, options.proxyCredentials, this))
    , m_trials(options.proxyCredentials ? options.proxyCredentials->trials()
                                        : std::make_shared<ProxyTrials>())
{
}

HttpClient::~HttpClient()
{
    // Before the connections, which they use.
    qDeleteAll(findChildren<HttpCall *>(Qt::FindDirectChildrenOnly));
}

std::shared_ptr<AccessManager> HttpClient::managerFor(const QNetworkProxy &proxy)
{
    if (m_manager && m_manager->proxy() == proxy)
        return m_manager;
    m_manager = std::make_shared<AccessManager>(m_trials);
    m_manager->setProxy(proxy);
    m_manager->setIdleLimit(m_options.reuseIdleFor);
    // Not answered: Qt takes an answer at once or never, and what we have at once the proxy holds already.
    connect(m_manager.get(), &AccessManager::proxyAuthenticationRequired, this,
            [this](const QNetworkProxy &, const QAuthenticator *asked) { m_realm = asked->realm(); });
    return m_manager;
}

void HttpClient::forgetProxySignIn()
{
    m_gate->forget();
    // What is under way keeps its own hold on it.
    if (m_manager && !m_manager->proxy().password().isEmpty())
        m_manager.reset();
}

std::optional<Error> HttpClient::problemWith(const HttpRequest &request) const
{
    if (const auto problem = problemOf(request))
        return problem;
    // Never the straight way instead: what a company wants to pass its proxy is to pass it.
    if (const auto checked = checkedProxy(m_options.proxy); !checked && !bypassesProxy(request.url))
        return checked.error();
    return std::nullopt;
}

HttpCall *HttpClient::send(HttpRequest request)
{
    auto *call = new HttpCall(std::make_unique<HttpCall::Private>(), this);
    call->d->clock = &m_clock;
    call->d->url = request.url;
    ++m_running;
    connect(call, &QObject::destroyed, this, [this] {
        --m_running;
        m_lastUse.start();
    });
    if (const auto problem = problemWith(request)) {
        call->finishLater(*problem);
        return call;
    }
    if (m_options.replyTimeout) {
        const auto longer = *m_options.replyTimeout - request.inactivityTimeout;
        request.totalTimeout += std::max(longer, std::chrono::milliseconds(0));
        request.inactivityTimeout = *m_options.replyTimeout;
    }
    call->d->totalTimeout = request.totalTimeout;
    call->d->timer.start(request.totalTimeout);
    const QUrl url = request.url;
    m_gate->find(url, call,
                 [this, call, held = std::make_shared<HttpRequest>(std::move(request))](
                     const Result<QNetworkProxy> &proxy) {
                     if (proxy)
                         transfer(call, std::move(*held), *proxy);
                     else if (!call->d->ending)
                         call->finishLater(proxy.error());
                 });
    return call;
}

void HttpClient::transfer(HttpCall *call, HttpRequest request, const QNetworkProxy &proxy)
{
    HttpCall::Private *d = call->d.get();
    if (d->ending)
        return;
    if (m_running == 1 && request.verb != HttpRequest::Verb::Get)
        dropStaleConnections();
    d->proxy = proxy;
    if (proxy.type() != QNetworkProxy::NoProxy && m_gate->canSignIn())
        d->spare = request.clone();
    const auto manager = managerFor(proxy);
    const QNetworkRequest asked = HttpTransfer::connectionRequest(request.url, settingsFor(request.url));
    manager->findProtocol(asked, call,
                          [this, call, manager, held = std::make_shared<HttpRequest>(std::move(request))] {
                              begin(call, std::move(*held), manager);
                          });
}

HttpTransfer::Settings HttpClient::settingsFor(const QUrl &url) const
{
    HttpTransfer::Settings settings{m_options.maximumReplyBytes, m_options.allowHttp2, std::nullopt};
    // Even an empty QSslConfiguration loads OpenSSL, which plain HTTP on loopback has no use for.
    if (url.scheme() == QLatin1String("https"))
        settings.tls = tls();
    return settings;
}

void HttpClient::begin(HttpCall *call, HttpRequest request, const std::shared_ptr<AccessManager> &manager)
{
    HttpCall::Private *d = call->d.get();
    if (d->ending)
        return;
    const HttpTransfer::Settings settings = settingsFor(request.url);
    d->transfer = new HttpTransfer(manager, std::move(request), settings, call);
    m_lastUse.start();

    connect(d->transfer, &HttpTransfer::sent, call, [call, d] {
        d->spare.reset();
        if (!std::exchange(d->sent, true))
            emit call->requestSent();
    });
    connect(d->transfer, &HttpTransfer::finished, this, [this, call] { handleFinished(call); });
}

void HttpClient::handleFinished(HttpCall *call)
{
    HttpCall::Private *d = call->d.get();
    HttpReply reply = d->transfer->result();
    const bool turnedAway = reply.transportError && !reply.requestLeft && reply.status == 0
        && reply.transportError->kind == ErrorKind::ProxyAuthenticationRequired;
    if (reply.transportError && !d->proxy.password().isEmpty())
        reply.transportError->reply.message =
            redacted(reply.transportError->reply.message, Secret::fromText(d->proxy.password()));
    if (turnedAway && d->cancelled) // it came before the cancelling had its turn
        reply.transportError->kind = ErrorKind::Cancelled;
    if (!turnedAway || d->cancelled || !d->spare || !d->mayAskAgain || d->repeats == maximumRepeats) {
        if (turnedAway)
            m_gate->reject(d->proxy, m_realm);
        call->finish(reply);
        return;
    }
    ++d->repeats;
    d->transfer->deleteLater();
    d->transfer = nullptr;
    d->timer.stop();
    m_gate->signIn(d->proxy, m_realm, call,
                   [this, call, d, reply](const std::optional<ProxyGate::SignedIn> &signedIn) {
                       if (!signedIn || !d->spare) {
                           call->finish(reply);
                           return;
                       }
                       d->mayAskAgain = signedIn->mayAskAgain;
                       d->timer.start(d->totalTimeout);
                       transfer(call, std::move(*std::exchange(d->spare, std::nullopt)), signedIn->proxy);
                   });
}

QSslConfiguration HttpClient::tls() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    if (!m_options.extraCaCertificates.isEmpty())
        configuration.addCaCertificates(m_options.extraCaCertificates);
    if (m_options.allowHttp2)
        configuration.setAllowedNextProtocols({QSslConfiguration::ALPNProtocolHTTP2, "http/1.1"});
    return configuration;
}

void HttpClient::dropStaleConnections()
{
    if (m_manager && m_lastUse.isValid() && m_lastUse.hasExpired(m_options.reuseIdleFor.count()))
        m_manager->dropConnections();
}

void HttpClient::connectAhead(const QUrl &url)
{
    if (!isAllowedTarget(url) || (!checkedProxy(m_options.proxy) && !bypassesProxy(url)))
        return;
    m_gate->find(url, this, [this, url](const Result<QNetworkProxy> &proxy) {
        if (!proxy)
            return; // the request that follows says why
        if (m_running == 0)
            dropStaleConnections();
        m_lastUse.start();
        managerFor(*proxy)->connectAhead(HttpTransfer::connectionRequest(url, settingsFor(url)));
    });
}

} // namespace Keyturn
