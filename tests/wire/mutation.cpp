#include "mutation.h"

#include "wirezoo.h"

#include <QRandomGenerator>
#include <QRegularExpression>

#include <array>

namespace Keyturn::Wire {

namespace {

class Maker
{
public:
    Maker(const QList<Recorded> &zoo, quint64 seed)
        : m_zoo(zoo)
        , m_random({quint32(seed), quint32(seed >> 32), 16U})
    {
    }

    Mutation make()
    {
        Mutation made;
        QByteArray text = isOneIn(4) ? recorded() : composed();
        if (isOneIn(3))
            text.prepend(interim());
        if (isOneIn(4)) {
            text = QByteArray("HTTP/1.1 204 No Content\r\n")
                + (isOneIn(2) ? "x-zm-trackingid: t\r\n\r\n" : "\r\n");
            made.isPlainSuccess = true;
            if (isOneIn(2))
                text.prepend("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n");
        } else {
            bend(text);
        }
        if (isOneIn(6))
            text += recorded(); // nobody asked for it
        made.endsInReset = !made.isPlainSuccess && isOneIn(8);
        spread(made, text);
        return made;
    }

private:
    int below(qsizetype limit) { return limit > 0 ? m_random.bounded(int(limit)) : 0; }
    bool isOneIn(int chances) { return below(chances) == 0; }
    template<std::size_t Size>
    QByteArray any(const std::array<const char *, Size> &choices)
    {
        return choices[std::size_t(below(qsizetype(Size)))];
    }
    /// The long ones would take most of the time and say no more than their beginnings do.
    QByteArray recorded() { return m_zoo[below(m_zoo.size())].bytes.left(4096); }
    QByteArray recordedHead()
    {
        const QByteArray bytes = recorded();
        return bytes.first(std::max<qsizetype>(bytes.indexOf("\r\n\r\n"), 0));
    }
    QByteArray recordedBody()
    {
        const QByteArray bytes = recorded();
        const qsizetype end = bytes.lastIndexOf("\r\n\r\n");
        return end < 0 ? QByteArray() : bytes.sliced(end + 4);
    }

    QByteArray interim()
    {
        static constexpr std::array heads{"HTTP/1.1 100 Continue\r\n\r\n",
                                          "HTTP/1.1 102 Processing\r\n\r\n",
                                          "HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n",
                                          "HTTP/1.1 199 Whatever\r\nA: b\r\n\r\n",
                                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                                          "HTTP/1.0 100 Continue\r\n\r\n",
                                          "HTTP/1.1 103 Early Hints\nLink: </a>\n\n"};
        QByteArray all;
        for (int left = 1 + below(4); left > 0; --left)
            all += any(heads);
        return all;
    }
    QByteArray statusLine()
    {
        static constexpr std::array odd{"HTTP/1.1 0204 No Content", "HTTP/1.1 204No Content",
                                        "HTTP/1.1  204 No Content", "HTTP/1.1 20 4",
                                        "HTTP/2.0 204 No Content",  "http/1.1 204 No Content",
                                        "HTTP/1.1 -204 x",          "HTTP/1.1 204.0 x",
                                        " HTTP/1.1 204 No Content", "HTTP/1.1\t204 No Content",
                                        "HTTP/1.1 2040 x",          "ICY 204 No Content"};
        static constexpr std::array plain{
            "200 OK",           "201 Created",   "202 Accepted",    "204 No Content",
            "205 Reset",        "206 Partial",   "302 Found",       "400 Bad Request",
            "401 Unauthorized", "403 Forbidden", "404 Not Found",   "415 Type",
            "429 Too Many",     "500 Internal",  "502 Bad Gateway", "511 Network"};
        return isOneIn(6) ? any(odd) : "HTTP/1." + QByteArray::number(isOneIn(5) ? 0 : 1) + ' ' + any(plain);
    }
    QByteArray composed()
    {
        static constexpr std::array headers{"Connection: close",
                                            "Connection: keep-alive",
                                            "Transfer-Encoding: chunked",
                                            "Content-Length: 0",
                                            "Content-Length: 5",
                                            "Content-Length: 99999999999999999999",
                                            "Content-Length: -3",
                                            "Content-Encoding: gzip",
                                            "Retry-After: 1",
                                            "X-RateLimit-Type: QPS",
                                            "Location: /elsewhere",
                                            "x-zm-trackingid: {token}",
                                            "Content-Type: text/html",
                                            " folded: line",
                                            "no colon here",
                                            "Date: not a date",
                                            "Content-Type: application/json",
                                            "Trailer: X",
                                            "X-Odd: \x01\x7f"};
        const QByteArray body = isOneIn(5) ? QByteArray() : recordedBody();
        QByteArray text = statusLine() + "\r\n";
        for (const QByteArray &line : recordedHead().split('\n').mid(1)) {
            if (!isOneIn(3))
                text += line.trimmed() + "\r\n";
        }
        for (int left = below(4); left > 0; --left)
            text += any(headers) + "\r\n";
        if (!isOneIn(4))
            text += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
        return text + "\r\n" + body;
    }
    void bend(QByteArray &text)
    {
        if (isOneIn(3)) {
            for (int left = 1 + below(3); left > 0 && !text.isEmpty(); --left)
                text[below(text.size())] = char(below(256));
        }
        if (isOneIn(8))
            text.replace("\r\n", "\n");
        if (isOneIn(5))
            text.truncate(below(text.size() + 1));
    }
    void spread(Mutation &made, const QByteArray &text)
    {
        qsizetype from = 0;
        for (int left = below(4); left > 0 && from < text.size(); --left) {
            const qsizetype size = 1 + below(text.size() - from);
            made.pieces.append({text.sliced(from, size), isOneIn(2) ? 0 : below(4)});
            from += size;
        }
        made.pieces.append({text.sliced(from), below(2)});
    }

    const QList<Recorded> &m_zoo;
    QRandomGenerator m_random;
};

/// Takes one head off the front: its status; 0 where there is no whole head.
int takeHead(QByteArray &bytes)
{
    static const QRegularExpression status(
        QStringLiteral("\\AHTTP/1\\.[01] ([1-9][0-9][0-9])(?: [^\\r\\n]*)?\\r?\\z"));
    int found = 0;
    for (bool isFirst = true;; isFirst = false) {
        const qsizetype end = bytes.indexOf('\n');
        if (end < 0)
            return 0;
        const QByteArray line = bytes.first(end);
        bytes.remove(0, end + 1);
        if (isFirst) {
            found = status.match(QString::fromLatin1(line)).captured(1).toInt();
            if (found == 0)
                return 0;
        } else if (line.isEmpty() || line == "\r") {
            return found;
        }
    }
}

} // namespace

QByteArray Mutation::bytes() const
{
    QByteArray all;
    for (const Piece &piece : pieces)
        all += piece.bytes;
    return all;
}

Mutation mutation(const QList<Recorded> &zoo, quint64 seed)
{
    return Maker(zoo, seed).make();
}

bool holdsNoContent(const QByteArray &bytes)
{
    QByteArray rest = bytes;
    int status = 0;
    do
        status = takeHead(rest);
    while (status >= 100 && status < 200 && status != 101);
    return status == 204;
}

} // namespace Keyturn::Wire
