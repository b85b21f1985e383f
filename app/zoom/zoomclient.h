#pragma once

#include "net/httpclient.h"

#include <QObject>
#include <QPointer>
#include <QUrl>

#include <functional>

namespace Keyturn {

class AccessTokenSource;

/// One call to Zoom's API: gets the token, builds the request, sends it. Deletes itself after finished().
class ZoomCall : public QObject
{
    Q_OBJECT

public:
    using Builder = std::function<Result<HttpRequest>(const QUrl &baseUrl, const Secret &token)>;

    void cancel();
    bool requestLeft() const;

signals:
    void requestSent();
    /// Exactly once, never from within ZoomClient::send(). When no token could be had or the request could
    /// not be built, the reply has that error as transportError and requestLeft is false.
    void finished(const Keyturn::HttpReply &reply);

private:
    friend class ZoomClient;
    ZoomCall(Builder builder, HttpClient *http, AccessTokenSource *tokens, const QUrl &baseUrl,
             QObject *parent);
    void start();
    void sendWith(const Secret &token);
    void finish(const HttpReply &reply);
    void fail(const Error &error);

    Builder m_builder;
    HttpClient *m_http;
    AccessTokenSource *m_tokens;
    QUrl m_baseUrl;
    QPointer<HttpCall> m_call;
    bool m_cancelled = false;
    bool m_finished = false;
};

/// Zoom's API for one account: base URL, token source and connections. Owned by AccountSession.
class ZoomClient : public QObject
{
    Q_OBJECT

public:
    ZoomClient(HttpClient *http, AccessTokenSource *tokens, const QUrl &baseUrl, QObject *parent = nullptr);

    ZoomCall *send(ZoomCall::Builder builder);
    /// Opens a warm connection for a change that is about to be made.
    void connectAhead();

private:
    HttpClient *m_http;
    AccessTokenSource *m_tokens;
    QUrl m_baseUrl;
};

} // namespace Keyturn
