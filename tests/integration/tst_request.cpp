#include "auth/fixedtokensource.h"
#include "core/clock.h"
#include "net/httpclient.h"
#include "reset/passwordreset.h"
#include "support/scriptedserver.h"
#include "zoom/formatmemory.h"
#include "zoom/zoomclient.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QRandomGenerator>
#include <QTest>

using namespace Keyturn;
using Kind = Outcome::Kind;

namespace {

const QByteArray noContent("HTTP/1.1 204 No Content\r\nx-zm-trackingid: t-1\r\n\r\n");

/// One password change against the scripted server.
struct Run
{
    SystemClock clock;
    HttpClient http{{}, clock};
    FixedTokenSource tokens;
    ZoomClient client;
    FormatMemory formats;
    PasswordReset reset;
    QList<ResetResult> results;
    QList<BodyFormat> learned;

    explicit Run(const QUrl &baseUrl, const QByteArray &token = "practice-token",
                 SendAs sendAs = SendAs::Automatic, std::optional<BodyFormat> known = {})
        : tokens(Secret::fromUtf8(token))
        , client(&http, &tokens, baseUrl)
        , formats(sendAs, known)
        , reset(&client, &formats)
    {
        QObject::connect(&reset, &PasswordReset::finished, &reset,
                         [this](const ResetResult &result) { results.append(result); });
        QObject::connect(&formats, &FormatMemory::learned, &reset,
                         [this](BodyFormat f) { learned.append(f); });
    }

    void change(const QString &userId, const QByteArray &password = "Passw0rd-1")
    {
        const auto before = results.size();
        QVERIFY(reset.start({userId, {}, {}}, Secret::fromUtf8(password)));
        QTRY_COMPARE(results.size(), before + 1);
    }
    Kind outcome() const { return results.last().outcome.kind(); }
    ErrorKind error() const { return results.last().outcome.error().kind; }
};

/// The one part of a form body, taken apart by the letter of RFC 7578.
struct Form
{
    QByteArray partHead;
    QByteArray value;
    bool valid = false;
};

Form formIn(const ScriptedServer::Request &request)
{
    Form form;
    const QByteArray type = request.header("Content-Type");
    const QByteArray prefix("multipart/form-data; boundary=");
    if (!type.startsWith(prefix))
        return form;
    const QByteArray boundary = type.mid(prefix.size());
    const QByteArray start = "--" + boundary + "\r\n";
    const QByteArray end = "\r\n--" + boundary + "--\r\n";
    if (!request.body.startsWith(start) || !request.body.endsWith(end))
        return form;
    const QByteArray part = request.body.mid(start.size(), request.body.size() - start.size() - end.size());
    const qsizetype blank = part.indexOf("\r\n\r\n");
    form.partHead = part.left(blank);
    form.value = part.mid(blank + 4);
    form.valid = blank > 0 && !part.contains(boundary);
    return form;
}

} // namespace

