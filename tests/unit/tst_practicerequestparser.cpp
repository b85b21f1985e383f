#include "practice/practicerequestparser.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Keyturn;

namespace {

using State = PracticeRequestParser::State;

constexpr quint32 seed = 20261201; // fixed, so that a failure can be repeated
constexpr auto host = "Host: 127.0.0.1\r\n";

/// What a parser makes of the bytes, fed in pieces of a size.
struct Read
{
    QList<PracticeRequest> requests;
    int refusal = 0; ///< its status; 0: none
    bool isIdle = false; ///< nothing is left that belongs to no request

    explicit Read(QByteArrayView bytes, qsizetype pieceSize = 1'000'000,
                  const PracticeRequestParser::Limits &limits = {})
    {
        PracticeRequestParser parser(limits);
        while (!bytes.isEmpty()) {
            const QByteArrayView piece = bytes.first(std::min(pieceSize, bytes.size()));
            const qsizetype taken = parser.feed(piece);
            bytes = bytes.sliced(taken);
            if (parser.state() == State::Complete)
                requests.append(parser.take());
            if (parser.state() == State::Refused) {
                refusal = parser.refusal().status;
                return;
            }
        }
        isIdle = parser.isIdle();
    }
};

QByteArray get(const QByteArray &target, const QByteArray &headers = host)
{
    return "GET " + target + " HTTP/1.1\r\n" + headers + "\r\n";
}

QByteArray put(const QByteArray &headers, const QByteArray &body)
{
    return "PUT /v2/users/a/password HTTP/1.1\r\n" + QByteArray(host) + headers + "\r\n" + body;
}

} // namespace

class TestPracticeRequestParser final : public QObject
{
    Q_OBJECT

private slots:
    void readsARequest()
    {
        const QByteArray bytes = "PUT /v2/users/a%2Fb/password?x=1 HTTP/1.1\r\nhOsT: localhost:80\r\n"
                                 "X-Blanks: \t one two \t\r\nX-Empty:\r\nx-blanks:three\r\n"
                                 "CONTENT-LENGTH: 5\r\n\r\nab\r\ncGET";
        for (const qsizetype size : {1, 2, 3, 7, 1000}) {
            const Read read(bytes, size);
            QCOMPARE(read.refusal, 0);
            QCOMPARE(read.requests.size(), 1);
            const PracticeRequest &request = read.requests.first();
            QCOMPARE(request.method, QByteArray("PUT"));
            QCOMPARE(request.target, QByteArray("/v2/users/a%2Fb/password?x=1"));
            QCOMPARE(request.values("x-blanks"), (QList<QByteArray>{"one two", "three"}));
            QCOMPARE(request.values("x-empty"), QList<QByteArray>{""});
            QCOMPARE(request.values("x-none"), QList<QByteArray>());
            QCOMPARE(request.body, QByteArray("ab\r\nc"));
            QVERIFY(request.keepsAlive && request.isHttp11);
            QVERIFY(!read.isIdle); // "GET" has begun
        }
    }

    void readsOneAfterAnother()
    {
        const QByteArray chunked = put("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n0\r\n\r\n");
        const QByteArray bytes = "\r\n\r\n" + get("/a") + put("Content-Length: 2\r\n", "xy") + "\r\n"
            + chunked + get("/b?c") + "\r\n";
        for (const qsizetype size : {1, 5, 1000}) {
            const Read read(bytes, size);
            QCOMPARE(read.requests.size(), 4);
            QCOMPARE(read.requests.at(0).target, QByteArray("/a"));
            QCOMPARE(read.requests.at(1).body, QByteArray("xy"));
            QCOMPARE(read.requests.at(2).body, QByteArray("ab"));
            QCOMPARE(read.requests.at(3).target, QByteArray("/b?c"));
            QVERIFY(read.requests.at(3).body.isEmpty());
            QVERIFY(read.isIdle);
        }
    }

