#include "net/httpclient.h"
#include "support/fakeclock.h"
#include "support/scriptedserver.h"
#include "zoom/updatepasswordrequest.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

QByteArray bytesOf(const char8_t *utf8)
{
    return QByteArray(reinterpret_cast<const char *>(utf8));
}

/// A script of tests/support that answers one line a form.
class Parser
{
public:
    Parser(const QString &program, const QString &script)
    {
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.start(program, {QStringLiteral(KEYTURN_TEST_SUPPORT "/") + script});
        m_started = m_process.waitForStarted(30'000);
    }
    ~Parser()
    {
        m_process.closeWriteChannel();
        m_process.waitForFinished(10'000);
    }
    Parser(const Parser &) = delete;
    Parser &operator=(const Parser &) = delete;

    bool started() const { return m_started; }

    /// An object a parser; empty when the script is gone.
    QJsonObject parse(const QByteArray &contentType, const QByteArray &body)
    {
        const QJsonObject form{{u"contentType"_s, QString::fromLatin1(contentType)},
                               {u"body"_s, QString::fromLatin1(body.toBase64())}};
        m_process.write(QJsonDocument(form).toJson(QJsonDocument::Compact) + '\n');
        while (!m_process.canReadLine()) {
            if (!m_process.waitForReadyRead(30'000))
                return {};
        }
        return QJsonDocument::fromJson(m_process.readLine()).object();
    }

private:
    QProcess m_process;
    bool m_started = false;
};

} // namespace

/// What left for the wire is read by three parsers that others wrote, in two languages: each finds one field
/// named "password" and every byte of it. None of the three normalises line ends while it parses, so CR and
/// LF are held to be equal as well. nginx has no multipart parser of its own; what it proves is in tst_nginx.
class TestParsers final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<Parser> m_node;
    std::unique_ptr<Parser> m_python;
    int m_cgiAnswers = 0;

    static ScriptedServer::Request sent(const QByteArray &password)
    {
        ScriptedServer server;
        server.setHandler([](const ScriptedServer::Request &) {
            return ScriptedServer::Answer{"HTTP/1.1 204 No Content\r\n\r\n", false};
        });
        FakeClock clock;
        HttpClient http(HttpClient::Options(), clock);
        UpdatePasswordRequest request;
        request.userId = u"u1"_s;
        request.password = Secret::fromUtf8(password);
        auto built = request.build(server.baseUrl(), Secret::fromUtf8("test-token"));
        if (!built)
            return {};
        HttpCall *call = http.send(std::move(*built));
        QSignalSpy finished(call, &HttpCall::finished);
        finished.wait();
        return server.requests().value(0);
    }

private slots:
    void initTestCase()
    {
        m_node = std::make_unique<Parser>(u"node"_s, u"parse-form.mjs"_s);
        QVERIFY2(m_node->started(), "no node; packaging/dev test installs it");
        m_python = std::make_unique<Parser>(u"/usr/bin/python3"_s, u"parse-form.py"_s);
        QVERIFY2(m_python->started(), "no /usr/bin/python3; packaging/dev test installs it");
    }

    void readsTheSameBytes_data()
    {
        QTest::addColumn<QByteArray>("password");
        const auto row = [](const char *name, const char8_t *utf8) { QTest::newRow(name) << bytesOf(utf8); };
        row("plain", u8"Passw0rd-1");
        row("one quote", u8"Pass\"w0rd");
        row("quotes at the ends", u8"\"Passw0rd\"");
        row("backslashes", u8"\\Pass\\w0rd\\\\");
        row("escaped quote", u8"Pass\\\"w0rd\\");
        row("percent", u8"100%25Pass%22w0rd%0D%0A");
        row("plus, ampersand, equals", u8"a+b&password=c=d;e");
        row("CR LF inside", u8"Line1\r\nLine2");
        row("LF inside", u8"Line1\nLine2");
        row("CR inside", u8"Line1\rLine2");
        row("empty line inside", u8"Line1\r\n\r\nLine2");
        row("CR LF first", u8"\r\nPassw0rd");
        row("CR LF last", u8"Passw0rd\r\n");
        row("two CR LF last", u8"Passw0rd\r\n\r\n");
        row("CR last", u8"Passw0rd\r");
        row("LF last", u8"Passw0rd\n");
        row("nothing but CR LF", u8"\r\n");
        row("header", u8"X-Other: 1\r\n\r\nPassw0rd");
        row("another part", u8"\r\n--x\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\nother");
        row("dashes", u8"--");
        row("a line of dashes", u8"Pass\r\n--\r\nw0rd");
        row("our boundary's beginning", u8"Pass\r\n--KeyturnFormBoundary\r\nw0rd");
        row("our boundary's beginning, closed", u8"Pass\r\n--KeyturnFormBoundary--\r\n");
        row("Qt's boundary", u8"\r\n--boundary_.oOo._--\r\n");
        row("umlauts", u8"Grüße-Öl-99");
        row("not composed", u8"U\u0308ber-n\u0303");
        row("emoji", u8"🔑👩‍💻-Passw0rd");
        row("right to left", u8"סיסמה-كلمة-9Aa");
        row("characters outside of every old set", u8"漢字Ѯﷺ\u2028\u0085\u00a0Z9z");
        // At the front undici drops it, as the Fetch standard's "UTF-8 decode" says.
        row("byte order mark inside", u8"Pass\ufeffw0rd");
        row("31 characters", u8"Abcdefg1Abcdefg2Abcdefg3Abcdef4");
        row("31 characters of four bytes",
            u8"🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑🔑");
        row("blanks at the ends", u8"  Passw0rd  ");
        row("tabs at the ends", u8"\tPassw0rd\t");
        row("nothing but a blank", u8" ");
        row("control characters", u8"\u0001Pass\u001bw0rd\u007f");
    }
    void readsTheSameBytes()
    {
        QFETCH(QByteArray, password);
        const ScriptedServer::Request request = sent(password);
        QCOMPARE(request.method, QByteArray("PUT"));
        const QByteArray contentType = request.header("Content-Type");
        QVERIFY2(contentType.startsWith("multipart/form-data; boundary="), contentType.constData());

        QJsonObject all = m_python->parse(contentType, request.body);
        all.insert(u"undici"_s, m_node->parse(contentType, request.body).value(u"undici"_s));
        QVERIFY(all.contains(u"email"_s));
        m_cgiAnswers += all.contains(u"cgi"_s) ? 1 : 0;
        for (auto it = all.constBegin(); it != all.constEnd(); ++it) {
            const QJsonObject answer = it.value().toObject();
            const auto words = [&it, &answer](const char *what) -> QByteArray {
                return it.key().toUtf8() + ' ' + what + ": " + QJsonDocument(answer).toJson();
            };
            QVERIFY2(!answer.contains(u"error"_s), words("gave up").constData());
            QVERIFY2(answer.value(u"names"_s).toArray() == QJsonArray{u"password"_s},
                     words("sees fields").constData());
            QVERIFY2(answer.value(u"value"_s).toString().toLatin1() == password.toHex(),
                     words("reads").constData());
        }
    }

    // That the scripts can say no: else all of the above proves nothing.
    void noticesBrokenBodies_data()
    {
        QTest::addColumn<QByteArray>("from");
        QTest::addColumn<QByteArray>("to");
        QTest::newRow("name") << QByteArray("name=\"password\"") << QByteArray("name=\"passwort\"");
        QTest::newRow("value") << QByteArray("Passw0rd") << QByteArray("Passw0rt");
        QTest::newRow("delimiter") << QByteArray("--KeyturnFormBoundary")
                                   << QByteArray("--KeyturnFormboundary");
    }
    void noticesBrokenBodies()
    {
        QFETCH(QByteArray, from);
        QFETCH(QByteArray, to);
        ScriptedServer::Request request = sent("Passw0rd");
        QVERIFY(request.body.contains(from));
        request.body.replace(from, to);
        const QByteArray contentType = request.header("Content-Type");
        QJsonObject all = m_python->parse(contentType, request.body);
        all.insert(u"undici"_s, m_node->parse(contentType, request.body).value(u"undici"_s));
        for (const QJsonValue &answer : std::as_const(all)) {
            const QJsonObject object = answer.toObject();
            QVERIFY(object.value(u"names"_s).toArray() != QJsonArray{u"password"_s}
                    || object.value(u"value"_s).toString().toLatin1() != QByteArray("Passw0rd").toHex());
        }
    }

    void cleanupTestCase()
    {
        if (m_cgiAnswers == 0)
            qInfo("this Python has no cgi module any more; two parsers and not three were asked");
    }
};

QTEST_GUILESS_MAIN(TestParsers)
#include "tst_parsers.moc"
