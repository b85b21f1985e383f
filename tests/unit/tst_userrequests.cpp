#include "zoom/getuserrequest.h"
#include "zoom/listusersrequest.h"

#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;

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

} // namespace

class TestUserRequests final : public QObject
{
    Q_OBJECT

private slots:
    void listUrl_data()
    {
        QTest::addColumn<QString>("token");
        QTest::addColumn<QByteArray>("query");
        const QByteArray start = "status=pending&page_size=2000";
        QTest::newRow("first page") << QString() << start;
        QTest::newRow("plain") << u"abcXYZ019-_.~"_s << QByteArray(start + "&next_page_token=abcXYZ019-_.~");
        QTest::newRow("base64") << u"a+b/c=="_s << QByteArray(start + "&next_page_token=a%2Bb%2Fc%3D%3D");
        QTest::newRow("delimiters") << u"a&page_size=1#x?y z"_s
                                    << QByteArray(start + "&next_page_token=a%26page_size%3D1%23x%3Fy%20z");
        QTest::newRow("encoded already")
            << u"a%2Bb%zz%"_s << QByteArray(start + "&next_page_token=a%252Bb%25zz%25");
        QTest::newRow("not ASCII") << u"ü🔑"_s << QByteArray(start + "&next_page_token=%C3%BC%F0%9F%94%91");
    }
    void listUrl()
    {
        QFETCH(QString, token);
        QFETCH(QByteArray, query);
        const auto request =
            ListUsersRequest{u"pending"_s, 2000, token}.build(base, Secret::fromUtf8("secret"));
        QVERIFY(request);
        QCOMPARE(request->url.toEncoded(), "https://api.zoom.us/v2/users?" + query);
        QCOMPARE(request->verb, HttpRequest::Verb::Get);
        QVERIFY(std::holds_alternative<std::monostate>(request->body));
        QCOMPARE(request->bearerToken.exposeUtf8().toByteArray(), QByteArray("secret"));
        QVERIFY(!request->url.toEncoded().contains("secret"));
        QCOMPARE(request->totalTimeout, std::chrono::seconds(120));
    }

    void getUrl_data()
    {
        QTest::addColumn<QString>("userId");
        QTest::addColumn<QByteArray>("path");
        QTest::newRow("me") << u"me"_s << QByteArray("me");
        QTest::newRow("id") << u"KDcuGIm1QgePTO8WbOqwIQ"_s << QByteArray("KDcuGIm1QgePTO8WbOqwIQ");
        QTest::newRow("slashes") << u"a/b"_s << QByteArray("a%2Fb");
        QTest::newRow("upwards") << u"../x"_s << QByteArray("..%2Fx");
        QTest::newRow("query") << u"a?b#c"_s << QByteArray("a%3Fb%23c");
        QTest::newRow("plus") << u"ann+test@x.com"_s << QByteArray("ann%2Btest%40x.com");
        QTest::newRow("not ASCII") << u"ü@ö.de"_s << QByteArray("%C3%BC%40%C3%B6.de");
    }
    void getUrl()
    {
        QFETCH(QString, userId);
        QFETCH(QByteArray, path);
        const auto request = GetUserRequest{userId}.build(base, Secret::fromUtf8("secret"));
        QVERIFY(request);
        QCOMPARE(request->url.toEncoded(), "https://api.zoom.us/v2/users/" + path);
        QCOMPARE(request->verb, HttpRequest::Verb::Get);
        QCOMPARE(request->bearerToken.exposeUtf8().toByteArray(), QByteArray("secret"));
        QCOMPARE(request->totalTimeout, std::chrono::seconds(60));
        QCOMPARE(request->inactivityTimeout, std::chrono::seconds(30));
    }

    void refusesIds_data()
    {
        QTest::addColumn<QString>("userId");
        QTest::newRow("empty") << QString();
        QTest::newRow("dot") << u"."_s;
        QTest::newRow("dots") << u".."_s;
        QTest::newRow("encoded dots") << u"%2e%2E"_s;
        QTest::newRow("line break") << u"a\nb"_s;
    }
    void refusesIds()
    {
        QFETCH(QString, userId);
        const auto request = GetUserRequest{userId}.build(base, Secret::fromUtf8("secret"));
        QVERIFY(!request);
        QCOMPARE(request.error().kind, ErrorKind::InvalidUserId);
    }

