#include "practice/passwordbody.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

PracticeCall callWith(const QByteArray &type, const QByteArray &body)
{
    PracticeCall call;
    call.contentType = type;
    call.body = body;
    return call;
}

QByteArray part(const QByteArray &head, const QByteArray &value)
{
    return "--b\r\n" + head + "\r\n\r\n" + value + "\r\n";
}

} // namespace

class TestPasswordBody final : public QObject
{
    Q_OBJECT

private slots:
    void readsJson_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("password"); // null: refused
        QTest::addColumn<QString>("message");
        const QString needsJson = u"Request Body should be a valid JSON object."_s;
        const QString validation = u"Validation Failed."_s;
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &password,
                            const QString &message = {}) {
            QTest::newRow(name) << body << password << message;
        };
        row("plain", "{\"password\":\"Secret-1\"}", "Secret-1");
        row("spaces", " { \"password\" : \"Secret-1\" } ", "Secret-1");
        row("escapes", "{\"password\":\"\\u00fc\\\"\\\\\\r\\n\\ud83d\\ude00\"}",
            "\xc3\xbc\"\\\r\n\xf0\x9f\x98\x80");
        row("empty text", "{\"password\":\"\"}", "");
        row("number", "{\"password\":12345678}", {}, validation);
        row("null", "{\"password\":null}", {}, validation);
        row("list", "{\"password\":[\"a\"]}", {}, validation);
        row("missing", "{}", {}, validation);
        row("case", "{\"Password\":\"Secret-1\"}", {}, validation);
        row("more", "{\"password\":\"Secret-1\",\"force\":true}", {}, validation);
        row("half a surrogate", "{\"password\":\"\\ud83d-Secret-1\"}", {}, validation);
        row("array", "[\"password\"]", {}, needsJson);
        row("text", "\"Secret-1\"", {}, needsJson);
        row("nothing", "", {}, needsJson);
        row("cut", "{\"password\":\"Secret-1\"", {}, needsJson);
        row("trailing", "{\"password\":\"Secret-1\"} x", {}, needsJson);
        row("not UTF-8", "{\"password\":\"\xff\"}", {}, needsJson);
        row("form", "password=Secret-1", {}, needsJson);
    }
    void readsJson()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, password);
        QFETCH(QString, message);
        const auto result = readPasswordBody(callWith("application/json; charset=utf-8", body), {});
        QCOMPARE(result.has_value(), !password.isNull());
        if (result) {
            QCOMPARE(result->exposeUtf8().toByteArray(), password);
            return;
        }
        QCOMPARE(result.error().status, 400);
        QVERIFY2(result.error().body.contains(message.toUtf8()), result.error().body.constData());
        QVERIFY(result.error().body.contains("\"code\":300"));
    }

    void readsMultipart_data()
    {
        QTest::addColumn<QByteArray>("parts");
        QTest::addColumn<QByteArray>("password"); // null: refused
        const QByteArray good("Content-Disposition: form-data; name=\"password\"");
        const auto row = [](const char *name, const QByteArray &parts, const QByteArray &password) {
            QTest::newRow(name) << parts << password;
        };
        row("plain", part(good, "Secret-1"), "Secret-1");
        row("token name", part("Content-Disposition: form-data; name=password", "Secret-1"), "Secret-1");
        row("bytes", part(good + "\r\nContent-Type: application/octet-stream", "Secret-1"), "Secret-1");
        row("Latin-1", part(good + "\r\nContent-Type: text/plain; charset=ISO-8859-1", "Secret-\xfc"),
            "Secret-\xc3\xbc");
        row("Latin-1 for the form",
            part("Content-Disposition: form-data; name=_charset_", "ISO-8859-1") + part(good, "Secret-\xfc"),
            "Secret-\xc3\xbc");
        row("ASCII", part(good + "\r\nContent-Type: text/plain; charset=\"us-ascii\"", "Secret-1"),
            "Secret-1");
        row("not ASCII", part(good + "\r\nContent-Type: text/plain; charset=US-ASCII", "Secret-\xc3\xbc"),
            {});
        row("unknown character set", part(good + "\r\nContent-Type: text/plain; charset=klingon", "Secret-1"),
            {});
        row("typed", part(good + "\r\nContent-Type: text/plain; charset=utf-8", "Secret-1"), "Secret-1");
        row("UTF-8 and line breaks", part(good, "\xc3\xbc\r\n\xf0\x9f\x98\x80"),
            "\xc3\xbc\r\n\xf0\x9f\x98\x80");
        row("two parts", part(good, "Secret-1") + part(good, "Secret-2"), {});
        row("another part", part(good, "Secret-1") + part("Content-Disposition: form-data; name=x", "1"), {});
        row("another name", part("Content-Disposition: form-data; name=\"Password\"", "Secret-1"), {});
        row("file", part(good + "; filename=\"p.txt\"", "Secret-1"), "Secret-1");
        row("no password", part("Content-Disposition: form-data; name=_charset_", "utf-8"), {});
        row("typed otherwise", part(good + "\r\nContent-Type: application/json", "\"Secret-1\""), {});
        row("not UTF-8", part(good, "Secret-\xff"), {});
        row("surrogate in UTF-8", part(good, "Secret-\xed\xa0\xbd"), {});
    }
    void readsMultipart()
    {
        QFETCH(QByteArray, parts);
        QFETCH(QByteArray, password);
        const auto result =
            readPasswordBody(callWith("multipart/form-data; boundary=\"b\"", parts + "--b--\r\n"), {});
        QCOMPARE(result.has_value(), !password.isNull());
        if (result) {
            QCOMPARE(result->exposeUtf8().toByteArray(), password);
            return;
        }
        QCOMPARE(result.error().status, 400);
        QVERIFY(!result.error().body.contains("JSON")); // would be taken for "send JSON instead"
        QVERIFY(!result.error().body.contains("Secret"));
    }

    /// Every way in which a server of JSON alone says that it did not understand a form.
    void refusesFormsInManyWords()
    {
        using Refusal = AcceptedFormats::Refusal;
        const auto refusal = [](Refusal kind) {
            const auto result =
                readPasswordBody(callWith("multipart/form-data; boundary=b", "--b--"), {true, false, kind});
            return result ? PracticeReply::noContent() : result.error();
        };
        const QByteArray json = "{\"code\":300,\"message\":\"Request Body should be a valid JSON object.\"}";
        const QByteArray type = "{\"code\":300,\"message\":\"Unsupported Content Type\"}";
        QCOMPARE(refusal(Refusal::UnsupportedMediaType).status, 415);
        QCOMPARE(refusal(Refusal::UnsupportedMediaType).body, type);
        QCOMPARE(refusal(Refusal::ContentType).status, 400);
        QCOMPARE(refusal(Refusal::ContentType).body, type);
        QCOMPARE(refusal(Refusal::NeedsJson).status, 400);
        QCOMPARE(refusal(Refusal::NeedsJson).body, json);
        QCOMPARE(refusal(Refusal::In200).status, 200);
        QCOMPARE(refusal(Refusal::In200).body, json);
        QCOMPARE(refusal(Refusal::Parameter).body,
                 QByteArray("{\"code\":300,\"message\":\"Invalid parameter: password.\"}"));
        QCOMPARE(refusal(Refusal::MissingField).body,
                 QByteArray("{\"code\":300,\"errors\":[{\"field\":\"password\",\"message\":\"Password is "
                            "required.\"}],\"message\":\"Validation Failed.\"}"));
        const PracticeReply xml = refusal(Refusal::Xml);
        QCOMPARE(xml.status, 400);
        QVERIFY(xml.contentType.startsWith("application/xml"));
        QVERIFY(xml.body.endsWith("<error><code>300</code><message>Request Body should be a valid JSON "
                                  "object.</message></error>"));
    }

    void refusesFormats()
    {
        const QByteArray json("{\"password\":\"Secret-1\"}");
        const QByteArray form =
            part("Content-Disposition: form-data; name=\"password\"", "Secret-1") + "--b--\r\n";
        const QByteArray formType("multipart/form-data; boundary=b");
        AcceptedFormats formats;
        QCOMPARE(readPasswordBody(callWith("text/plain", json), formats).error().status, 415);
        QCOMPARE(readPasswordBody(callWith({}, json), formats).error().status, 415);
        QCOMPARE(readPasswordBody(callWith("application/x-www-form-urlencoded", "password=x"), formats)
                     .error()
                     .status,
                 415);

        formats.multipart = false;
        QCOMPARE(readPasswordBody(callWith(formType, form), formats).error().status, 415);
        QVERIFY(readPasswordBody(callWith("application/json", json), formats));
        formats.refusal = AcceptedFormats::Refusal::NeedsJson;
        QCOMPARE(readPasswordBody(callWith(formType, form), formats).error().status, 400);
        QVERIFY(readPasswordBody(callWith(formType, form), formats)
                    .error()
                    .body.contains("Request Body should be a valid JSON object."));

        formats = {};
        formats.json = false;
        QCOMPARE(readPasswordBody(callWith("application/json", json), formats).error().status, 415);
        QVERIFY(readPasswordBody(callWith(formType, form), formats));
    }
};

QTEST_GUILESS_MAIN(TestPasswordBody)
#include "tst_passwordbody.moc"
