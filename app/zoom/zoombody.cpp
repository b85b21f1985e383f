#include "zoombody.h"

#include "jsonvalues.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringConverter>
#include <QXmlStreamReader>

using namespace Qt::StringLiterals;

namespace Keyturn {

namespace {

constexpr qsizetype longestXml = 64 * 1024; // Zoom's errors are a few hundred bytes
constexpr int mostFieldErrors = 50;
constexpr int deepestErrors = 5;

QByteArray asUtf8(const QByteArray &bytes)
{
    const auto encoding = QStringConverter::encodingForData(bytes); // by its byte order mark
    if (!encoding)
        return bytes;
    return QString(QStringDecoder(*encoding)(bytes)).toUtf8();
}

/// Above 0, or 0.
int codeIn(const QJsonValue &value)
{
    return std::max(0, jsonNumber(value, 0));
}

// The token URL says "reason", gateways say the others (RFC 9457 names the last two).
QString messageIn(const QJsonObject &object)
{
    for (const auto key : {"message"_L1, "errorMessage"_L1, "reason"_L1, "error_description"_L1, "error"_L1,
                           "msg"_L1, "detail"_L1, "title"_L1}) {
        const QJsonValue value = object.value(key);
        const QString text = value.isObject() ? jsonText(value[u"message"]) : value.toString();
        if (!text.isEmpty())
            return text;
    }
    return {};
}

// [WIRE-errors]: a list of objects, an object by field, one object, a list of texts, a text.
void addFieldErrors(const QJsonValue &value, const QString &field, int depth, QList<FieldError> &errors)
{
    if (depth > deepestErrors || errors.size() >= mostFieldErrors)
        return;
    if (value.isArray()) {
        const QJsonArray rows = value.toArray();
        for (const QJsonValue &row : rows)
            addFieldErrors(row, field, depth + 1, errors);
        return;
    }
    if (value.isObject()) {
        const QJsonObject object = value.toObject();
        if (object.contains(u"message"_s) || object.contains(u"field"_s)) {
            const QString named = jsonText(object.value(u"field"_s));
            errors.append({named.isEmpty() ? field : named, jsonText(object.value(u"message"_s))});
            return;
        }
        for (auto it = object.begin(); it != object.end(); ++it)
            addFieldErrors(it.value(), it.key(), depth + 1, errors);
        return;
    }
    if (const QString text = jsonText(value); !text.isEmpty())
        errors.append({field, text});
}

void readFieldErrors(QXmlStreamReader &xml, QList<FieldError> &errors)
{
    while (xml.readNextStartElement()) {
        FieldError one;
        while (xml.readNextStartElement()) {
            const QString name = xml.name().toString();
            const QString text = xml.readElementText(QXmlStreamReader::SkipChildElements).trimmed();
            if (name == "field"_L1)
                one.field = text;
            else if (name == "message"_L1)
                one.message = text;
        }
        if (errors.size() < mostFieldErrors)
            errors.append(one);
    }
}

// [WIRE-xml]
ZoomBody xmlBody(const QByteArray &utf8)
{
    QXmlStreamReader xml(QString::fromUtf8(utf8));
    if (!xml.readNextStartElement() || xml.name().compare("error"_L1, Qt::CaseInsensitive) != 0)
        return {};
    ZoomBody body;
    while (xml.readNextStartElement()) {
        const QString name = xml.name().toString();
        if (name == "errors"_L1) {
            readFieldErrors(xml, body.fieldErrors);
            continue;
        }
        const QString text = xml.readElementText(QXmlStreamReader::SkipChildElements).trimmed();
        if (name == "code"_L1) {
            body.code = codeIn(text);
        } else if (name == "message"_L1) {
            body.message = text;
            body.hasMessage = true;
        }
    }
    while (!xml.atEnd())
        xml.readNext();
    return xml.hasError() ? ZoomBody() : body; // half of an error is nobody's
}

} // namespace

ZoomBody ZoomBody::of(const QByteArray &bytes)
{
    if (bytes.isEmpty())
        return {};
    const QByteArray utf8 = asUtf8(bytes);
    const QByteArray start = utf8.first(std::min<qsizetype>(utf8.size(), 64)).trimmed();
    if (start.startsWith('<'))
        return utf8.size() <= longestXml ? xmlBody(utf8) : ZoomBody();
    const QJsonDocument document = QJsonDocument::fromJson(utf8);
    if (!document.isObject())
        return {};
    ZoomBody body;
    body.object = document.object();
    body.code = codeIn(body.object->value(u"code"_s));
    body.message = messageIn(*body.object);
    body.oauthError = body.object->value(u"error"_s).toString();
    const bool isOauth = !body.oauthError.isEmpty() && body.object->value(u"reason"_s).isString();
    body.hasMessage = isOauth || body.object->value(u"message"_s).isString()
        || body.object->value(u"errorMessage"_s).isString();
    addFieldErrors(body.object->value(u"errors"_s), {}, 0, body.fieldErrors);
    return body;
}

} // namespace Keyturn