    void targets_data()
    {
        QTest::addColumn<QByteArray>("written");
        QTest::addColumn<QByteArray>("target"); // empty: refused
        const auto row = [](const QByteArray &written, const QByteArray &target) {
            QTest::newRow(written.isEmpty() ? "(empty)" : written.toPercentEncoding().constData())
                << written << target;
        };
        row("/", "/");
        row("/v2/users?status=active", "/v2/users?status=active");
        row("/a?b?c", "/a?b?c"); // RFC 3986, 3.4: a query may hold "?"
        row("/a%c3%BC-._~!$&'()*+,;=:@", "/a%c3%BC-._~!$&'()*+,;=:@");
        row("//a", "//a");
        row("http://127.0.0.1:8080/v2/users?a=b", "/v2/users?a=b");
        row("HTTP://api.zoom.us/v2", "/v2");
        row("http://[::1]:80/x", "/x");
        row("http://localhost", "/");
        row("http://localhost?a=b", "/?a=b");
        row("", {});
        row("*", {}); // for OPTIONS only
        row("v2/users", {});
        row("https://127.0.0.1/", {}); // there is no TLS here
        row("http:///v2", {});
        row("http://user@localhost/", {});
        row("http://localhost:x/", {});
        row("/a b", {});
        row("/a\tb", {});
        row("/a#b", {});
        row("/\xc3\xbc", {});
        row("/a\"b", {});
        row("/a\\b", {});
        row("/a%2", {});
        row("/a%zz", {});
        row("/a%", {});
    }
    void targets()
    {
        QFETCH(QByteArray, written);
        QFETCH(QByteArray, target);
        const Read read(get(written));
        QCOMPARE(read.refusal, target.isEmpty() ? 400 : 0);
        if (!target.isEmpty())
            QCOMPARE(read.requests.first().target, target);
    }

