#include "servertokensource.h"

#include "core/clock.h"
#include "core/logging.h"
#include "core/whenready.h"
#include "secrets/boundsecret.h"

#include <QCryptographicHash>

#include <memory>

namespace Keyturn {

namespace {

QByteArray originOf(const ServerTokenSource::App &app)
{
    const QByteArray values = app.tokenUrl.toEncoded() + '\n' + app.accountId.toUtf8() + '\n'
        + app.clientId.toUtf8() + '\n' + app.secretPlace();
    return QCryptographicHash::hash(values, QCryptographicHash::Sha256).toHex();
}

} // namespace

QByteArray ServerTokenSource::App::secretPlace() const
{
    return BoundSecret::placeOf({tokenUrl, apiUrl});
}

ServerTokenSource::ServerTokenSource(SecretStore *keychain, SecretStore *runOnly, const App &app,
                                     const HttpClient::Options &options, const Clock &clock)
    : RenewingTokenSource(clock)
    , m_keychain(keychain)
    , m_runOnly(runOnly)
    , m_app(app)
    , m_origin(originOf(app))
    , m_http(options, clock)
{
}

void ServerTokenSource::forget()
{
    RenewingTokenSource::forget();
    m_http.forgetProxySignIn();
}

void ServerTokenSource::lookForToken()
{
    whenReady(m_runOnly->read(m_app.tokenKey), &m_context, [this](const Result<Secret> &token) {
        if (adopt(token, m_origin))
            return succeed();
        BoundSecret::read(m_runOnly, m_app.secretKey, m_app.secretPlace(), &m_context,
                          [this](const Result<Secret> &clientSecret) {
                              m_secretIsRunOnly = clientSecret.has_value();
                              if (clientSecret)
                                  request(*clientSecret);
                              else
                                  askKeychain();
                          });
    });
}

void ServerTokenSource::askKeychain()
{
    whenReady(m_keychain->read(m_app.tokenKey), &m_context, [this](const Result<Secret> &token) {
        if (adopt(token, m_origin))
            return succeed();
        // A keychain that cannot be asked for one can neither be asked for the other.
        if (!token && !isNoneInSight(token.error().kind))
            return fail(token.error());
        BoundSecret::read(m_keychain, m_app.secretKey, m_app.secretPlace(), &m_context,
                          [this](const Result<Secret> &clientSecret) {
                              if (clientSecret)
                                  request(*clientSecret);
                              else
                                  fail(clientSecret.error());
                          });
    });
}

void ServerTokenSource::request(const Secret &clientSecret)
{
    auto tokenRequest = std::make_shared<ServerTokenRequest>();
    tokenRequest->accountId = m_app.accountId;
    tokenRequest->clientId = m_app.clientId;
    tokenRequest->clientSecret = clientSecret.clone();
    auto built = tokenRequest->build(m_app.tokenUrl);
    if (!built)
        return fail(built.error());
    // The token's life is counted from here: it cannot have begun earlier.
    m_askedAt = clock().now();
    m_askedAtUptime = clock().uptime();
    HttpCall *call = m_http.send(std::move(*built));
    QObject::connect(call, &HttpCall::finished, &m_context,
                     [this, tokenRequest](const HttpReply &reply) { handleReply(*tokenRequest, reply); });
}

void ServerTokenSource::handleReply(const ServerTokenRequest &request, const HttpReply &reply)
{
    Result<GrantedToken> granted = request.parse(reply);
    qCInfo(lcAuth) << "asked for an access token, status" << reply.status;
    if (!granted)
        return fail(granted.error());
    m_scopes = granted->scopes;
    hold({{std::move(granted->token), m_askedAt, m_askedAt.addDuration(granted->lifetime), m_origin},
          m_askedAtUptime + granted->lifetime});
    keep();
    succeed();
}

void ServerTokenSource::keep()
{
    Secret stored = heldRecord()->toSecret();
    if (m_secretIsRunOnly) {
        m_runOnly->write(m_app.tokenKey, std::move(stored));
        return;
    }
    auto spare = std::make_shared<Secret>(stored.clone());
    whenReady(m_keychain->write(m_app.tokenKey, std::move(stored)), &m_context,
              [this, spare](const Result<void> &written) {
                  if (written) {
                      m_runOnly->remove(m_app.tokenKey);
                      return;
                  }
                  qCWarning(lcAuth) << "the keychain does not keep the access token; it is kept for this run";
                  m_runOnly->write(m_app.tokenKey, std::move(*spare));
              });
}

} // namespace Keyturn
