#include "signinendpoint.h"

#include <QCryptographicHash>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;
using Consent = Keyturn::PracticeServer::Consent;

namespace Keyturn {

namespace {

PracticeServer::GeneralApp withSecret(PracticeServer::GeneralApp app)
{
    if (app.isPublic)
        app.clientSecret.clear();
    else if (app.clientSecret.isEmpty())
        app.clientSecret = randomText();
    return app;
}

QString parameter(const PracticeCall &call, const QString &name)
{
    return call.query.queryItemValue(name, QUrl::FullyDecoded);
}

PracticeReply redirectTo(const QByteArray &redirectUrl, const QList<std::pair<QString, QString>> &parameters)
{
    QUrl url = QUrl::fromEncoded(redirectUrl);
    QUrlQuery query(url);
    for (const auto &[name, value] : parameters)
        query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    url.setQuery(query);
    PracticeReply reply;
    reply.status = 302;
    reply.headers.emplaceBack("Location", url.toEncoded());
    return reply;
}

PracticeReply page(int status, const QByteArray &text)
{
    return PracticeReply::html(status, "<html><body>" + text + "</body></html>");
}

PracticeReply invalidGrant(const QString &reason)
{
    return oauthRefusal(400, u"invalid_grant"_s, reason);
}

QByteArray challengeOf(const QByteArray &verifier)
{
    return QCryptographicHash::hash(verifier, QCryptographicHash::Sha256)
        .toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
}

} // namespace

SignInEndpoint::SignInEndpoint(const PracticeServer::GeneralApp &app)
    : m_app(withSecret(app))
    , m_credentials(Secret::fromText(QString(m_app.clientId % u':' % m_app.clientSecret)))
    , m_trouble(app.trouble)
    , m_consent(app.consent)
{
}

bool SignInEndpoint::isFor(const PracticeCall &call) const
{
    const QByteArray id = m_app.clientId.toUtf8();
    if (const auto credentials = basicCredentialsIn(call))
        return credentials->exposeUtf8().startsWith(QByteArray(id + ':'));
    const auto form = oauthFormIn(call);
    return call.authorization.isEmpty() && form && form->value("client_id") == id;
}

bool SignInEndpoint::isClient(const PracticeCall &call, const OAuthForm &form) const
{
    if (m_app.isPublic)
        return call.authorization.isEmpty() && form.value("client_id") == m_app.clientId.toUtf8();
    const auto credentials = basicCredentialsIn(call);
    return credentials && credentials->equals(m_credentials);
}

bool SignInEndpoint::isRegistered(const QByteArray &redirectUrl) const
{
    const QUrl url = QUrl::fromEncoded(redirectUrl, QUrl::StrictMode);
    if (!url.isValid() || url.scheme() != u"http"_s || url.host() != u"127.0.0.1"_s || url.port() < 1
        || url.hasQuery() || url.hasFragment() || !url.userInfo().isEmpty())
        return false;
    return m_app.redirectUrls.isEmpty() || m_app.redirectUrls.contains(QString::fromUtf8(redirectUrl));
}

PracticeReply SignInEndpoint::authorize(const PracticeCall &call, const QDateTime &now)
{
    if (call.method != "GET")
        return page(400, "Only GET is known here.");
    // Whom it does not know it sends nowhere (RFC 6749, 4.1.2.1).
    const QByteArray redirectUrl = parameter(call, u"redirect_uri"_s).toUtf8();
    if (parameter(call, u"client_id"_s) != m_app.clientId)
        return page(400, "Invalid client_id (4702).");
    if (!isRegistered(redirectUrl))
        return page(400, "Invalid redirect URL (4709).");
    const QString state = parameter(call, u"state"_s);
    const auto refuse = [&redirectUrl, &state](const QString &error) {
        return redirectTo(redirectUrl, {{u"error"_s, error}, {u"state"_s, state}});
    };
    if (parameter(call, u"response_type"_s) != u"code"_s)
        return refuse(u"unsupported_response_type"_s);
    const QString challenge = parameter(call, u"code_challenge"_s);
    if (state.isEmpty() || challenge.size() != 43 || parameter(call, u"code_challenge_method"_s) != u"S256"_s)
        return refuse(u"invalid_request"_s);

    const std::scoped_lock lock(m_mutex);
    switch (m_consent) {
    case Consent::Deny:
        return refuse(u"access_denied"_s);
    case Consent::Fail:
        return refuse(u"server_error"_s);
    case Consent::NoAnswer:
        return page(200, "Do you allow it? (This page waits for ever.)");
    case Consent::Allow:
    case Consent::WrongState:
        break;
    }
    const QString code = randomText();
    m_codes.push_back(
        {Secret::fromText(code), redirectUrl, challenge.toUtf8(), now.addDuration(m_app.codeLifetime)});
    return redirectTo(
        redirectUrl,
        {{u"code"_s, code}, {u"state"_s, m_consent == Consent::WrongState ? randomText() : state}});
}

PracticeReply SignInEndpoint::token(const PracticeCall &call, const QDateTime &now)
{
    ++m_requests;
    const std::optional<OAuthForm> form = oauthFormIn(call);
    const std::scoped_lock lock(m_mutex);
    if (!isClient(call, form.value_or(OAuthForm())))
        return invalidClient();
    if (const auto trouble = replyTo(m_trouble))
        return *trouble;
    if (!form || !form->contains("grant_type"))
        return invalidRequest();
    if (form->value("grant_type") == "authorization_code")
        return exchange(*form, now);
    if (form->value("grant_type") == "refresh_token")
        return refresh(*form, now);
    return oauthRefusal(400, u"unsupported_grant_type"_s, u"Unsupported grant type"_s);
}

PracticeReply SignInEndpoint::exchange(const OAuthForm &form, const QDateTime &now)
{
    const Secret shown = Secret::fromUtf8(form.value("code"));
    const auto code = std::find_if(m_codes.begin(), m_codes.end(),
                                   [&shown](const Code &one) { return one.code.equals(shown); });
    if (code == m_codes.end())
        return invalidGrant(u"Invalid authorization code"_s);
    if (code->used) {
        m_signIns[code->signIn].ended = true;
        return invalidGrant(u"Invalid authorization code"_s);
    }
    if (now >= code->ends)
        return invalidGrant(u"Authorization code has expired"_s);
    if (form.value("redirect_uri") != code->redirectUrl)
        return invalidGrant(u"Redirect URI mismatch"_s);
    if (challengeOf(form.value("code_verifier")) != code->challenge)
        return invalidGrant(u"Invalid code verifier"_s);
    code->used = true;
    code->signIn = m_signIns.size();
    m_signIns.push_back({});
    return grant(code->signIn, now);
}

PracticeReply SignInEndpoint::refresh(const OAuthForm &form, const QDateTime &now)
{
    const Secret shown = Secret::fromUtf8(form.value("refresh_token"));
    const auto isShown = [&shown](const Secret &one) { return one.equals(shown); };
    for (std::size_t i = 0; i < m_signIns.size(); ++i) {
        SignIn &signIn = m_signIns[i];
        if (std::any_of(signIn.earlier.begin(), signIn.earlier.end(), isShown)) {
            ++m_reuses;
            signIn.ended = signIn.ended || m_app.reuseEndsSignIn;
            break;
        }
        if (isShown(signIn.refreshToken) && !signIn.ended && now < signIn.ends) {
            ++m_refreshes;
            return grant(i, now);
        }
    }
    return invalidGrant(u"Invalid Token!"_s);
}

PracticeReply SignInEndpoint::grant(std::size_t index, const QDateTime &now)
{
    SignIn &signIn = m_signIns[index];
    if (m_app.replacesRefreshTokens || signIn.refreshToken.isEmpty()) {
        if (!signIn.refreshToken.isEmpty())
            signIn.earlier.push_back(std::move(signIn.refreshToken));
        signIn.refreshToken =
            Secret::fromUtf8(practiceJwt(m_app.clientId, now, now.addDuration(m_app.refreshLifetime)));
        signIn.ends = now.addDuration(m_app.refreshLifetime);
    }
    std::erase_if(m_given, [&now](const Given &given) { return given.ends.addDays(1) < now; });
    const QDateTime ends = now.addDuration(m_app.tokenLifetime);
    const QByteArray token = practiceJwt(m_app.clientId, now, ends);
    m_given.push_back({Secret::fromUtf8(token), ends, index});
    ++m_granted;
    return PracticeReply::json(200,
                               {{u"access_token"_s, QString::fromLatin1(token)},
                                {u"token_type"_s, u"bearer"_s},
                                {u"refresh_token"_s, QString::fromUtf8(signIn.refreshToken.exposeUtf8())},
                                {u"expires_in"_s, static_cast<qint64>(m_app.tokenLifetime.count())},
                                {u"scope"_s, m_app.scopes}});
}

PracticeReply SignInEndpoint::revoke(const PracticeCall &call)
{
    const std::optional<OAuthForm> form = oauthFormIn(call);
    const std::scoped_lock lock(m_mutex);
    if (!isClient(call, form.value_or(OAuthForm())))
        return invalidClient();
    if (!form || !form->contains("token"))
        return invalidRequest();
    const Secret shown = Secret::fromUtf8(form->value("token"));
    for (const Given &given : m_given) {
        if (given.token.equals(shown))
            m_signIns[given.signIn].ended = true;
    }
    for (SignIn &signIn : m_signIns)
        signIn.ended = signIn.ended || signIn.refreshToken.equals(shown);
    // An unknown token is no error (RFC 7009, 2.2).
    return PracticeReply::json(200, {{u"status"_s, u"success"_s}});
}

TokenEndpoint::Verdict SignInEndpoint::judge(QByteArrayView token, const QDateTime &now) const
{
    const Secret shown = Secret::fromUtf8(token);
    const std::scoped_lock lock(m_mutex);
    const auto given = std::find_if(m_given.begin(), m_given.end(),
                                    [&shown](const Given &one) { return one.token.equals(shown); });
    if (given == m_given.end() || m_signIns[given->signIn].ended)
        return TokenEndpoint::Verdict::Unknown;
    return now < given->ends ? TokenEndpoint::Verdict::Good : TokenEndpoint::Verdict::Ended;
}

void SignInEndpoint::endAccessTokens()
{
    const std::scoped_lock lock(m_mutex);
    m_given.clear();
}

void SignInEndpoint::endSignIns()
{
    const std::scoped_lock lock(m_mutex);
    for (SignIn &signIn : m_signIns)
        signIn.ended = true;
}

void SignInEndpoint::setTrouble(PracticeServer::AppTrouble trouble)
{
    const std::scoped_lock lock(m_mutex);
    m_trouble = trouble;
}

void SignInEndpoint::setConsent(PracticeServer::Consent consent)
{
    const std::scoped_lock lock(m_mutex);
    m_consent = consent;
}

} // namespace Keyturn
