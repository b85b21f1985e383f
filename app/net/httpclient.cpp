#include "httpclient.h"

#include "core/clock.h"
#include "core/logging.h"
#include "net/oneshotdevice.h"
#include "net/transporterror.h"
#include "net/urlpolicy.h"

#include <QCoreApplication>
#include <QHttpMultiPart>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QRandomGenerator>
#include <QSslConfiguration>
#include <QTimer>

#include <algorithm>

namespace Keyturn {

namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(HttpClient)
};

bool isHeaderSafe(QByteArrayView bytes)
{
    return std::none_of(bytes.begin(), bytes.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

/// Letters and digits only, so that it needs no quotes in the Content-Type: naive servers trip over those.
QByteArray newBoundary()
{
    QByteArray boundary("KeyturnFormBoundary");
    for (int i = 0; i < 3; ++i)
        boundary += QByteArray::number(QRandomGenerator::system()->generate64(), 36);
    return boundary;
}

QByteArray boundaryOutside(const FormBody &fields)
{
    for (;;) {
        const QByteArray boundary = newBoundary();
        const bool inside = std::any_of(fields.begin(), fields.end(), [&boundary](const FormField &field) {
            return field.value.exposeUtf8().toByteArray().contains(boundary);
        });
        if (!inside)
            return boundary;
    }
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
    QPointer<QNetworkReply> reply;
    QList<OneShotDevice *> bodies; ///< children of the reply
    QTimer *totalTimer = nullptr;
    QList<QSslError> sslErrors;
    QByteArray received;
    qint64 maximumBytes = 0;
    const Clock *clock = nullptr;
    bool sent = false;
    bool cancelled = false;
    bool tooLarge = false;
    bool timedOut = false;

    void send(QNetworkAccessManager *manager, HttpRequest request, const HttpClient::Options &options,
              const std::optional<QSslConfiguration> &tls);
    QNetworkReply *put(QNetworkAccessManager *manager, QNetworkRequest &prepared, HttpRequest &request);
    void receive();
    HttpReply result() const;
};

HttpCall::HttpCall(std::unique_ptr<Private> priv, QObject *parent)
    : QObject(parent)
    , d(std::move(priv))
{
}

HttpCall::~HttpCall()
{
    if (d->reply) {
        d->reply->disconnect(this);
        d->reply->abort();
        d->reply->deleteLater();
    }
}

void HttpCall::cancel()
{
    d->cancelled = true;
    if (d->reply && d->reply->isRunning())
        QMetaObject::invokeMethod(d->reply, &QNetworkReply::abort, Qt::QueuedConnection);
}

bool HttpCall::requestLeft() const
{
    return d->sent || std::any_of(d->bodies.begin(), d->bodies.end(), [](const OneShotDevice *b) {
               return b->wasRead();
           });
}

void HttpCall::Private::receive()
{
    if (reply->isReadable()) // not so any more after an abort
        received += reply->readAll();
    if (received.size() > maximumBytes) {
        tooLarge = true;
        received.truncate(maximumBytes);
        QMetaObject::invokeMethod(reply, &QNetworkReply::abort, Qt::QueuedConnection);
    }
}

HttpReply HttpCall::Private::result() const
{
    HttpReply result;
    result.time = clock->now();
    result.requestLeft = sent || std::any_of(bodies.begin(), bodies.end(), [](const OneShotDevice *body) {
                             return body->wasRead();
                         });
    if (!reply) {
        result.transportError = Error::of(ErrorKind::Cancelled);
        return result;
    }
    result.status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    result.http2 = reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    for (const auto &pair : reply->rawHeaderPairs())
        result.headers.append({pair.first, pair.second});
    result.body = received;
    result.transportError =
        transportErrorOf(reply->error(), reply->errorString(), sslErrors, result.status, result.requestLeft);
    if (tooLarge)
        result.transportError = Error::of(ErrorKind::ReplyTooLarge);
    else if (result.transportError && timedOut)
        result.transportError->kind =
            result.requestLeft ? ErrorKind::ReplyTimeout : ErrorKind::ConnectTimeout;
    else if (result.transportError && cancelled && reply->error() == QNetworkReply::OperationCanceledError)
        result.transportError->kind = ErrorKind::Cancelled;
    return result;
}

QNetworkReply *HttpCall::Private::put(QNetworkAccessManager *manager, QNetworkRequest &prepared,
                                      HttpRequest &request)
{
    const QByteArray verb = request.verb == HttpRequest::Verb::Post ? "POST" : "PUT";
    if (auto *raw = std::get_if<RawBody>(&request.body)) {
        auto *body = new OneShotDevice(std::move(raw->bytes));
        bodies.append(body);
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, raw->contentType);
        QNetworkReply *sending =
            verb == "POST" ? manager->post(prepared, body) : manager->put(prepared, body);
        body->setParent(sending);
        return sending;
    }
    FormBody &fields = std::get<FormBody>(request.body);
    auto *form = new QHttpMultiPart(QHttpMultiPart::FormDataType);
    form->setBoundary(boundaryOutside(fields));
    for (FormField &field : fields) {
        auto *body = new OneShotDevice(std::move(field.value), form);
        bodies.append(body);
        QHttpPart part;
        part.setRawHeader("Content-Disposition", "form-data; name=\"" + field.name + '"');
        part.setBodyDevice(body);
        form->append(part);
    }
    // By hand, since Qt would put the boundary in quotes.
    prepared.setRawHeader("Content-Type", "multipart/form-data; boundary=" + form->boundary());
    QNetworkReply *sending = verb == "POST" ? manager->post(prepared, form) : manager->put(prepared, form);
    form->setParent(sending);
    return sending;
}

void HttpCall::Private::send(QNetworkAccessManager *manager, HttpRequest request,
                             const HttpClient::Options &options, const std::optional<QSslConfiguration> &tls)
{
    QNetworkRequest prepared(request.url);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::Http2AllowedAttribute, options.allowHttp2);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    if (tls)
        prepared.setSslConfiguration(*tls);
    prepared.setTransferTimeout(static_cast<int>(request.inactivityTimeout.count()));
    prepared.setRawHeader("User-Agent", "Keyturn/" KEYTURN_VERSION);
    prepared.setRawHeader("Accept", "application/json");
    for (const auto &[name, value] : request.headers)
        prepared.setRawHeader(name, value);
    if (!request.bearerToken.isEmpty()) {
        QByteArray value = "Bearer " + request.bearerToken.exposeUtf8().toByteArray();
        prepared.setRawHeader("Authorization", value);
        wipe(value);
    }
    if (!request.basicCredentials.isEmpty()) {
        const QByteArrayView credentials = request.basicCredentials.exposeUtf8();
        QByteArray encoded = QByteArray::fromRawData(credentials.data(), credentials.size()).toBase64();
        QByteArray value = "Basic " + encoded;
        prepared.setRawHeader("Authorization", value);
        wipe(encoded);
        wipe(value);
    }

    if (!std::holds_alternative<std::monostate>(request.body))
        reply = put(manager, prepared, request);
    else if (request.verb == HttpRequest::Verb::Delete)
        reply = manager->deleteResource(prepared);
    else
        reply = manager->get(prepared);
}

