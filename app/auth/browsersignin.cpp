#include "browsersignin.h"

#include "auth/pkce.h"
#include "core/clock.h"
#include "core/logging.h"
#include "core/whenready.h"
#include "net/urlpolicy.h"
#include "zoom/codetokenrequest.h"

#include <QTimer>
#include <QUrlQuery>

namespace Keyturn {

namespace {

QString encoded(QByteArrayView text)
{
    return QString::fromLatin1(text.toByteArray().toPercentEncoding());
}

QUrl linkFor(const BrowserSignIn::Parameters &parameters, const QUrl &redirect, const Secret &state,
             const QByteArray &challenge)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("response_type"), QStringLiteral("code"));
    query.addQueryItem(QStringLiteral("client_id"), encoded(parameters.client.id.toUtf8()));
    query.addQueryItem(QStringLiteral("redirect_uri"), encoded(redirect.toEncoded()));
    query.addQueryItem(QStringLiteral("state"), encoded(state.exposeUtf8()));
    query.addQueryItem(QStringLiteral("code_challenge"), encoded(challenge));
    query.addQueryItem(QStringLiteral("code_challenge_method"), QStringLiteral("S256"));
    QUrl link = parameters.authorizeUrl;
    link.setQuery(query);
    return link;
}

} // namespace

BrowserSignIn::BrowserSignIn(OpenBrowser openBrowser, const HttpClient::Options &options, const Clock &clock,
                             QObject *parent)
    : QObject(parent)
    , m_openBrowser(std::move(openBrowser))
    , m_clock(clock)
    , m_http(options, clock)
{
}

BrowserSignIn::~BrowserSignIn()
{
    cancel();
}

QFuture<Result<SignInGrant>> BrowserSignIn::start(Parameters parameters)
{
    cancel();
    const auto failed = [](const Error &error) {
        return readyFuture(Result<SignInGrant>(std::unexpected(error)));
    };
    if (!isAllowedTarget(parameters.authorizeUrl) || parameters.authorizeUrl.hasQuery()
        || parameters.authorizeUrl.hasFragment()) {
        return failed(Error::inField(
            ErrorKind::InvalidInput, QStringLiteral("authorizeUrl"),
            tr("The sign-in address must begin with https:// (http:// is for this computer only) and hold no "
               "user name and no \"?\" or \"#\" part.")));
    }
    if (const Result<void> checked = checkTokenCall(parameters.tokenUrl, parameters.client); !checked)
        return failed(checked.error());

    Secret state = randomUrlSafe();
    Pkce pkce = Pkce::generate();
    m_redirect.reset(); // its port may be the one that is needed now
    auto redirect = std::make_unique<LoopbackRedirect>(state.clone());
    if (const Result<void> listening = redirect->listen(parameters.port, parameters.patience); !listening)
        return failed(listening.error());
    m_redirect = std::move(redirect);
    m_parameters = std::move(parameters);
    m_verifier = std::move(pkce.verifier);
    m_link = linkFor(m_parameters, m_redirect->url(), state, pkce.challenge);
    m_browserOpened = false;

    m_context = std::make_unique<QObject>();
    // Queued, so that nobody who hears of it can take the redirect away from under its own socket.
    connect(
        m_redirect.get(), &LoopbackRedirect::finished, m_context.get(), [this] { handleRedirect(); },
        Qt::QueuedConnection);
    connect(
        m_redirect.get(), &LoopbackRedirect::strayAnswerCame, m_context.get(),
        [this] { emit strayAnswerCame(); }, Qt::QueuedConnection);
    QTimer::singleShot(0, m_context.get(), [this] { openBrowser(); });
    m_promise.emplace();
    m_promise->start();
    return m_promise->future();
}

void BrowserSignIn::cancel()
{
    if (!m_promise)
        return;
    m_redirect.reset();
    if (m_call)
        m_call->cancel();
    finish(std::unexpected(Error::of(ErrorKind::Cancelled)));
}

void BrowserSignIn::openBrowser()
{
    m_browserOpened = m_openBrowser && m_openBrowser(m_link);
    if (!m_browserOpened)
        qCWarning(lcAuth) << "no browser could be opened for the sign-in";
    emit browserAsked(m_browserOpened);
}

void BrowserSignIn::handleRedirect()
{
    m_link.clear();
    Result<Secret> code = m_redirect->takeAnswer();
    if (code)
        return exchange(std::move(*code));
    Error error = code.error();
    if (error.kind == ErrorKind::SignInTimeout && !m_browserOpened)
        error.kind = ErrorKind::BrowserNotOpened;
    finish(std::unexpected(error));
}

void BrowserSignIn::exchange(Secret code)
{
    auto request = std::make_shared<CodeTokenRequest>();
    request->client = m_parameters.client.clone();
    request->code = std::move(code);
    request->codeVerifier = std::move(m_verifier);
    request->redirectUrl = m_redirect->url();
    auto built = request->build(m_parameters.tokenUrl);
    if (!built)
        return finish(std::unexpected(built.error()));
    m_call = m_http.send(std::move(*built));
    connect(m_call, &HttpCall::finished, m_context.get(),
            [this, request, asked = m_clock.now()](const HttpReply &reply) {
                qCInfo(lcAuth) << "exchanged the code of a sign-in, status" << reply.status;
                Result<GrantedToken> granted = request->parse(reply);
                if (granted)
                    finish(SignInGrant{std::move(*granted), asked});
                else
                    finish(std::unexpected(granted.error()));
            });
    emit codeCame();
}

void BrowserSignIn::finish(Result<SignInGrant> result)
{
    m_context.reset();
    m_link.clear();
    m_verifier = {};
    m_parameters = {};
    // Last: who hears of it may start again, or end this.
    QPromise<Result<SignInGrant>> promise = std::move(*std::exchange(m_promise, std::nullopt));
    promise.addResult(std::move(result));
    promise.finish();
}

} // namespace Keyturn

#include "moc_browsersignin.cpp"
