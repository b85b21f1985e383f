#include "zoomclient.h"

#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "core/inthread.h"
#include "core/whenready.h"

namespace Keyturn {

namespace {

/// Bytes of an answer that take more than a millisecond or two to parse, which people would feel.
constexpr qsizetype worthAThread = 100'000;

// [TOKEN-124]
bool isTokenRefusal(const ZoomReply &reply)
{
    return reply.isZooms() && reply.error().kind == ErrorKind::TokenRejected;
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
                readReply(reply, sent);
            });
}

void ZoomCall::readReply(const HttpReply &reply, const std::shared_ptr<Secret> &token)
{
    m_left = m_left || reply.requestLeft;
    if (reply.body.size() < worthAThread) {
        handleReply(ZoomReply::of(reply, *token), *token);
        return;
    }
    m_reading = true;
    const auto read = inThread<ZoomReply>(*QThreadPool::globalInstance(),
                                          [reply, token] { return ZoomReply::of(reply, *token); });
    whenReady(read, this, [this, token](ZoomReply answer) {
        m_reading = false;
        handleReply(std::move(answer), *token);
    });
}

void ZoomCall::handleReply(ZoomReply reply, const Secret &token)
{
    if (m_refusal && reply.status == 0 && !reply.requestLeft) {
        fail(reply.error());
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

void ZoomCall::holdOthers(const ZoomReply &reply)
{
    const Error error = reply.error();
    // A day's limit is not over in a moment, and one person's lock is nobody else's.
    if ((error.kind != ErrorKind::RateLimited && error.kind != ErrorKind::ThrottledInBetween) || !m_gate)
        return;
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
    else if (!m_reading) // the answer that there is stands
        fail(Error::of(ErrorKind::Cancelled));
}

bool ZoomCall::requestLeft() const
{
    return m_left || (m_call && m_call->requestLeft());
}

void ZoomCall::fail(const Error &error)
{
    ZoomReply reply;
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

void ZoomCall::finish(const ZoomReply &reply)
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
