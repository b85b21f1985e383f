#include "tokenendpoint.h"

#include "randombytes.h"

#include <QHash>
#include <QJsonDocument>

#include <algorithm>
#include <optional>

using namespace Qt::StringLiterals;
using Trouble = Keyturn::PracticeServer::AppTrouble;

namespace Keyturn {

namespace {

constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

// Zoom's are longer than 1 KB.
constexpr qsizetype fillerBytes = 480;

PracticeServer::App withSecret(PracticeServer::App app)
{
    if (app.clientSecret.isEmpty())
        app.clientSecret = QString::fromLatin1(randomBytes(24).toBase64(base64Url));
    return app;
}

/// As the token URL words its refusals.
PracticeReply refusal(int status, const QString &name, const QString &reason)
{
    return PracticeReply::json(status, {{u"reason"_s, reason}, {u"error"_s, name}});
}

PracticeReply invalidClient()
{
    return refusal(401, u"invalid_client"_s, u"Invalid client_id or client_secret"_s);
}

PracticeReply invalidRequest()
{
    return refusal(400, u"invalid_request"_s, u"Bad Request"_s);
}

std::optional<PracticeReply> replyTo(Trouble trouble)
{
    switch (trouble) {
    case Trouble::None:
        return std::nullopt;
    case Trouble::UnknownClient:
        return PracticeReply::error(400, 4702, u"Invalid client."_s);
    case Trouble::WrongSecret:
        return PracticeReply::error(400, 4704, u"Invalid client secret."_s);
    case Trouble::GrantUnsupported:
        return PracticeReply::error(400, 4705, u"The grant type is not supported."_s);
    case Trouble::Disabled:
        return PracticeReply::error(400, 4717, u"The app has been disabled."_s);
    case Trouble::SignInPage:
        return PracticeReply::html(200, "<html><body>Sign in to the network</body></html>");
    case Trouble::Down:
        return PracticeReply::html(503, "<html><body>503 Service Unavailable</body></html>");
    }
    return std::nullopt;
}

bool isForm(const QByteArray &contentType)
{
    return contentType.split(';').constFirst().trimmed().toLower() == "application/x-www-form-urlencoded";
}

/// A name or value of a form, or nothing when it is not written as one.
std::optional<QByteArray> decoded(QByteArrayView text)
{
    QByteArray plain;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '+') {
            plain += ' ';
        } else if (c == '%') {
            bool isHex = false;
            const int value = text.size() - i > 2 ? text.sliced(i + 1, 2).toByteArray().toInt(&isHex, 16) : 0;
            if (!isHex || text[i + 1] == '-' || text[i + 1] == '+' || text[i + 1] == ' ')
                return std::nullopt;
            plain += static_cast<char>(value);
            i += 2;
        } else if (c > ' ' && c < 0x7f && c != '=') {
            plain += c;
        } else {
            return std::nullopt;
        }
    }
    return plain;
}

using Form = QHash<QByteArray, QByteArray>;

/// Nothing when anything is malformed or given twice.
std::optional<Form> formIn(const QByteArray &body)
{
    Form form;
    for (const QByteArray &field : body.split('&')) {
        const qsizetype equals = field.indexOf('=');
        if (equals < 1)
            return std::nullopt;
        const auto name = decoded(QByteArrayView(field).first(equals));
        const auto value = decoded(QByteArrayView(field).sliced(equals + 1));
        if (!name || !value || form.contains(*name))
            return std::nullopt;
        form.insert(*name, *value);
    }
    return form;
}

QByteArray newToken(const PracticeServer::App &app, const QDateTime &now, const QDateTime &ends)
{
    const auto segment = [](const QJsonObject &object) {
        return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64(base64Url);
    };
    const QJsonObject claims{
        {u"iss"_s, u"practice"_s},
        {u"aid"_s, app.accountId},
        {u"iat"_s, now.toSecsSinceEpoch()},
        {u"exp"_s, ends.toSecsSinceEpoch()},
        {u"jti"_s, QString::fromLatin1(randomBytes(16).toHex())},
        {u"filler"_s, QString::fromLatin1(randomBytes(fillerBytes).toBase64(base64Url))}};
    return segment({{u"alg"_s, u"HS512"_s}, {u"typ"_s, u"JWT"_s}}) + '.' + segment(claims) + '.'
        + randomBytes(64).toBase64(base64Url);
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
    if (call.method != "POST" || !call.query.isEmpty() || !isForm(call.contentType))
        return invalidRequest();
    const std::optional<Form> form = formIn(call.body);
    if (!form || !form->contains("grant_type"))
        return invalidRequest();
    if (form->value("grant_type") != "account_credentials")
        return refusal(400, u"unsupported_grant_type"_s, u"Unsupported grant type"_s);
    if (form->value("account_id") != m_app.accountId.toUtf8())
        return invalidRequest();
    return grant(now);
}

bool TokenEndpoint::isClient(const PracticeCall &call) const
{
    static constexpr QByteArrayView scheme("basic ");
    if (call.authorization.size() != 1)
        return false;
    const QByteArray &header = call.authorization.first();
    if (header.left(scheme.size()).toLower() != scheme)
        return false;
    const auto credentials = QByteArray::fromBase64Encoding(
        header.mid(scheme.size()), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    return credentials && Secret::fromUtf8(*credentials).equals(m_credentials);
}

PracticeReply TokenEndpoint::grant(const QDateTime &now)
{
    if (m_app.newTokenEndsEarlier)
        m_given.clear();
    std::erase_if(m_given, [&now](const Given &given) { return given.ends.addDays(1) < now; });
    const QDateTime ends = now.addDuration(m_app.tokenLifetime);
    const QByteArray token = newToken(m_app, now, ends);
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
