#include "auth/refreshrecord.h"
#include "zoom/codetokenrequest.h"
#include "zoom/refreshtokenrequest.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

const QUrl tokenUrl(u"https://zoom.us/oauth/token"_s);

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

CodeTokenRequest codeRequest(const QByteArray &secret = "s3cr3t")
{
    CodeTokenRequest request;
    request.client = {u"client-1"_s, Secret::fromUtf8(secret)};
    request.code = Secret::fromUtf8("the+code/=");
    request.codeVerifier = Secret::fromUtf8("the-verifier");
    request.redirectUrl = QUrl(u"http://127.0.0.1:27147/keyturn-sign-in"_s);
    return request;
}

RefreshTokenRequest refreshRequest(const QByteArray &secret = "s3cr3t")
{
    RefreshTokenRequest request;
    request.client = {u"client-1"_s, Secret::fromUtf8(secret)};
    request.refreshToken = Secret::fromUtf8("eyJ.refresh.token-1");
    return request;
}

QByteArray bodyOf(const HttpRequest &request)
{
    return std::get<RawBody>(request.body).bytes.exposeUtf8().toByteArray();
}

} // namespace

/// What is sent to the token URL for a sign-in with the browser, and what is made of the answers.
class TestSignInRequests final : public QObject
{
    Q_OBJECT

private slots:
    void sendsTheCode()
    {
        const auto built = codeRequest().build(tokenUrl);
        QVERIFY(built);
        QCOMPARE(built->verb, HttpRequest::Verb::Post);
        QCOMPARE(built->url, tokenUrl);
        QCOMPARE(built->basicCredentials.exposeUtf8().toByteArray(), QByteArray("client-1:s3cr3t"));
        QCOMPARE(bodyOf(*built),
                 QByteArray("grant_type=authorization_code&code=the%2Bcode%2F%3D&"
                            "redirect_uri=http%3A%2F%2F127.0.0.1%3A27147%2Fkeyturn-sign-in&"
                            "code_verifier=the-verifier"));
    }

    void sendsTheRefreshToken()
    {
        const auto built = refreshRequest().build(tokenUrl);
        QVERIFY(built);
        QCOMPARE(built->basicCredentials.exposeUtf8().toByteArray(), QByteArray("client-1:s3cr3t"));
        QCOMPARE(bodyOf(*built), QByteArray("grant_type=refresh_token&refresh_token=eyJ.refresh.token-1"));
    }

    void anAppWithoutASecretNamesItselfInTheForm()
    {
        const auto code = codeRequest({}).build(tokenUrl);
        const auto refresh = refreshRequest({}).build(tokenUrl);
        QVERIFY(code && refresh);
        QVERIFY(code->basicCredentials.isEmpty() && refresh->basicCredentials.isEmpty());
        QVERIFY(bodyOf(*code).endsWith("&client_id=client-1"));
        QVERIFY(bodyOf(*refresh).endsWith("&client_id=client-1"));
    }

