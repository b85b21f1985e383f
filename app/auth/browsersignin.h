#pragma once

#include "auth/loopbackredirect.h"
#include "auth/signingrant.h"
#include "net/httpclient.h"

#include <QFuture>
#include <QObject>
#include <QPointer>
#include <QPromise>
#include <QUrl>

#include <functional>
#include <memory>
#include <optional>

namespace Keyturn {

/// Signs a person in to an app at Zoom with the browser: authorization code with PKCE (RFC 6749, 7636, 8252;
/// [AUTH-code]). Keyturn never sees the password.
///
/// Not Qt NetworkAuth: it has no PKCE before 6.8 and Debian has 6.4; its reply handler answers any method and
/// Host, says nothing of a wrong `state` and registers "localhost"; its tokens are strings that cannot be
/// wiped; its requests are those that QNetworkAccessManager sends again by itself, which burns a code and,
/// worse, a refresh token; and its licence is the GPL alone.
///
/// Whatever the browser does or does not do, the future finishes: closing the tab or the browser is not
/// noticed, so cancel() is for the person, and the time limit for who has gone. When no browser opens, the
/// wait goes on, since link() can be opened by hand.
///
/// Errors: InvalidInput (field "authorizeUrl", "tokenUrl", "clientId", "clientSecret"), SignInPortTaken,
/// BrowserNotOpened, LoopbackRedirect's, CodeTokenRequest's, Cancelled. Thread: GUI. One sign-in at a time.
class BrowserSignIn final : public QObject
{
    Q_OBJECT

public:
    /// True when a browser was started.
    using OpenBrowser = std::function<bool(const QUrl &)>;

    struct Parameters
    {
        QUrl authorizeUrl;
        QUrl tokenUrl;
        TokenClient client;
        /// http://127.0.0.1:PORT/keyturn-sign-in must be registered with the app (LoopbackRedirect::urlAt()).
        quint16 port = LoopbackRedirect::DefaultPort;
        std::chrono::milliseconds patience = LoopbackRedirect::Patience;
    };

    /// The clock outlives this. `openBrowser` must not wait for the browser.
    BrowserSignIn(OpenBrowser openBrowser, const HttpClient::Options &options, const Clock &clock,
                  QObject *parent = nullptr);
    ~BrowserSignIn() override;

    /// One that is under way is cancelled first. The browser is opened from the event loop, not from here.
    QFuture<Result<SignInGrant>> start(Parameters parameters);
    /// Ends in Cancelled, at once. What a browser still sends finds nobody.
    void cancel();
    bool isRunning() const { return m_promise.has_value(); }
    /// What the browser is sent to, for "Copy the link"; empty when no sign-in waits for the browser. It
    /// works once, and on this computer only.
    QUrl link() const { return m_link; }

signals:
    /// The browser has been asked to open link(), or could not be.
    void browserAsked(bool opened);
    /// An answer of another sign-in came from the browser; the wait goes on.
    void strayAnswerCame();
    /// The browser came back; Zoom is being asked for the tokens.
    void codeCame();

private:
    void openBrowser();
    void handleRedirect();
    void exchange(Secret code);
    void finish(Result<SignInGrant> result);

    const OpenBrowser m_openBrowser;
    const Clock &m_clock;
    HttpClient m_http;
    std::optional<QPromise<Result<SignInGrant>>> m_promise;
    Parameters m_parameters;
    Secret m_verifier;
    QUrl m_link;
    bool m_browserOpened = false;
    /// Lives until the next sign-in starts: the page for the browser may still be on its way.
    std::unique_ptr<LoopbackRedirect> m_redirect;
    QPointer<HttpCall> m_call;
    std::unique_ptr<QObject> m_context; ///< one sign-in's: what comes after its end is not heard
};

} // namespace Keyturn
