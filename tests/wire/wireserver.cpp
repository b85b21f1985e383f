#include "wireserver.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace Keyturn::Wire {

namespace {

const QByteArray taken = "HTTP/1.1 204 No Content\r\n\r\n";

QByteArray passwordIn(const ScriptedServer::Request &request)
{
    if (request.header("Content-Type").startsWith("application/json"))
        return QJsonDocument::fromJson(request.body)[QLatin1String("password")].toString().toUtf8();
    const qsizetype begin = request.body.indexOf("\r\n\r\n") + 4;
    return request.body.sliced(begin, request.body.indexOf("\r\n--", begin) - begin);
}

QJsonObject profile(const QString &email, const QString &id)
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("email"), email},
            {QStringLiteral("first_name"), email.section(u'@', 0, 0)},
            {QStringLiteral("type"), 2},
            {QStringLiteral("status"), QStringLiteral("active")},
            {QStringLiteral("role_id"), QStringLiteral("2")},
            {QStringLiteral("login_types"), QJsonArray{100}}};
}

} // namespace

WireServer::WireServer(const QList<Recorded> &answers)
{
    for (const Recorded &answer : answers)
        m_answers.insert(idOf(answer), answer);
    m_clock.start();
    m_server.setHandler([this](const ScriptedServer::Request &request) { return answerTo(request); });
}

ScriptedServer::Answer WireServer::answerTo(const ScriptedServer::Request &request)
{
    const auto json = [](const QJsonObject &object) {
        return ScriptedServer::json(200, QJsonDocument(object).toJson(QJsonDocument::Compact));
    };
    const QByteArray path = QByteArray::fromPercentEncoding(request.path());
    if (request.method == "PUT")
        return answerToPut(path.mid(path.indexOf("/users/") + 7).chopped(int(sizeof("/password")) - 1),
                           request);
    if (path.endsWith("/users")) {
        QJsonArray users;
        if (request.query(QStringLiteral("status")) == QLatin1String("active")) {
            for (const Recorded &answer : std::as_const(m_answers))
                users.append(profile(emailOf(answer), QString::fromLatin1(idOf(answer))));
        }
        return json({{QStringLiteral("total_records"), users.size()},
                     {QStringLiteral("next_page_token"), QString()},
                     {QStringLiteral("users"), users}});
    }
    if (path.contains("/accounts/"))
        return json({{QStringLiteral("security"), QJsonObject{}}});
    const QByteArray id = path.mid(path.lastIndexOf('/') + 1);
    for (const Recorded &answer : std::as_const(m_answers)) {
        if (id == idOf(answer) || QString::fromUtf8(id) == emailOf(answer))
            return json(profile(emailOf(answer), QString::fromLatin1(idOf(answer))));
    }
    return json(profile(QStringLiteral("desk@wire.example"), QStringLiteral("desk")));
}

ScriptedServer::Answer WireServer::answerToPut(const QByteArray &id, const ScriptedServer::Request &request)
{
    if (!m_answers.contains(id))
        return ScriptedServer::json(404, R"({"code":1001,"message":"User does not exist."})");
    const Recorded &answer = m_answers[id];
    m_passwords[id] = passwordIn(request);
    QList<Put> &puts = m_puts[id];
    puts.append({request.header("Content-Type").split(';').first(), m_clock.elapsed()});
    if (puts.size() > 1 && answer.isFollowed())
        return {taken, false, {}};
    const QByteArray token = request.header("Authorization").mid(int(sizeof("Bearer ")) - 1);
    QList<QByteArray> parts = pieces(filled(answer.bytes, m_passwords[id], token));
    const QByteArray first = parts.isEmpty() ? QByteArray() : parts.takeFirst();
    return {first, answer.closes, parts};
}

} // namespace Keyturn::Wire