class TestRequest final : public QObject
{
    Q_OBJECT

private slots:
    void theWholeRequest()
    {
        ScriptedServer server;
        server.enqueue({noContent, false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("abc"));

        QCOMPARE(run.outcome(), Kind::Changed);
        QCOMPARE(run.results.last().outcome.facts().trackingId, QStringLiteral("t-1"));
        QCOMPARE(server.requests().size(), 1);
        const ScriptedServer::Request &request = server.requests().first();
        QCOMPARE(request.method, QByteArray("PUT"));
        QCOMPARE(request.target, QByteArray("/v2/users/abc/password"));
        QCOMPARE(request.header("Authorization"), QByteArray("Bearer practice-token"));
        QVERIFY(request.header("User-Agent").startsWith("Keyturn/"));
        QVERIFY(request.header("Cookie").isEmpty());
        QVERIFY(!request.header("Content-Type").contains('"'));
        const Form form = formIn(request);
        QVERIFY(form.valid);
        // Qt 6.8 writes the names of headers small.
        QCOMPARE(form.partHead.toLower(), QByteArray("content-disposition: form-data; name=\"password\""));
        QCOMPARE(form.value, QByteArray("Passw0rd-1"));
        QCOMPARE(request.header("Content-Length").toInt(), request.body.size());
    }

    void pathsOnTheWire_data()
    {
        QTest::addColumn<QString>("userId");
        QTest::addColumn<QByteArray>("target");
        const auto row = [](const char *id, const char *segment) {
            QTest::newRow(id) << QString::fromUtf8(id)
                              << QByteArray("/v2/users/") + segment + QByteArray("/password");
        };
        row("a/b", "a%2Fb");
        row("../x", "..%2Fx");
        row("ü@ö.de", "%C3%BC%40%C3%B6.de");
        row("a?b#c", "a%3Fb%23c");
        row("me", "me");
    }
    void pathsOnTheWire()
    {
        QFETCH(QString, userId);
        QFETCH(QByteArray, target);
        ScriptedServer server;
        server.enqueue({noContent, false});
        Run run(server.baseUrl());
        run.change(userId);
        QCOMPARE(run.outcome(), Kind::Changed);
        QCOMPARE(server.requests().first().target, target);
    }

    void passwordsArriveByteForByte_data()
    {
        QTest::addColumn<QByteArray>("password");
        QTest::newRow("quote and backslash") << QByteArray("a\"b\\c\"1A");
        QTest::newRow("line breaks") << QByteArray("a\r\nb\nc\r1A");
        QTest::newRow("like a boundary") << QByteArray("\r\n--KeyturnFormBoundary--\r\n");
        QTest::newRow("like a header") << QByteArray("x\r\nContent-Type: text/html\r\n\r\ny");
        QTest::newRow("umlauts") << QByteArray("P\xc3\xa4sswort-\xc3\xb6\xc3\xbc");
        QTest::newRow("emoji") << QByteArray("\xf0\x9f\x94\x91"
                                             "Key1A");
        QTest::newRow("percent and plus") << QByteArray("100%+20%&x=y;1A");
        QTest::newRow("31 characters") << QByteArray("Abcdefghijklmnopqrstuvwxyz12345");
        QTest::newRow("very long") << QByteArray(100'000, 'x');
    }
    void passwordsArriveByteForByte()
    {
        QFETCH(QByteArray, password);
        ScriptedServer server;
        server.setHandler([](const auto &) { return ScriptedServer::Answer{noContent, false}; });
        Run asForm(server.baseUrl());
        asForm.change(QStringLiteral("u"), password);
        QCOMPARE(asForm.outcome(), Kind::Changed);
        QCOMPARE(formIn(server.requests().last()).value, password);

        Run asJson(server.baseUrl(), "t", SendAs::Json);
        asJson.change(QStringLiteral("u"), password);
        QCOMPARE(asJson.outcome(), Kind::Changed);
        const auto &request = server.requests().last();
        QCOMPARE(request.header("Content-Type"), QByteArray("application/json"));
        const QJsonObject object = QJsonDocument::fromJson(request.body).object();
        QCOMPARE(object.size(), 1);
        QCOMPARE(object.value(QStringLiteral("password")).toString().toUtf8(), password);
    }

    void tokensWithLineBreaksAreNeverSent()
    {
        ScriptedServer server;
        Run run(server.baseUrl(), "abc\r\nX-Evil: 1");
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::NotSent);
        QCOMPARE(run.error(), ErrorKind::InvalidToken);
        QCOMPARE(server.connectionCount(), 0);
    }

    void headersWithLineBreaksAreNeverSent()
    {
        ScriptedServer server;
        SystemClock clock;
        HttpClient http({}, clock);
        HttpRequest request;
        request.url = server.baseUrl();
        request.headers = {{"X-Note", "a\nb"}};
        std::optional<HttpReply> reply;
        connect(http.send(std::move(request)), &HttpCall::finished, this,
                [&reply](const HttpReply &r) { reply = r; });
        QVERIFY(!reply.has_value());
        QTRY_VERIFY(reply.has_value());
        QVERIFY(reply->transportError.has_value());
        QCOMPARE(reply->transportError->kind, ErrorKind::InvalidInput);
        QCOMPARE(server.connectionCount(), 0);
    }

    void plainHttpElsewhereIsNeverSent()
    {
        Run run(QUrl(QStringLiteral("http://zoom.example/v2")));
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::NotSent);
        QCOMPARE(run.error(), ErrorKind::InvalidBaseUrl);
    }