    void refusesTokens_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("line break") << QByteArray("abc\r\nX-Evil: 1");
        QTest::newRow("space") << QByteArray("a b");
        QTest::newRow("not ASCII") << QByteArray("a\xc3\xbc");
    }
    void refusesTokens()
    {
        QFETCH(QByteArray, token);
        const auto get = GetUserRequest{u"me"_s}.build(base, Secret::fromUtf8(token));
        const auto list = ListUsersRequest().build(base, Secret::fromUtf8(token));
        QVERIFY(!get);
        QVERIFY(!list);
        QCOMPARE(get.error().kind, ErrorKind::InvalidToken);
        QCOMPARE(list.error().kind, ErrorKind::InvalidToken);
    }

    void readsAUser()
    {
        const auto user = GetUserRequest::parse(answer(200, R"json({
            "id":"z1","email":"jo@x.com","first_name":"Jo","last_name":"Li","display_name":"Jo Li (HR)",
            "dept":"HR","status":"active","role_id":"2","type":2,"login_types":[100,"101",null,"x"],
            "unknown":{"a":[1]}})json"));
        QVERIFY(user);
        User expected;
        expected.id = u"z1"_s;
        expected.email = u"jo@x.com"_s;
        expected.firstName = u"Jo"_s;
        expected.lastName = u"Li"_s;
        expected.displayName = u"Jo Li (HR)"_s;
        expected.department = u"HR"_s;
        expected.status = u"active"_s;
        expected.roleId = u"2"_s;
        expected.type = 2;
        expected.loginTypes = {100, 101};
        QCOMPARE(*user, expected);
    }

    void names_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pathId");
        QTest::newRow("display name")
            << QByteArray(R"json({"id":"1","display_name":"A","first_name":"B"})json") << u"A"_s << u"1"_s;
        QTest::newRow("first and last")
            << QByteArray(R"json({"id":"1","first_name":"B","last_name":"C"})json") << u"B C"_s << u"1"_s;
        QTest::newRow("only last") << QByteArray(R"json({"id":"1","first_name":null,"last_name":"C"})json")
                                   << u"C"_s << u"1"_s;
        QTest::newRow("blank display name")
            << QByteArray(R"json({"id":"1","email":"e@x","display_name":" "})json") << u"e@x"_s << u"1"_s;
        QTest::newRow("only email") << QByteArray(R"json({"email":"e@x"})json") << u"e@x"_s << u"e@x"_s;
        QTest::newRow("only id") << QByteArray(R"json({"id":"1"})json") << u"1"_s << u"1"_s;
        QTest::newRow("id as a number") << QByteArray(R"json({"id":9007199254740993})json")
                                        << u"9007199254740993"_s << u"9007199254740993"_s;
        QTest::newRow("line breaks") << QByteArray(R"json({"id":"1","display_name":"A\r\nB\u0000\tC"})json")
                                     << u"A B C"_s << u"1"_s;
        QTest::newRow("turned around")
            << QByteArray(R"json({"id":"1","display_name":"\u202EnnA\u202C \u2066B"})json") << u"nnA B"_s
            << u"1"_s;
    }
    void names()
    {
        QFETCH(QByteArray, body);
        const auto user = GetUserRequest::parse(answer(200, body));
        QVERIFY(user);
        QTEST(user->name(), "name");
        QTEST(user->pathId(), "pathId");
    }

    void types_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<int>("type");
        QTest::addColumn<QString>("role");
        QTest::newRow("missing") << QByteArray("") << 0 << QString();
        QTest::newRow("numbers") << QByteArray(R"json(,"type":1,"role_id":2)json") << 1 << u"2"_s;
        QTest::newRow("strings") << QByteArray(R"json(,"type":"99","role_id":"2")json") << 99 << u"2"_s;
        QTest::newRow("null") << QByteArray(R"json(,"type":null,"role_id":null)json") << 0 << QString();
        QTest::newRow("unknown") << QByteArray(R"json(,"type":7,"role_id":"RaBc")json") << 7 << u"RaBc"_s;
        QTest::newRow("words") << QByteArray(R"json(,"type":"Licensed","role_id":{})json") << 0 << QString();
        QTest::newRow("fraction") << QByteArray(R"json(,"type":1.5)json") << 0 << QString();
        QTest::newRow("too large") << QByteArray(R"json(,"type":1e300)json") << 0 << QString();
        QTest::newRow("beyond int") << QByteArray(R"json(,"type":4294967297)json") << 0 << QString();
    }
    void types()
    {
        QFETCH(QByteArray, json);
        const auto user = GetUserRequest::parse(answer(200, R"json({"id":"1")json" + json + '}'));
        QVERIFY(user);
        QTEST(user->type, "type");
        QTEST(user->roleId, "role");
    }

    void pages_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QStringList>("ids");
        QTest::addColumn<QString>("token");
        QTest::addColumn<int>("total");
        QTest::newRow("last page") << QByteArray(
            R"json({"page_size":300,"total_records":2,"next_page_token":"","users":[{"id":"a"},{"id":"b"}]})json")
                                   << QStringList{u"a"_s, u"b"_s} << QString() << 2;
        QTest::newRow("token") << QByteArray(R"json({"next_page_token":"a+/=","users":[{"id":"a"}]})json")
                               << QStringList{u"a"_s} << u"a+/="_s << -1;
        QTest::newRow("null token, total as a string")
            << QByteArray(R"json({"next_page_token":null,"total_records":"12","users":[]})json")
            << QStringList() << QString() << 12;
        QTest::newRow("nobody") << QByteArray(R"json({"total_records":0})json") << QStringList() << QString()
                                << 0;
        QTest::newRow("null users") << QByteArray(R"json({"users":null,"total_records":3})json")
                                    << QStringList() << QString() << 3;
        QTest::newRow("negative total")
            << QByteArray(R"json({"users":[],"total_records":-7})json") << QStringList() << QString() << -1;
        QTest::newRow("unnamed users are left out") << QByteArray(
            R"json({"users":[{"id":"a"},{"first_name":"X"},null,7,"x",[],{"id":"","email":""},{"email":"e@x"}]})json")
                                                    << QStringList{u"a"_s, u"e@x"_s} << QString() << -1;
    }
    void pages()
    {
        QFETCH(QByteArray, body);
        const auto page = ListUsersRequest::parse(answer(200, body));
        QVERIFY(page);
        QStringList ids;
        for (const User &user : page->users)
            ids.append(user.pathId());
        QTEST(ids, "ids");
        QTEST(page->nextPageToken, "token");
        QTEST(page->totalRecords, "total");
    }

    void errors_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<ErrorKind>("list");
        QTest::addColumn<ErrorKind>("get");
        QTest::newRow("other JSON") << 200 << QByteArray(R"json({"ok":true})json")
                                    << ErrorKind::UnexpectedReply << ErrorKind::UnexpectedReply;
        QTest::newRow("users of another type") << 200 << QByteArray(R"json({"users":{"id":"a"}})json")
                                               << ErrorKind::UnexpectedReply << ErrorKind::UnexpectedReply;
        QTest::newRow("array") << 200 << QByteArray(R"json([{"id":"a"}])json") << ErrorKind::NotAZoomReply
                               << ErrorKind::NotAZoomReply;
        QTest::newRow("cut off") << 200 << QByteArray(R"json({"users":[{"id":"a"})json")
                                 << ErrorKind::NotAZoomReply << ErrorKind::NotAZoomReply;
        QTest::newRow("HTML") << 200 << QByteArray("<html>Sign in</html>") << ErrorKind::NotAZoomReply
                              << ErrorKind::NotAZoomReply;
        QTest::newRow("nothing") << 200 << QByteArray() << ErrorKind::NotAZoomReply
                                 << ErrorKind::NotAZoomReply;
        QTest::newRow("stale token")
            << 400
            << QByteArray(R"json({"code":300,"message":"The next page token is invalid or expired."})json")
            << ErrorKind::PageTokenExpired << ErrorKind::PageTokenExpired;
        QTest::newRow("other 300") << 400 << QByteArray(R"json({"code":300,"message":"Not so."})json")
                                   << ErrorKind::Refused << ErrorKind::Refused;
        QTest::newRow("bad token") << 401
                                   << QByteArray(
                                          R"json({"code":124,"message":"Access token is expired."})json")
                                   << ErrorKind::TokenRejected << ErrorKind::TokenRejected;
        QTest::newRow("no such user")
            << 404 << QByteArray(R"json({"code":1001,"message":"User does not exist: x."})json")
            << ErrorKind::UserNotFound << ErrorKind::UserNotFound;
        QTest::newRow("rate") << 429 << QByteArray(R"json({"code":429,"message":"Too many"})json")
                              << ErrorKind::RateLimited << ErrorKind::RateLimited;
    }
    void errors()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        QFETCH(ErrorKind, list);
        QFETCH(ErrorKind, get);
        const auto page = ListUsersRequest::parse(answer(status, body));
        QVERIFY(!page);
        QCOMPARE(page.error().kind, list);
        const auto user = GetUserRequest::parse(answer(status, body));
        QVERIFY(!user);
        QCOMPARE(user.error().kind, get);
        // What Zoom's support asks for is kept, whatever the answer was.
        QCOMPARE(user.error().reply.trackingId, u"track-1"_s);
        QCOMPARE(page.error().reply.trackingId, u"track-1"_s);
        QCOMPARE(page.error().reply.httpStatus, status);
    }
};

QTEST_GUILESS_MAIN(TestUserRequests)
#include "tst_userrequests.moc"
