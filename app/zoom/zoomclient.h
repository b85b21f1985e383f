#pragma once

#include "net/httpclient.h"
#include "zoom/callgate.h"
#include "zoom/zoomreply.h"

#include <QObject>
#include <QPointer>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace Keyturn {

class AccessTokenSource;
class ZoomClient;

/// One call to Zoom's API: gets the token, builds the request, sends it. Deletes itself after finished().
///
/// When Zoom refuses the token (401/124) and the source can give another one, the call is made once more with
/// it, whatever its verb: the refusal comes before anything else is looked at, so nothing has changed
/// [TOKEN-124]. Once, and never again. When the second request does not come about (no new token, no
/// connection, cancel()), the reply is the refusal, and ZoomReply::afterwards says what came in between. Only
/// Zoom's own words are a refusal: another machine's 401 says nothing about the token. [GATE-403]
///
/// It begins when the CallGate lets it; no time runs out before.
class ZoomCall : public QObject
{
    Q_OBJECT

public:
    using Builder = std::function<Result<HttpRequest>(const QUrl &baseUrl, const Secret &token)>;
    using Urgency = CallGate::Urgency;

    ~ZoomCall() override;
    void cancel();
    /// Whether a request of this call may have left this computer, now or before.
    bool requestLeft() const;

signals:
    /// At most once, however many requests there are.
    void requestSent();
    /// Exactly once, never from within ZoomClient::send(). When no token could be had or the request could
    /// not be built, the reply has that error as transportError and requestLeft is false.
    void finished(const Keyturn::ZoomReply &reply);

private:
    friend class ZoomClient;
    ZoomCall(Builder builder, Urgency urgency, ZoomClient *client);
    void enterGate();
    void leaveGate();
    void start();
    void handleToken(const Result<Secret> &token);
    void sendWith(const Secret &token);
    void readReply(const HttpReply &reply, const std::shared_ptr<Secret> &token);
    void handleReply(ZoomReply reply, const Secret &token);
    void finish(const ZoomReply &reply);
    void holdOthers(const ZoomReply &reply);
    void fail(const Error &error);

    Builder m_builder;
    Urgency m_urgency;
    ZoomClient *m_client; ///< our parent
    QPointer<CallGate> m_gate; ///< dies before us when the client does
    QMetaObject::Connection m_gateChanged;
    QPointer<HttpCall> m_call;
    std::optional<ZoomReply> m_refusal; ///< of the first token; set: this is the second attempt
    bool m_reading = false; ///< the answer is there, and read in another thread
    bool m_sent = false;
    bool m_left = false;
    bool m_cancelled = false;
    bool m_finished = false;
};

/// Zoom's API for one account: base URL, token source and connections. Owned by AccountSession.
class ZoomClient : public QObject
{
    Q_OBJECT

public:
    ZoomClient(HttpClient *http, AccessTokenSource *tokens, const QUrl &baseUrl, QObject *parent = nullptr);

    ZoomCall *send(ZoomCall::Builder builder, ZoomCall::Urgency urgency = ZoomCall::Urgency::Person);
    /// Opens a warm connection for a change that is about to be made.
    void connectAhead();

private:
    friend class ZoomCall;
    HttpClient *m_http;
    AccessTokenSource *m_tokens;
    QUrl m_baseUrl;
    CallGate *m_gate;
};

} // namespace Keyturn
