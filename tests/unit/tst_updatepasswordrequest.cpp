#include "zoom/updatepasswordrequest.h"
#include "zoom/zoomreply.h"

#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;
using Kind = Outcome::Kind;

Q_DECLARE_METATYPE(Keyturn::Outcome::Kind)
Q_DECLARE_METATYPE(Keyturn::ErrorKind)

namespace {

const QUrl base(QStringLiteral("https://api.zoom.us/v2"));

HttpReply answer(int status, const QByteArray &body)
{
    HttpReply reply;
    reply.status = status;
    reply.body = body;
    reply.requestLeft = true;
    reply.time = QDateTime(QDate(2026, 5, 4), QTime(10, 0), QTimeZone::utc());
    return reply;
}

Outcome classify(const HttpReply &reply)
{
    return UpdatePasswordRequest::classify(ZoomReply::of(reply));
}

QByteArray zoomError(int code, const QByteArray &message)
{
    return "{\"code\":" + QByteArray::number(code) + ",\"message\":\"" + message + "\"}";
}

} // namespace

class TestUpdatePasswordRequest final : public QObject
{
    Q_OBJECT

private slots:
    void pathIsOneSegment_data()
    {
        QTest::addColumn<QString>("userId");
        QTest::addColumn<QByteArray>("path");
        const auto row = [](const char *id, const char *segment) {
            QTest::newRow(id) << QString::fromUtf8(id)
                              << QByteArray("/v2/users/") + segment + QByteArray("/password");
        };
        row("abc123_-", "abc123_-");
        row("a/b", "a%2Fb");
        row("../x", "..%2Fx");
        row("ü@ö.de", "%C3%BC%40%C3%B6.de");
        row("a?b#c", "a%3Fb%23c");
        row("a b+c&d=e", "a%20b%2Bc%26d%3De");
        row("100%", "100%25");
        row("%2F", "%252F");
        row("me", "me");
        row("\\\\host\\x", "%5C%5Chost%5Cx");
        row("\U0001F511", "%F0%9F%94%91");
    }
    void pathIsOneSegment()
    {
        QFETCH(QString, userId);
        QFETCH(QByteArray, path);
        UpdatePasswordRequest request{userId, Secret::fromUtf8("Passw0rd"), BodyFormat::Multipart};
        const auto built = request.build(base, Secret::fromUtf8("token"));
        QVERIFY(built.has_value());
        QCOMPARE(built->url.path(QUrl::FullyEncoded).toLatin1(), path);
        QVERIFY(!built->url.hasQuery());
        QVERIFY(!built->url.hasFragment());
        QCOMPARE(built->url.host(), QStringLiteral("api.zoom.us"));
    }

    void refusesWhatIsNoUserId_data()
    {
        QTest::addColumn<QString>("userId");
        QTest::newRow("empty") << QString();
        QTest::newRow("dot") << QStringLiteral(".");
        QTest::newRow("dots") << QStringLiteral("..");
        QTest::newRow("encoded dots") << QStringLiteral("%2e%2E");
        QTest::newRow("half encoded dots") << QStringLiteral(".%2e");
        QTest::newRow("line break") << QStringLiteral("a\r\nb");
        QTest::newRow("nul") << QStringLiteral("a") + QChar(0);
        QTest::newRow("broken surrogate") << QString(QChar(0xd800));
    }
    void refusesWhatIsNoUserId()
    {
        QFETCH(QString, userId);
        const UpdatePasswordRequest request{userId, Secret::fromUtf8("Passw0rd"), BodyFormat::Multipart};
        const auto built = request.build(base, Secret::fromUtf8("token"));
        QVERIFY(!built.has_value());
        QCOMPARE(built.error().kind, ErrorKind::InvalidUserId);
    }

