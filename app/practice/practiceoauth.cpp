#include "practiceoauth.h"

#include "randombytes.h"

#include <QJsonDocument>

using namespace Qt::StringLiterals;
using Trouble = Keyturn::PracticeServer::AppTrouble;

namespace Keyturn {

namespace {

constexpr auto base64Url = QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals;

// Zoom's are longer than 1 KB.
constexpr qsizetype fillerBytes = 480;

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

} // namespace

std::optional<OAuthForm> oauthFormIn(const PracticeCall &call)
{
    if (call.method != "POST" || !call.query.isEmpty() || !isForm(call.contentType))
        return std::nullopt;
    OAuthForm form;
    for (const QByteArray &field : call.body.split('&')) {
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

std::optional<Secret> basicCredentialsIn(const PracticeCall &call)
{
    static constexpr QByteArrayView scheme("basic ");
    if (call.authorization.size() != 1)
        return std::nullopt;
    const QByteArray &header = call.authorization.first();
    if (header.left(scheme.size()).toLower() != scheme)
        return std::nullopt;
    const auto credentials = QByteArray::fromBase64Encoding(
        header.mid(scheme.size()), QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!credentials)
        return std::nullopt;
    return Secret::fromUtf8(*credentials);
}

PracticeReply oauthRefusal(int status, const QString &name, const QString &reason)
{
    return PracticeReply::json(status, {{u"reason"_s, reason}, {u"error"_s, name}});
}

PracticeReply invalidClient()
{
    return oauthRefusal(401, u"invalid_client"_s, u"Invalid client_id or client_secret"_s);
}

PracticeReply invalidRequest()
{
    return oauthRefusal(400, u"invalid_request"_s, u"Bad Request"_s);
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

QString randomText()
{
    return QString::fromLatin1(randomBytes(24).toBase64(base64Url));
}

QByteArray practiceJwt(const QString &accountId, const QDateTime &now, const QDateTime &ends)
{
    const auto segment = [](const QJsonObject &object) {
        return QJsonDocument(object).toJson(QJsonDocument::Compact).toBase64(base64Url);
    };
    const QJsonObject claims{
        {u"iss"_s, u"practice"_s},
        {u"aid"_s, accountId},
        {u"iat"_s, now.toSecsSinceEpoch()},
        {u"exp"_s, ends.toSecsSinceEpoch()},
        {u"jti"_s, QString::fromLatin1(randomBytes(16).toHex())},
        {u"filler"_s, QString::fromLatin1(randomBytes(fillerBytes).toBase64(base64Url))}};
    return segment({{u"alg"_s, u"HS512"_s}, {u"typ"_s, u"JWT"_s}}) + '.' + segment(claims) + '.'
        + randomBytes(64).toBase64(base64Url);
}

} // namespace Keyturn
