#include "zoomclient.h"

#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "zoom/zoomreply.h"

namespace Keyturn {

namespace {

// A page of a proxy's own says nothing about the token, and asking Zoom for another would not help.
bool isTokenRefusal(const HttpReply &reply)
{
    return reply.status >= 400 && errorOf(reply).kind == ErrorKind::TokenRejected
        && (reply.body.isEmpty() || holdsZoomError(reply));
}

} // namespace

ZoomCall::ZoomCall(Builder builder, Urgency urgency, ZoomClient *client)
    : QObject(client)
    , m_builder(std::move(builder))
    , m_urgency(urgency)
    , m_client(client)
    , m_gate(client->m_gate)
{
    if (m_urgency == Urgency::Person)
        m_gate->enter();
}

ZoomCall::~ZoomCall()
{
    leaveGate();
}

void ZoomCall::leaveGate()
{
    const QPointer<CallGate> gate = std::exchange(m_gate, nullptr);
    if (gate && m_urgency == Urgency::Person)
        gate->leave();
}

void ZoomCall::enterGate()
{
    if (m_finished || m_cancelled)
        return;
    if (!m_gate->isOpen(m_urgency)) {
        if (!m_gateChanged)
            m_gateChanged = connect(m_gate, &CallGate::changed, this, &ZoomCall::enterGate);
        return;
    }
    disconnect(m_gateChanged);
    m_gateChanged = {};
    start();
}

void ZoomCall::start()
{
    QFuture<Result<Secret>> token = m_client->m_tokens->accessToken();
    if (token.isFinished() && token.resultCount() > 0)
        handleToken(token.takeResult()); // no turn of the event loop for what is there already
    else
        whenReady(token, this, [this](const Result<Secret> &late) { handleToken(late); });
}

void ZoomCall::handleToken(const Result<Secret> &token)
{
    if (m_finished || m_cancelled)
        return;
    if (!token)
        fail(token.error());
    else
        sendWith(*token);
}

void ZoomCall::sendWith(const Secret &token)
{
    auto request = m_builder(m_client->m_baseUrl, token);
    if (!request) {
        fail(request.error());
        return;
    }
    m_call = m_client->m_http->send(std::move(*request));
    connect(m_call, &HttpCall::requestSent, this, [this] {
        if (!std::exchange(m_sent, true))
            emit requestSent();
    });
    // The token is needed once more, to take it out of whatever the server echoes.
    connect(m_call, &HttpCall::finished, this,
            [this, sent = std::make_shared<Secret>(token.clone())](const HttpReply &reply) {
                m_call.clear();
                handleReply(reply, *sent);
            });
}

void ZoomCall::handleReply(HttpReply reply, const Secret &token)
{
    reply.body.replace(token.exposeUtf8(), "***");
    m_left = m_left || reply.requestLeft;
    if (m_refusal && reply.status == 0 && !reply.requestLeft) {
        fail(errorOf(reply));
        return;
    }
    if (!isTokenRefusal(reply)) {
        if (reply.status == 429)
            holdOthers(reply);
        finish(reply);
        return;
    }
    const bool worthAnother = m_client->m_tokens->tokenRejected(token) && !m_refusal;
    if (worthAnother && m_cancelled)
        reply.afterwards = Error::of(ErrorKind::Cancelled);
    if (!worthAnother || m_cancelled) {
        finish(reply);
        return;
    }
    m_refusal = reply;
    start();
}

void ZoomCall::holdOthers(const HttpReply &reply)
{
    const Error error = errorOf(reply);
    if (error.kind != ErrorKind::RateLimited || !m_gate)
        return; // a day's limit is not over in a moment
    const QDateTime now = m_client->m_http->clock().now();
    m_gate->hold(error.retryAt ? std::chrono::milliseconds(now.msecsTo(*error.retryAt))
                               : std::chrono::seconds(1));
}

void ZoomCall::cancel()
{
    if (m_finished || m_cancelled)
        return;
    m_cancelled = true; // a token that comes now is not used
    if (m_call)
        m_call->cancel();
    else
        fail(Error::of(ErrorKind::Cancelled));
}

bool ZoomCall::requestLeft() const
{
    return m_left || (m_call && m_call->requestLeft());
}

void ZoomCall::fail(const Error &error)
{
    HttpReply reply;
    if (m_refusal) {
        reply = *m_refusal;
        reply.afterwards = error;
    } else {
        reply.transportError = error;
        reply.time = m_client->m_http->clock().now();
    }
    // Whoever asked for the call is not connected to it yet.
    QMetaObject::invokeMethod(this, [this, reply] { finish(reply); }, Qt::QueuedConnection);
}

void ZoomCall::finish(const HttpReply &reply)
{
    if (m_finished)
        return;
    m_finished = true;
    deleteLater();
    const QPointer<ZoomCall> self(this);
    emit finished(reply);
    if (self)
        leaveGate(); // after what the answer led to, which may be a person's next call
}

ZoomClient::ZoomClient(HttpClient *http, AccessTokenSource *tokens, const QUrl &baseUrl, QObject *parent)
    : QObject(parent)
    , m_http(http)
    , m_tokens(tokens)
    , m_baseUrl(baseUrl)
    , m_gate(new CallGate(http->clock(), this))
{
}

ZoomCall *ZoomClient::send(ZoomCall::Builder builder, ZoomCall::Urgency urgency)
{
    auto *call = new ZoomCall(std::move(builder), urgency, this);
    call->enterGate();
    return call;
}

void ZoomClient::connectAhead()
{
    m_http->connectAhead(m_baseUrl);
}

} // namespace Keyturn