    void refusesTokensThatNoHeaderMayHold_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("line feed") << QByteArray("abc\ndef");
        QTest::newRow("injection") << QByteArray("abc\r\nX-Evil: 1");
        QTest::newRow("blank") << QByteArray("abc def");
        QTest::newRow("nul") << QByteArray("abc\0def", 7);
        QTest::newRow("not ASCII") << QByteArray("abc\xc3\xa9");
    }
    void refusesTokensThatNoHeaderMayHold()
    {
        QFETCH(QByteArray, token);
        const UpdatePasswordRequest request{QStringLiteral("u"), Secret::fromUtf8("Passw0rd"),
                                            BodyFormat::Multipart};
        const auto built = request.build(base, Secret::fromUtf8(token));
        QVERIFY(!built.has_value());
        QCOMPARE(built.error().kind, ErrorKind::InvalidToken);
        QCOMPARE(built.error().field, QStringLiteral("token"));
    }

    void everyRowIsClassified_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Outcome::Kind>("outcome");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int status, const QByteArray &body, Kind outcome,
                            ErrorKind kind) { QTest::newRow(name) << status << body << outcome << kind; };
        // The refusals of app/zoom/README.md, in its order.
        row("same password", 400, zoomError(300, "Your new password can not match the old password."),
            Kind::Refused, ErrorKind::SamePassword);
        row("too many changes", 400,
            zoomError(300,
                      "This password cannot be changed because it has already been changed the maximum "
                      "number of times over the past 24 hours."),
            Kind::Refused, ErrorKind::TooManyChanges);
        row("validation failed", 400,
            R"({"code":300,"message":"Validation Failed.","errors":[{"field":"password","message":"no"}]})",
            Kind::Refused, ErrorKind::ValidationFailed);
        row("body should be JSON", 400, zoomError(300, "Request Body should be a valid JSON object."),
            Kind::Refused, ErrorKind::BodyFormatRefused);
        row("300 unknown", 400, zoomError(300, "Something new."), Kind::Refused, ErrorKind::Refused);
        row("1117", 400, zoomError(1117, "x"), Kind::Refused, ErrorKind::AdminPassword);
        row("1123", 400, zoomError(1123, "x"), Kind::Refused, ErrorKind::WorkEmailOnly);
        row("1124", 400, zoomError(1124, "x"), Kind::Refused, ErrorKind::PasswordTooShort);
        row("1125", 400, zoomError(1125, "x"), Kind::Refused, ErrorKind::PasswordNeedsLetter);
        row("1126", 400, zoomError(1126, "x"), Kind::Refused, ErrorKind::PasswordNeedsDigit);
        row("1127", 400, zoomError(1127, "x"), Kind::Refused, ErrorKind::PasswordNeedsSpecial);
        row("1128", 400, zoomError(1128, "x"), Kind::Refused, ErrorKind::PasswordNeedsBothCases);
        row("1129", 400, zoomError(1129, "x"), Kind::Refused, ErrorKind::PasswordUsedBefore);
        row("1130", 400, zoomError(1130, "x"), Kind::Refused, ErrorKind::PasswordRepeatsCharacter);
        row("1131", 400, zoomError(1131, "x"), Kind::Refused, ErrorKind::PasswordIsSequence);
        row("1136", 400, zoomError(1136, "x"), Kind::Refused, ErrorKind::PasswordTooEasy);
        row("1001", 404, zoomError(1001, "User does not exist: u."), Kind::Refused, ErrorKind::UserNotFound);
        row("1010", 404, zoomError(1010, "x"), Kind::Refused, ErrorKind::UserInOtherAccount);
        row("124 as 401", 401, zoomError(124, "Invalid access token."), Kind::Refused,
            ErrorKind::TokenRejected);
        row("124 as 400", 400, zoomError(124, "Access token is expired."), Kind::Refused,
            ErrorKind::TokenRejected);
        row("4711", 400, zoomError(4711, "Invalid access token, does not contain scopes:[user:write:admin]."),
            Kind::Refused, ErrorKind::MissingScopes);
        row("4700 as 401", 401, zoomError(4700, "Invalid access token, does not contain scopes:[a]."),
            Kind::Refused, ErrorKind::MissingScopes);
        row("4700 without scopes", 401, zoomError(4700, "Token cannot be empty"), Kind::Refused,
            ErrorKind::TokenRejected);
        row("403", 403, zoomError(200, "No permission."), Kind::Refused, ErrorKind::PermissionDenied);
        row("403 with a code of its own", 403, zoomError(1117, "x"), Kind::Refused,
            ErrorKind::PermissionDenied);
        row("200 as 400", 400, zoomError(200, "No permission."), Kind::Refused, ErrorKind::PermissionDenied);
        row("not paid", 400, zoomError(200, "Only available for Paid account."), Kind::Refused,
            ErrorKind::PaidAccountNeeded);
        row("API shut", 403,
            zoomError(300,
                      "Access to the Zoom REST API has been denied for this account. Contact Zoom "
                      "Support for details."),
            Kind::Refused, ErrorKind::ApiAccessDenied);
        row("API shut, without a code", 403,
            R"({"message":"Access to the Zoom REST API has been denied for this account."})", Kind::Unknown,
            ErrorKind::ApiAccessDenied);
        row("1010 as 400", 400, zoomError(1010, "User does not belong to this account."), Kind::Refused,
            ErrorKind::UserInOtherAccount);
        row("1000", 400, zoomError(1000, "x"), Kind::Refused, ErrorKind::UserNotActive);
        row("1120", 400, zoomError(1120, "A valid invitation was not found."), Kind::Refused,
            ErrorKind::InvitationExpired);
        row("2300", 404, zoomError(2300, "This API endpoint is not recognized."), Kind::Refused,
            ErrorKind::EndpointUnknown);
        row("same, as others write it", 400,
            zoomError(300, "Your new password cannot match the old password"), Kind::Refused,
            ErrorKind::SamePassword);
        row("the old one was wrong", 400, zoomError(300, "The old password does not match."), Kind::Refused,
            ErrorKind::Refused);
        row("lock of one user", 429,
            zoomError(429,
                      "Too many concurrent requests. A request to change this user has already been "
                      "made."),
            Kind::Refused, ErrorKind::UserBusy);
        row("429", 429, zoomError(429, "You have reached the maximum per-second rate limit for this API."),
            Kind::Refused, ErrorKind::RateLimited);
        row("429 daily", 429, zoomError(429, "You have reached the maximum daily rate limit for this API."),
            Kind::Refused, ErrorKind::DailyLimitReached);
        row("429 empty", 429, {}, Kind::Unknown, ErrorKind::ThrottledInBetween);
        row("429 HTML", 429, "<html>daily limit</html>", Kind::Unknown, ErrorKind::ThrottledInBetween);
        row("code as text", 400, R"({"code":"1124","message":"x"})", Kind::Refused,
            ErrorKind::PasswordTooShort);

        // What proves nothing.
        row("500", 500, {}, Kind::Unknown, ErrorKind::GatewayTrouble);
        row("500 as Zoom would", 500, zoomError(500, "Internal error"), Kind::Unknown,
            ErrorKind::GatewayTrouble);
        row("502 HTML", 502, "<html>Bad gateway</html>", Kind::Unknown, ErrorKind::GatewayTrouble);
        row("503", 503, "Service Unavailable", Kind::Unknown, ErrorKind::GatewayTrouble);
        row("504", 504, {}, Kind::Unknown, ErrorKind::GatewayTrouble);
        row("200 empty", 200, {}, Kind::Unknown, ErrorKind::UnexpectedReply);
        row("200 HTML", 200, "<html>Sign in to the network</html>", Kind::Unknown,
            ErrorKind::UnexpectedReply);
        row("200 JSON", 200, "{}", Kind::Unknown, ErrorKind::UnexpectedReply);
        row("202", 202, {}, Kind::Unknown, ErrorKind::UnexpectedReply);
        row("103", 103, {}, Kind::Unknown, ErrorKind::UnexpectedReply);
        row("303", 303, {}, Kind::Unknown, ErrorKind::Redirected);
        row("400 HTML", 400, "<html>400</html>", Kind::Unknown, ErrorKind::NotAZoomReply);
        row("400 empty", 400, {}, Kind::Unknown, ErrorKind::NotAZoomReply);
        row("404 HTML", 404, "<html>404</html>", Kind::Unknown, ErrorKind::NotAZoomReply);
        row("half a JSON", 400, "{\"code\":300,\"mess", Kind::Unknown, ErrorKind::NotAZoomReply);
        for (const int status : {300, 301, 302, 307, 308})
            row(qPrintable(QString::number(status)), status, {}, Kind::Unknown, ErrorKind::Redirected);
        row("304", 304, {}, Kind::Unknown, ErrorKind::UnexpectedReply);
        for (const int status :
             {402, 405, 406, 410, 411, 412, 413, 414, 416, 417, 421, 422, 424, 426, 428, 431})
            row(qPrintable(QString::number(status)), status, {}, Kind::Unknown, ErrorKind::NotAZoomReply);
        for (const int status : {408, 409, 423, 425, 499}) {
            row(qPrintable(QStringLiteral("%1 empty").arg(status)), status, {}, Kind::Unknown,
                ErrorKind::UnexpectedReply);
            row(qPrintable(QStringLiteral("%1 as Zoom would").arg(status)), status,
                zoomError(300, "Your new password can not match the old password."), Kind::Unknown,
                ErrorKind::UnexpectedReply);
        }
        row("401 empty", 401, {}, Kind::Unknown, ErrorKind::RefusedInBetween);
        row("401 HTML", 401, "<html>Sign in</html>", Kind::Unknown, ErrorKind::RefusedInBetween);
        row("403 HTML", 403, "<html>", Kind::Unknown, ErrorKind::RefusedInBetween);
        row("403 as gateways write it", 403, R"({"message":"Forbidden"})", Kind::Unknown,
            ErrorKind::RefusedInBetween);
        row("403 as Kubernetes writes it", 403,
            R"({"kind":"Status","message":"forbidden","reason":"Forbidden","code":403})", Kind::Unknown,
            ErrorKind::RefusedInBetween);
        row("400 with a reason", 400, R"({"reason":"bad","error":"invalid_request"})", Kind::Unknown,
            ErrorKind::NotAZoomReply);
        row("400 with an inner code", 400, R"({"error":{"code":300,"message":"no"}})", Kind::Unknown,
            ErrorKind::NotAZoomReply);
        row("404 with a code in words", 404, R"({"code":"NotFound","message":"no route"})", Kind::Unknown,
            ErrorKind::NotAZoomReply);
        row("400 with code 0", 400, zoomError(0, "x"), Kind::Unknown, ErrorKind::NotAZoomReply);
        row("400 with code -1", 400, zoomError(-1, "x"), Kind::Unknown, ErrorKind::NotAZoomReply);
        row("400 with a huge code", 400, R"({"code":99999999999,"message":"x"})", Kind::Unknown,
            ErrorKind::NotAZoomReply);
        row("400 with half a code", 400, R"({"code":300.5,"message":"x"})", Kind::Unknown,
            ErrorKind::NotAZoomReply);
        row("400 without words", 400, R"({"code":1124})", Kind::Unknown, ErrorKind::NotAZoomReply);
        row("a list", 400, R"([{"code":300,"message":"x"}])", Kind::Unknown, ErrorKind::NotAZoomReply);
        row("200 with a code", 200, zoomError(1001, "User does not exist: u."), Kind::Unknown,
            ErrorKind::UnexpectedReply);
        row("201 with a code", 201, zoomError(300, "Request Body should be a valid JSON object."),
            Kind::Unknown, ErrorKind::UnexpectedReply);
        row("205", 205, {}, Kind::Unknown, ErrorKind::UnexpectedReply);
        row("407", 407, {}, Kind::Unknown, ErrorKind::ProxyAuthenticationRequired);
        row("511", 511, {}, Kind::Unknown, ErrorKind::CaptivePortal);
        row("600", 600, {}, Kind::Unknown, ErrorKind::UnexpectedReply);
        row("999", 999, zoomError(300, "x"), Kind::Unknown, ErrorKind::UnexpectedReply);

        // Other ways to write the same.
        row("BOM", 400, "\xef\xbb\xbf" + zoomError(1124, "x"), Kind::Refused, ErrorKind::PasswordTooShort);
        row("XML", 404, "<?xml version=\"1.0\"?><error><code>1001</code><message>gone</message></error>",
            Kind::Refused, ErrorKind::UserNotFound);
        row("half an XML", 404, "<error><code>1001</code><message>gone</message>", Kind::Unknown,
            ErrorKind::NotAZoomReply);
        row("another XML", 404, "<Error><Code>NoSuchKey</Code><Message>x</Message></Error>", Kind::Unknown,
            ErrorKind::NotAZoomReply);
    }
    void everyRowIsClassified()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(Outcome::Kind, outcome);
        QFETCH(ErrorKind, kind);
        const Outcome result = classify(answer(status, body));
        QCOMPARE(result.kind(), outcome);
        QCOMPARE(result.error().kind, kind);
        QCOMPARE(result.facts().httpStatus, status);
    }

    // Who answered is one thing, and what became of the change another: a page proves nothing.
    void aNetworksSignInPageIsNamed_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("location");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<Outcome::Kind>("outcome");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int status, const char *type, const char *location,
                            const char *body, Kind outcome, ErrorKind kind) {
            QTest::newRow(name) << status << QByteArray(type) << QByteArray(location) << QByteArray(body)
                                << outcome << kind;
        };
        const char *form = "<HTML><body><FORM action='/login'><input type=password></FORM>";
        const char *refresh =
            "<html><meta http-equiv='refresh' content='0; url=http://portal.hotel.example'>";
        row("511", 511, "text/html", "", form, Kind::Unknown, ErrorKind::CaptivePortal);
        row("511 empty", 511, "", "", "", Kind::Unknown, ErrorKind::CaptivePortal);
        row("511 as JSON", 511, "application/json", "", R"({"message":"x"})", Kind::Unknown,
            ErrorKind::CaptivePortal);
        row("302 elsewhere", 302, "", "http://portal.hotel.example/login?u=x", "", Kind::Unknown,
            ErrorKind::CaptivePortal);
        row("307 elsewhere", 307, "", "https://10.0.0.1/", "", Kind::Unknown, ErrorKind::CaptivePortal);
        row("303 elsewhere", 303, "", "http://portal.hotel.example/", "", Kind::Unknown,
            ErrorKind::CaptivePortal);
        row("200 with a form", 200, "text/html; charset=utf-8", "", form, Kind::Unknown,
            ErrorKind::CaptivePortal);
        row("200 that leads elsewhere", 200, "Text/HTML", "", refresh, Kind::Unknown,
            ErrorKind::CaptivePortal);

        row("302 to itself", 302, "", "/v2/elsewhere", "", Kind::Unknown, ErrorKind::Redirected);
        row("302 to a sister", 302, "", "https://us02web.ZOOM.us/", "", Kind::Unknown, ErrorKind::Redirected);
        row("302 to nowhere", 302, "", "", "", Kind::Unknown, ErrorKind::Redirected);
        row("302 to nonsense", 302, "", "http://", "", Kind::Unknown, ErrorKind::Redirected);
        row("moved for good", 301, "", "https://api.elsewhere.example/", "", Kind::Unknown,
            ErrorKind::Redirected);
        row("200 without a form", 200, "text/html", "", "<html>Hello</html>", Kind::Unknown,
            ErrorKind::UnexpectedReply);
        row("200 as JSON", 200, "application/json", "", R"({"page":"<form>"})", Kind::Unknown,
            ErrorKind::UnexpectedReply);
        row("503 with a form", 503, "text/html", "", form, Kind::Unknown, ErrorKind::GatewayTrouble);
        row("404 with a form", 404, "text/html", "", form, Kind::Unknown, ErrorKind::NotAZoomReply);
        row("204 with a form", 204, "text/html", "", form, Kind::Changed, ErrorKind::Refused);
    }
    void aNetworksSignInPageIsNamed()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, location);
        QFETCH(QByteArray, body);
        QFETCH(Outcome::Kind, outcome);
        QFETCH(ErrorKind, kind);
        HttpReply reply = answer(status, body);
        reply.url = QUrl(QStringLiteral("https://api.zoom.us/v2/users/u/password"));
        if (!type.isEmpty())
            reply.headers.append({"content-type", type});
        if (!location.isEmpty())
            reply.headers.append({"location", location});
        const Outcome result = classify(reply);
        QCOMPARE(result.kind(), outcome);
        if (outcome != Kind::Changed)
            QCOMPARE(result.error().kind, kind);
        // For a call that asks for something, it is the same page.
        if (status != 204 && kind == ErrorKind::CaptivePortal)
            QCOMPARE(ZoomReply::of(reply).answer().error().kind, kind);
    }

    void onlyNoContentIsSuccess()
    {
        for (int status = 100; status < 600; ++status) {
            const Outcome result = classify(answer(status, {}));
            QCOMPARE(result.kind() == Kind::Changed, status == 204);
            QVERIFY2(result.kind() != Kind::NotSent, "an answered request was sent");
        }
    }

    void aWholeHeadCountsThoughTheConnectionBroke()
    {
        HttpReply reply = answer(204, {});
        reply.transportError = Error::of(ErrorKind::ConnectionLost);
        QCOMPARE(classify(reply).kind(), Kind::Changed);
    }

    void noAnswerIsUnknownOnlyIfItLeft()
    {
        HttpReply reply;
        reply.transportError = Error::of(ErrorKind::ConnectionLost);
        reply.requestLeft = true;
        QCOMPARE(classify(reply).kind(), Kind::Unknown);
        reply.requestLeft = false;
        QCOMPARE(classify(reply).kind(), Kind::NotSent);
    }

    void aCutRefusalIsNobodys()
    {
        HttpReply reply = answer(400, zoomError(1124, "x"));
        reply.transportError = Error::of(ErrorKind::ConnectionLost);
        QCOMPARE(classify(reply).kind(), Kind::Unknown);
        QCOMPARE(classify(reply).error().kind, ErrorKind::ConnectionLost);
    }

    // What was answered before the password left is no outcome of it.
    void anAnswerBeforeThePasswordLeft()
    {
        HttpReply reply = answer(413, "<html>");
        reply.requestLeft = false;
        QCOMPARE(classify(reply).kind(), Kind::NotSent);
        QCOMPARE(classify(reply).error().kind, ErrorKind::NotAZoomReply);
        reply = answer(401, zoomError(124, "Invalid access token."));
        reply.requestLeft = false;
        QCOMPARE(classify(reply).kind(), Kind::Refused);
        reply = answer(204, {});
        reply.requestLeft = false;
        QCOMPARE(classify(reply).kind(), Kind::Unknown); // an answer that nobody asked for
    }

    // A code that repeats the status is a gateway's as often as Zoom's.
    void aRepeatedStatusNeedsATrackingId()
    {
        HttpReply reply = answer(404, zoomError(404, "Not found"));
        QCOMPARE(classify(reply).kind(), Kind::Unknown);
        QCOMPARE(classify(reply).facts().zoomCode, 0);
        QCOMPARE(classify(reply).facts().message, QStringLiteral("Not found"));
        reply.headers = {{"x-zm-trackingid", "WEB_1"}};
        QCOMPARE(classify(reply).kind(), Kind::Refused);
        QCOMPARE(classify(reply).facts().zoomCode, 404);
    }

    void a429IsZoomsByItsMarks_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("type") << QByteArray("X-RateLimit-Type") << QByteArray("QPS")
                              << ErrorKind::RateLimited;
        QTest::newRow("reset") << QByteArray("x-ratelimit-reset") << QByteArray("1777888802")
                               << ErrorKind::RateLimited;
        QTest::newRow("daily") << QByteArray("X-RateLimit-Type") << QByteArray("Daily-limit")
                               << ErrorKind::DailyLimitReached;
        QTest::newRow("tracking ID") << QByteArray("x-zm-trackingid") << QByteArray("WEB_1")
                                     << ErrorKind::RateLimited;
    }
    void a429IsZoomsByItsMarks()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QFETCH(ErrorKind, kind);
        HttpReply reply = answer(429, {});
        reply.headers = {{header, value}};
        QCOMPARE(classify(reply).kind(), Kind::Refused);
        QCOMPARE(classify(reply).error().kind, kind);
    }

    // Each proves that nothing was read: the password was neither empty nor short.
    void theFormatWasNotUnderstood_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("isFormat");
        const auto row = [](const char *name, int status, const QByteArray &body, bool isFormat) {
            QTest::newRow(name) << status << body << isFormat;
        };
        const auto invalid = [](const QByteArray &errors) -> QByteArray {
            return R"({"code":300,"message":"Validation Failed.","errors":)" + errors + '}';
        };
        const QByteArray wants = "Request Body should be a valid JSON object.";
        row("415", 415, {}, true);
        row("415 HTML", 415, "<html>Unsupported Media Type</html>", true);
        row("415 of Zoom's", 415, zoomError(300, "Unsupported Content Type"), true);
        row("415 with another code", 415, zoomError(300, "This content type is not supported."), true);
        row("400 content type", 400, zoomError(300, "Unsupported Content Type"), true);
        row("400 content-type", 400, zoomError(300, "Content-Type is not supported"), true);
        row("400 JSON", 400, zoomError(300, wants), true);
        row("400 JSON, code as text", 400, "{\"code\":\"300\",\"message\":\"" + wants + "\"}", true);
        row("400 XML", 400, "<error><code>300</code><message>" + wants + "</message></error>", true);
        row("400 XML, content type", 400,
            "<error><code>300</code><message>Unsupported Content Type</message></error>", true);
        row("400 parameter", 400, zoomError(300, "Invalid parameter: password."), true);
        row("200 JSON", 200, zoomError(300, wants), true);
        row("200 parameter", 200, zoomError(300, "Invalid parameter: password."), true);
        for (const char *words : {"Password is required.", "must not be empty", "may not be blank", "missing",
                                  "must not be null", "The field is missing.", "can't be null or empty"})
            row(words, 400, invalid("[{\"field\":\"password\",\"message\":\"" + QByteArray(words) + "\"}]"),
                true);
        row("beside a rule", 400,
            invalid(R"([{"field":"password","message":"must not be null"},)"
                    R"({"field":"password","message":"at least 8 characters"}])"),
            true);
        row("errors as an object", 400, invalid(R"({"password":["is required"]})"), true);
        row("errors as texts", 400, invalid(R"(["password is required"])"), true);
        row("one error", 400, invalid(R"({"field":"password","message":"is required"})"), true);
        row("200 with it", 200, invalid(R"([{"field":"password","message":"required"}])"), true);

        // A rule that the password may really break, another field, or nobody's words.
        for (const char *words :
             {"at least 8 characters", "A special character is required.", "A number is missing.",
              "Password must not contain blanks", "must not be empty and must have at least 8 characters",
              "an upper case letter is required", "no"})
            row(words, 400, invalid("[{\"field\":\"password\",\"message\":\"" + QByteArray(words) + "\"}]"),
                false);
        row("another field", 400, invalid(R"([{"field":"user_id","message":"is required"}])"), false);
        row("no field", 400, invalid(R"(["is required"])"), false);
        row("another code", 400, zoomError(1124, "password is required"), false);
        row("foreign JSON", 400, R"({"message":"Request Body should be a valid JSON object."})", false);
        row("HTML", 400, "<html>Unsupported Content Type</html>", false);
        row("empty", 400, {}, false);
        row("201", 201, zoomError(300, wants), false);
        row("409", 409, zoomError(300, wants), false);
        row("500", 500, zoomError(300, wants), false);
    }
    void theFormatWasNotUnderstood()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(bool, isFormat);
        const Outcome outcome = classify(answer(status, body));
        QCOMPARE(UpdatePasswordRequest::refusedFormat(outcome), isFormat);
        QVERIFY(outcome.kind() != Kind::Changed);
    }

    void noFieldErrorIsLost_data()
    {
        QTest::addColumn<QByteArray>("errors");
        QTest::addColumn<QString>("expected");
        QTest::newRow("objects") << QByteArray(R"([{"field":"a","message":"1"},{"field":"b","message":"2"}])")
                                 << QStringLiteral("a=1;b=2");
        QTest::newRow("object") << QByteArray(R"({"a":"1","b":["2","3"]})") << QStringLiteral("a=1;b=2;b=3");
        QTest::newRow("texts") << QByteArray(R"(["1","2"])") << QStringLiteral("=1;=2");
        QTest::newRow("text") << QByteArray(R"("1")") << QStringLiteral("=1");
        QTest::newRow("inner") << QByteArray(R"({"a":{"message":"1"}})") << QStringLiteral("a=1");
        QTest::newRow("deep") << QByteArray("[[[[[[[[\"1\"]]]]]]]]") << QString();
    }
    void noFieldErrorIsLost()
    {
        QFETCH(QByteArray, errors);
        QFETCH(QString, expected);
        const Outcome outcome =
            classify(answer(400, R"({"code":300,"message":"Validation Failed.","errors":)" + errors + '}'));
        QStringList found;
        for (const FieldError &one : outcome.error().fieldErrors)
            found.append(one.field + u'=' + one.message);
        QCOMPARE(found.join(u';'), expected);
        QCOMPARE(outcome.error().kind, ErrorKind::ValidationFailed);
    }

    void fieldErrorsOfXmlAreRead()
    {
        const Outcome outcome = classify(answer(
            400,
            "<error><code>300</code><message>Validation Failed.</message><errors><error><field>password"
            "</field><message>Too weak.</message></error></errors></error>"));
        QCOMPARE(outcome.error().kind, ErrorKind::ValidationFailed);
        QCOMPARE(outcome.error().fieldErrors.size(), 1);
        QCOMPARE(outcome.error().fieldErrors.first().field, QStringLiteral("password"));
        QCOMPARE(outcome.error().fieldErrors.first().message, QStringLiteral("Too weak."));
    }

    // A few hundred bytes that would grow to gigabytes.
    void anXmlBombIsNobodys()
    {
        QByteArray bomb = "<?xml version=\"1.0\"?><!DOCTYPE error [<!ENTITY a \"aaaaaaaaaa\">";
        for (char name = 'b'; name < 'k'; ++name) {
            const QByteArray inner = '&' + QByteArray(1, char(name - 1)) + ';';
            bomb += "<!ENTITY " + QByteArray(1, name) + " \"" + inner.repeated(10) + "\">";
        }
        bomb += "]><error><code>1001</code><message>&j;</message></error>";
        QCOMPARE(classify(answer(404, bomb)).kind(), Kind::Unknown);
        QCOMPARE(classify(answer(404, QByteArray("<error>").repeated(100'000))).kind(), Kind::Unknown);
    }

    void theTokenIsTakenOutOfAllWords()
    {
        HttpReply reply = answer(
            400,
            R"({"code":300,"message":"got tok3n-of-mine","errors":[{"field":"tok3n-of-mine","message":"tok3n-of-mine"}]})");
        reply.headers = {{"x-zm-trackingid", "tok3n-of-mine"}};
        const Error error = ZoomReply::of(reply, Secret::fromUtf8("tok3n-of-mine")).error();
        QVERIFY(error.reply.message.startsWith(QStringLiteral("got ")));
        const QString all = error.reply.message + error.reply.trackingId + error.fieldErrors.first().field
            + error.fieldErrors.first().message;
        QVERIFY(!all.contains(QStringLiteral("tok3n")));
    }

    void wordsOfASuccessThatIsNoneAreKept()
    {
        const Outcome outcome = classify(answer(200, zoomError(200, "Only available for paid accounts.")));
        QCOMPARE(outcome.kind(), Kind::Unknown);
        QCOMPARE(outcome.facts().zoomCode, 200);
        QCOMPARE(outcome.facts().message, QStringLiteral("Only available for paid accounts."));
    }

    void factsAreKept()
    {
        HttpReply reply = answer(
            400,
            R"({"code":300,"message":"Validation Failed.","errors":[{"field":"password","message":"Too weak."}]})");
        reply.headers = {{"X-ZM-TrackingID", "v=2.0;rid=WEB_1"}};
        const Outcome outcome = classify(reply);
        QCOMPARE(outcome.facts().trackingId, QStringLiteral("v=2.0;rid=WEB_1"));
        QCOMPARE(outcome.facts().zoomCode, 300);
        QCOMPARE(outcome.facts().time, reply.time);
        QCOMPARE(outcome.error().fieldErrors.size(), 1);
        QCOMPARE(outcome.error().fieldErrors.first().message, QStringLiteral("Too weak."));
    }

    void missingScopesAreNamed()
    {
        const Outcome outcome = classify(answer(
            400, zoomError(4711, "Invalid access token, does not contain scopes:[user:write:admin, a:b].")));
        QCOMPARE(outcome.error().missingScopes,
                 (QStringList{QStringLiteral("user:write:admin"), QStringLiteral("a:b")}));
    }

    void retryAfterIsRead_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QString>("at");
        QTest::newRow("seconds") << QByteArray("30") << QStringLiteral("2026-05-04T10:00:30Z");
        QTest::newRow("ISO") << QByteArray("2026-05-04T10:01:00Z") << QStringLiteral("2026-05-04T10:01:00Z");
        QTest::newRow("ISO with zone")
            << QByteArray("2026-05-04T12:01:00+02:00") << QStringLiteral("2026-05-04T10:01:00Z");
        QTest::newRow("ISO without zone")
            << QByteArray("2026-05-04T10:01:00") << QStringLiteral("2026-05-04T10:01:00Z");
        QTest::newRow("HTTP date") << QByteArray("Mon, 04 May 2026 10:02:00 GMT")
                                   << QStringLiteral("2026-05-04T10:02:00Z");
        QTest::newRow("past") << QByteArray("Mon, 04 May 2026 09:00:00 GMT")
                              << QStringLiteral("2026-05-04T10:00:00Z");
        QTest::newRow("in a month") << QByteArray("Thu, 04 Jun 2026 10:00:00 GMT") << QString();
        QTest::newRow("nonsense") << QByteArray("soon") << QString();
        QTest::newRow("negative") << QByteArray("-5") << QString();
        QTest::newRow("empty") << QByteArray() << QString();
    }
    void retryAfterIsRead()
    {
        QFETCH(QByteArray, header);
        QFETCH(QString, at);
        HttpReply reply = answer(429, zoomError(429, "per-second"));
        reply.headers = {{"retry-after", header}};
        const Outcome outcome = classify(reply);
        if (at.isEmpty())
            QVERIFY(!outcome.error().retryAt.has_value());
        else
            QCOMPARE(outcome.error().retryAt.value_or(QDateTime()), QDateTime::fromString(at, Qt::ISODate));
    }

    // This computer's clock may be hours off; the answer's own Date is what the server counts from.
    void aDateCountsFromTheAnswersOwn_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("HTTP date") << QByteArray("Retry-After")
                                   << QByteArray("Mon, 04 May 2026 13:00:30 GMT");
        QTest::newRow("ISO") << QByteArray("Retry-After") << QByteArray("2026-05-04T13:00:30Z");
        QTest::newRow("Unix time")
            << QByteArray("X-RateLimit-Reset")
            << QByteArray::number(
                   QDateTime(QDate(2026, 5, 4), QTime(13, 0, 30), QTimeZone::utc()).toSecsSinceEpoch());
        QTest::newRow("seconds") << QByteArray("Retry-After") << QByteArray("30");
    }
    void aDateCountsFromTheAnswersOwn()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        HttpReply reply = answer(429, zoomError(429, "per-second"));
        reply.headers = {{"Date", "Mon, 04 May 2026 13:00:00 GMT"}, {header, value}};
        QCOMPARE(classify(reply).error().retryAt.value_or(QDateTime()),
                 QDateTime(QDate(2026, 5, 4), QTime(10, 0, 30), QTimeZone::utc()));
    }

    void aDailyLimitEndsAtMidnightUtc()
    {
        const Outcome outcome = classify(answer(429, zoomError(429, "reached the maximum daily rate limit")));
        QCOMPARE(outcome.error().retryAt.value_or(QDateTime()),
                 QDateTime(QDate(2026, 5, 5), QTime(0, 0), QTimeZone::utc()));
    }

    void classifiesRandomBytesWithoutHarm()
    {
        QRandomGenerator random(42);
        for (int i = 0; i < 20'000; ++i) {
            QByteArray body = R"({"code":300,"message":"Validation Failed.","errors":[{"field":"p"}]})";
            for (int change = 0; change < 4; ++change)
                body[random.bounded(static_cast<int>(body.size()))] = static_cast<char>(random.bounded(256));
            const Outcome outcome = classify(answer(400, body));
            QVERIFY(outcome.kind() == Kind::Refused || outcome.kind() == Kind::Unknown);
        }
    }
};

QTEST_GUILESS_MAIN(TestUpdatePasswordRequest)
#include "tst_updatepasswordrequest.moc"
