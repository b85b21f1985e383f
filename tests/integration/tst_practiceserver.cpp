#include "support/practicefixture.h"

#include <QJsonArray>
#include <QSet>
#include <QTcpServer>

#include <future>

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;

namespace {

constexpr auto formType = "Content-Type: multipart/form-data; boundary=xYzZY\r\n";
constexpr auto jsonType = "Content-Type: application/json\r\n";
constexpr auto goodPassword = "Correct-Horse-7";
const QString works = u"works@practice.example"_s;

PracticeServer::Options unlimited()
{
    PracticeServer::Options options;
    options.mediumPerSecond = 0;
    options.lightPerSecond = 0;
    return options;
}

} // namespace

class TestPracticeServer final : public QObject
{
    Q_OBJECT

private slots:
    void changesAPassword()
    {
        const auto server = startServer();
        for (const bool json : {false, true}) {
            const QByteArray password = json ? "Json-Password-1" : "Form-Password-1";
            QVERIFY(!server->hasPassword(works, password));
            const Answer answer = json ? putJson(*server, works, QString::fromUtf8(password))
                                       : putMultipart(*server, works, password);
            QCOMPARE(answer.status, 204);
            QVERIFY(answer.body.isEmpty());
            QVERIFY(!answer.headers.contains("content-type"));
            QVERIFY(!answer.headers.contains("content-length"));
            QVERIFY(answer.headers.value("x-zm-trackingid").startsWith("v=2.0;clid=us04;rid=WEB_"));
            QVERIFY(server->hasPassword(works, password));
        }
        QVERIFY(!server->hasPassword(works, "Form-Password-1"));
        QCOMPARE(server->counters().requests, 2);
        QCOMPARE(server->counters().passwordPuts, 2);
        QCOMPARE(server->counters().passwordChanges, 2);
    }

    void rowsOfTheTable_data()
    {
        QTest::addColumn<PracticeTrigger>("trigger");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code"); // 0: no JSON
        QTest::addColumn<QString>("message"); // a part of it
        const auto row = [](PracticeTrigger trigger, int status, int code, const char *message = "") {
            QTest::newRow(qPrintable(addressOf(trigger)))
                << trigger << status << code << QString::fromUtf8(message);
        };
        using T = PracticeTrigger;
        row(T::Me, 204, 0);
        row(T::Works, 204, 0);
        row(T::Throttled, 429, 429, "per-second");
        row(T::DailyLimit, 429, 429, "daily");
        row(T::Sso, 400, 1123, "Can only update password of Zoom work email account");
        row(T::Admin, 400, 1117, "Can not update Admin's password");
        row(T::Owner, 403, 403);
        row(T::Reused, 400, 1129, "Users cannot reuse any of the last 3 passwords created.");
        row(T::Repeated, 400, 1130, "Password can't use the same character.");
        row(T::Sequence, 400, 1131, "Password can't use continuation character.Such as 'abcdef','123456'.");
        row(T::TooEasy, 400, 1136, "Your password is too easy to guess. Try another one.");
        row(T::MaxChanges, 400, 300, "maximum number of times over the past 24 hours");
        row(T::SamePassword, 400, 300, "Your new password can not match the old password.");
        row(T::Validation, 400, 300, "Validation Failed.");
        row(T::OtherAccount, 404, 1010);
        row(T::Gone, 404, 1001, "User does not exist: ");
        row(T::NoScope, 400, 4711, "does not contain scopes:[user:update:password:admin]");
        row(T::Expired, 401, 124, "Access token is expired.");
        row(T::JsonOnly, 400, 300, "Request Body should be a valid JSON object.");
        row(T::Unsupported, 415, 300, "Unsupported Content Type");
        row(T::Gateway, 502, 0);
        row(T::Maintenance, 503, 0);
        row(T::Html, 200, 0);
        row(T::Empty, 200, 0);
        row(T::Redirect, 307, 0);
        row(T::Slow, 204, 0);
        row(T::Dropped, 0, 0);
        row(T::DroppedBefore, 0, 0);
        row(T::SignOutRefused, 204, 0);
        row(T::SignOutLost, 204, 0);
        row(T::JsonByType, 400, 300, "Unsupported Content Type");
        row(T::JsonByXml, 400, 0);
        row(T::JsonByField, 400, 300, "Validation Failed.");
        row(T::JsonByParameter, 400, 300, "Invalid parameter: password.");
        row(T::JsonIn200, 200, 300, "Request Body should be a valid JSON object.");
        row(T::EarlyHints, 204, 0);
        row(T::UserLocked, 429, 429, "Too many concurrent requests.");
        row(T::ThrottledUntil, 429, 429, "per-second");
        row(T::Pending, 204, 0);
        row(T::OtherAccount400, 400, 1010);
        row(T::InvitationEnded, 400, 1120, "A valid invitation");
        row(T::Disabled, 400, 1000);
        row(T::NoPrivilege, 400, 200, "No permission.");
    }
    void rowsOfTheTable()
    {
        QFETCH(PracticeTrigger, trigger);
        QFETCH(int, status);
        QFETCH(int, code);
        QFETCH(QString, message);
        PracticeServer::Options options;
        options.slowReply = std::chrono::milliseconds(50);
        const auto server = startServer(options);
        const QString user = addressOf(trigger);
        Wire wire(*server);
        wire.writeRequest("PUT", passwordTarget(user), formType, multipartBody(goodPassword));
        if (trigger == PracticeTrigger::EarlyHints)
            QCOMPARE(wire.read().status, 103);
        const Answer answer = wire.read();
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.code(), code);
        QVERIFY2(answer.message().contains(message), answer.body.constData());
        if (status != 0)
            QVERIFY(answer.headers.contains("x-zm-trackingid"));

