#include "net/http1parser.h"

#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using State = Http1Parser::State;

namespace {

struct Read
{
    State state = State::Head;
    int status = 0;
    QByteArray body;
    qsizetype surplus = 0;
    bool keeps = false;

    bool operator==(const Read &) const = default;
};

/// Fed in pieces of these sizes; the last size for what is left.
template<typename NextSize>
Read readOf(const QByteArray &bytes, bool closes, NextSize nextSize,
            Http1Parser::Request request = Http1Parser::Request::Ordinary)
{
    Http1Parser parser(request);
    Read read;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype size = qMin<qsizetype>(nextSize(), bytes.size() - at);
        parser.feed(QByteArrayView(bytes).sliced(at, size));
        read.body += parser.takeBody();
        at += size;
    }
    if (closes)
        parser.end();
    read.body += parser.takeBody();
    read.state = parser.state();
    read.status = parser.status();
    read.surplus = parser.surplus();
    read.keeps = parser.mayKeepConnection();
    return read;
}

Read wholeReadOf(const QByteArray &bytes, bool closes = false,
                 Http1Parser::Request request = Http1Parser::Request::Ordinary)
{
    return readOf(bytes, closes, [&bytes] { return bytes.size(); }, request);
}

/// What RFC 9112 calls the head of an answer, after any interim ones: written as a pattern, so that it shares
/// nothing with the parser. Finds the final status.
const QRegularExpression &finalHead()
{
    static const QRegularExpression pattern(QStringLiteral(
        "\\A(?:HTTP/1\\.[01] (?!101)1[0-9]{2}(?: [^\\r\\n\\x00]*)?\\r?\\n"
        "(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\\r\\n\\x00]*\\r?\\n(?:[ \\t][^\\r\\n\\x00]*\\r?\\n)*)*\\r?\\n)*"
        "HTTP/1\\.[01] ([2-5][0-9]{2})(?: [^\\r\\n\\x00]*)?\\r?\\n"
        "(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\\r\\n\\x00]*\\r?\\n(?:[ \\t][^\\r\\n\\x00]*\\r?\\n)*)*\\r?\\n"));
    return pattern;
}

int statusByThePattern(const QByteArray &bytes)
{
    return finalHead().match(QString::fromLatin1(bytes)).captured(1).toInt();
}

} // namespace