    void accepts_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("keepsAlive");
        const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &body = {},
                            bool keepsAlive = true) { QTest::newRow(name) << bytes << body << keepsAlive; };
        row("OPTIONS *", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
        row("HEAD", "HEAD /v2/users HTTP/1.1\r\nHost: a\r\n\r\n");
        row("a later minor version", "GET / HTTP/1.9\r\nHost: a\r\n\r\n");
        row("HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", {}, false);
        row("HTTP/1.0 with a host", "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", {}, false);
        row("HTTP/1.0 with a body", "PUT / HTTP/1.0\r\nContent-Length: 1\r\n\r\nx", "x", false);
        row("close", get("/", "Host: a\r\nConnection: TE, Close\r\n"), {}, false);
        row("close, twice", get("/", "Host: a\r\nConnection: keep-alive\r\nConnection: close\r\n"), {},
            false);
        row("upgrade", get("/", "Host: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"));
        row("bytes above ASCII in a value", get("/", "Host: a\r\nX: \xc3\xbc\xff\r\n"));
        row("hosts", get("/", "Host: [::1]:8080\r\n"));
        row("a body for GET", get("/", "Host: a\r\nContent-Length: 3\r\n") + "abc", "abc");
        row("no body", put("Content-Length: 0\r\n", {}));
        row("leading zeros", put("Content-Length: 003\r\n", "abc"), "abc");
        row("chunks", put("Transfer-Encoding: chunked\r\n", "3\r\nabc\r\n00a\r\n0123456789\r\n0\r\n\r\n"),
            "abc0123456789");
        row("chunk extensions",
            put("Transfer-Encoding: Chunked\r\n",
                "1;a\r\nx\r\nA ; b=\"c;d\" ;e=f\r\n0123456789\r\n000;g\r\n\r\n"),
            "x0123456789");
        row("trailers",
            put("Transfer-Encoding: chunked\r\n", "1\r\nx\r\n0\r\nExpires: never\r\nX: y\r\n\r\n"), "x");
        row("empty words in the list", put("Transfer-Encoding: , chunked,\r\n", "0\r\n\r\n"));
        row("CR LF in a chunk", put("Transfer-Encoding: chunked\r\n", "4\r\n\r\n\r\n\r\n0\r\n\r\n"),
            "\r\n\r\n");
    }
    void accepts()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, body);
        QFETCH(bool, keepsAlive);
        for (const qsizetype size : {1, 2, 11, 1000}) {
            const Read read(bytes, size);
            QCOMPARE(read.refusal, 0);
            QCOMPARE(read.requests.size(), 1);
            QCOMPARE(read.requests.first().body, body);
            QCOMPARE(read.requests.first().keepsAlive, keepsAlive);
            QVERIFY(read.isIdle);
        }
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &bytes, int status = 400) {
            QTest::newRow(name) << bytes << status;
        };
        const auto field = [&row](const char *name, const QByteArray &fields, int status = 400) {
            row(name, get("/", host + fields), status);
        };
        row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01", 6)); // at once, and not after a time-out
        row("a bare LF at first", "\nGET / HTTP/1.1\r\n");
        row("words", "hello\r\n\r\n");
        row("HTTP/0.9", "GET /\r\n");
        row("two blanks", "GET  / HTTP/1.1\r\n");
        row("a blank at the end", "GET / HTTP/1.1 \r\n");
        row("a tab", "GET\t/ HTTP/1.1\r\n");
        row("a bare LF", "GET / HTTP/1.1\nHost: a\n\n");
        row("a bare CR", "GET / HTTP/1.1\rHost: a\r\n\r\n");
        row("a method that is no token", "G(T / HTTP/1.1\r\n");
        row("an unknown method", "FROB / HTTP/1.1\r\n", 501);
        row("a method in lower case", "get / HTTP/1.1\r\n", 501);
        row("CONNECT", "CONNECT a:443 HTTP/1.1\r\n", 501);
        row("TRACE", "TRACE / HTTP/1.1\r\n", 501);
        row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505);
        row("HTTP/3", "GET / HTTP/3\r\n", 505);
        row("HTTP/0.9 by name", "GET / HTTP/0.9\r\n", 505);
        row("HTTP/1", "GET / HTTP/1\r\n");
        row("HTTP/1.11", "GET / HTTP/1.11\r\n");
        row("http/1.1", "GET / http/1.1\r\n");
        row("only empty lines", QByteArray("\r\n").repeated(20));
        row("no host", "GET / HTTP/1.1\r\n\r\n");
        row("two hosts", get("/", "Host: a\r\nHost: a\r\n"));
        row("an empty host", get("/", "Host:\r\n"));
        row("a bad host", get("/", "Host: a b\r\n"));
        row("a host with a path", get("/", "Host: a/b\r\n"));
        row("a bad port", get("/", "Host: a:b\r\n"));
        row("two hosts in HTTP/1.0", "GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n");
        row("a fold at first", get("/", " Host: a\r\n"));
        field("a fold", "X: a\r\n b\r\n");
        field("a tab as a fold", "X: a\r\n\tb\r\n");
        field("a blank before the colon", "X : a\r\n");
        field("no colon", "X\r\n");
        field("no name", ": a\r\n");
        field("a name that is no token", "X(: a\r\n");
        field("a NUL", QByteArray("X: a\0b\r\n", 8));
        field("a bell", "X: a\ab\r\n");
        field("a delete", "X: a\x7f\r\n");
        field("CR in a value", "X: a\rb\r\n");
        field("Content-Length: -1", "Content-Length: -1\r\n");
        field("Content-Length: +1", "Content-Length: +1\r\n");
        field("Content-Length: 0x1", "Content-Length: 0x1\r\n");
        field("Content-Length: 1 1", "Content-Length: 1 1\r\n");
        field("no Content-Length", "Content-Length:\r\n");
        field("two lengths", "Content-Length: 1\r\nContent-Length: 2\r\n");
        field("a list of lengths", "Content-Length: 1, 1\r\n");
        field("a huge length", "Content-Length: 99999999999999999999999\r\n", 413);
        field("more than the limit", "Content-Length: 1048577\r\n", 413);
        field("both lengths", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n");
        field("gzip", "Transfer-Encoding: gzip, chunked\r\n", 501);
        field("identity", "Transfer-Encoding: identity\r\n", 501);
        field("xchunked", "Transfer-Encoding: xchunked\r\n", 501);
        field("chunked with words", "Transfer-Encoding: chunked;a=b\r\n", 501);
        field("chunked first", "Transfer-Encoding: chunked\r\nTransfer-Encoding: gzip\r\n");
        field("chunked twice", "Transfer-Encoding: chunked, chunked\r\n");
        row("chunked HTTP/1.0", "PUT / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n");
        field("another expectation", "Expect: 200-ok\r\n", 417);
        const QByteArray chunked("Transfer-Encoding: chunked\r\n");
        const auto chunk = [&](const char *name, const QByteArray &body, int status = 400) {
            row(name, put(chunked, body), status);
        };
        chunk("no chunk size", "\r\n");
        chunk("words for a size", "size\r\n");
        chunk("a size with a sign", "-1\r\n");
        chunk("a size with 0x", "0x1\r\n");
        chunk("a blank before the size", " 1\r\nx\r\n");
        chunk("more than a size", "1 x\r\n");
        chunk("a bare LF after the size", "1\nx\r\n0\r\n\r\n");
        chunk("a longer chunk", "1\r\nxy\r\n0\r\n\r\n");
        chunk("a chunk without an end", "1\r\nx0\r\n\r\n");
        chunk("a huge chunk", "fffffffffffffffff\r\n", 413);
        chunk("a chunk above the limit", "100001\r\n", 413);
        chunk("a control character in an extension", "1;a=\x01\r\nx\r\n0\r\n\r\n");
        chunk("a long extension", "1;" + QByteArray(2000, 'a') + "\r\n");
        chunk("a folded trailer", "0\r\nX: a\r\n b\r\n\r\n");
        chunk("long trailers", "0\r\nX: " + QByteArray(40'000, 'a') + "\r\n\r\n", 431);
        row("a long request line", get('/' + QByteArray(9000, 'a')), 414);
        row("an endless request line", QByteArray(9000, 'a'), 414);
        field("a long header", "X: " + QByteArray(40'000, 'a') + "\r\n", 431);
        field("an endless header", QByteArray(40'000, 'a'), 431);
        field("many headers", QByteArray("X: a\r\n").repeated(101), 431);
    }
    void refuses()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(int, status);
        for (const qsizetype size : {1, 3, 100'000}) {
            const Read read(bytes, size);
            QCOMPARE(read.refusal, status);
            QVERIFY(read.requests.isEmpty());
        }
    }

    void takesNothingMoreOnceRefused()
    {
        PracticeRequestParser parser;
        parser.feed("GET /\r\n");
        QCOMPARE(parser.state(), State::Refused);
        QVERIFY(!parser.refusal().message.isEmpty());
        QCOMPARE(parser.feed(get("/")), 0);
        QCOMPARE(parser.state(), State::Refused);
    }

    void chunksTogetherHaveTheLimit()
    {
        PracticeRequestParser::Limits limits;
        limits.body = 10;
        const QByteArray chunked("Transfer-Encoding: chunked\r\n");
        const QByteArray five("5\r\n01234\r\n");
        QCOMPARE(Read(put(chunked, five + five + "0\r\n\r\n"), 1, limits).requests.size(), 1);
        QCOMPARE(Read(put(chunked, five + five + "1\r\n"), 1, limits).refusal, 413);
        QCOMPARE(Read(put("Content-Length: 10\r\n", "0123456789"), 1, limits).requests.size(), 1);
        QCOMPARE(Read(put("Content-Length: 11\r\n", {}), 1, limits).refusal, 413);
    }

    void saysWhenItIsToContinue()
    {
        const QByteArray expect("eXpect: 100-Continue\r\n");
        const auto asks = [](const QByteArray &bytes) {
            PracticeRequestParser parser;
            parser.feed(bytes);
            const bool asked = parser.takeContinue();
            return asked && !parser.takeContinue(); // once
        };
        QVERIFY(asks(put(expect + "Content-Length: 5\r\n", {})));
        QVERIFY(asks(put(expect + "Transfer-Encoding: chunked\r\n", {})));
        QVERIFY(!asks(put("Content-Length: 5\r\n", {})));
        QVERIFY(!asks(put(expect + "Content-Length: 5\r\n", "a"))); // it did not wait
        QVERIFY(!asks(put(expect + "Transfer-Encoding: chunked\r\n", "1\r\n")));
        QVERIFY(!asks(put(expect + "Content-Length: 0\r\n", {})));
        QVERIFY(!asks(get("/", host + expect)));
        QVERIFY(!asks("PUT / HTTP/1.0\r\nContent-Length: 5\r\n" + expect + "\r\n"));
    }

    /// Whatever comes, it ends: complete, refused, or asking for more; and cut into pieces in another way it
    /// ends as it did.
    void survivesMutations()
    {
        QRandomGenerator random(seed);
        const QList<QByteArray> valid{
            get("/v2/users?status=active"), put("Content-Length: 5\r\n", "abcde"),
            put("Transfer-Encoding: chunked\r\n", "3;a=b\r\nabc\r\n0\r\nX: y\r\n\r\n"),
            put("Expect: 100-continue\r\nContent-Length: 2\r\nConnection: close\r\n", "ab")};
        const QByteArray likely("\r\n :;,0159afGx/%\0\xff\t", 19);
        int refused = 0;
        int complete = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray bytes = valid.at(round % valid.size()) + valid.at(random.bounded(int(valid.size())));
            for (int change = random.bounded(1, 4); change > 0; --change) {
                const qsizetype at = random.bounded(int(bytes.size()));
                switch (random.bounded(4)) {
                case 0:
                    bytes[at] = likely.at(random.bounded(int(likely.size())));
                    break;
                case 1:
                    bytes.remove(at, random.bounded(1, 5));
                    break;
                case 2:
                    bytes.insert(at, bytes.mid(random.bounded(int(bytes.size())), 9));
                    break;
                default:
                    bytes.insert(at, likely.at(random.bounded(int(likely.size()))));
                }
            }
            const Read whole(bytes);
            const Read pieces(bytes, random.bounded(1, 9));
            QCOMPARE(pieces.refusal, whole.refusal);
            QCOMPARE(pieces.requests.size(), whole.requests.size());
            for (qsizetype i = 0; i < whole.requests.size(); ++i) {
                QCOMPARE(pieces.requests.at(i).target, whole.requests.at(i).target);
                QCOMPARE(pieces.requests.at(i).body, whole.requests.at(i).body);
            }
            refused += whole.refusal != 0;
            complete += whole.requests.size() == 2;
        }
        QVERIFY(refused > 5'000);
        QVERIFY(complete > 2'000);
    }
};

QTEST_GUILESS_MAIN(TestPracticeRequestParser)
#include "tst_practicerequestparser.moc"
