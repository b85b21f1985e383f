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
        row("429", 429, zoomError(429, "You have reached the maximum per-second rate limit for this API."),
            Kind::Refused, ErrorKind::RateLimited);
        row("429 daily", 429, zoomError(429, "You have reached the maximum daily rate limit for this API."),
            Kind::Refused, ErrorKind::DailyLimitReached);
        row("429 empty", 429, {}, Kind::Refused, ErrorKind::RateLimited);
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
        row("408", 408, {}, Kind::Unknown, ErrorKind::NotAZoomReply);
        row("half a JSON", 400, "{\"code\":300,\"mess", Kind::Unknown, ErrorKind::NotAZoomReply);

        // What says by itself that it was turned away.
        row("307", 307, {}, Kind::Refused, ErrorKind::Redirected);
        row("302", 302, {}, Kind::Refused, ErrorKind::Redirected);
        row("401 empty", 401, {}, Kind::Refused, ErrorKind::TokenRejected);
        row("403 HTML", 403, "<html>", Kind::Refused, ErrorKind::PermissionDenied);
        row("407", 407, {}, Kind::Refused, ErrorKind::ProxyAuthenticationRequired);
        row("415", 415, {}, Kind::Refused, ErrorKind::BodyFormatRefused);
        row("415 with a code", 415, R"({"code":300,"message":"This content type is not supported."})",
            Kind::Refused, ErrorKind::BodyFormatRefused);
    }
    void everyRowIsClassified()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(Outcome::Kind, outcome);
        QFETCH(ErrorKind, kind);
        const Outcome result = UpdatePasswordRequest::classify(answer(status, body));
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
        row("511", 511, "text/html", "", form, Kind::Refused, ErrorKind::CaptivePortal);
        row("511 empty", 511, "", "", "", Kind::Refused, ErrorKind::CaptivePortal);
        row("511 as JSON", 511, "application/json", "", R"({"message":"x"})", Kind::Refused,
            ErrorKind::CaptivePortal);
        row("302 elsewhere", 302, "", "http://portal.hotel.example/login?u=x", "", Kind::Refused,
            ErrorKind::CaptivePortal);
        row("307 elsewhere", 307, "", "https://10.0.0.1/", "", Kind::Refused, ErrorKind::CaptivePortal);
        row("303 elsewhere", 303, "", "http://portal.hotel.example/", "", Kind::Unknown,
            ErrorKind::CaptivePortal);
        row("200 with a form", 200, "text/html; charset=utf-8", "", form, Kind::Unknown,
            ErrorKind::CaptivePortal);
        row("200 that leads elsewhere", 200, "Text/HTML", "", refresh, Kind::Unknown,
            ErrorKind::CaptivePortal);

        row("302 to itself", 302, "", "/v2/elsewhere", "", Kind::Refused, ErrorKind::Redirected);
        row("302 to a sister", 302, "", "https://us02web.ZOOM.us/", "", Kind::Refused, ErrorKind::Redirected);
        row("302 to nowhere", 302, "", "", "", Kind::Refused, ErrorKind::Redirected);
        row("302 to nonsense", 302, "", "http://", "", Kind::Refused, ErrorKind::Redirected);
        row("moved for good", 301, "", "https://api.elsewhere.example/", "", Kind::Refused,
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
        const Outcome result = UpdatePasswordRequest::classify(reply);
        QCOMPARE(result.kind(), outcome);
        if (outcome != Kind::Changed)
            QCOMPARE(result.error().kind, kind);
        // For a call that asks for something, it is the same page.
        if (status != 204 && kind == ErrorKind::CaptivePortal)
            QCOMPARE(objectOf(reply).error().kind, kind);
    }

    void onlyNoContentIsSuccess()
    {
        for (int status = 100; status < 600; ++status) {
            const Outcome result = UpdatePasswordRequest::classify(answer(status, {}));
            QCOMPARE(result.kind() == Kind::Changed, status == 204);
            QVERIFY2(result.kind() != Kind::NotSent, "an answered request was sent");
        }
    }

    void aWholeHeadCountsThoughTheConnectionBroke()
    {
        HttpReply reply = answer(204, {});
        reply.transportError = Error::of(ErrorKind::ConnectionLost);
        QCOMPARE(UpdatePasswordRequest::classify(reply).kind(), Kind::Changed);
    }

    void noAnswerIsUnknownOnlyIfItLeft()
    {
        HttpReply reply;
        reply.transportError = Error::of(ErrorKind::ConnectionLost);
        reply.requestLeft = true;
        QCOMPARE(UpdatePasswordRequest::classify(reply).kind(), Kind::Unknown);
        reply.requestLeft = false;
        QCOMPARE(UpdatePasswordRequest::classify(reply).kind(), Kind::NotSent);
    }

    void factsAreKept()
    {
        HttpReply reply = answer(
            400,
            R"({"code":300,"message":"Validation Failed.","errors":[{"field":"password","message":"Too weak."}]})");
        reply.headers = {{"X-ZM-TrackingID", "v=2.0;rid=WEB_1"}};
        const Outcome outcome = UpdatePasswordRequest::classify(reply);
        QCOMPARE(outcome.facts().trackingId, QStringLiteral("v=2.0;rid=WEB_1"));
        QCOMPARE(outcome.facts().zoomCode, 300);
        QCOMPARE(outcome.facts().time, reply.time);
        QCOMPARE(outcome.error().fieldErrors.size(), 1);
        QCOMPARE(outcome.error().fieldErrors.first().message, QStringLiteral("Too weak."));
    }

    void missingScopesAreNamed()
    {
        const Outcome outcome = UpdatePasswordRequest::classify(answer(
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
        const Outcome outcome = UpdatePasswordRequest::classify(reply);
        if (at.isEmpty())
            QVERIFY(!outcome.error().retryAt.has_value());
        else
            QCOMPARE(outcome.error().retryAt.value_or(QDateTime()), QDateTime::fromString(at, Qt::ISODate));
    }

    void aDailyLimitEndsAtMidnightUtc()
    {
        const Outcome outcome = UpdatePasswordRequest::classify(
            answer(429, zoomError(429, "reached the maximum daily rate limit")));
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
            const Outcome outcome = UpdatePasswordRequest::classify(answer(400, body));
            QVERIFY(outcome.kind() == Kind::Refused || outcome.kind() == Kind::Unknown);
        }
    }
};

QTEST_GUILESS_MAIN(TestUpdatePasswordRequest)
#include "tst_updatepasswordrequest.moc"
