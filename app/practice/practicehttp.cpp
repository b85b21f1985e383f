#include "practicehttp.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QStringDecoder>

using namespace Qt::StringLiterals;

namespace Keyturn {

PracticeCall PracticeCall::of(PracticeRequest &&request)
{
    PracticeCall call;
    call.method = request.method;
    call.setTarget(request.target);
    call.authorization = request.values("authorization");
    // Two headers that say what the body is: neither can be trusted.
    if (const QList<QByteArray> types = request.values("content-type"); types.size() == 1)
        call.contentType = types.first();
    call.body = std::move(request.body);
    return call;
}

void PracticeCall::setTarget(const QByteArray &target)
{
    const qsizetype mark = target.indexOf('?');
    const QByteArray path = mark < 0 ? target : target.left(mark);
    query = mark < 0 ? QUrlQuery() : QUrlQuery(QString::fromUtf8(target.mid(mark + 1)));
    segments.clear();
    if (!path.startsWith('/'))
        return;
    const QList<QByteArray> raw = path.mid(1).split('/');
    for (const QByteArray &segment : raw)
        segments.append(QByteArray::fromPercentEncoding(segment));
}

PracticeReply PracticeReply::json(int status, const QJsonObject &object)
{
    PracticeReply reply;
    reply.status = status;
    reply.contentType = "application/json;charset=UTF-8";
    reply.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return reply;
}

PracticeReply PracticeReply::noContent()
{
    PracticeReply reply;
    reply.status = 204;
    return reply;
}

PracticeReply PracticeReply::html(int status, const QByteArray &body)
{
    PracticeReply reply;
    reply.status = status;
    reply.contentType = "text/html";
    reply.body = body;
    return reply;
}

PracticeReply PracticeReply::dropped()
{
    PracticeReply reply;
    reply.drop = true;
    return reply;
}

PracticeReply PracticeReply::error(int status, int code, const QString &message)
{
    return json(status, {{u"code"_s, code}, {u"message"_s, message}});
}

PracticeReply PracticeReply::xmlError(int status, int code, const QString &message)
{
    PracticeReply reply;
    reply.status = status;
    reply.contentType = "application/xml;charset=UTF-8";
    reply.body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<error><code>" + QByteArray::number(code)
        + "</code><message>" + message.toHtmlEscaped().toUtf8() + "</message></error>";
    return reply;
}

PracticeReply PracticeReply::validationFailed(const QString &field, const QString &message)
{
    const QJsonObject entry{{u"field"_s, field}, {u"message"_s, message}};
    return json(
        400, {{u"code"_s, 300}, {u"message"_s, u"Validation Failed."_s}, {u"errors"_s, QJsonArray{entry}}});
}

std::optional<QString> strictUtf8(const QByteArray &bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8,
                           QStringConverter::Flag::Stateless | QStringConverter::Flag::ConvertInitialBom);
    QString text = decoder.decode(bytes);
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

} // namespace Keyturn
