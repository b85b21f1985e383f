#include "httptransfer.h"

#include "core/logging.h"
#include "net/accessmanager.h"
#include "net/http1reply.h"
#include "net/oneshotdevice.h"
#include "net/transporterror.h"

#include <QHttpMultiPart>
#include <QNetworkProxy>
#include <QNetworkReply>
#include <QRandomGenerator>

#include <algorithm>

namespace Keyturn {

namespace {

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

} // namespace

HttpTransfer::HttpTransfer(std::shared_ptr<AccessManager> manager, HttpRequest request,
                           const Settings &settings, QObject *parent)
    : QObject(parent)
    , m_manager(std::move(manager))
    , m_url(request.url)
    , m_maximumBytes(settings.maximumReplyBytes)
{
    QNetworkRequest prepared = prepare(request, settings);
    if (!std::holds_alternative<std::monostate>(request.body))
        m_reply = sendBody(prepared, request);
    else if (request.verb == HttpRequest::Verb::Delete)
        m_reply = m_manager->deleteResource(prepared);
    else
        m_reply = m_manager->get(prepared);

    connect(m_reply, &QNetworkReply::requestSent, this, [this] {
        m_sentAgain = m_sent && m_bodies.isEmpty();
        markSent();
    });
    // HTTP/2 says late that it was sent. Queued: Qt is in the midst of reading.
    if (!isHttp1()) {
        for (OneShotDevice *body : std::as_const(m_bodies))
            connect(body, &OneShotDevice::firstRead, this, &HttpTransfer::markSent, Qt::QueuedConnection);
    }
    connect(m_reply, &QNetworkReply::sslErrors, this,
            [this](const QList<QSslError> &errors) { m_sslErrors = errors; });
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpTransfer::receive);
    connect(m_reply, &QNetworkReply::finished, this, [this] {
        receive();
        qCDebug(lcNet) << "network error" << m_reply->error();
        emit finished();
    });
}

HttpTransfer::~HttpTransfer()
{
    if (m_reply) {
        m_reply->disconnect(this);
        m_reply->abort();
        m_reply->deleteLater();
    }
}

bool HttpTransfer::isRunning() const
{
    return m_reply && m_reply->isRunning();
}

void HttpTransfer::cancel()
{
    m_cancelled = true;
    if (isRunning())
        QMetaObject::invokeMethod(m_reply, &QNetworkReply::abort, Qt::QueuedConnection);
}

void HttpTransfer::expire()
{
    if (!isRunning())
        return;
    m_expired = true;
    m_reply->abort();
}

bool HttpTransfer::isHttp1() const
{
    return qobject_cast<Http1Reply *>(m_reply.data());
}

bool HttpTransfer::requestLeft() const
{
    if (isHttp1())
        return m_sent; // it tells to the byte
    return m_sent || std::any_of(m_bodies.begin(), m_bodies.end(), [](const OneShotDevice *body) {
               return body->wasRead();
           });
}

void HttpTransfer::markSent()
{
    if (!std::exchange(m_sent, true))
        emit sent();
}

void HttpTransfer::receive()
{
    if (m_reply->isReadable()) // not so any more after an abort
        m_received += m_reply->readAll();
    if (m_received.size() > m_maximumBytes) {
        m_tooLarge = true;
        m_received.truncate(m_maximumBytes);
        QMetaObject::invokeMethod(m_reply, &QNetworkReply::abort, Qt::QueuedConnection);
    }
}

HttpReply HttpTransfer::result() const
{
    HttpReply result;
    result.url = m_url;
    result.requestLeft = requestLeft();
    result.sentAgain = m_sentAgain;
    if (!m_reply) {
        result.transportError = Error::of(ErrorKind::Cancelled);
        return result;
    }
    result.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    result.http2 = m_reply->attribute(QNetworkRequest::Http2WasUsedAttribute).toBool();
    for (const auto &pair : m_reply->rawHeaderPairs())
        result.headers.append({pair.first, pair.second});
    result.body = m_received;
    const bool viaProxy = m_manager->proxy().type() != QNetworkProxy::NoProxy;
    result.transportError = transportErrorOf(m_reply->error(), m_reply->errorString(), m_sslErrors,
                                             result.status, {result.requestLeft, viaProxy});
    if (m_tooLarge)
        result.transportError = Error::of(ErrorKind::ReplyTooLarge);
    else if (result.transportError && m_expired)
        result.transportError->kind =
            result.requestLeft ? ErrorKind::ReplyTimeout : ErrorKind::ConnectTimeout;
    else if (result.transportError && m_cancelled
             && m_reply->error() == QNetworkReply::OperationCanceledError)
        result.transportError->kind = ErrorKind::Cancelled;
    return result;
}

QNetworkRequest HttpTransfer::connectionRequest(const QUrl &url, const Settings &settings)
{
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, settings.allowHttp2);
    if (settings.tls)
        request.setSslConfiguration(*settings.tls);
    return request;
}

QNetworkRequest HttpTransfer::prepare(const HttpRequest &request, const Settings &settings) const
{
    QNetworkRequest prepared = connectionRequest(request.url, settings);
    prepared.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
    prepared.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    prepared.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    prepared.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    prepared.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
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
    return prepared;
}

QNetworkReply *HttpTransfer::sendBody(QNetworkRequest &prepared, HttpRequest &request)
{
    const bool isPost = request.verb == HttpRequest::Verb::Post;
    if (auto *raw = std::get_if<RawBody>(&request.body)) {
        auto *body = new OneShotDevice(std::move(raw->bytes));
        m_bodies.append(body);
        prepared.setHeader(QNetworkRequest::ContentTypeHeader, raw->contentType);
        QNetworkReply *sending = isPost ? m_manager->post(prepared, body) : m_manager->put(prepared, body);
        body->setParent(sending);
        return sending;
    }
    FormBody &fields = std::get<FormBody>(request.body);
    auto *form = new QHttpMultiPart(QHttpMultiPart::FormDataType);
    form->setBoundary(boundaryOutside(fields));
    for (FormField &field : fields) {
        auto *body = new OneShotDevice(std::move(field.value), form);
        m_bodies.append(body);
        QHttpPart part;
        part.setRawHeader("Content-Disposition", "form-data; name=\"" + field.name + '"');
        part.setBodyDevice(body);
        form->append(part);
    }
    // By hand, since Qt would put the boundary in quotes.
    prepared.setRawHeader("Content-Type", "multipart/form-data; boundary=" + form->boundary());
    QNetworkReply *sending = isPost ? m_manager->post(prepared, form) : m_manager->put(prepared, form);
    form->setParent(sending);
    return sending;
}

} // namespace Keyturn
