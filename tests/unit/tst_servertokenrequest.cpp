#include "zoom/servertokenrequest.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

const QUrl tokenUrl(u"https://zoom.us/oauth/token"_s);
constexpr auto clientSecret = "s3cr3t-of-the-app";

ServerTokenRequest request(const QString &accountId = u"acc-1"_s, const QString &clientId = u"client-1"_s,
                           const QByteArray &secret = clientSecret)
{
    return {accountId, clientId, Secret::fromUtf8(secret)};
}

HttpReply answer(int status, const QByteArray &body)
{
    HttpReply reply;
    reply.status = status;
    reply.headers = {{"x-zm-trackingid", "track-1"}};
    reply.body = body;
    reply.requestLeft = true;
    reply.time = QDateTime::currentDateTimeUtc();
    return reply;
}

} // namespace

class TestServerTokenRequest final : public QObject
{
    Q_OBJECT

private slots:
    void putsTheAccountIntoTheFormAndTheSecretIntoTheHeader()
    {
        const auto built = request().build(tokenUrl);
        QVERIFY(built);
        QCOMPARE(built->verb, HttpRequest::Verb::Post);
        QCOMPARE(built->url, tokenUrl);
        QVERIFY(built->bearerToken.isEmpty());
        QCOMPARE(built->basicCredentials.exposeUtf8().toByteArray(),
                 QByteArray("client-1:s3cr3t-of-the-app"));
        QVERIFY(built->headers.isEmpty());
        const auto *body = std::get_if<RawBody>(&built->body);
        QVERIFY(body);
        QCOMPARE(body->contentType, QByteArray("application/x-www-form-urlencoded"));
        QVERIFY(!body->bytes.exposeUtf8().toByteArray().contains("s3cr3t"));
    }

    void encodesTheAccountId()
    {
        const auto built = request(u"a&b=c+d%2F/~"_s).build(tokenUrl);
        QVERIFY(built);
        QCOMPARE(std::get<RawBody>(built->body).bytes.exposeUtf8().toByteArray(),
                 QByteArray("grant_type=account_credentials&account_id=a%26b%3Dc%2Bd%252F%2F~"));
    }