    void readsBothTokens()
    {
        const QByteArray body = R"({"access_token":"eyJ.a.b","token_type":"bearer","expires_in":3599,
                                    "refresh_token":"eyJ.r.s","scope":"user:read:admin"})";
        const auto code = codeRequest().parse(answer(200, body));
        const auto refresh = refreshRequest().parse(answer(200, body));
        QVERIFY(code && refresh);
        for (const GrantedToken *granted : {&*code, &*refresh}) {
            QCOMPARE(granted->token.exposeUtf8().toByteArray(), QByteArray("eyJ.a.b"));
            QCOMPARE(granted->refreshToken.exposeUtf8().toByteArray(), QByteArray("eyJ.r.s"));
        }
    }

    // A sign-in without one would be over in an hour, unnoticed until then.
    void aSignInNeedsARefreshToken()
    {
        const QByteArray body = R"({"access_token":"eyJ.a.b","token_type":"bearer","expires_in":3599})";
        const auto code = codeRequest().parse(answer(200, body));
        QVERIFY(!code);
        QCOMPARE(code.error().kind, ErrorKind::UnexpectedReply);
        QCOMPARE(code.error().field, u"refresh_token"_s);
        QCOMPARE(code.error().reply.trackingId, u"track-1"_s);
        const auto refresh = refreshRequest().parse(answer(200, body));
        QVERIFY(refresh); // the old one stays
        QVERIFY(refresh->refreshToken.isEmpty());
    }

    void namesTheRefusals_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("code");
        QTest::addColumn<ErrorKind>("refresh");
        const auto row = [](const char *name, int status, const QByteArray &body, ErrorKind code,
                            ErrorKind refresh) { QTest::newRow(name) << status << body << code << refresh; };
        row("400 invalid_grant", 400, R"({"reason":"Invalid Token!","error":"invalid_grant"})",
            ErrorKind::SignInCodeRefused, ErrorKind::SignInNeeded);
        row("401 invalid_grant", 401, R"({"reason":"Invalid Token!","error":"invalid_grant"})",
            ErrorKind::SignInCodeRefused, ErrorKind::SignInNeeded);
        row("invalid_request", 400, R"({"reason":"Invalid Token!","error":"invalid_request"})",
            ErrorKind::SignInCodeRefused, ErrorKind::SignInNeeded);
        row("invalid_client", 401, R"({"reason":"x","error":"invalid_client"})", ErrorKind::ClientRefused,
            ErrorKind::ClientRefused);
        row("4717", 400, R"({"code":4717,"message":"The app has been disabled"})", ErrorKind::AppDeactivated,
            ErrorKind::AppDeactivated);
        row("4709", 400, R"({"code":4709,"message":"Redirect URI mismatch."})", ErrorKind::SignInCodeRefused,
            ErrorKind::SignInNeeded);
        row("4711", 400, R"({"code":4711,"message":"Refresh token invalid."})", ErrorKind::SignInCodeRefused,
            ErrorKind::SignInNeeded);
        row("unsupported", 400, R"({"error":"unsupported_grant_type"})", ErrorKind::GrantRefused,
            ErrorKind::GrantRefused);
        // These say nothing of the sign-in: it is not to be given up for them.
        row("503", 503, "<html>", ErrorKind::GatewayTrouble, ErrorKind::GatewayTrouble);
        row("400 page", 400, "<html>", ErrorKind::NotAZoomReply, ErrorKind::NotAZoomReply);
        row("429", 429, "{}", ErrorKind::RateLimited, ErrorKind::RateLimited);
        row("empty 200", 200, "", ErrorKind::NotAZoomReply, ErrorKind::NotAZoomReply);
    }
    void namesTheRefusals()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, code);
        QFETCH(ErrorKind, refresh);
        QCOMPARE(codeRequest().parse(answer(status, body)).error().kind, code);
        QCOMPARE(refreshRequest().parse(answer(status, body)).error().kind, refresh);
    }

    void noErrorHoldsASecret()
    {
        const QByteArray echo = "the+code/= the-verifier s3cr3t " + QByteArray("client-1:s3cr3t").toBase64()
            + " eyJ.refresh.token-1";
        // No raw string, since moc stumbles over its end here.
        const QByteArray body = "{\"error\":\"invalid_grant\",\"code\":1,\"message\":\"" + echo + "\"}";
        HttpReply reply = answer(400, body);
        reply.headers = {{"x-zm-trackingid", echo}};
        const Error code = codeRequest().parse(reply).error();
        const Error refresh = refreshRequest().parse(reply).error();
        for (const QString &text : {code.reply.message, code.reply.trackingId}) {
            QVERIFY2(!text.contains(u"the+code"_s) && !text.contains(u"the-verifier"_s)
                         && !text.contains(u"s3cr3t"_s),
                     qPrintable(text));
        }
        for (const QString &text : {refresh.reply.message, refresh.reply.trackingId}) {
            QVERIFY2(!text.contains(u"refresh.token"_s) && !text.contains(u"s3cr3t"_s), qPrintable(text));
        }
    }

    void refusesWhatCannotBeSent()
    {
        CodeTokenRequest request = codeRequest();
        request.client.id = u"a:b"_s;
        QCOMPARE(request.build(tokenUrl).error().field, u"clientId"_s);
        QCOMPARE(refreshRequest("a\r\nb").build(tokenUrl).error().field, u"clientSecret"_s);
        QCOMPARE(refreshRequest().build(QUrl(u"http://zoom.us/oauth/token"_s)).error().field, u"tokenUrl"_s);
    }

    void aRecordComesBackAsItWas()
    {
        for (const auto keep : {RefreshRecord::Keep::InKeychain, RefreshRecord::Keep::ThisRunOnly}) {
            const RefreshRecord record{Secret::fromUtf8("eyJ.a b.c"), 42, "origin", keep};
            const auto read = RefreshRecord::fromSecret(record.toSecret());
            QVERIFY(read);
            QVERIFY(read->token.equals(record.token));
            QCOMPARE(read->order, record.order);
            QCOMPARE(read->origin, record.origin);
            QVERIFY(read->keep == keep);
            QCOMPARE(read->fingerprint(), record.fingerprint());
        }
        for (const char *text : {"", "eyJ.a.b", "keyturn-refresh-1", "keyturn-refresh-1 1 keychain origin ",
                                 "keyturn-refresh-1 0 keychain origin token",
                                 "keyturn-refresh-1 1 elsewhere origin token", "keyturn-token-1 1 2 o token"})
            QVERIFY2(!RefreshRecord::fromSecret(Secret::fromUtf8(text)), text);
    }

    // A clock that is put back must not make a used-up token the newest.
    void aSuccessorIsAlwaysNewer()
    {
        const RefreshRecord record{Secret::fromUtf8("one"), 1'000'000, "origin",
                                   RefreshRecord::Keep::InKeychain};
        const RefreshRecord later =
            record.successor(Secret::fromUtf8("two"), QDateTime::fromMSecsSinceEpoch(2'000'000).toUTC());
        QCOMPARE(later.order, 2'000'000);
        const RefreshRecord latest =
            later.successor(Secret::fromUtf8("three"), QDateTime::fromMSecsSinceEpoch(500'000).toUTC());
        QCOMPARE(latest.order, 2'000'001);
        QVERIFY(latest.fingerprint() != later.fingerprint());
    }
};

QTEST_GUILESS_MAIN(TestSignInRequests)
#include "tst_signinrequests.moc"
