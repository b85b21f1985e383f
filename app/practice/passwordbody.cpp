#include "passwordbody.h"

#include "multipartparser.h"

#include <QJsonDocument>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

using Password = std::expected<Secret, PracticeReply>;

Password refuse(const PracticeReply &reply)
{
    return std::unexpected(reply);
}

Password refuse(const QString &message)
{
    return refuse(PracticeReply::error(400, 300, message));
}

Password refuseFormat(AcceptedFormats::Refusal refusal)
{
    if (refusal == AcceptedFormats::Refusal::NeedsJson)
        return refuse(u"Request Body should be a valid JSON object."_s);
    return refuse(PracticeReply::error(415, 300, u"This content type is not supported."_s));
}

Password fromMultipart(const PracticeCall &call)
{
    const auto boundary = multipartBoundary(call.contentType);
    if (!boundary)
        return refuse(boundary.error());
    const auto parts = parseMultipart(call.body, *boundary);
    if (!parts)
        return refuse(parts.error());
    if (parts->size() != 1 || parts->first().name != "password")
        return refuse(u"The body must have exactly one part, named password."_s);
    const FormPart &part = parts->first();
    if (part.hasFileName)
        return refuse(u"The password must be a text field and not a file."_s);
    if (!part.contentType.isEmpty() && !part.contentType.toLower().startsWith("text/plain"))
        return refuse(u"The password must be plain text."_s);
    if (!part.value.isValidUtf8())
        return refuse(u"The password is not UTF-8."_s);
    return Secret::fromUtf8(part.value);
}

Password fromJson(const PracticeCall &call)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(call.body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return refuse(u"Request Body should be a valid JSON object."_s);
    const QJsonObject object = document.object();
    const QJsonValue value = object.value("password"_L1);
    if (!value.isString())
        return refuse(PracticeReply::validationFailed(u"password"_s, u"The password must be text."_s));
    QStringList fields = object.keys();
    fields.removeOne(u"password"_s);
    if (!fields.isEmpty())
        return refuse(PracticeReply::validationFailed(fields.first(), u"Unknown field."_s));
    const QString password = value.toString();
    if (!QStringView(password).isValidUtf16())
        return refuse(PracticeReply::validationFailed(u"password"_s, u"The password is not valid text."_s));
    return Secret::fromText(password);
}

} // namespace

Password readPasswordBody(const PracticeCall &call, const AcceptedFormats &formats)
{
    const QByteArray kind = call.contentType.split(';').first().trimmed().toLower();
    if (kind == "multipart/form-data")
        return formats.multipart ? fromMultipart(call) : refuseFormat(formats.refusal);
    if (kind == "application/json")
        return formats.json ? fromJson(call) : refuseFormat(AcceptedFormats::Refusal::UnsupportedMediaType);
    return refuseFormat(AcceptedFormats::Refusal::UnsupportedMediaType);
}

} // namespace Keyturn
