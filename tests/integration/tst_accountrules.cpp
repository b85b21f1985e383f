#include "directory/usercache.h"
#include "session/accountrules.h"
#include "support/fakeclock.h"
#include "support/fixedtoken.h"
#include "support/scriptedserver.h"
#include "zoom/zoomclient.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTimeZone>

using namespace Keyturn;
using namespace Qt::StringLiterals;

namespace {

const QByteArray strict =
    R"({"security":{"password_requirement":{"minimum_password_length":12,"have_special_character":true,
        "consecutive_characters_length":5,"weak_enhance_detection":true}}})";

struct Rig
{
    std::unique_ptr<AccountRules> rules(UserCache *cache = nullptr)
    {
        auto rules = std::make_unique<AccountRules>(&client, clock);
        rules->keepIn(cache);
        return rules;
    }

    ScriptedServer server;
    FakeClock clock{QDateTime(QDate(2026, 11, 26), QTime(9, 0), QTimeZone::utc()).toUTC()};
    FixedToken tokens;
    HttpClient http{HttpClient::Options(), clock};
    ZoomClient client{&http, &tokens, server.baseUrl()};
};

} // namespace

class TestAccountRules final : public QObject
{
    Q_OBJECT

private slots:
    void readsTheAccountsOwn()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(200, strict));
        const auto rules = rig.rules();
        QCOMPARE(rules->rules(), PasswordRules());
        QVERIFY(!rules->readAt());
        QSignalSpy changed(rules.get(), &AccountRules::changed);
        rules->read();
        QTRY_COMPARE(changed.size(), 1);
        QCOMPARE(rules->rules().minimumLength, 12);
        QVERIFY(rules->rules().requiresSpecial);
        QCOMPARE(rules->rules().consecutiveLength, 5);
        QVERIFY(rules->rules().refusesWeak);
        QCOMPARE(rules->readAt(), rig.clock.now());
        QVERIFY(!rules->problem());
        QCOMPARE(rig.server.requests().first().target,
                 QByteArray("/v2/accounts/me/settings?option=security"));
    }

    void zeroIsOff()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(
            200,
            R"({"security":{"password_requirement":{"minimum_password_length":0,"consecutive_characters_length":0}}})"));
        const auto rules = rig.rules();
        rules->read();
        QTRY_VERIFY(rules->readAt());
        QCOMPARE(rules->rules(), PasswordRules());
    }

    void withoutTheScopeTheBasicOnesHold()
    {
        Rig rig;
        rig.server.enqueue(ScriptedServer::json(
            400,
            R"({"code":4711,"message":"Invalid access token, does not contain scopes:[account:read:settings:admin]."})"));
        const auto rules = rig.rules();
        rules->read();
        QTRY_VERIFY(rules->problem());
        QCOMPARE(rules->problem()->kind, ErrorKind::MissingScopes);
        QCOMPARE(rules->rules(), PasswordRules());
        QVERIFY(!rules->readAt());
    }

    void areThereAtTheNextStart()
    {
        Rig rig;
        const QTemporaryDir place;
        const UserCacheFolder folder(place.filePath(u"lists"_s));
        {
            UserCache cache(folder, u"a"_s, u"identity"_s);
            rig.server.enqueue(ScriptedServer::json(200, strict));
            const auto rules = rig.rules(&cache);
            rules->read();
            QTRY_VERIFY(rules->readAt());
        }
        const QDateTime then = rig.clock.now();
        rig.clock.advance(std::chrono::hours(24));
        UserCache cache(folder, u"a"_s, u"identity"_s);
        rig.server.enqueue(ScriptedServer::silence());
        const auto kept = rig.rules(&cache);
        kept->read();
        QTRY_VERIFY(kept->readAt());
        QCOMPARE(kept->readAt(), then);
        QCOMPARE(kept->rules().minimumLength, 12);

        // Nobody else's.
        UserCache other(folder, u"a"_s, u"another identity"_s);
        rig.server.enqueue(ScriptedServer::json(502, "<html>"));
        const auto others = rig.rules(&other);
        others->read();
        QTRY_VERIFY(others->problem());
        QVERIFY(!others->readAt());
        QCOMPARE(others->rules(), PasswordRules());
    }

    void whatIsReadNowWins()
    {
        Rig rig;
        const QTemporaryDir place;
        const UserCacheFolder folder(place.filePath(u"lists"_s));
        UserCache cache(folder, u"a"_s, u"identity"_s);
        cache.writeNote(
            R"({"identity":"identity","readAt":"2020-01-01T00:00:00Z","security":{"password_requirement":
            {"minimum_password_length":14}}})");
        rig.server.enqueue(ScriptedServer::json(200, strict));
        const auto rules = rig.rules(&cache);
        QSignalSpy changed(rules.get(), &AccountRules::changed);
        rules->read();
        QTRY_COMPARE(rules->rules().minimumLength, 12);
        QTest::qWait(50);
        QCOMPARE(rules->rules().minimumLength, 12);
        QCOMPARE(rules->readAt(), rig.clock.now());
    }

    void whateverIsKeptIsHarmless()
    {
        for (const QByteArray &note :
             {QByteArray("no json"), QByteArray("[]"),
              QByteArray(R"({"identity":"identity","readAt":"never"})"),
              QByteArray(R"({"identity":"identity","readAt":"2020-01-01T00:00:00Z","security":7})")}) {
            Rig rig;
            const QTemporaryDir place;
            const UserCacheFolder folder(place.filePath(u"lists"_s));
            UserCache cache(folder, u"a"_s, u"identity"_s);
            cache.writeNote(note);
            rig.server.enqueue(ScriptedServer::json(502, "<html>"));
            const auto rules = rig.rules(&cache);
            rules->read();
            QTRY_VERIFY(rules->problem());
            QCOMPARE(rules->rules(), PasswordRules());
        }
    }
};

QTEST_GUILESS_MAIN(TestAccountRules)
#include "tst_accountrules.moc"
