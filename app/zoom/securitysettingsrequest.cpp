#include "securitysettingsrequest.h"

#include "apiurl.h"
#include "jsonvalues.h"

#include <QUrlQuery>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

std::optional<bool> flagIn(const QJsonValue &value)
{
    if (value.isBool())
        return value.toBool();
    const QString text = jsonText(value).trimmed().toLower();
    if (text == "true"_L1 || text == "1"_L1)
        return true;
    if (text == "false"_L1 || text == "0"_L1)
        return false;
    return std::nullopt;
}

/// A number from `least` to `most`, or 0 for "off".
std::optional<int> lengthIn(const QJsonValue &value, int least, int most)
{
    const int number = jsonNumber(value, -1);
    if (number == 0 || (number >= least && number <= most))
        return number;
    return std::nullopt;
}

} // namespace

Result<HttpRequest> SecuritySettingsRequest::build(const QUrl &baseUrl, const Secret &token) const
{
    if (!isUsableToken(token))
        return std::unexpected(unusableToken());
    Result<QUrl> url = apiUrl(baseUrl, {u"accounts"_s, u"me"_s, u"settings"_s});
    if (!url)
        return std::unexpected(url.error());
    QUrlQuery query;
    query.addQueryItem(u"option"_s, u"security"_s);
    url->setQuery(query);

    HttpRequest request;
    request.url = *url;
    request.bearerToken = token.clone();
    return request;
}

Result<SecuritySettings> SecuritySettingsRequest::parse(const ZoomReply &reply)
{
    const Result<QJsonObject> object = reply.answer();
    if (!object)
        return std::unexpected(object.error());
    // Some other service's JSON must not pass for an account without rules.
    if (!object->value(u"security").isObject())
        return reply.unexpected();
    return settingsIn(*object);
}

SecuritySettings SecuritySettingsRequest::settingsIn(const QJsonObject &answer)
{
    const QJsonObject rules = answer.value(u"security").toObject().value(u"password_requirement").toObject();
    SecuritySettings settings;
    settings.minimumPasswordLength = lengthIn(rules.value(u"minimum_password_length"), 8, 14);
    settings.requiresSpecial = flagIn(rules.value(u"have_special_character"));
    settings.consecutiveLength = lengthIn(rules.value(u"consecutive_characters_length"), 4, 8);
    settings.detectsWeak = flagIn(rules.value(u"weak_enhance_detection"));
    return settings;
}

} // namespace Keyturn