    void redirectsAreNotFollowed_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : {301, 302, 303, 307, 308})
            QTest::addRow("%d", status) << status;
    }
    void redirectsAreNotFollowed()
    {
        QFETCH(int, status);
        ScriptedServer elsewhere;
        ScriptedServer server;
        server.enqueue({"HTTP/1.1 " + QByteArray::number(status)
                            + " Elsewhere\r\nLocation: " + elsewhere.baseUrl().toEncoded()
                            + "/users/u/password\r\nContent-Length: 0\r\n\r\n",
                        false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        QCOMPARE(run.error(), ErrorKind::Redirected);
        QCOMPARE(server.requests().size(), 1);
        QCOMPARE(elsewhere.connectionCount(), 0);
    }

    void a401IsNotAnsweredWithAPrompt()
    {
        ScriptedServer server;
        server.enqueue({"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"x\"\r\n"
                        "Content-Length: 0\r\n\r\n",
                        false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        QCOMPARE(run.error(), ErrorKind::RefusedInBetween);
        QCOMPARE(server.requests().size(), 1);
    }

    void repliesAreReadUpToOneMebibyte()
    {
        ScriptedServer server;
        const QByteArray body(3 * 1024 * 1024, 'x');
        server.enqueue({"HTTP/1.1 400 Bad Request\r\nContent-Length: " + QByteArray::number(body.size())
                            + "\r\n\r\n" + body,
                        false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        QVERIFY(run.results.last().outcome.facts().message.size() < 1000);
    }

    void jsonIsTriedOnceWhenTheFormWasRefused_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("415 empty") << 415 << QByteArray();
        QTest::newRow("content type")
            << 400 << QByteArray(R"({"code":300,"message":"Unsupported Content Type"})");
        QTest::newRow("XML") << 400
                             << QByteArray("<error><code>300</code><message>Request Body should be a valid "
                                           "JSON object.</message></error>");
        QTest::newRow("password missing")
            << 400
            << QByteArray(
                   R"({"code":300,"message":"Validation Failed.","errors":[{"field":"password","message":"Required"}]})");
        QTest::newRow("parameter") << 400
                                   << QByteArray(R"({"code":300,"message":"Invalid parameter: password."})");
        QTest::newRow("200")
            << 200 << QByteArray(R"({"code":300,"message":"Request Body should be a valid JSON object."})");
        QTest::newRow("415") << 415 << QByteArray("Unsupported Media Type");
        QTest::newRow("300")
            << 400 << QByteArray(R"({"code":300,"message":"Request Body should be a valid JSON object."})");
    }
    void jsonIsTriedOnceWhenTheFormWasRefused()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        ScriptedServer server;
        server.enqueue(ScriptedServer::json(status, body));
        server.enqueue({noContent, false});
        server.enqueue({noContent, false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Changed);
        QVERIFY(run.results.last().triedBothFormats);
        QCOMPARE(run.results.last().format, BodyFormat::Json);
        QCOMPARE(run.learned, QList<BodyFormat>{BodyFormat::Json});
        QCOMPARE(server.requests().size(), 2);
        QCOMPARE(server.requests().at(1).body, QByteArray(R"({"password":"Passw0rd-1"})"));

        // Remembered: the next one goes out as JSON at once.
        run.change(QStringLiteral("u2"));
        QCOMPARE(server.requests().size(), 3);
        QCOMPARE(server.requests().at(2).header("Content-Type"), QByteArray("application/json"));
    }

    void whatProvesNothingIsNotTriedAgain()
    {
        ScriptedServer server;
        server.setHandler([](const auto &) { return ScriptedServer::json(400, "{}"); });
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        QCOMPARE(server.requests().size(), 1);
    }

    void aChosenFormatIsTheOnlyOne_data()
    {
        QTest::addColumn<bool>("isJson");
        QTest::newRow("form") << false;
        QTest::newRow("JSON") << true;
    }
    void aChosenFormatIsTheOnlyOne()
    {
        QFETCH(bool, isJson);
        ScriptedServer server;
        server.enqueue(ScriptedServer::json(415, "no"));
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue({noContent, false});
        Run run(server.baseUrl(), "t", isJson ? SendAs::Json : SendAs::Form);
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Refused);
        QCOMPARE(run.error(), ErrorKind::ChosenFormatRefused);
        QVERIFY(!run.results.last().triedBothFormats);
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Changed);
        QCOMPARE(server.requests().size(), 3);
        for (const ScriptedServer::Request &request : server.requests())
            QCOMPARE(request.header("Content-Type") == "application/json", isJson);
    }

    // A server that knows no forms and says so to nobody's understanding.
    void findingOutSendsJsonUntilAFormWasTaken()
    {
        ScriptedServer server;
        QByteArray password;
        server.setHandler([&password](const ScriptedServer::Request &request) -> ScriptedServer::Answer {
            if (request.header("Content-Type") != "application/json")
                return ScriptedServer::json(400, R"({"detail":"validation failed"})");
            password = QJsonDocument::fromJson(request.body)[u"password"].toString().toUtf8();
            return {noContent, false};
        });
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        QVERIFY(password.isEmpty());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Changed);
        QCOMPARE(password, QByteArray("Passw0rd-1"));
        QCOMPARE(run.learned, QList<BodyFormat>{BodyFormat::Json});
        QCOMPARE(server.requests().size(), 2);
        run.change(QStringLiteral("u2"), "Passw0rd-2");
        QCOMPARE(run.outcome(), Kind::Changed);
        QCOMPARE(server.requests().size(), 3);
    }

    void findingOutSendsAFormOnceOneWasTaken()
    {
        ScriptedServer server;
        server.enqueue({noContent, false});
        server.enqueue(ScriptedServer::json(400, "{}"));
        server.enqueue({noContent, false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.learned, QList<BodyFormat>{BodyFormat::Multipart});
        run.change(QStringLiteral("u"), "Passw0rd-2");
        QCOMPARE(run.outcome(), Kind::Unknown);
        run.change(QStringLiteral("u"), "Passw0rd-2");
        QCOMPARE(run.outcome(), Kind::Changed);
        QVERIFY(formIn(server.requests().last()).valid);
        QCOMPARE(run.learned.size(), 1);
    }

    // The first attempt had landed after all: JSON proves it as a form would.
    void findingOutWithJsonProvesAnEarlierChange()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue(ScriptedServer::json(
            400, R"({"code":300,"message":"Your new password can not match the old password."})"));
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Changed);
        QVERIFY(run.results.last().outcome.isRepeat());
        QCOMPARE(run.results.last().format, BodyFormat::Json);
    }

    // JSON that is not understood settles nothing about the first attempt; the form then does.
    void findingOutFallsBackToo()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue(ScriptedServer::json(415, {}));
        server.enqueue({noContent, false});
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Changed);
        QCOMPARE(run.results.last().format, BodyFormat::Multipart);
        QCOMPARE(server.requests().size(), 3);
    }

    void bothFormatsRefusedEndsThere()
    {
        ScriptedServer server;
        server.setHandler([](const auto &) { return ScriptedServer::json(415, "no"); });
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Refused);
        QCOMPARE(run.error(), ErrorKind::BodyFormatRefused);
        QCOMPARE(server.requests().size(), 2);
        QVERIFY(run.learned.isEmpty());
    }

    void anUnknownIsResolvedByTheSamePassword()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue(ScriptedServer::json(
            400, R"({"code":300,"message":"Your new password can not match the old password."})"));
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Changed);
        QVERIFY(run.results.last().outcome.isRepeat());
        QCOMPARE(server.requests().size(), 2);
    }

    void aRefusedRepeatLeavesItUnknown()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue(ScriptedServer::json(401, R"({"code":124,"message":"Access token is expired."})"));
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::Unknown);
        QVERIFY(run.results.last().outcome.isRepeat());
        QCOMPARE(run.error(), ErrorKind::TokenRejected);
    }

    void anotherPasswordAfterAnUnknownSaysSo()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue(ScriptedServer::json(400, R"({"code":1124,"message":"Too short."})"));
        server.enqueue(ScriptedServer::json(
            400, R"({"code":300,"message":"Your new password can not match the old password."})"));
        Run run(server.baseUrl());
        run.change(QStringLiteral("u"));
        run.change(QStringLiteral("u"), "Other-Passw0rd");
        QCOMPARE(run.outcome(), Kind::Refused);
        QVERIFY(run.results.last().earlierAttemptUnknown);
        // "Can not match" about another password is a plain refusal.
        run.change(QStringLiteral("u2"), "Other-Passw0rd");
        QCOMPARE(run.outcome(), Kind::Refused);
        QVERIFY(!run.results.last().earlierAttemptUnknown);
    }

    // Without the password, the same one sent again is a change like any other. But Zoom's answer says which
    // password is set, so nothing is open any more.
    void aForgottenUnknownCannotBeResolved()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        server.enqueue(ScriptedServer::json(
            400, R"({"code":300,"message":"Your new password can not match the old password."})"));
        Run run(server.baseUrl());
        const ResetTarget target{QStringLiteral("u"), {}, {}};
        run.change(target.userId);
        QCOMPARE(run.outcome(), Kind::Unknown);
        QVERIFY(run.reset.wouldResolveUnknown(target, Secret::fromUtf8("Passw0rd-1")));
        run.reset.forget();
        QVERIFY(!run.reset.wouldResolveUnknown(target, Secret::fromUtf8("Passw0rd-1")));
        run.change(target.userId);
        QCOMPARE(run.outcome(), Kind::Refused);
        QVERIFY(run.results.last().settledEarlier);
        QVERIFY(!run.results.last().earlierAttemptUnknown);
    }

    void forgettingBreaksNothingOff()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::hangUp());
        Run run(server.baseUrl());
        const ResetTarget target{QStringLiteral("u"), {}, {}};
        QVERIFY(run.reset.start(target, Secret::fromUtf8("Passw0rd-1")));
        run.reset.forget();
        QTRY_COMPARE(run.results.size(), 1);
        QCOMPARE(run.outcome(), Kind::Unknown);
        QVERIFY(server.requests().first().body.contains("Passw0rd-1"));
        QVERIFY(!run.reset.wouldResolveUnknown(target, Secret::fromUtf8("Passw0rd-1")));
        // The next one is remembered again.
        server.enqueue(ScriptedServer::hangUp());
        run.change(target.userId);
        QVERIFY(run.reset.wouldResolveUnknown(target, Secret::fromUtf8("Passw0rd-1")));
    }

    void whatTheServerEchoesIsRedacted()
    {
        ScriptedServer server;
        server.enqueue(ScriptedServer::json(
            400,
            R"({"code":300,"message":"Validation Failed. Passw0rd-1 by practice-token-0123","errors":[{"field":"password","message":"Passw0rd-1 is bad"}]})"));
        Run run(server.baseUrl(), "practice-token-0123");
        run.change(QStringLiteral("u"));
        const Outcome &outcome = run.results.last().outcome;
        QCOMPARE(outcome.error().kind, ErrorKind::ValidationFailed);
        QVERIFY(!outcome.facts().message.contains(QLatin1String("Passw0rd-1")));
        QVERIFY(!outcome.facts().message.contains(QLatin1String("practice-token")));
        QCOMPARE(outcome.error().fieldErrors.first().message, QStringLiteral("••• is bad"));
    }

    void connectionRefusedIsNotSent()
    {
        QUrl nobody;
        {
            ScriptedServer server;
            nobody = server.baseUrl();
        }
        Run run(nobody);
        run.change(QStringLiteral("u"));
        QCOMPARE(run.outcome(), Kind::NotSent);
        QCOMPARE(run.error(), ErrorKind::ConnectionRefused);
    }

    void nameNotFoundIsNotSent()
    {
        Run run(QUrl(QStringLiteral("https://keyturn-test.invalid/v2")));
        QVERIFY(run.reset.start({QStringLiteral("u"), {}, {}}, Secret::fromUtf8("Passw0rd-1")));
        QTRY_COMPARE_WITH_TIMEOUT(run.results.size(), 1, 60'000);
        QCOMPARE(run.outcome(), Kind::NotSent);
        QVERIFY(run.error() == ErrorKind::HostNotFound || run.error() == ErrorKind::NoNetwork);
    }

    void oneAtATime()
    {
        ScriptedServer server;
        server.enqueue({noContent, false});
        Run run(server.baseUrl());
        QVERIFY(run.reset.start({QStringLiteral("u"), {}, {}}, Secret::fromUtf8("Passw0rd-1")));
        QVERIFY(!run.reset.start({QStringLiteral("u"), {}, {}}, Secret::fromUtf8("Passw0rd-2")));
        QTRY_COMPARE(run.results.size(), 1);
        QCOMPARE(server.requests().size(), 1);
    }

    // What comes late or too much on a connection can be taken for the next person's answer there.
    void eachChangeHasAConnectionOfItsOwn()
    {
        ScriptedServer server;
        server.setHandler([](const auto &) { return ScriptedServer::Answer{noContent, false}; });
        Run run(server.baseUrl());
        for (int i = 0; i < 3; ++i)
            run.change(QStringLiteral("u%1").arg(i));
        QCOMPARE(server.connectionCount(), 3);
        QCOMPARE(server.requests().size(), 3);
    }

    // Else it would be thirty seconds.
    void theSettingsSayHowLongNothingMayCome()
    {
        ScriptedServer server;
        server.setHandler([](const auto &) { return ScriptedServer::silence(); });
        SystemClock clock;
        HttpClient::Options options;
        options.replyTimeout = std::chrono::milliseconds(300);
        HttpClient http(options, clock);
        FixedTokenSource tokens(Secret::fromUtf8("t"));
        ZoomClient client(&http, &tokens, server.baseUrl());
        PasswordReset reset(&client);
        QList<ErrorKind> ends;
        connect(&reset, &PasswordReset::finished, this,
                [&ends](const ResetResult &result) { ends.append(result.outcome.error().kind); });
        QVERIFY(reset.start({QStringLiteral("u"), {}, {}}, Secret::fromUtf8("Passw0rd-1")));
        QTRY_COMPARE_WITH_TIMEOUT(ends, QList<ErrorKind>{ErrorKind::ReplyTimeout}, 25'000);
    }

    void aConnectionLeftIdleIsNotTrusted()
    {
        ScriptedServer server;
        server.setHandler([](const auto &) { return ScriptedServer::Answer{noContent, false}; });
        SystemClock clock;
        HttpClient::Options options;
        options.reuseIdleFor = std::chrono::milliseconds(0);
        HttpClient http(options, clock);
        FixedTokenSource tokens(Secret::fromUtf8("t"));
        ZoomClient client(&http, &tokens, server.baseUrl());
        PasswordReset reset(&client);
        int done = 0;
        connect(&reset, &PasswordReset::finished, this, [&done] { ++done; });
        for (int i = 0; i < 2; ++i) {
            reset.start({QStringLiteral("u"), {}, {}}, Secret::fromUtf8("Passw0rd-1"));
            QTRY_COMPARE(done, i + 1);
            QTest::qWait(20);
        }
        QCOMPARE(server.connectionCount(), 2);
    }
};

QTEST_GUILESS_MAIN(TestRequest)
#include "tst_request.moc"
