#include "zoom/securitysettingsrequest.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(Keyturn::SecuritySettings)
Q_DECLARE_METATYPE(Keyturn::ErrorKind)

namespace {

const QUrl base(u"https://api.zoom.us/v2"_s);

ZoomReply answer(int status, const QByteArray &body)
{
    HttpReply reply;
    reply.status = status;
    reply.headers = {{"X-Zm-TrackingId", "track-1"}};
    reply.body = body;
    reply.requestLeft = true;
    reply.time = QDateTime::currentDateTimeUtc();
    return ZoomReply::of(reply);
}

QByteArray security(const QByteArray &rules)
{
    return R"({"security":{"password_requirement":)" + rules + "}}";
}

} // namespace

class TestSecuritySettings final : public QObject
{
    Q_OBJECT

private slots:
    void asks()
    {
        const auto request = SecuritySettingsRequest().build(base, Secret::fromUtf8("secret"));
        QVERIFY(request);
        QCOMPARE(request->url.toEncoded(),
                 QByteArray("https://api.zoom.us/v2/accounts/me/settings?option=security"));
        QCOMPARE(request->verb, HttpRequest::Verb::Get);
        QVERIFY(std::holds_alternative<std::monostate>(request->body));
        QCOMPARE(request->bearerToken.exposeUtf8().toByteArray(), QByteArray("secret"));
    }

    void refusesTokens()
    {
        const auto request = SecuritySettingsRequest().build(base, Secret::fromUtf8("a\r\nX-Evil: 1"));
        QVERIFY(!request);
        QCOMPARE(request.error().kind, ErrorKind::InvalidToken);
    }

    void reads_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<SecuritySettings>("expected");
        const auto row = [](const char *name, const QByteArray &body, const SecuritySettings &expected) {
            QTest::newRow(name) << body << expected;
        };
        row("all", security(R"({"minimum_password_length":10,"have_special_character":true,
                         "consecutive_characters_length":5,"weak_enhance_detection":false,"more":[1]})"),
            {10, true, 5, false});
        row("off", security(R"({"minimum_password_length":0,"have_special_character":false,
                         "consecutive_characters_length":0,"weak_enhance_detection":false})"),
            {0, false, 0, false});
        row("the limits", security(R"({"minimum_password_length":8,"consecutive_characters_length":4})"),
            {8, {}, 4, {}});
        row("the other limits",
            security(R"({"minimum_password_length":14,"consecutive_characters_length":8})"), {14, {}, 8, {}});
        row("beyond the limits",
            security(R"({"minimum_password_length":15,"consecutive_characters_length":9})"), {});
        row("below the limits",
            security(R"({"minimum_password_length":7,"consecutive_characters_length":3})"), {});
        row("negative", security(R"({"minimum_password_length":-8,"consecutive_characters_length":-1})"), {});
        row("huge",
            security(R"({"minimum_password_length":1e300,"consecutive_characters_length":4294967300})"), {});
        row("fractions", security(R"({"minimum_password_length":8.5})"), {});
        row("as text", security(R"({"minimum_password_length":"12","have_special_character":"true",
                         "consecutive_characters_length":"4","weak_enhance_detection":"False"})"),
            {12, true, 4, false});
        row("flags as numbers", security(R"({"have_special_character":1,"weak_enhance_detection":"0"})"),
            {{}, true, {}, false});
        row("nonsense", security(R"({"minimum_password_length":[],"have_special_character":{},
                         "consecutive_characters_length":true,"weak_enhance_detection":"perhaps"})"),
            {});
        row("nulls", security(R"({"minimum_password_length":null,"have_special_character":null})"), {});
        row("no rules in it", security("{}"), {});
        row("rules are a list", security("[1,2]"), {});
        row("rules are null", security("null"), {});
        row("no password rules", R"({"security":{"sign_again_period_for_inactivity_on_client":0}})", {});
        row("empty", R"({"security":{}})", {});
    }
    void reads()
    {
        QFETCH(QByteArray, body);
        QFETCH(SecuritySettings, expected);
        const auto settings = SecuritySettingsRequest::parse(answer(200, body));
        QVERIFY(settings);
        QVERIFY(*settings == expected);
    }

    void refuses_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("kind");
        const auto row = [](const char *name, int status, const QByteArray &body, ErrorKind kind) {
            QTest::newRow(name) << status << body << kind;
        };
        row("another service's JSON", 200, R"({"status":"ok"})", ErrorKind::UnexpectedReply);
        row("an empty object", 200, "{}", ErrorKind::UnexpectedReply);
        row("security is null", 200, R"({"security":null})", ErrorKind::UnexpectedReply);
        row("security is a list", 200, R"({"security":[]})", ErrorKind::UnexpectedReply);
        row("a list", 200, "[]", ErrorKind::NotAZoomReply);
        row("HTML", 200, "<html></html>", ErrorKind::NotAZoomReply);
        row("nothing", 200, "", ErrorKind::NotAZoomReply);
        row("no content", 204, "", ErrorKind::UnexpectedReply);
        row("not paid", 400, R"({"code":200,"message":"Only available for paid account."})",
            ErrorKind::PaidAccountNeeded);
        row("not paid, as a success", 200, R"({"code":200,"message":"Only available for paid accounts."})",
            ErrorKind::PaidAccountNeeded);
        row("no scope", 400,
            R"({"code":4711,"message":"does not contain scopes:[account:read:settings:admin]"})",
            ErrorKind::MissingScopes);
        row("not permitted", 403, R"({"code":200,"message":"No permission."})", ErrorKind::PermissionDenied);
    }
    void refuses()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, kind);
        const auto settings = SecuritySettingsRequest::parse(answer(status, body));
        QVERIFY(!settings);
        QCOMPARE(settings.error().kind, kind);
        QCOMPARE(settings.error().reply.httpStatus, status);
        QCOMPARE(settings.error().reply.trackingId, u"track-1"_s);
    }
};

QTEST_GUILESS_MAIN(TestSecuritySettings)
#include "tst_securitysettings.moc"
