#include "zoomclient.h"

#include "auth/accesstokensource.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "zoom/zoomreply.h"

namespace Keyturn {

ZoomCall::ZoomCall(Builder builder, HttpClient *http, AccessTokenSource *tokens, const QUrl &baseUrl,
                   QObject *parent)
    : QObject(parent)
    , m_builder(std::move(builder))
    , m_http(http)
    , m_tokens(tokens)
    , m_baseUrl(baseUrl)
{
}

void ZoomCall::start()
{
    whenReady(m_tokens->accessToken(), this, [this](Result<Secret> token) {
        if (m_finished || m_cancelled)
            return;
        if (!token)
            fail(token.error());
        else
            sendWith(*token);
    });
}

void ZoomCall::sendWith(const Secret &token)
{
    auto request = m_builder(m_baseUrl, token);
    if (!request) {
        fail(request.error());
        return;
    }
    m_call = m_http->send(std::move(*request));
    connect(m_call, &HttpCall::requestSent, this, &ZoomCall::requestSent);
    // The token is needed once more, to take it out of whatever the server echoes.
    connect(m_call, &HttpCall::finished, this,
            [this, sent = std::make_shared<Secret>(token.clone())](HttpReply reply) {
                reply.body.replace(sent->exposeUtf8(), "***");
                if (reply.status >= 400 && errorOf(reply).kind == ErrorKind::TokenRejected)
                    m_tokens->tokenRejected();
                finish(reply);
            });
}

void ZoomCall::cancel()
{
    if (m_finished || m_cancelled)
        return;
    if (m_call) {
        m_call->cancel();
        return;
    }
    m_cancelled = true; // a token that comes now is not used
    QMetaObject::invokeMethod(this, [this] { fail(Error::of(ErrorKind::Cancelled)); }, Qt::QueuedConnection);
}

bool ZoomCall::requestLeft() const
{
    return m_call && m_call->requestLeft();
}

void ZoomCall::fail(const Error &error)
{
    HttpReply reply;
    reply.transportError = error;
    reply.time = m_http->clock().now();
    finish(reply);
}

void ZoomCall::finish(const HttpReply &reply)
{
    if (m_finished)
        return;
    m_finished = true;
    deleteLater();
    emit finished(reply);
}

ZoomClient::ZoomClient(HttpClient *http, AccessTokenSource *tokens, const QUrl &baseUrl, QObject *parent)
    : QObject(parent)
    , m_http(http)
    , m_tokens(tokens)
    , m_baseUrl(baseUrl)
{
}

ZoomCall *ZoomClient::send(ZoomCall::Builder builder)
{
    auto *call = new ZoomCall(std::move(builder), m_http, m_tokens, m_baseUrl, this);
    call->start();
    return call;
}

void ZoomClient::connectAhead()
{
    m_http->connectAhead(m_baseUrl);
}

} // namespace Keyturn
