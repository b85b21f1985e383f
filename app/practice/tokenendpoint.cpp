#include "tokenendpoint.h"

#include "practiceoauth.h"

#include <algorithm>

using namespace Qt::StringLiterals;
using Trouble = Keyturn::PracticeServer::AppTrouble;

namespace Keyturn {

namespace {

PracticeServer::App withSecret(PracticeServer::App app)
{
    if (app.clientSecret.isEmpty())
        app.clientSecret = randomText();
    return app;
}

} // namespace

TokenEndpoint::TokenEndpoint(const PracticeServer::App &app)
    : m_app(withSecret(app))
    , m_credentials(Secret::fromText(QString(m_app.clientId % u':' % m_app.clientSecret)))
    , m_trouble(app.trouble)
{
}

PracticeReply TokenEndpoint::answer(const PracticeCall &call, const QDateTime &now)
{
    ++m_requests;
    const std::scoped_lock lock(m_mutex);
    if (!isClient(call))
        return invalidClient();
    if (const auto trouble = replyTo(m_trouble))
        return *trouble;
    const std::optional<OAuthForm> form = oauthFormIn(call);
    if (!form || !form->contains("grant_type"))
        return invalidRequest();
    if (form->value("grant_type") != "account_credentials")
        return oauthRefusal(400, u"unsupported_grant_type"_s, u"Unsupported grant type"_s);
    if (form->value("account_id") != m_app.accountId.toUtf8())
        return invalidRequest();
    return grant(now);
}

bool TokenEndpoint::isClient(const PracticeCall &call) const
{
    const auto credentials = basicCredentialsIn(call);
    return credentials && credentials->equals(m_credentials);
}

PracticeReply TokenEndpoint::grant(const QDateTime &now)
{
    if (m_app.newTokenEndsEarlier)
        m_given.clear();
    std::erase_if(m_given, [&now](const Given &given) { return given.ends.addDays(1) < now; });
    const QDateTime ends = now.addDuration(m_app.tokenLifetime);
    const QByteArray token = practiceJwt(m_app.accountId, now, ends);
    m_given.push_back({Secret::fromUtf8(token), ends});
    ++m_granted;
    return PracticeReply::json(200,
                               {{u"access_token"_s, QString::fromLatin1(token)},
                                {u"token_type"_s, u"bearer"_s},
                                {u"expires_in"_s, static_cast<qint64>(m_app.tokenLifetime.count())},
                                {u"scope"_s, m_app.scopes}});
}

TokenEndpoint::Verdict TokenEndpoint::judge(QByteArrayView token, const QDateTime &now) const
{
    const Secret shown = Secret::fromUtf8(token);
    const std::scoped_lock lock(m_mutex);
    const auto given = std::find_if(m_given.begin(), m_given.end(),
                                    [&shown](const Given &one) { return one.token.equals(shown); });
    if (given == m_given.end())
        return Verdict::Unknown;
    return now < given->ends ? Verdict::Good : Verdict::Ended;
}

PracticeServer::App TokenEndpoint::app() const
{
    return m_app;
}

void TokenEndpoint::endTokens()
{
    const std::scoped_lock lock(m_mutex);
    m_given.clear();
}

void TokenEndpoint::setTrouble(Trouble trouble)
{
    const std::scoped_lock lock(m_mutex);
    m_trouble = trouble;
}

} // namespace Keyturn
