#include "passwordbody.h"

#include "multipartparser.h"

#include <QJsonDocument>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

using Password = std::expected<Secret, PracticeReply>;

constexpr auto needsJson = "Request Body should be a valid JSON object."_L1;
constexpr auto unsupportedType = "Unsupported Content Type"_L1;

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
    using Refusal = AcceptedFormats::Refusal;
    switch (refusal) {
    case Refusal::UnsupportedMediaType:
        break;
    case Refusal::In200:
        return refuse(PracticeReply::error(200, 300, QString(needsJson)));
    case Refusal::NeedsJson:
        return refuse(QString(needsJson));
    case Refusal::ContentType:
        return refuse(QString(unsupportedType));
    case Refusal::Xml:
        return refuse(PracticeReply::xmlError(400, 300, QString(needsJson)));
    case Refusal::MissingField:
        return refuse(PracticeReply::validationFailed(u"password"_s, u"Password is required."_s));
    case Refusal::Parameter:
        return refuse(u"Invalid parameter: password."_s);
    }
    return refuse(PracticeReply::error(415, 300, QString(unsupportedType)));
}

/// The part's bytes as text, by RFC 7578, 4.5 and 4.6: its own charset, else the form's, else UTF-8. Nothing
/// when they are not of that charset, or when it is not known here.
std::optional<QString> textOf(const FormPart &part, const QByteArray &formCharset)
{
    const QByteArray charset = !part.charset.isEmpty() ? part.charset : formCharset;
    if (charset == "iso-8859-1" || charset == "latin1")
        return QString::fromLatin1(part.value);
    const bool isAscii = charset == "us-ascii" || charset == "ascii";
    if (!isAscii && !charset.isEmpty() && charset != "utf-8" && charset != "utf8")
        return std::nullopt;
    if (isAscii && std::ranges::any_of(part.value, [](char c) { return static_cast<uchar>(c) > 0x7f; }))
        return std::nullopt;
    return part.value.isValidUtf8() ? std::optional(QString::fromUtf8(part.value)) : std::nullopt;
}

/// Some clients call a text without a file name a file's bytes; other types would wrap it in something.
bool isText(const FormPart &part)
{
    return part.contentType.isEmpty() || part.contentType.startsWith("text/")
        || part.contentType == "application/octet-stream";
}

Password fromMultipart(const PracticeCall &call)
{
    const auto boundary = multipartBoundary(call.contentType);
    if (!boundary)
        return refuse(boundary.error());
    const auto parts = parseMultipart(call.body, *boundary);
    if (!parts)
        return refuse(parts.error());
    const FormPart *password = nullptr;
    QByteArray charset;
    for (const FormPart &part : *parts) {
        if (part.name == "_charset_" && charset.isEmpty())
            charset = part.value.toByteArray().toLower();
        else if (part.name == "password" && !password)
            password = &part;
        else
            return refuse(u"The body must have exactly one field, named password."_s);
    }
    if (!password)
        return refuse(u"The body must have exactly one field, named password."_s);
    if (!isText(*password))
        return refuse(u"The password must be plain text."_s);
    std::optional<QString> text = textOf(*password, charset);
    if (!text)
        return refuse(u"The password is not written in its character set."_s);
    Secret secret = Secret::fromText(*text);
    wipe(*text);
    return secret;
}

Password fromJson(const PracticeCall &call)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(call.body, &error);
    if (error.error != QJsonParseError::NoError || !document.isObject())
        return refuse(QString(needsJson));
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
