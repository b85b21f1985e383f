#include "redirectrequest.h"

#include <QHash>
#include <QList>

#include <algorithm>
#include <optional>

namespace Keyturn {

namespace {

using Kind = RedirectRequest::Kind;

RedirectRequest only(Kind kind)
{
    RedirectRequest request;
    request.kind = kind;
    return request;
}

bool isPrintable(QByteArrayView text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

/// The lines of the head without their CRLF, or nothing when it is not all there.
std::optional<QList<QByteArrayView>> linesOf(QByteArrayView received)
{
    const qsizetype end = received.indexOf(QByteArrayView("\r\n\r\n"));
    if (end < 0)
        return std::nullopt;
    QByteArrayView rest = received.first(end);
    QList<QByteArrayView> lines;
    for (;;) {
        const qsizetype lineEnd = rest.indexOf(QByteArrayView("\r\n"));
        lines.append(lineEnd < 0 ? rest : rest.first(lineEnd));
        if (lineEnd < 0)
            return lines;
        rest = rest.sliced(lineEnd + 2);
    }
}

bool isFor(const QList<QByteArrayView> &lines, QByteArrayView host)
{
    int count = 0;
    bool same = false;
    for (const QByteArrayView line : lines.sliced(1)) {
        const qsizetype colon = line.indexOf(':');
        if (colon < 0 || line.first(colon).compare(QByteArrayView("host"), Qt::CaseInsensitive) != 0)
            continue;
        ++count;
        same = line.sliced(colon + 1).trimmed() == host;
    }
    return count == 1 && same;
}

QByteArray decoded(QByteArrayView text)
{
    QByteArray plain = text.toByteArray();
    plain.replace('+', ' ');
    return QByteArray::fromPercentEncoding(plain);
}

/// Nothing when a name comes twice: whoever checks the one and whoever uses the other must not differ.
std::optional<QHash<QByteArray, QByteArray>> parametersIn(QByteArrayView query)
{
    QHash<QByteArray, QByteArray> parameters;
    while (!query.isEmpty()) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView field = end < 0 ? query : query.first(end);
        query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
        const qsizetype equals = field.indexOf('=');
        const QByteArray name = decoded(equals < 0 ? field : field.first(equals));
        if (parameters.contains(name))
            return std::nullopt;
        parameters.insert(name, equals < 0 ? QByteArray() : decoded(field.sliced(equals + 1)));
    }
    return parameters;
}

} // namespace

RedirectRequest RedirectRequest::parse(QByteArrayView received, QByteArrayView path, QByteArrayView host)
{
    if (received.size() > MaximumBytes)
        return only(Kind::Malformed);
    const auto lines = linesOf(received);
    if (!lines)
        return only(Kind::Incomplete);
    const QList<QByteArray> words = lines->first().toByteArray().split(' ');
    if (words.size() != 3 || words[0] != "GET" || !words[1].startsWith('/') || !isPrintable(words[1])
        || (words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0") || !isFor(*lines, host))
        return only(Kind::Malformed);

    const QByteArrayView target = words[1];
    const qsizetype mark = target.indexOf('?');
    if ((mark < 0 ? target : target.first(mark)) != path)
        return only(Kind::Elsewhere);
    const auto parameters = parametersIn(mark < 0 ? QByteArrayView() : target.sliced(mark + 1));
    if (!parameters || parameters->contains("code") == parameters->contains("error"))
        return only(Kind::Malformed);

    RedirectRequest answer = only(Kind::Answer);
    answer.state = Secret::fromUtf8(parameters->value("state"));
    answer.code = Secret::fromUtf8(parameters->value("code"));
    answer.error = QString::fromUtf8(parameters->value("error"));
    answer.errorDescription = QString::fromUtf8(parameters->value("error_description"));
    const bool hasCode = !answer.code.isEmpty() && isPrintable(answer.code.exposeUtf8());
    if (!hasCode && answer.error.isEmpty())
        return only(Kind::Malformed);
    return answer;
}

} // namespace Keyturn