HttpClient::HttpClient(const Options &options, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_options(options)
    , m_clock(clock)
{
}

HttpClient::~HttpClient() = default;

QNetworkAccessManager *HttpClient::manager()
{
    if (!m_manager) {
        m_manager = new QNetworkAccessManager(this);
        m_manager->setRedirectPolicy(QNetworkRequest::ManualRedirectPolicy);
    }
    return m_manager;
}

HttpCall *HttpClient::send(HttpRequest request)
{
    auto priv = std::make_unique<HttpCall::Private>();
    HttpCall::Private *d = priv.get();
    d->maximumBytes = m_options.maximumReplyBytes;
    d->clock = &m_clock;
    auto *call = new HttpCall(std::move(priv), this);

    if (const auto problem = problemOf(request)) {
        QMetaObject::invokeMethod(
            call,
            [call, problem = *problem, now = m_clock.now()] {
                HttpReply result;
                result.transportError = problem;
                result.time = now;
                call->deleteLater();
                emit call->finished(result);
            },
            Qt::QueuedConnection);
        return call;
    }

    if (m_options.replyTimeout) {
        const auto longer = *m_options.replyTimeout - request.inactivityTimeout;
        request.totalTimeout += std::max(longer, std::chrono::milliseconds(0));
        request.inactivityTimeout = *m_options.replyTimeout;
    }
    if (!std::holds_alternative<std::monostate>(request.body))
        dropStaleConnections();
    const auto total = request.totalTimeout;
    // Even an empty QSslConfiguration loads OpenSSL, which plain HTTP on loopback has no use for.
    std::optional<QSslConfiguration> tlsIfNeeded;
    if (request.url.scheme() == QLatin1String("https"))
        tlsIfNeeded = tls();
    d->send(manager(), std::move(request), m_options, tlsIfNeeded);
    m_lastUse.start();
    ++m_running;

    const auto markSent = [call, d] {
        if (!std::exchange(d->sent, true))
            emit call->requestSent();
    };
    connect(d->reply, &QNetworkReply::requestSent, call, markSent);
    for (OneShotDevice *body : std::as_const(d->bodies))
        connect(body, &OneShotDevice::firstRead, call, markSent);
    connect(d->reply, &QNetworkReply::sslErrors, call,
            [d](const QList<QSslError> &errors) { d->sslErrors = errors; });
    connect(d->reply, &QNetworkReply::readyRead, call, [d] { d->receive(); });
    connect(d->reply, &QNetworkReply::finished, call, [call, d] {
        d->receive();
        const HttpReply result = d->result();
        qCDebug(lcNet) << "status" << result.status << "network error" << d->reply->error();
        d->reply->deleteLater();
        call->deleteLater();
        emit call->finished(result);
    });
    connect(call, &QObject::destroyed, this, [this] {
        --m_running;
        m_lastUse.start();
    });
    QTimer::singleShot(total, call, [d] {
        if (d->reply && d->reply->isRunning()) {
            d->timedOut = true;
            d->reply->abort();
        }
    });
    return call;
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
    if (m_manager && m_running == 0 && m_lastUse.isValid()
        && m_lastUse.hasExpired(m_options.reuseIdleFor.count()))
        m_manager->clearConnectionCache();
}

void HttpClient::connectAhead(const QUrl &url)
{
    if (!isAllowedTarget(url))
        return;
    const bool isTls = url.scheme() == QLatin1String("https");
    const auto port = static_cast<quint16>(url.port(isTls ? 443 : 80));
    dropStaleConnections();
    m_lastUse.start();
    if (isTls)
        manager()->connectToHostEncrypted(url.host(), port, tls());
    else
        manager()->connectToHost(url.host(), port);
}

} // namespace Keyturn