    void refusesWhatCannotBeSent_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("accountId");
        QTest::addColumn<QString>("clientId");
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<QString>("field");
        const QString good = tokenUrl.toString();
        QTest::newRow("http") << u"http://zoom.us/oauth/token"_s << u"a"_s << u"c"_s << QByteArray("s")
                              << u"tokenUrl"_s;
        QTest::newRow("query") << good + u"?a=b"_s << u"a"_s << u"c"_s << QByteArray("s") << u"tokenUrl"_s;
        QTest::newRow("user part") << u"https://me:pw@zoom.us/oauth/token"_s << u"a"_s << u"c"_s
                                   << QByteArray("s") << u"tokenUrl"_s;
        QTest::newRow("no URL") << QString() << u"a"_s << u"c"_s << QByteArray("s") << u"tokenUrl"_s;
        QTest::newRow("no account") << good << QString() << u"c"_s << QByteArray("s") << u"accountId"_s;
        QTest::newRow("blank in account") << good << u"a b"_s << u"c"_s << QByteArray("s") << u"accountId"_s;
        QTest::newRow("no client") << good << u"a"_s << QString() << QByteArray("s") << u"clientId"_s;
        QTest::newRow("colon in client") << good << u"a"_s << u"c:d"_s << QByteArray("s") << u"clientId"_s;
        QTest::newRow("no secret") << good << u"a"_s << u"c"_s << QByteArray() << u"clientSecret"_s;
        QTest::newRow("line break in secret")
            << good << u"a"_s << u"c"_s << QByteArray("s\r\nX: y") << u"clientSecret"_s;
    }
    void refusesWhatCannotBeSent()
    {
        QFETCH(QString, url);
        QFETCH(QString, accountId);
        QFETCH(QString, clientId);
        QFETCH(QByteArray, secret);
        QFETCH(QString, field);
        const auto built = request(accountId, clientId, secret).build(QUrl(url));
        QVERIFY(!built);
        QCOMPARE(built.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(built.error().field, field);
        QVERIFY(!built.error().reply.message.isEmpty());
        QVERIFY(secret.isEmpty() || secret.size() == 1
                || !built.error().reply.message.contains(QString::fromUtf8(secret)));
    }

    void readsWhatZoomGives()
    {
        const auto granted =
            request().parse(answer(200, R"({"access_token":"eyJ.a.b","token_type":"bearer","expires_in":3599,
                            "scope":"user:read:admin user:write:admin","api_url":"https:\/\/api.zoom.us"})"));
        QVERIFY(granted);
        QCOMPARE(granted->token.exposeUtf8().toByteArray(), QByteArray("eyJ.a.b"));
        QCOMPARE(granted->lifetime, std::chrono::seconds(3599));
        QCOMPARE(granted->scopes, QStringList({u"user:read:admin"_s, u"user:write:admin"_s}));
        QCOMPARE(granted->apiUrl, QUrl(u"https://api.zoom.us"_s));
    }

    void judgesTheLifetime_data()
    {
        QTest::addColumn<QByteArray>("member"); // in the JSON, with its comma
        QTest::addColumn<qint64>("seconds"); // 0: an error
        QTest::newRow("missing") << QByteArray() << qint64(3600);
        QTest::newRow("null") << QByteArray(R"(,"expires_in":null)") << qint64(3600);
        QTest::newRow("string") << QByteArray(R"(,"expires_in":"3599")") << qint64(3599);
        QTest::newRow("one") << QByteArray(R"(,"expires_in":1)") << qint64(1);
        QTest::newRow("fraction") << QByteArray(R"(,"expires_in":59.9)") << qint64(59);
        QTest::newRow("a year") << QByteArray(R"(,"expires_in":31536000)") << qint64(86400);
        QTest::newRow("huge") << QByteArray(R"(,"expires_in":1e300)") << qint64(86400);
        QTest::newRow("zero") << QByteArray(R"(,"expires_in":0)") << qint64(0);
        QTest::newRow("negative") << QByteArray(R"(,"expires_in":-3600)") << qint64(0);
        QTest::newRow("words") << QByteArray(R"(,"expires_in":"soon")") << qint64(0);
        QTest::newRow("empty") << QByteArray(R"(,"expires_in":"")") << qint64(0);
        QTest::newRow("true") << QByteArray(R"(,"expires_in":true)") << qint64(0);
        QTest::newRow("list") << QByteArray(R"(,"expires_in":[3600])") << qint64(0);
        QTest::newRow("nan") << QByteArray(R"(,"expires_in":"nan")") << qint64(0);
    }
    void judgesTheLifetime()
    {
        QFETCH(QByteArray, member);
        QFETCH(qint64, seconds);
        const auto granted =
            request().parse(answer(200, R"({"access_token":"t","token_type":"Bearer")" + member + '}'));
        QCOMPARE(granted.has_value(), seconds > 0);
        if (granted)
            QCOMPARE(granted->lifetime.count(), seconds);
        else
            QCOMPARE(granted.error().field, u"expires_in"_s);
    }

    void namesWhatIsWrongWithAGrant_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("field");
        QTest::newRow("nothing") << QByteArray("{}") << u"access_token"_s;
        QTest::newRow("empty") << QByteArray(R"({"access_token":"","token_type":"bearer"})")
                               << u"access_token"_s;
        QTest::newRow("number") << QByteArray(R"({"access_token":7,"token_type":"bearer"})")
                                << u"access_token"_s;
        QTest::newRow("line break") << QByteArray(R"({"access_token":"a\nb","token_type":"bearer"})")
                                    << u"access_token"_s;
        QTest::newRow("too long") << QByteArray(R"({"access_token":")" + QByteArray(20'000, 'x')
                                                + R"(","token_type":"bearer"})")
                                  << u"access_token"_s;
        QTest::newRow("no type") << QByteArray(R"({"access_token":"t"})") << u"token_type"_s;
        QTest::newRow("mac") << QByteArray(R"({"access_token":"t","token_type":"mac"})") << u"token_type"_s;
    }
    void namesWhatIsWrongWithAGrant()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, field);
        const auto granted = request().parse(answer(200, body));
        QVERIFY(!granted);
        QCOMPARE(granted.error().kind, ErrorKind::UnexpectedReply);
        QCOMPARE(granted.error().field, field);
        QCOMPARE(granted.error().reply.trackingId, u"track-1"_s);
    }

    void anApiUrlThatIsNotSafeIsLeft()
    {
        const auto granted = request().parse(
            answer(200, R"({"access_token":"t","token_type":"bearer","api_url":"http:\/\/evil.example"})"));
        QVERIFY(granted);
        QVERIFY(granted->apiUrl.isEmpty());
    }

    void namesTheRefusal_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int status, const QByteArray &body, ErrorKind kind) {
            QTest::newRow(name) << status << body << kind;
        };
        const QByteArray client =
            R"({"reason":"Invalid client_id or client_secret","error":"invalid_client"})";
        row("client, 400", 400, client, ErrorKind::ClientRefused);
        row("client, 401", 401, client, ErrorKind::ClientRefused);
        row("4702", 400, R"({"code":4702,"message":"Invalid client."})", ErrorKind::ClientRefused);
        row("4704", 401, R"({"code":"4704","message":"Invalid secret."})", ErrorKind::ClientRefused);
        row("4705", 400, R"({"code":4705,"message":"Unsupported grant type."})", ErrorKind::GrantRefused);
        row("4717", 400, R"({"code":4717,"message":"The app has been disabled."})",
            ErrorKind::AppDeactivated);
        row("4717 in the guise of another", 401,
            R"({"code":4717,"error":"invalid_client","reason":"The app has been disabled."})",
            ErrorKind::AppDeactivated);
        row("account", 400, R"({"reason":"Bad Request","error":"invalid_request"})",
            ErrorKind::AccountIdRefused);
        row("grant", 400, R"({"reason":"Invalid Grant","error":"invalid_grant"})",
            ErrorKind::AccountIdRefused);
        row("grant type", 400, R"({"reason":"unsupported grant type","error":"unsupported_grant_type"})",
            ErrorKind::GrantRefused);
        row("another", 400, R"({"code":9999,"message":"Something else."})", ErrorKind::Refused);
        row("another, 401", 401, R"({"code":9999,"message":"Something else."})", ErrorKind::ClientRefused);
        row("a proxy's 401", 401, "<html>Sign in</html>", ErrorKind::RefusedInBetween);
        row("an empty 401", 401, "", ErrorKind::RefusedInBetween);
        row("a proxy's 403", 403, "<html>Blocked</html>", ErrorKind::RefusedInBetween);
        row("a proxy that asks", 407, "<html></html>", ErrorKind::ProxyAuthenticationRequired);
        row("sign-in page", 200, "<html>Welcome to our network</html>", ErrorKind::NotAZoomReply);
        row("redirect to a sign-in page", 302, "", ErrorKind::Redirected);
        row("nothing", 204, "", ErrorKind::UnexpectedReply);
        row("too many", 429, R"({"code":429,"message":"Too many requests"})", ErrorKind::RateLimited);
        row("gateway", 502, "<html>Bad Gateway</html>", ErrorKind::GatewayTrouble);
        row("not found", 404, "<html>nginx</html>", ErrorKind::NotAZoomReply);
    }
    void namesTheRefusal()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        const auto granted = request().parse(answer(status, body));
        QVERIFY(!granted);
        QCOMPARE(granted.error().kind, kind);
        QCOMPARE(granted.error().reply.httpStatus, status);
    }

    void theNetworksTroubleStays()
    {
        HttpReply reply;
        reply.transportError = Error::of(ErrorKind::HostNotFound, u"Host zoom.us not found"_s);
        const auto granted = request().parse(reply);
        QVERIFY(!granted);
        QCOMPARE(granted.error().kind, ErrorKind::HostNotFound);
        QCOMPARE(granted.error().reply.message, u"Host zoom.us not found"_s);
    }

    void noErrorHoldsTheSecret()
    {
        const QByteArray basic = QByteArray("client-1:s3cr3t-of-the-app").toBase64();
        HttpReply reply = answer(400,
                                 R"({"error":"invalid_client","reason":"got s3cr3t-of-the-app and )" + basic
                                     + R"(","errors":[{"field":"x","message":"s3cr3t-of-the-app"}]})");
        reply.headers = {{"x-zm-trackingid", "s3cr3t-of-the-app"}};
        const auto granted = request().parse(reply);
        QVERIFY(!granted);
        const Error &error = granted.error();
        QVERIFY(error.reply.message.startsWith(u"got "));
        QVERIFY(!error.reply.message.contains(QLatin1StringView(clientSecret)));
        QVERIFY(!error.reply.message.contains(QString::fromLatin1(basic)));
        QVERIFY(!error.reply.trackingId.contains(QLatin1StringView(clientSecret)));
        QVERIFY(error.fieldErrors.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestServerTokenRequest)
#include "tst_servertokenrequest.moc"