        const bool changes =
            (status == 204 && trigger != PracticeTrigger::Pending) || trigger == PracticeTrigger::Dropped;
        QCOMPARE(server->hasPassword(user, goodPassword), changes);
        QCOMPARE(server->counters().passwordChanges, changes ? 1 : 0);
        QCOMPARE(server->counters().passwordPuts, 1);
    }

    void everyTriggerHasARow() { QCOMPARE(practiceTriggers.size(), std::size_t(43)); }

    void detailsOfTriggers()
    {
        StillClock clock;
        PracticeServer::Options options;
        options.clock = &clock;
        const auto server = startServer(options);
        const auto put = [&server](PracticeTrigger trigger) {
            return putMultipart(*server, addressOf(trigger), goodPassword);
        };

        Answer answer = put(PracticeTrigger::Throttled);
        QCOMPARE(answer.headers.value("retry-after"), QByteArray("2026-03-01T12:00:01Z"));
        QCOMPARE(answer.headers.value("x-ratelimit-type"), QByteArray("QPS"));
        QCOMPARE(answer.headers.value("x-ratelimit-remaining"), QByteArray("0"));

        answer = put(PracticeTrigger::DailyLimit);
        QVERIFY(!answer.headers.contains("retry-after"));
        QVERIFY(!answer.headers.contains("x-ratelimit-type"));
        QCOMPARE(server->counters().rateLimited, 2);

        answer = put(PracticeTrigger::ThrottledUntil);
        QVERIFY(!answer.headers.contains("retry-after"));
        QCOMPARE(answer.headers.value("x-ratelimit-reset"),
                 QByteArray::number(clock.now().toSecsSinceEpoch() + 2));

        // One user's lock, which the next attempt finds gone.
        QCOMPARE(put(PracticeTrigger::UserLocked).status, 429);
        QCOMPARE(put(PracticeTrigger::UserLocked).status, 204);
        QVERIFY(put(PracticeTrigger::JsonByXml).headers.value("content-type").startsWith("application/xml"));

        answer = put(PracticeTrigger::Validation);
        QCOMPARE(answer.json().value("errors"_L1).toArray().size(), 2);
        QVERIFY(!answer.json().value("errors"_L1).toArray().first()["message"_L1].toString().isEmpty());

        QVERIFY(put(PracticeTrigger::Gateway).headers.value("content-type").startsWith("text/html"));
        QVERIFY(put(PracticeTrigger::Gateway).body.contains("<html>"));
        QVERIFY(put(PracticeTrigger::Html).body.contains("<html>"));
        QVERIFY(put(PracticeTrigger::Maintenance).body.isEmpty());
        QVERIFY(put(PracticeTrigger::Empty).body.isEmpty());
        QVERIFY(put(PracticeTrigger::Redirect).headers.contains("location"));

        using T = PracticeTrigger;
        for (const T trigger : {T::JsonOnly, T::Unsupported, T::JsonByType, T::JsonByXml, T::JsonByField,
                                T::JsonByParameter, T::JsonIn200}) {
            QCOMPARE(putJson(*server, addressOf(trigger), QString::fromUtf8(goodPassword)).status, 204);
            QVERIFY(server->hasPassword(addressOf(trigger), goodPassword));
        }
    }

    void aLostAnswerIsFoundByTheRepeat()
    {
        const auto server = startServer();
        const QString user = addressOf(PracticeTrigger::Dropped);
        Wire wire(*server);
        wire.writeRequest("PUT", passwordTarget(user), formType, multipartBody(goodPassword));
        QVERIFY(wire.isClosedByServer());
        QVERIFY(server->hasPassword(user, goodPassword));
        QCOMPARE(server->counters().passwordPuts, 1);

        const Answer repeat = putMultipart(*server, user, goodPassword);
        QCOMPARE(repeat.status, 400);
        QCOMPARE(repeat.message(), u"Your new password can not match the old password."_s);
        QCOMPARE(server->counters().passwordChanges, 1);

        const QString before = addressOf(PracticeTrigger::DroppedBefore);
        QCOMPARE(putMultipart(*server, before, goodPassword).status, 0);
        QVERIFY(!server->hasPassword(before, goodPassword));
    }

    void breaksOfRules()
    {
        const auto server = startServer();
        QCOMPARE(putMultipart(*server, works, "Short1").code(), 1124);
        QCOMPARE(putMultipart(*server, works, "aaaaaaaaa").code(), 1130);
        QCOMPARE(putMultipart(*server, works, "12345678").code(), 1125);
        QCOMPARE(putMultipart(*server, works, "Abcdefgh").code(), 1126);
        QCOMPARE(putMultipart(*server, works, "abcdefg1").code(), 1128);
        const Answer tooLong = putMultipart(*server, works, "Aa1" + QByteArray(29, 'x'));
        QCOMPARE(tooLong.code(), 300);
        QCOMPARE(tooLong.message(), u"Validation Failed."_s);
        QCOMPARE(tooLong.json().value("errors"_L1).toArray().size(), 1);
        QCOMPARE(server->counters().passwordChanges, 0);
        QCOMPARE(server->counters().passwordPuts, 6);
    }

    void aDayHasSoManyChanges()
    {
        StillClock clock;
        PracticeServer::Options options = unlimited();
        options.clock = &clock;
        options.changesPerDay = 2;
        const auto server = startServer(options);
        QCOMPARE(putMultipart(*server, works, "Password-1").status, 204);
        QCOMPARE(putMultipart(*server, works, "Password-1").status, 400);
        QCOMPARE(putMultipart(*server, works, "Password-2").status, 204);
        const Answer third = putMultipart(*server, works, "Password-3");
        QCOMPARE(third.code(), 300);
        QVERIFY(third.message().contains(u"maximum number of times"));
        QVERIFY(server->hasPassword(works, "Password-2"));
        clock.advance(24 * 60 * 60);
        QCOMPARE(putMultipart(*server, works, "Password-3").status, 204);
    }

    void rateLimitsTheAccount()
    {
        StillClock clock;
        PracticeServer::Options options;
        options.clock = &clock;
        options.mediumPerSecond = 3;
        options.lightPerSecond = 2;
        const auto server = startServer(options);
        Wire wire(*server);
        for (int left = 2; left >= 0; --left) {
            const Answer answer = wire.ask("GET", "/v2/users?page_size=1");
            QCOMPARE(answer.status, 200);
            QCOMPARE(answer.headers.value("x-ratelimit-category"), QByteArray("Medium"));
            QCOMPARE(answer.headers.value("x-ratelimit-type"), QByteArray("QPS"));
            QCOMPARE(answer.headers.value("x-ratelimit-limit"), QByteArray("3"));
            QCOMPARE(answer.headers.value("x-ratelimit-remaining"), QByteArray::number(left));
        }
        const Answer limited = putMultipart(*server, works, goodPassword);
        QCOMPARE(limited.status, 429);
        QCOMPARE(limited.code(), 429);
        QCOMPARE(limited.headers.value("retry-after"), QByteArray("2026-03-01T12:00:01Z"));
        QCOMPARE(limited.headers.value("x-ratelimit-remaining"), QByteArray("0"));
        QVERIFY(!server->hasPassword(works, goodPassword));

        QCOMPARE(wire.ask("GET", "/v2/users/me").headers.value("x-ratelimit-category"), QByteArray("Light"));
        QCOMPARE(wire.ask("GET", "/v2/users/me").status, 200);
        QCOMPARE(wire.ask("GET", "/v2/users/me").status, 429);
        QCOMPARE(server->counters().rateLimited, 2);

        clock.advance(1);
        QCOMPARE(putMultipart(*server, works, goodPassword).status, 204);
    }

    void wantsItsToken_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<int>("status");
        const auto row = [](const char *name, const QByteArray &header, int status) {
            QTest::newRow(name) << header << status;
        };
        row("right", "Authorization: Bearer the-token\r\n", 200);
        row("scheme in lower case", "authorization: bearer the-token\r\n", 200);
        row("missing", "", 401);
        row("empty", "Authorization: Bearer \r\n", 401);
        row("wrong", "Authorization: Bearer the-tokem\r\n", 401);
        row("longer", "Authorization: Bearer the-token1\r\n", 401);
        row("shorter", "Authorization: Bearer the-toke\r\n", 401);
        row("two spaces", "Authorization: Bearer  the-token\r\n", 401);
        row("Basic", "Authorization: Basic dGhlLXRva2Vu\r\n", 401);
        row("no scheme", "Authorization: the-token\r\n", 401);
        row("twice", "Authorization: Bearer the-token\r\nAuthorization: Bearer the-token\r\n", 401);
    }
    void wantsItsToken()
    {
        QFETCH(QByteArray, header);
        QFETCH(int, status);
        PracticeServer::Options options;
        options.token = u"the-token"_s;
        const auto server = startServer(options);
        QCOMPARE(server->token(), u"the-token"_s);
        Wire wire(*server);
        wire.setToken({});
        const Answer answer = wire.ask("GET", "/v2/users/me", header);
        QCOMPARE(answer.status, status);
        if (status == 200)
            return;
        QCOMPARE(answer.code(), 124);
        QCOMPARE(answer.message(), u"Invalid access token."_s);
        // And the body of an unauthorized PUT is read, so that the connection stays usable.
        QCOMPARE(wire.ask("PUT", passwordTarget(works), formType, multipartBody(goodPassword)).status, 401);
        wire.setToken("the-token");
        QCOMPARE(wire.ask("GET", "/v2/users/me").status, 200);
        QCOMPARE(server->counters().passwordChanges, 0);
    }

    void tokensDiffer()
    {
        const auto one = startServer();
        const auto other = startServer();
        QVERIFY(one->token().size() >= 32);
        QVERIFY(one->token() != other->token());
        QVERIFY(one->port() != other->port());
        QCOMPARE(one->baseUrl(), QUrl(u"http://127.0.0.1:%1/v2"_s.arg(one->port())));
    }

    void listsEverybodyOnce_data()
    {
        QTest::addColumn<int>("userCount");
        QTest::addColumn<int>("pageSize");
        QTest::newRow("500 by 300") << 500 << 300;
        QTest::newRow("500 by 7") << 500 << 7;
        QTest::newRow("exactly a page") << 28 << 28;
        QTest::newRow("nobody") << 0 << 10;
    }
    void listsEverybodyOnce()
    {
        QFETCH(int, userCount);
        QFETCH(int, pageSize);
        PracticeServer::Options options = unlimited();
        options.userCount = userCount;
        const auto server = startServer(options);
        Wire wire(*server);
        QSet<QString> addresses;
        int listed = 0;
        for (const QByteArray status : {"active", "inactive", "pending"}) {
            QString token;
            int inStatus = 0;
            int total = 0;
            do {
                const Answer answer =
                    wire.ask("GET",
                             "/v2/users?status=" + status + "&page_size=" + QByteArray::number(pageSize)
                                 + "&next_page_token=" + token.toLatin1());
                QCOMPARE(answer.status, 200);
                QCOMPARE(answer.json().value("page_size"_L1).toInt(), pageSize);
                total = answer.json().value("total_records"_L1).toInt(-1);
                token = answer.json().value("next_page_token"_L1).toString();
                const QJsonArray users = answer.json().value("users"_L1).toArray();
                QVERIFY(token.isEmpty() || users.size() == pageSize);
                for (const QJsonValue user : users) {
                    addresses.insert(user["email"_L1].toString());
                    QCOMPARE(user["status"_L1].toString().toLatin1(), status);
                    ++inStatus;
                }
            } while (!token.isEmpty());
            QCOMPARE(inStatus, total);
            listed += inStatus;
        }
        QCOMPARE(listed, userCount);
        QCOMPARE(addresses.size(), userCount);
    }

    void refusesOddPages_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<int>("status");
        QTest::newRow("default") << QByteArray() << 200;
        QTest::newRow("maximum") << QByteArray("?page_size=300") << 200;
        QTest::newRow("too many") << QByteArray("?page_size=301") << 400;
        QTest::newRow("2000") << QByteArray("?page_size=2000") << 400;
        QTest::newRow("zero") << QByteArray("?page_size=0") << 400;
        QTest::newRow("negative") << QByteArray("?page_size=-1") << 400;
        QTest::newRow("words") << QByteArray("?page_size=many") << 400;
        QTest::newRow("huge") << QByteArray("?page_size=99999999999999") << 400;
        QTest::newRow("status") << QByteArray("?status=asleep") << 400;
        QTest::newRow("token") << QByteArray("?next_page_token=made-up") << 400;
        QTest::newRow("page 0") << QByteArray("?page_number=0") << 400;
        QTest::newRow("page of words") << QByteArray("?page_number=two") << 400;
    }
    void refusesOddPages()
    {
        QFETCH(QByteArray, query);
        QFETCH(int, status);
        const auto server = startServer();
        const Answer answer = Wire(*server).ask("GET", "/v2/users" + query);
        QCOMPARE(answer.status, status);
        if (status == 400)
            QCOMPARE(answer.code(), 300);
        else if (query.isEmpty())
            QCOMPARE(answer.json().value("users"_L1).toArray().size(), 30);
    }

    void listsOneRole()
    {
        const auto server = startServer();
        Wire wire(*server);
        const auto list = [&wire](const QByteArray &query) {
            return wire.ask("GET", "/v2/users?page_size=300&" + query).json();
        };
        const QJsonObject admins = list("role_id=1");
        QCOMPARE(admins.value("total_records"_L1).toInt(), 2);
        QStringList addresses;
        for (const QJsonValue user : admins.value("users"_L1).toArray())
            addresses.append(user["email"_L1].toString());
        QCOMPARE(addresses, (QStringList{addressOf(PracticeTrigger::Me), addressOf(PracticeTrigger::Admin)}));
        QCOMPARE(list("role_id=0").value("total_records"_L1).toInt(), 1);
        QCOMPARE(list("role_id=none").value("total_records"_L1).toInt(), 0);
        QVERIFY(list("role_id=none").value("users"_L1).toArray().isEmpty());
        QCOMPARE(list("role_id=2").value("total_records"_L1).toInt(),
                 list({}).value("total_records"_L1).toInt() - 3);
        const QByteArray next = list("role_id=2").value("next_page_token"_L1).toString().toLatin1();
        QVERIFY(!next.isEmpty());
        QCOMPARE(list("role_id=2&next_page_token=" + next).value("page_number"_L1).toInt(), 2);
        QCOMPARE(list("role_id=1&next_page_token=" + next).value("code"_L1).toInt(), 300);
    }

    void numbersItsPages()
    {
        const auto server = startServer();
        Wire wire(*server);
        const auto page = [&wire](int number) {
            return wire.ask("GET", "/v2/users?page_size=100&page_number=" + QByteArray::number(number))
                .json();
        };
        const auto everybody = wire.ask("GET", "/v2/users?page_size=300").json().value("users"_L1).toArray();
        const QJsonObject second = page(2);
        QCOMPARE(second.value("page_number"_L1).toInt(), 2);
        QCOMPARE(second.value("page_count"_L1).toInt(),
                 (second.value("total_records"_L1).toInt() + 99) / 100);
        QCOMPARE(second.value("users"_L1).toArray().first(), everybody.at(100));
        const QJsonObject past = page(99);
        QVERIFY(past.value("users"_L1).toArray().isEmpty());
        QVERIFY(past.value("next_page_token"_L1).toString().isEmpty());
    }

    void pageTokensGrowStale()
    {
        StillClock clock;
        PracticeServer::Options options;
        options.clock = &clock;
        options.maximumPageSize = 2000;
        const auto server = startServer(options);
        Wire wire(*server);
        const QByteArray token = wire.ask("GET", "/v2/users?page_size=10")
                                     .json()
                                     .value("next_page_token"_L1)
                                     .toString()
                                     .toLatin1();
        QVERIFY(!token.isEmpty());
        const QByteArray next = "/v2/users?page_size=2000&next_page_token=" + token;
        QCOMPARE(wire.ask("GET", next).status, 200);
        QCOMPARE(wire.ask("GET", next + "&status=pending").status, 400);
        clock.advance(15 * 60 + 1);
        const Answer stale = wire.ask("GET", next);
        QCOMPARE(stale.status, 400);
        QCOMPARE(stale.code(), 300);
        QCOMPARE(stale.message(), u"The next page token is invalid or expired"_s);
    }

    void looksUpUsers()
    {
        const auto server = startServer();
        Wire wire(*server);
        const QJsonObject me = wire.ask("GET", "/v2/users/me").json();
        QCOMPARE(me.value("email"_L1).toString(), addressOf(PracticeTrigger::Me));
        QCOMPARE(me.value("login_types"_L1).toArray(), QJsonArray{100});
        const QByteArray id = me.value("id"_L1).toString().toLatin1();
        QCOMPARE(wire.ask("GET", "/v2/users/" + id).json(), me);
        QCOMPARE(wire.ask("GET", "/v2/users/You%40Practice.example").json(), me);
        const QJsonObject sso = wire.ask("GET", "/v2/users/sso@practice.example").json();
        QCOMPARE(sso.value("login_types"_L1).toArray(), QJsonArray{101});

        const Answer missing = wire.ask("GET", "/v2/users/%C3%BC%40x");
        QCOMPARE(missing.status, 404);
        QCOMPARE(missing.code(), 1001);
        QCOMPARE(missing.message(), u"User does not exist: \u00fc@x."_s);
    }

    void idsAreOneSegment_data()
    {
        QTest::addColumn<QByteArray>("segment");
        QTest::addColumn<QString>("id");
        const auto row = [](const QByteArray &segment, const QString &id) {
            QTest::newRow(segment.constData()) << segment << id;
        };
        row("a%2Fb", u"a/b"_s);
        row("a%2fpassword", u"a/password"_s);
        row("..%2Fx", u"../x"_s);
        row("..", u".."_s);
        row("%2e%2e", u".."_s);
        row("%C3%BC%40%C3%B6.de", u"\u00fc@\u00f6.de"_s);
        row("a%3Fb%23c", u"a?b#c"_s);
        row("a%252Fb", u"a%2Fb"_s);
        row("a+b", u"a+b"_s);
        row("a%0Ab", u"a\nb"_s);
        row("100%25", u"100%"_s);
    }
    void idsAreOneSegment()
    {
        QFETCH(QByteArray, segment);
        QFETCH(QString, id);
        const auto server = startServer();
        const Answer answer = Wire(*server).ask("PUT", "/v2/users/" + segment + "/password", formType,
                                                multipartBody(goodPassword));
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.code(), 1001);
        QCOMPARE(answer.message(), u"User does not exist: %1."_s.arg(id));
        QCOMPARE(server->counters().passwordPuts, 1);
    }

    void revokesTokensAndTellsRules()
    {
        PracticeServer::Options options;
        options.rules = {10, true, 5, true};
        auto server = startServer(options);
        Wire wire(*server);
        Answer answer = wire.ask("DELETE", "/v2/users/works%40practice.example/token");
        QCOMPARE(answer.status, 204);
        QVERIFY(answer.body.isEmpty());
        QCOMPARE(wire.ask("DELETE", "/v2/users/nobody/token").code(), 1001);

        answer = wire.ask("GET", "/v2/accounts/me/settings?option=security");
        const QJsonObject expected{{u"minimum_password_length"_s, 10},
                                   {u"have_special_character"_s, true},
                                   {u"consecutive_characters_length"_s, 5},
                                   {u"weak_enhance_detection"_s, true}};
        QCOMPARE(answer.json()["security"_L1]["password_requirement"_L1].toObject(), expected);
        // Without an option all of them; of an account that is not this one, none.
        const QJsonObject all = wire.ask("GET", "/v2/accounts/me/settings").json();
        QCOMPARE(all["security"_L1]["password_requirement"_L1].toObject(), expected);
        QVERIFY(all.size() > 3);
        QCOMPARE(wire.ask("GET", "/v2/accounts/practice-account/settings?option=security").json(),
                 answer.json());
        QVERIFY(wire.ask("GET", "/v2/accounts/me/settings?option=meeting_security")
                    .json()
                    .contains("meeting_security"_L1));
        QCOMPARE(wire.ask("GET", "/v2/accounts/me/settings?option=weather").status, 400);
        const Answer stranger = wire.ask("GET", "/v2/accounts/1/settings?option=security");
        QCOMPARE(stranger.status, 404);
        QCOMPARE(stranger.code(), 2001);
        QCOMPARE(putMultipart(*server, works, "Xk9zt-b2r").code(), 1124);
        QCOMPARE(putMultipart(*server, works, "Xk9zt-b2rA").status, 204);

        options.isPaidAccount = false;
        server = startServer(options);
        answer = Wire(*server).ask("GET", "/v2/accounts/me/settings?option=security");
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.code(), 200);
        options.settingsReadable = false;
        server = startServer(options);
        QCOMPARE(Wire(*server).ask("GET", "/v2/accounts/me/settings?option=security").code(), 4711);
    }

    void wantsScopes_data()
    {
        QTest::addColumn<QString>("scopes");
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        QTest::addColumn<QString>("missing"); // empty: it goes on to what the call says
        const auto row = [](const char *scopes, const char *method, const char *target, const char *missing) {
            QTest::addRow("%s %s, %s", method, target, *scopes ? scopes : "none")
                << QString::fromLatin1(scopes) << QByteArray(method) << QByteArray(target)
                << QString::fromLatin1(missing);
        };
        const char *settings = "/v2/accounts/me/settings?option=security";
        const char *password = "/v2/users/works%40practice.example/password";
        const char *token = "/v2/users/works%40practice.example/token";
        row("user:read:admin", "GET", "/v2/users/me", "");
        row("user:read:user:admin", "GET", "/v2/users/me", "");
        row("user:write:admin", "GET", "/v2/users/me", "user:read:admin");
        row("user:read:list_users:admin", "GET", "/v2/users/me", "user:read:user:admin");
        row("", "GET", "/v2/users", "user:read:admin");
        row("user:read:user:admin", "GET", "/v2/users", "user:read:list_users:admin");
        row("user:read:list_users:admin", "GET", "/v2/users", "");
        row("account:read:settings:admin", "GET", settings, "");
        row("user:read:admin", "GET", settings, "account:read:admin");
        row("user:read:admin", "PUT", password, "user:write:admin");
        row("user:update:password:admin", "PUT", password, "");
        row("user:read:user:admin", "DELETE", token, "user:delete:token:admin");
        row("user:write:admin", "DELETE", token, "");
    }
    void wantsScopes()
    {
        QFETCH(QString, scopes);
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        QFETCH(QString, missing);
        PracticeServer::Options options;
        options.tokenScopes = scopes;
        const auto server = startServer(options);
        const Answer answer = Wire(*server).ask(method, target);
        QCOMPARE(answer.code() == 4711, !missing.isEmpty());
        if (!missing.isEmpty()) {
            QCOMPARE(answer.status, 400);
            QCOMPARE(answer.message(), u"Invalid access token, does not contain scopes:[%1]."_s.arg(missing));
        }
        QCOMPARE(server->counters().passwordChanges, 0);
    }

    void tellsMyRole()
    {
        for (const QString &role : {u"0"_s, u"1"_s, u"2"_s, u"rAbc123"_s, QString()}) {
            PracticeServer::Options options;
            options.myRole = role;
            const auto server = startServer(options);
            const QJsonObject me = Wire(*server).ask("GET", "/v2/users/me").json();
            QCOMPARE(me["role_id"_L1].toString(), role);
            QCOMPARE(me.contains("role_id"_L1), !role.isEmpty());
            QCOMPARE(putMultipart(*server, works, goodPassword).status, role == "2"_L1 ? 403 : 204);
        }
    }

    void knowsNothingElse_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("target");
        const auto row = [](const QByteArray &method, const QByteArray &target) {
            QTest::addRow("%s %s", method.constData(), target.constData()) << method << target;
        };
        row("GET", "/");
        row("GET", "/v2");
        row("GET", "/v1/users");
        row("GET", "/v2/users/");
        row("GET", "/v2//users");
        row("GET", "/v2/users/me/password");
        row("GET", "/v2/meetings");
        row("POST", "/v2/users");
        row("POST", "/v2/users/me/password");
        row("PATCH", "/v2/users/me");
        row("PUT", "/v2/users/me/password/");
        row("PUT", "/v2/users/me/Password");
        row("PUT", "/v2/users/a/b/password");
        row("DELETE", "/v2/users/me");
        row("OPTIONS", "/v2/meetings");
    }
    void knowsNothingElse()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, target);
        const auto server = startServer();
        Wire wire(*server);
        const QByteArray body = method == "GET" || method == "OPTIONS" ? QByteArray() : multipartBody("x");
        const Answer answer = wire.ask(method, target, body.isEmpty() ? "" : formType, body);
        // An empty segment is a user without a name.
        QCOMPARE(answer.status, 404);
        QVERIFY(answer.code() == 2300 || target == "/v2/users/");
        QVERIFY(answer.headers.contains("x-zm-trackingid"));
        QCOMPARE(wire.ask("GET", "/v2/users/me").status, 200); // on the same connection
    }

    void formats()
    {
        PracticeServer::Options options;
        options.formats = PracticeServer::Options::Formats::MultipartOnly;
        auto server = startServer(options);
        QCOMPARE(putJson(*server, works, u"Password-1"_s).status, 415);
        QCOMPARE(putMultipart(*server, works, "Password-1").status, 204);

        options.formats = PracticeServer::Options::Formats::JsonOnly;
        server = startServer(options);
        const Answer refused = putMultipart(*server, works, "Password-1");
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.message(), u"Request Body should be a valid JSON object."_s);
        QCOMPARE(putJson(*server, works, u"Password-1"_s).status, 204);
        Wire wire(*server);
        QCOMPARE(wire.ask("PUT", passwordTarget(works), "Content-Type: text/plain\r\n", "Password-2").status,
                 415);
        QCOMPARE(wire.ask("PUT", passwordTarget(works), jsonType, "[]").code(), 300);
        QCOMPARE(wire.ask("PUT", passwordTarget(works), jsonType).code(), 300);
        QCOMPARE(wire.ask("PUT", passwordTarget(works)).status, 415);
    }

    void takesEveryTextByteForByte()
    {
        PracticeServer::Options options = unlimited();
        options.changesPerDay = 0;
        const auto server = startServer(options);
        const QList<QByteArray> passwords{"Aa1\"\\'<>&%+=",
                                          "Aa1\r\nB-c\r\n\r\n",
                                          "Aa1--xYzZY--",
                                          QByteArray("Aa1\0nul-x", 9),
                                          "Aa1 \xc3\xbc\xc3\xb6\xe2\x82\xac\xf0\x9f\x98\x80 x",
                                          " Aa1-spaces- ",
                                          "Aa1\tContent-Type: x"};
        for (const QByteArray &password : passwords) {
            QCOMPARE(putMultipart(*server, works, password).status, 204);
            QVERIFY2(server->hasPassword(works, password), password.toHex().constData());
        }
        for (const QByteArray &password : passwords) {
            const QString text = QString::fromUtf8(password);
            QCOMPARE(putJson(*server, works, text).status, 204);
            QVERIFY2(server->hasPassword(works, password), password.toHex().constData());
        }
    }

    void refusesMalformedMultipart()
    {
        const auto server = startServer();
        Wire wire(*server);
        const auto put = [&wire](const char *type, const QByteArray &body) {
            return wire.ask("PUT", passwordTarget(works), type, body);
        };
        const QByteArray good = multipartBody(goodPassword);
        QByteArray unixEnds = good;
        unixEnds.replace("\r\n", "\n");
        for (const Answer &answer :
             {put(formType, unixEnds), put(formType, good.left(good.size() - 4)), put(formType, "x" + good),
              put(formType, good.chopped(2) + good), put("Content-Type: multipart/form-data\r\n", good),
              put("Content-Type: multipart/form-data; boundary=other\r\n", good), put(formType, {})}) {
            QCOMPARE(answer.status, 400);
            QCOMPARE(answer.code(), 300);
            QVERIFY(!answer.message().isEmpty());
        }
        QCOMPARE(server->counters().passwordChanges, 0);
        // Two headers that say what the body is: neither can be trusted.
        const QByteArray twoTypes = QByteArray(formType) + jsonType;
        QCOMPARE(wire.ask("PUT", passwordTarget(works), twoTypes, good).status, 415);
    }

    void bodiesEndAtOneMebibyte()
    {
        const auto server = startServer();
        const QByteArray tooLarge(1024 * 1024 + 1, 'x');
        Wire wire(*server);
        const Answer answer = wire.ask("PUT", passwordTarget(works), formType, tooLarge);
        QCOMPARE(answer.status, 413);
        QVERIFY(!answer.message().isEmpty());
        QCOMPARE(Wire(*server).ask("PUT", passwordTarget(works), formType, tooLarge.left(1024 * 1024)).status,
                 400);
        QCOMPARE(putMultipart(*server, works, goodPassword).status, 204);
    }

    void chunkedBodies()
    {
        const auto server = startServer();
        Wire wire(*server);
        const QByteArray chunked = QByteArray(formType) + "Transfer-Encoding: chunked\r\n";
        wire.writeRequest("PUT", passwordTarget(works), chunked);
        const QByteArray body = multipartBody(goodPassword);
        for (const QByteArray &piece : {body.left(10), body.mid(10)})
            wire.write(QByteArray::number(piece.size(), 16) + "\r\n" + piece + "\r\n");
        wire.write("0\r\n\r\n");
        QCOMPARE(wire.read().status, 204);
        QVERIFY(server->hasPassword(works, goodPassword));

        wire.writeRequest("PUT", passwordTarget(works), chunked);
        wire.write("nonsense\r\n");
        const Answer broken = wire.read();
        QCOMPARE(broken.status, 400);
        QCOMPARE(broken.headers.value("connection"), QByteArray("close"));
        QVERIFY(wire.isClosedByServer());
    }

    void survivesNonsense_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("not HTTP") << QByteArray("hello\r\n\r\n");
        QTest::newRow("TLS") << QByteArray("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10);
        QTest::newRow("unknown method") << QByteArray("FROB /v2/users HTTP/1.1\r\n\r\n");
        QTest::newRow("HTTP/3") << QByteArray("GET /v2/users HTTP/3\r\n\r\n");
        QTest::newRow("no host") << QByteArray("GET /v2/users HTTP/1.1\r\n\r\n");
        QTest::newRow("two lengths") << QByteArray("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                                                   "Content-Length: 2\r\n\r\nab");
        QTest::newRow("negative length")
            << QByteArray("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n");
        QTest::newRow("long line") << "GET /" + QByteArray(9'000, 'x') + " HTTP/1.1\r\n\r\n";
        QTest::newRow("more behind it") << "GET / HTTP/9\r\n\r\n" + QByteArray(100'000, 'x');
    }
    void survivesNonsense()
    {
        QFETCH(QByteArray, bytes);
        const auto server = startServer();
        Wire wire(*server);
        wire.write(bytes);
        const Answer answer = wire.read();
        QVERIFY(answer.status >= 400);
        QCOMPARE(answer.headers.value("connection"), QByteArray("close"));
        QVERIFY(answer.code() != 0);
        QVERIFY(answer.headers.contains("x-zm-trackingid"));
        QVERIFY(wire.isClosedByServer());
        QCOMPARE(putMultipart(*server, works, goodPassword).status, 204);
    }

    void keepsConnectionsOpen()
    {
        const auto server = startServer(unlimited());
        Wire wire(*server);
        for (int i = 0; i < 200; ++i) {
            const Answer answer = wire.ask("GET", "/v2/users/me");
            QCOMPARE(answer.status, 200);
            QVERIFY(!answer.headers.contains("keep-alive")); // "max=5", and the like
        }
        QCOMPARE(wire.socket().state(), QAbstractSocket::ConnectedState);

        // Two at once, answered in order.
        wire.writeRequest("GET", "/v2/users/me");
        wire.writeRequest("GET", "/v2/users/nobody");
        QCOMPARE(wire.read().status, 200);
        QCOMPARE(wire.read().status, 404);

        wire.writeRequest("GET", "/v2/users/me", "Connection: close\r\n");
        QCOMPARE(wire.read().status, 200);
        QVERIFY(wire.isClosedByServer());
    }

    void takesWhatHttpAllows()
    {
        StillClock clock;
        PracticeServer::Options options = unlimited();
        options.clock = &clock;
        const auto server = startServer(options);
        const QByteArray token = "Authorization: Bearer " + server->token().toUtf8() + "\r\n";
        Wire wire(*server);
        // The whole URL, as to a proxy; empty lines before it; odd letters and blanks.
        wire.write("\r\n\r\nGET " + server->baseUrl().toEncoded() + "/users/me HTTP/1.1\r\nHOST:a\r\n"
                   + "authorization:\t Bearer " + server->token().toUtf8() + " \t\r\n\r\n");
        const Answer me = wire.read();
        QCOMPARE(me.status, 200);
        QCOMPARE(me.headers.value("date"), QByteArray("Sun, 01 Mar 2026 12:00:00 GMT"));

        const Answer head = wire.askHead("/v2/users/me");
        QCOMPARE(head.status, 200);
        QCOMPARE(head.headers.value("content-length"), QByteArray::number(me.body.size()));
        QCOMPARE(head.headers.value("content-type"), me.headers.value("content-type"));

        QCOMPARE(wire.ask("OPTIONS", "/v2/users").headers.value("allow"), QByteArray("GET, HEAD, OPTIONS"));
        QCOMPARE(wire.ask("OPTIONS", "/v2/users/a/password").headers.value("allow"),
                 QByteArray("PUT, OPTIONS"));
        QCOMPARE(wire.ask("OPTIONS", "*").status, 204);

        wire.writeRequest("PUT", passwordTarget(works),
                          QByteArray(formType) + "Transfer-Encoding: chunked\r\nTrailer: X\r\n");
        const QByteArray body = multipartBody("Chunked-Password-1");
        wire.write(QByteArray::number(body.size(), 16) + " ; name=\"value\"\r\n" + body
                   + "\r\n0\r\nX: y\r\n\r\n");
        QCOMPARE(wire.read().status, 204);
        QVERIFY(server->hasPassword(works, "Chunked-Password-1"));

        wire.write("GET /v2/users/me HTTP/1.0\r\n" + token + "\r\n");
        QCOMPARE(wire.read().status, 200);
        QVERIFY(wire.isClosedByServer());
    }

    void continuesWhenAsked()
    {
        const auto server = startServer();
        Wire wire(*server);
        const QByteArray body = multipartBody(goodPassword);
        wire.writeRequest("PUT", passwordTarget(works),
                          QByteArray(formType) + "Expect: 100-continue\r\nContent-Length: "
                              + QByteArray::number(body.size()) + "\r\n");
        QCOMPARE(wire.read().status, 100);
        QCOMPARE(server->counters().requests, 0);
        wire.write(body);
        QCOMPARE(wire.read().status, 204);
        QVERIFY(server->hasPassword(works, goodPassword));
        // Not before a body that is refused anyway.
        wire.writeRequest("PUT", passwordTarget(works),
                          "Expect: 100-continue\r\nContent-Length: 99999999\r\n");
        QCOMPARE(wire.read().status, 413);
        QVERIFY(wire.isClosedByServer());
    }

    void answersInOrder()
    {
        PracticeServer::Options options = unlimited();
        options.slowReply = std::chrono::milliseconds(200);
        const auto server = startServer(options);
        Wire wire(*server);
        // The first is held back, and the others wait for it.
        wire.writeRequest("PUT", passwordTarget(addressOf(PracticeTrigger::Slow)), formType,
                          multipartBody(goodPassword));
        wire.writeRequest("GET", "/v2/users/nobody");
        wire.writeRequest("GET", "/v2/users/me");
        wire.write("nonsense\r\n");
        QCOMPARE(wire.read().status, 204);
        QCOMPARE(wire.read().status, 404);
        QCOMPARE(wire.read().status, 200);
        QCOMPARE(wire.read().status, 400);
        QVERIFY(wire.isClosedByServer());
    }

    /// A client that asks and asks and never reads fills nobody's memory, and holds up nobody else.
    void waitsForSlowReaders()
    {
        const auto server = startServer(unlimited());
        Wire greedy(*server);
        greedy.socket().setReadBufferSize(1);
        const QByteArray ask = "GET /v2/users?page_size=300 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
            + server->token().toUtf8() + "\r\n\r\n";
        greedy.write(ask.repeated(5000));
        QTRY_VERIFY(server->counters().requests > 20);
        int before = 0;
        do {
            before = server->counters().requests;
            greedy.socket().waitForBytesWritten(200);
        } while (server->counters().requests != before);
        QVERIFY(before < 1000); // 4 MiB and what the sockets hold, and not 5000 pages
        QCOMPARE(Wire(*server).ask("GET", "/v2/users/me").status, 200);
        greedy.socket().setReadBufferSize(0);
        for (int i = 0; i < 200; ++i)
            QCOMPARE(greedy.read().json()["users"_L1].toArray().size(), 300);
    }

    void idleConnectionsLockNobodyOut()
    {
        const auto server = startServer();
        std::vector<std::unique_ptr<Wire>> idle;
        for (int i = 0; i < 40; ++i) {
            idle.push_back(std::make_unique<Wire>(*server));
            QCOMPARE(idle.back()->socket().state(), QAbstractSocket::ConnectedState);
        }
        QCOMPARE(putMultipart(*server, works, goodPassword).status, 204);
        for (const auto &wire : idle)
            QCOMPARE(wire->ask("GET", "/v2/users/me").status, 200);
    }

    void answersManyAtOnce()
    {
        PracticeServer::Options options = unlimited();
        options.changesPerDay = 0;
        const auto server = startServer(options);
        constexpr int clients = 8;
        constexpr int callsEach = 25;
        std::vector<std::future<int>> futures;
        futures.reserve(clients);
        for (int client = 0; client < clients; ++client) {
            futures.push_back(std::async(std::launch::async, [&server, client] {
                int good = 0;
                for (int i = 0; i < callsEach; ++i) {
                    const QByteArray password =
                        "Password-" + QByteArray::number(client) + '-' + QByteArray::number(i);
                    good += putMultipart(*server, works, password).status == 204 ? 1 : 0;
                }
                return good;
            }));
        }
        for (std::future<int> &future : futures)
            QCOMPARE(future.get(), callsEach);
        QCOMPARE(server->counters().passwordChanges, clients * callsEach);
        QCOMPARE(server->counters().requests, clients * callsEach);
    }

    /// ctest's time limit is the judge: without hanging up, this would take the keep-alive's five minutes.
    void stopsWithConnectionsOpen()
    {
        auto server = startServer();
        std::vector<std::unique_ptr<Wire>> wires;
        wires.reserve(20);
        for (int i = 0; i < 20; ++i)
            wires.push_back(std::make_unique<Wire>(*server));
        for (std::size_t i = 0; i < 10; ++i)
            QCOMPARE(wires[i]->ask("GET", "/v2/users/me").status, 200);
        wires[19]->write("PUT /v2/users/x/password HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf");
        server.reset();
        for (const auto &wire : wires)
            QVERIFY(wire->isClosedByServer());
    }

    void stopsWhileAnAnswerIsHeldBack()
    {
        PracticeServer::Options options;
        options.slowReply = std::chrono::hours(1);
        auto server = startServer(options);
        const QString slow = addressOf(PracticeTrigger::Slow);
        Wire wire(*server);
        wire.writeRequest("PUT", passwordTarget(slow), formType, multipartBody(goodPassword));
        QTRY_VERIFY(server->hasPassword(slow, goodPassword));
        // Known by the repeat, at once, though the first answer is still held back.
        QCOMPARE(putMultipart(*server, slow, goodPassword).code(), 300);
        server.reset();
        QVERIFY(wire.isClosedByServer());
    }

    void delaysEveryReply()
    {
        PracticeServer::Options options;
        options.replyDelay = std::chrono::hours(1);
        auto server = startServer(options);
        Wire wire(*server);
        wire.writeRequest("GET", "/v2/users/me");
        QTRY_COMPARE(server->counters().requests, 1);
        QVERIFY(!wire.socket().waitForReadyRead(50));
        server.reset();
        QVERIFY(wire.isClosedByServer());
    }

    void startsAndStopsOften()
    {
        for (int i = 0; i < 50; ++i)
            QVERIFY(startServer()->port() > 0);
    }

    void refusesATakenPort()
    {
        const auto first = startServer();
        PracticeServer::Options options;
        options.port = first->port();
        const auto second = PracticeServer::start(options);
        QVERIFY(!second);
        QCOMPARE(second.error().kind, ErrorKind::InvalidInput);
        QCOMPARE(second.error().field, u"port"_s);
        QVERIFY(second.error().reply.message.contains(QString::number(options.port)));
        QCOMPARE(putMultipart(*first, works, goodPassword).status, 204);

        options.port = 70'000;
        QVERIFY(!PracticeServer::start(options));
    }

    void takesTheSamePortAgain()
    {
        auto server = startServer();
        PracticeServer::Options options;
        options.port = server->port();
        Wire wire(*server);
        QCOMPARE(wire.ask("GET", "/v2/users/me").status, 200);
        server.reset();
        server = startServer(options);
        QVERIFY(server);
        QCOMPARE(server->port(), options.port);
    }

    void listensOnLoopbackOnly()
    {
        const auto server = startServer();
        // Another loopback address is free to take, so the server did not take them all.
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress(u"127.0.0.2"_s), static_cast<quint16>(server->port())));
    }
};

QTEST_GUILESS_MAIN(TestPracticeServer)
#include "tst_practiceserver.moc"