class TestHttp1Parser final : public QObject
{
    Q_OBJECT

private slots:
    void reads_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<bool>("closes");
        QTest::addColumn<State>("state");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("surplus");
        QTest::addColumn<bool>("keeps");
        const auto row = [](const char *name, const QByteArray &bytes, bool closes, State state, int status,
                            const QByteArray &body, int surplus, bool keeps) {
            QTest::newRow(name) << bytes << closes << state << status << body << surplus << keeps;
        };
        const auto good = [&row](const char *name, const QByteArray &bytes, int status,
                                 const QByteArray &body = {}, bool keeps = true, int surplus = 0) {
            row(name, bytes, false, State::Complete, status, body, surplus, keeps);
        };
        const auto broken = [](const char *name, const QByteArray &bytes, int status = 0) {
            QTest::newRow(name) << bytes << false << State::Failed << status << QByteArray() << -1 << false;
        };
        // Status lines (RFC 9112, 4).
        good("204", "HTTP/1.1 204 No Content\r\n\r\n", 204);
        good("no reason", "HTTP/1.1 204 \r\n\r\n", 204);
        good("no blank before no reason", "HTTP/1.1 204\r\n\r\n", 204);
        good("bare line feeds", "HTTP/1.1 204 No Content\nA: b\n\n", 204);
        good("HTTP/1.0", "HTTP/1.0 204 No Content\r\n\r\n", 204, {}, false);
        broken("four digits", "HTTP/1.1 0204 No Content\r\n\r\n");
        broken("a letter behind the digits", "HTTP/1.1 204x No Content\r\n\r\n");
        broken("two digits", "HTTP/1.1 20\r\n\r\n");
        broken("signed", "HTTP/1.1 +204 OK\r\n\r\n");
        broken("below 100", "HTTP/1.1 020 OK\r\n\r\n");
        broken("two blanks", "HTTP/1.1  204 No Content\r\n\r\n");
        broken("tabulator", "HTTP/1.1\t204 No Content\r\n\r\n");
        broken("lower case", "http/1.1 204 No Content\r\n\r\n");
        broken("another version", "HTTP/2 204\r\n\r\n");
        broken("HTTP/1.2", "HTTP/1.2 204 No Content\r\n\r\n");
        broken("ICY", "ICY 200 OK\r\n\r\n");
        broken("HTTP/0.9", "<html>\n</html>\n");
        broken("an empty line first", "\r\nHTTP/1.1 204 No Content\r\n\r\n");
        broken("blank first", " HTTP/1.1 204 No Content\r\n\r\n");
        broken("a carriage return inside", "HTTP/1.1 204 No\rContent\r\n\r\n");
        broken("NUL in the reason", QByteArray("HTTP/1.1 204 No\0Content\r\n\r\n", 27));
        // Cut heads are no answer.
        row("nothing", "", true, State::Failed, 0, {}, 0, false);
        row("cut in the status", "HTTP/1.1 20", true, State::Failed, 0, {}, 0, false);
        row("cut after the status line", "HTTP/1.1 204 No Content\r\n", true, State::Failed, 0, {}, 0, false);
        row("cut in a header", "HTTP/1.1 204 No Content\r\nA: b", true, State::Failed, 0, {}, 0, false);
        row("not there yet", "HTTP/1.1 204 No Content\r\nA: b\r\n", false, State::Head, 0, {}, 0, false);
        // Interim answers (RFC 9110, 15.2).
        good("103 first", "HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
             204);
        good("100, 102, 103, 199",
             "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 E\r\n\r\nHTTP/1.1 199 x\r\n\r\n"
             "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",
             404, "{}");
        good("an interim's length counts for nothing",
             "HTTP/1.1 103 E\r\nContent-Length: 90\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 204);
        row("an interim alone", "HTTP/1.1 103 Early Hints\r\n\r\n", true, State::Failed, 0, {}, 0, false);
        broken("101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n");
        broken("interims without end", QByteArray("HTTP/1.1 102 Processing\r\n\r\n").repeated(500));
        // Surplus.
        good("another 204 behind", "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 204, {},
             false, 27);
        good("a 204 behind a 400",
             "HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 204 No Content\r\n\r\n", 400,
             "{}", false, 27);
        good("a 204's body", "HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\nabc", 204, {}, false, 3);
        good("a 304's length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", 304);
        // Bodies (RFC 9112, 6).
        good("empty body", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200);
        good("by length", "HTTP/1.1 200 OK\r\ncontent-length:  3 \r\n\r\nabc", 200, "abc");
        row("length not reached", "HTTP/1.1 400 B\r\nContent-Length: 9\r\n\r\nab", true, State::Failed, 400,
            "ab", 0, false);
        row("until the end", "HTTP/1.1 200 OK\r\n\r\nabc", true, State::Complete, 200, "abc", 0, false);
        good("close", "HTTP/1.1 200 OK\r\nConnection: x, Close\r\nContent-Length: 1\r\n\r\na", 200, "a",
             false);
        good("chunked",
             "HTTP/1.1 200 OK\r\nTransfer-Encoding: "
             "Chunked\r\n\r\n3\r\nabc\r\n0A;x=\"y\"\r\n0123456789\r\n0\r\n"
             "Trailer: t\r\n\r\n",
             200, "abc0123456789");
        row("chunked, cut", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true,
            State::Failed, 200, "abc", 0, false);
        row("chunk longer than it said",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n0\r\n\r\n", false,
            State::Failed, 200, "abc", -1, false);
        broken("chunk without a size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 200);
        broken("negative chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-3\r\nabc\r\n", 200);
        broken("endless chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n",
               200);
        broken("negative length", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", 200);
        broken("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 200);
        broken("two lengths in one", "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab", 200);
        broken("a word for a length", "HTTP/1.1 200 OK\r\nContent-Length: 1x\r\n\r\na", 200);
        broken("a huge length", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", 200);
        broken("gzip, chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 200);
        broken("chunked on HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200);
        // Fields (RFC 9112, 5).
        good("folded", "HTTP/1.1 204 No Content\r\nA: b\r\n c\r\n\r\n", 204);
        broken("blank before the colon", "HTTP/1.1 204 No Content\r\nA : b\r\n\r\n");
        broken("no colon", "HTTP/1.1 204 No Content\r\nAb\r\n\r\n");
        broken("no name", "HTTP/1.1 204 No Content\r\n: b\r\n\r\n");
        broken("folded before any field", "HTTP/1.1 204 No Content\r\n A: b\r\n\r\n");
        broken("too long a head", "HTTP/1.1 204 No Content\r\nA: " + QByteArray(200'000, 'x'));
    }
    void reads()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(bool, closes);
        QFETCH(State, state);
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(int, surplus);
        QFETCH(bool, keeps);
        const Read whole = wholeReadOf(bytes, closes);
        QCOMPARE(whole.state, state);
        QCOMPARE(whole.status, status);
        QCOMPARE(whole.body, body);
        QCOMPARE(whole.keeps, keeps);
        if (surplus >= 0)
            QCOMPARE(whole.surplus, surplus);
        // However it is cut into pieces, it is the same. (What follows a failure is nobody's.)
        QRandomGenerator random(1234);
        for (int i = 0; i < 50; ++i) {
            Read cut = i == 0 ? readOf(bytes, closes, [] { return 1; })
                              : readOf(bytes, closes, [&random] { return random.bounded(1, 40); });
            if (state == State::Failed)
                cut.surplus = whole.surplus;
            QCOMPARE(cut, whole);
        }
    }

    void aTunnelEndsWithItsHead()
    {
        const QByteArray opened = "HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n";
        const Read read = wholeReadOf(opened + "x", false, Http1Parser::Request::Connect);
        QCOMPARE(read.state, State::Complete);
        QCOMPARE(read.status, 200);
        QCOMPARE(read.surplus, 1);
        const QByteArray refused = "HTTP/1.1 407 Sign In\r\nContent-Length: 2\r\n\r\nno";
        QCOMPARE(wholeReadOf(refused, false, Http1Parser::Request::Connect).body, QByteArray("no"));
    }

    // Of whatever comes, the status is what an independent reading of the RFC's grammar says, or there is
    // none.
    void mutations_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }
    void mutations()
    {
        QFETCH(quint32, seed);
        const QByteArrayList bases{
            "HTTP/1.1 204 No Content\r\nX-Zm-Trackingid: WEB_1\r\n\r\n",
            "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 204 No Content\r\nDate: x\r\n\r\n",
            "HTTP/1.1 400 Bad Request\r\nContent-Length: 12\r\n\r\n{\"code\":300}HTTP/1.1 204 No "
            "Content\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        };
        const QByteArrayList tokens{"\r\n",      "\n",  "\r",  " ", "\t", ":", "204",
                                    "HTTP/1.1 ", "100", "101", ";", "0",  "-"};
        QRandomGenerator random(seed);
        int found204 = 0;
        for (int i = 0; i < 20'000; ++i) {
            QByteArray bytes = bases[random.bounded(bases.size())];
            for (int changes = random.bounded(4); changes >= 0 && !bytes.isEmpty(); --changes) {
                const qsizetype at = random.bounded(static_cast<int>(bytes.size()));
                switch (random.bounded(4)) {
                case 0:
                    bytes[at] = static_cast<char>(random.bounded(256));
                    break;
                case 1:
                    bytes.remove(at, random.bounded(1, 6));
                    break;
                case 2:
                    bytes.insert(at, tokens[random.bounded(tokens.size())]);
                    break;
                default:
                    bytes.truncate(at);
                }
            }
            const Read read = readOf(bytes, true, [&random] { return random.bounded(1, 30); });
            QVERIFY(read.state == State::Complete || read.state == State::Failed);
            const int expected = statusByThePattern(bytes);
            if (read.status != expected)
                qWarning() << bytes;
            QCOMPARE(read.status, expected);
            if (expected == 204) {
                ++found204;
                QCOMPARE(read.state, State::Complete);
            }
        }
        QVERIFY(found204 > 1'000); // it was about something
    }
};

QTEST_APPLESS_MAIN(TestHttp1Parser)
#include "tst_http1parser.moc"
