#include "practice/multipartparser.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Keyturn;

namespace {

constexpr quint32 seed = 20260301; // fixed, so that a failure can be repeated

QByteArray bodyWith(const QByteArray &value, const QByteArray &boundary = "b1")
{
    return "--" + boundary + "\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n" + value
        + "\r\n--" + boundary + "--\r\n";
}

} // namespace

class TestMultipartParser final : public QObject
{
    Q_OBJECT

private slots:
    void readsBoundary_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("boundary"); // empty: refused
        const auto row = [](const char *name, const QByteArray &header, const QByteArray &boundary) {
            QTest::newRow(name) << header << boundary;
        };
        row("plain", "multipart/form-data; boundary=abc", "abc");
        row("quoted", "multipart/form-data; boundary=\"abc\"", "abc");
        row("Qt", "multipart/form-data; boundary=\"boundary_.oOo._a+/B==\"", "boundary_.oOo._a+/B==");
        row("case", "Multipart/Form-Data;BOUNDARY=abc", "abc");
        row("nothing between semicolons", "multipart/form-data;; boundary=abc ;", "abc");
        row("another parameter", "multipart/form-data; charset=utf-8; boundary=abc", "abc");
        row("quoted with a space", "multipart/form-data; boundary=\"a b\"", "a b");
        row("escaped", "multipart/form-data; boundary=\"a\\bc\"", "abc");
        row("70 characters", "multipart/form-data; boundary=" + QByteArray(70, 'x'), QByteArray(70, 'x'));
        row("71 characters", "multipart/form-data; boundary=" + QByteArray(71, 'x'), {});
        row("none", "multipart/form-data", {});
        row("empty", "multipart/form-data; boundary=", {});
        row("empty quotes", "multipart/form-data; boundary=\"\"", {});
        row("unquoted slash", "multipart/form-data; boundary=a/b", {});
        row("open quote", "multipart/form-data; boundary=\"abc", {});
        row("after the quote", "multipart/form-data; boundary=\"abc\"d", {});
        row("twice", "multipart/form-data; boundary=a; boundary=b", {});
        row("ends in a space", "multipart/form-data; boundary=\"abc \"", {});
        row("not allowed", "multipart/form-data; boundary=\"a*b\"", {});
        row("another type", "multipart/mixed; boundary=abc", {});
        row("nothing", "", {});
    }
    void readsBoundary()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, boundary);
        const auto result = multipartBoundary(header);
        QCOMPARE(result.has_value(), !boundary.isEmpty());
        if (result)
            QCOMPARE(*result, boundary);
        else
            QVERIFY(!result.error().isEmpty());
    }

    void acceptsOnePart_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("plain") << QByteArray("secret");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("CRLF") << QByteArray("a\r\nb\r\n");
        QTest::newRow("only CRLF") << QByteArray("\r\n");
        QTest::newRow("dashes") << QByteArray("--\r\n--");
        QTest::newRow("half a boundary") << QByteArray("\r\n--b");
        QTest::newRow("boundary without CRLF") << QByteArray("x--b1--\n--b1");
        QTest::newRow("zero bytes") << QByteArray("a\0b", 3);
        QTest::newRow("quotes") << QByteArray("\"\\\"");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe");
        QTest::newRow("header-like") << QByteArray("Content-Disposition: form-data\r\n\r\nx");
    }
    void acceptsOnePart()
    {
        QFETCH(QByteArray, value);
        const QByteArray body = bodyWith(value);
        const auto parts = parseMultipart(body, "b1");
        QVERIFY(parts);
        QCOMPARE(parts->size(), 1);
        QCOMPARE(parts->first().name, QByteArray("password"));
        QCOMPARE(parts->first().value.toByteArray(), value);
    }

    void readsHeadersOfParts()
    {
        const QByteArray body("--b\r\n"
                              "content-disposition: form-data; name=file; filename=\"a;b.txt\"\r\n"
                              "Content-Type: text/plain; charset=utf-8\r\n\r\n1\r\n"
                              "--b\r\nContent-Disposition:form-data;name=\"a\\\"b\"\r\n\r\n2\r\n--b--");
        const auto parts = parseMultipart(body, "b");
        QVERIFY(parts);
        QCOMPARE(parts->size(), 2);
        QCOMPARE(parts->at(0).name, QByteArray("file"));
        QCOMPARE(parts->at(0).contentType, QByteArray("text/plain"));
        QCOMPARE(parts->at(0).charset, QByteArray("utf-8"));
        QCOMPARE(parts->at(1).name, QByteArray("a\"b"));
        QCOMPARE(parts->at(1).value.toByteArray(), QByteArray("2"));
    }

    void ignoresWhatIsToBeIgnored_data()
    {
        QTest::addColumn<QByteArray>("body");
        const auto row = [](const char *name, const QByteArray &body) { QTest::newRow(name) << body; };
        const auto head = [&row](const char *name, const QByteArray &lines) {
            row(name, "--b1\r\n" + lines + "\r\n\r\nSecret-1\r\n--b1--\r\n");
        };
        const QByteArray disposition("Content-Disposition: form-data; name=\"password\"");
        row("preamble", "This is MIME.\n--b2\r\n" + bodyWith("Secret-1"));
        row("leading CRLF", "\r\n" + bodyWith("Secret-1"));
        row("epilogue", bodyWith("Secret-1") + "more\r\n--b1\r\n");
        row("no line break at the end", bodyWith("Secret-1").chopped(2));
        row("blanks behind the boundaries",
            "--b1 \t \r\n" + disposition + "\r\n\r\nSecret-1\r\n--b1-- \t\r\n");
        head("length", disposition + "\r\nContent-Length: 8");
        head("8bit", disposition + "\r\nContent-Transfer-Encoding: 8bit");
        head("binary before", "content-transfer-encoding: BINARY\r\n" + disposition);
        head("type and others",
             "Content-Type: text/plain; charset=UTF-8\r\nX-Other: a\r\n" + disposition + "\r\nX-Other: b");
        head("file name", disposition + "; filename=\"password\"; filename*=UTF-8''password");
        head("order and case", "CONTENT-DISPOSITION:Form-Data;x=y ; NAME=password;");
        head("folded", "Content-Disposition: form-data;\r\n\tname=\"password\"");
    }
    void ignoresWhatIsToBeIgnored()
    {
        QFETCH(QByteArray, body);
        const auto parts = parseMultipart(body, "b1");
        QVERIFY2(parts, parts ? "" : qPrintable(parts.error()));
        QCOMPARE(parts->size(), 1);
        QCOMPARE(parts->first().name, QByteArray("password"));
        QCOMPARE(parts->first().value.toByteArray(), QByteArray("Secret-1"));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        const QByteArray disposition("Content-Disposition: form-data; name=\"password\"\r\n");
        const auto row = [](const char *name, const QByteArray &body) { QTest::newRow(name) << body; };
        row("nothing", "");
        row("no boundary", "password=secret");
        row("another boundary", bodyWith("x", "b2"));
        row("preamble without a line break", "hello" + bodyWith("x"));
        row("preamble with LF", "hello\n" + bodyWith("x"));
        row("preamble alone", "hello\r\n");
        row("words behind the closing delimiter", bodyWith("x").chopped(2) + "more");
        row("LF behind the closing delimiter", bodyWith("x").chopped(2) + "\n");
        row("words behind a boundary", "--b1 x\r\n" + disposition + "\r\nx\r\n--b1--\r\n");
        row("no closing delimiter", "--b1\r\n" + disposition + "\r\nx\r\n--b1\r\n");
        row("cut in the delimiter", "--b1\r\n" + disposition + "\r\nx\r\n--b1-");
        row("no parts", "--b1--\r\n");
        row("LF only", "--b1\n" + disposition + "\nx\n--b1--\n");
        row("LF after the boundary", "--b1\n" + disposition + "\r\nx\r\n--b1--\r\n");
        row("LF in the head", "--b1\r\nContent-Type: text/plain\n" + disposition + "\r\nx\r\n--b1--\r\n");
        row("no disposition", "--b1\r\nContent-Type: text/plain\r\n\r\nx\r\n--b1--\r\n");
        row("no head", "--b1\r\n\r\nx\r\n--b1--\r\n");
        row("no name", "--b1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b1--\r\n");
        row("attachment", "--b1\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--b1--\r\n");
        row("two names",
            "--b1\r\nContent-Disposition: form-data; name=\"a\"; name=\"b\"\r\n\r\nx\r\n--b1--\r\n");
        row("open quote", "--b1\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b1--\r\n");
        row("disposition twice", "--b1\r\n" + disposition + disposition + "\r\nx\r\n--b1--\r\n");
        row("type twice",
            "--b1\r\n" + disposition
                + "Content-Type: text/plain\r\nContent-Type: text/plain\r\n\r\nx\r\n--b1--\r\n");
        row("malformed type",
            "--b1\r\n" + disposition + "Content-Type: text/plain; charset\r\n\r\nx\r\n--b1--\r\n");
        row("blank before the colon", "--b1\r\n" + disposition + "X : y\r\n\r\nx\r\n--b1--\r\n");
        row("transfer encoding",
            "--b1\r\n" + disposition + "Content-Transfer-Encoding: base64\r\n\r\neA==\r\n--b1--\r\n");
        row("header without colon", "--b1\r\n" + disposition + "nonsense\r\n\r\nx\r\n--b1--\r\n");
        row("fold at first", "--b1\r\n name=\"a\"\r\n" + disposition + "\r\nx\r\n--b1--\r\n");
        row("boundary inside a longer word", bodyWith("x\r\n--b1x\r\ny"));
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        const auto parts = parseMultipart(body, "b1");
        QVERIFY(!parts);
        QVERIFY(!parts.error().isEmpty());
    }

    void anyBytesComeBack()
    {
        QRandomGenerator random(seed);
        const QByteArray alphabet("\r\n-b1\"\\:;= \0aZ\xc3\xbc", 16);
        int checked = 0;
        for (int round = 0; round < 2'000; ++round) {
            QByteArray value;
            const int size = random.bounded(40);
            for (int i = 0; i < size; ++i)
                value.append(alphabet.at(random.bounded(static_cast<int>(alphabet.size()))));
            if (QByteArray(value + "\r\n").contains("\r\n--b1"))
                continue; // no client may choose such a boundary
            const QByteArray body = bodyWith(value);
            const auto parts = parseMultipart(body, "b1");
            QVERIFY2(parts, value.toHex().constData());
            QCOMPARE(parts->size(), 1);
            QCOMPARE(parts->first().value.toByteArray(), value);
            ++checked;
        }
        QVERIFY(checked > 1'000);
    }

    /// For the sanitizers: whatever the bytes, no crash, and what is accepted views into the body.
    void survivesMutations()
    {
        QRandomGenerator random(seed);
        const QByteArray valid = bodyWith("Secret-1") + bodyWith("x");
        int refused = 0;
        for (int round = 0; round < 20'000; ++round) {
            QByteArray body = round % 2 ? bodyWith("Secret-1") : valid;
            for (int change = random.bounded(1, 6); change > 0 && !body.isEmpty(); --change) {
                const qsizetype at = random.bounded(static_cast<int>(body.size()));
                switch (random.bounded(4)) {
                case 0:
                    body[at] = static_cast<char>(random.bounded(256));
                    break;
                case 1:
                    body.remove(at, random.bounded(1, 12));
                    break;
                case 2:
                    body.insert(at, body.mid(random.bounded(static_cast<int>(body.size())), 9));
                    break;
                default:
                    body.truncate(at);
                }
            }
            const auto parts = parseMultipart(body, "b1");
            if (!parts) {
                ++refused;
                continue;
            }
            for (const FormPart &part : *parts) {
                QVERIFY(part.value.begin() >= body.constBegin());
                QVERIFY(part.value.end() <= body.constEnd());
            }
        }
        QVERIFY(refused > 5'000);
        for (qsizetype end = 0; end < bodyWith("x").size() - 2; ++end)
            QVERIFY(!parseMultipart(bodyWith("x").left(end), "b1"));
    }
};

QTEST_GUILESS_MAIN(TestMultipartParser)
#include "tst_multipartparser.moc"
