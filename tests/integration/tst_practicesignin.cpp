#include "support/practicefixture.h"

#include <QCryptographicHash>
#include <QTest>
#include <QUrlQuery>

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Consent = PracticeServer::Consent;
using Trouble = PracticeServer::AppTrouble;

namespace {

const QByteArray formType = "Content-Type: application/x-www-form-urlencoded\r\n";
const QByteArray redirect = "http://127.0.0.1:27147/keyturn-sign-in";
const QByteArray verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const QByteArray challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

PracticeServer::Options options()
{
    PracticeServer::Options made;
    made.userCount = 30;
    made.generalApp.clientSecret = u"general-secret"_s;
    return made;
}

QByteArray basic(const QByteArray &credentials = "practice-general-client:general-secret")
{
    return "Authorization: Basic " + credentials.toBase64() + "\r\n";
}

Answer ask(const PracticeServer &server, const QByteArray &method, const QByteArray &target,
           const QByteArray &headers = {}, const QByteArray &body = {})
{
    Wire wire(server);
    wire.setToken({});
    return wire.ask(method, target, headers, body);
}

Answer post(const PracticeServer &server, const QByteArray &form,
            const QByteArray &headers = basic() + formType)
{
    return ask(server, "POST", "/oauth/token", headers, form);
}

QByteArray goodQuery()
{
    return "response_type=code&client_id=practice-general-client&redirect_uri=" + redirect.toPercentEncoding()
        + "&state=the-state&code_challenge=" + challenge + "&code_challenge_method=S256";
}

/// Where the browser is sent; empty when it is sent nowhere.
QUrl sentTo(const Answer &answer)
{
    return answer.status == 302 ? QUrl::fromEncoded(answer.headers.value("location")) : QUrl();
}

QByteArray valueIn(const QUrl &url, const QString &name)
{
    return QUrlQuery(url).queryItemValue(name, QUrl::FullyDecoded).toUtf8();
}

QByteArray newCode(const PracticeServer &server)
{
    return valueIn(sentTo(ask(server, "GET", "/oauth/authorize?" + goodQuery())), u"code"_s);
}

QByteArray codeForm(const QByteArray &code, const QByteArray &proof = verifier,
                    const QByteArray &url = redirect)
{
    return "grant_type=authorization_code&code=" + code.toPercentEncoding()
        + "&redirect_uri=" + url.toPercentEncoding() + "&code_verifier=" + proof;
}

QByteArray refreshForm(const QByteArray &token)
{
    return "grant_type=refresh_token&refresh_token=" + token;
}

QByteArray in(const Answer &answer, const QString &name)
{
    return answer.json().value(name).toString().toUtf8();
}

Answer signIn(const PracticeServer &server)
{
    return post(server, codeForm(newCode(server)));
}

int statusOfMe(const PracticeServer &server, const QByteArray &token)
{
    Wire wire(server);
    wire.setToken(token);
    return wire.ask("GET", "/v2/users/me").status;
}

} // namespace

/// The practice server's General app, by the wire's bytes.
class TestPracticeSignIn final : public QObject
{
    Q_OBJECT

private slots:
    void signsIn()
    {
        const auto server = startServer(options());
        const QUrl back = sentTo(ask(*server, "GET", "/oauth/authorize?" + goodQuery()));
        QCOMPARE(back.adjusted(QUrl::RemoveQuery).toEncoded(), redirect);
        QCOMPARE(valueIn(back, u"state"_s), QByteArray("the-state"));
        QCOMPARE(server->counters().tokensGranted, 0);
        const Answer answer = post(*server, codeForm(valueIn(back, u"code"_s)));
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().value(u"token_type"_s).toString(), u"bearer"_s);
        QCOMPARE(answer.json().value(u"expires_in"_s).toInt(), 3600);
        QVERIFY(in(answer, u"refresh_token"_s).size() > 1024);
        QCOMPARE(statusOfMe(*server, in(answer, u"access_token"_s)), 200);
        QCOMPARE(statusOfMe(*server, in(answer, u"refresh_token"_s)), 401);
        QCOMPARE(server->counters().tokensGranted, 1);
        QCOMPARE(server->authorizeUrl().path(), u"/oauth/authorize"_s);
    }

    void judgesTheBrowser_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("error"); // where it is sent on with one
        const auto row = [](const char *name, const QByteArray &part, const QByteArray &instead, int status,
                            const QByteArray &error) {
            QByteArray query = goodQuery();
            QVERIFY(query.contains(part));
            QTest::newRow(name) << query.replace(part, instead) << status << error;
        };
        row("good", "", "", 302, "");
        // Nobody is sent to an address that was not registered.
        row("another client", "practice-general-client", "other", 400, "");
        row("elsewhere", "127.0.0.1", "example.com", 400, "");
        row("localhost", "127.0.0.1", "localhost", 400, "");
        row("https", "http%3A", "https%3A", 400, "");
        row("no port", "%3A27147", "", 400, "");
        row("no redirect", "redirect_uri", "other", 400, "");
        row("token", "response_type=code", "response_type=token", 302, "unsupported_response_type");
        row("no state", "state=the-state", "state=", 302, "invalid_request");
        row("no challenge", "&code_challenge=", "&other=", 302, "invalid_request");
        row("short challenge", "stw-cM", "", 302, "invalid_request");
        row("plain challenge", "S256", "plain", 302, "invalid_request");
    }
    void judgesTheBrowser()
    {
        QFETCH(QByteArray, query);
        QFETCH(int, status);
        QFETCH(QByteArray, error);
        const auto server = startServer(options());
        const Answer answer = ask(*server, "GET", "/oauth/authorize?" + query);
        QCOMPARE(answer.status, status);
        QCOMPARE(valueIn(sentTo(answer), u"error"_s), error);
        QCOMPARE(!valueIn(sentTo(answer), u"code"_s).isEmpty(), status == 302 && error.isEmpty());
    }

    void aRegisteredAddressIsMatchedToTheLetter()
    {
        PracticeServer::Options strict = options();
        strict.generalApp.redirectUrls = {u"http://127.0.0.1:27147/keyturn-sign-in"_s};
        const auto server = startServer(strict);
        QByteArray query = goodQuery();
        QCOMPARE(ask(*server, "GET", "/oauth/authorize?" + query).status, 302);
        query.replace("27147", "27148");
        QCOMPARE(ask(*server, "GET", "/oauth/authorize?" + query).status, 400);
    }

    void behavesAsThePersonDoes()
    {
        const auto server = startServer(options());
        const auto come = [&server] { return ask(*server, "GET", "/oauth/authorize?" + goodQuery()); };
        server->setConsent(Consent::Deny);
        QCOMPARE(valueIn(sentTo(come()), u"error"_s), QByteArray("access_denied"));
        QCOMPARE(valueIn(sentTo(come()), u"state"_s), QByteArray("the-state"));
        server->setConsent(Consent::Fail);
        QCOMPARE(valueIn(sentTo(come()), u"error"_s), QByteArray("server_error"));
        server->setConsent(Consent::WrongState);
        QVERIFY(!valueIn(sentTo(come()), u"code"_s).isEmpty());
        QVERIFY(valueIn(sentTo(come()), u"state"_s) != "the-state");
        server->setConsent(Consent::NoAnswer);
        QCOMPARE(come().status, 200);
        server->setConsent(Consent::Allow);
        QVERIFY(!valueIn(sentTo(come()), u"code"_s).isEmpty());
    }

    void judgesTheCode()
    {
        const auto server = startServer(options());
        const auto errorOf = [&server](const QByteArray &form) {
            return in(post(*server, form), u"error"_s);
        };
        QCOMPARE(errorOf(codeForm("made-up")), QByteArray("invalid_grant"));
        QCOMPARE(errorOf(codeForm(newCode(*server), "another-verifier")), QByteArray("invalid_grant"));
        QCOMPARE(errorOf(codeForm(newCode(*server), {})), QByteArray("invalid_grant"));
        QCOMPARE(errorOf(codeForm(newCode(*server), challenge)), QByteArray("invalid_grant"));
        QCOMPARE(errorOf(codeForm(newCode(*server), verifier, "http://127.0.0.1:1/keyturn-sign-in")),
                 QByteArray("invalid_grant"));
        QCOMPARE(server->counters().tokensGranted, 0);
    }

    void aCodeComesOnce()
    {
        const auto server = startServer(options());
        const QByteArray code = newCode(*server);
        const Answer first = post(*server, codeForm(code));
        QCOMPARE(first.status, 200);
        QCOMPARE(in(post(*server, codeForm(code)), u"error"_s), QByteArray("invalid_grant"));
        // Somebody has the code who should not: what it gave ends (RFC 6749, 4.1.2).
        QCOMPARE(statusOfMe(*server, in(first, u"access_token"_s)), 401);
        QCOMPARE(in(post(*server, refreshForm(in(first, u"refresh_token"_s))), u"error"_s),
                 QByteArray("invalid_grant"));
    }

    void everythingEndsInItsTime()
    {
        StillClock clock;
        PracticeServer::Options timed = options();
        timed.clock = &clock;
        timed.generalApp.refreshLifetime = 2h;
        const auto server = startServer(timed);
        const QByteArray code = newCode(*server);
        clock.advance(300);
        QCOMPARE(in(post(*server, codeForm(code)), u"error"_s), QByteArray("invalid_grant"));
        const Answer answer = signIn(*server);
        clock.advance(3599);
        QCOMPARE(statusOfMe(*server, in(answer, u"access_token"_s)), 200);
        clock.advance(1);
        QCOMPARE(statusOfMe(*server, in(answer, u"access_token"_s)), 401);
        const Answer next = post(*server, refreshForm(in(answer, u"refresh_token"_s)));
        QCOMPARE(next.status, 200);
        clock.advance(7200);
        QCOMPARE(in(post(*server, refreshForm(in(next, u"refresh_token"_s))), u"error"_s),
                 QByteArray("invalid_grant"));
    }

    void aRefreshTokenIsReplaced()
    {
        const auto server = startServer(options());
        const Answer first = signIn(*server);
        const Answer second = post(*server, refreshForm(in(first, u"refresh_token"_s)));
        QCOMPARE(second.status, 200);
        QVERIFY(in(second, u"refresh_token"_s) != in(first, u"refresh_token"_s));
        QVERIFY(in(second, u"access_token"_s) != in(first, u"access_token"_s));
        QCOMPARE(post(*server, refreshForm(in(second, u"refresh_token"_s))).status, 200);
        QCOMPARE(server->counters().refreshes, 2);
        QCOMPARE(server->counters().reusedRefreshTokens, 0);
    }

    void anOldRefreshTokenIsRefused_data()
    {
        QTest::addColumn<bool>("ends");
        QTest::newRow("and ends the sign-in") << true;
        QTest::newRow("and that is all") << false;
    }
    void anOldRefreshTokenIsRefused()
    {
        QFETCH(bool, ends);
        PracticeServer::Options chosen = options();
        chosen.generalApp.reuseEndsSignIn = ends;
        const auto server = startServer(chosen);
        const Answer first = signIn(*server);
        const Answer second = post(*server, refreshForm(in(first, u"refresh_token"_s)));
        QCOMPARE(in(post(*server, refreshForm(in(first, u"refresh_token"_s))), u"error"_s),
                 QByteArray("invalid_grant"));
        QCOMPARE(server->counters().reusedRefreshTokens, 1);
        QCOMPARE(statusOfMe(*server, in(second, u"access_token"_s)), ends ? 401 : 200);
        QCOMPARE(post(*server, refreshForm(in(second, u"refresh_token"_s))).status, ends ? 400 : 200);
    }

    void aServerMayKeepTheRefreshToken()
    {
        PracticeServer::Options chosen = options();
        chosen.generalApp.replacesRefreshTokens = false;
        const auto server = startServer(chosen);
        const Answer first = signIn(*server);
        const Answer second = post(*server, refreshForm(in(first, u"refresh_token"_s)));
        QCOMPARE(in(second, u"refresh_token"_s), in(first, u"refresh_token"_s));
    }

    void revokes()
    {
        const auto server = startServer(options());
        for (const QString &which : {u"access_token"_s, u"refresh_token"_s}) {
            const Answer answer = signIn(*server);
            QCOMPARE(ask(*server, "POST", "/oauth/revoke", formType, "token=" + in(answer, which)).status,
                     401);
            QCOMPARE(statusOfMe(*server, in(answer, u"access_token"_s)), 200);
            const Answer revoked =
                ask(*server, "POST", "/oauth/revoke", basic() + formType, "token=" + in(answer, which));
            QCOMPARE(revoked.status, 200);
            QCOMPARE(in(revoked, u"status"_s), QByteArray("success"));
            QCOMPARE(statusOfMe(*server, in(answer, u"access_token"_s)), 401);
            QCOMPARE(post(*server, refreshForm(in(answer, u"refresh_token"_s))).status, 400);
        }
        QCOMPARE(ask(*server, "POST", "/oauth/revoke", basic() + formType, "token=unknown").status, 200);
        QCOMPARE(ask(*server, "POST", "/oauth/revoke", basic() + formType, "other=x").status, 400);
        const Answer answer = signIn(*server);
        server->endSignIns();
        QCOMPARE(statusOfMe(*server, in(answer, u"access_token"_s)), 401);
    }

    void judgesTheClient()
    {
        const auto server = startServer(options());
        const QByteArray form = codeForm(newCode(*server));
        const QByteArray byForm = form + "&client_id=practice-general-client";
        QCOMPARE(in(post(*server, form, basic("practice-general-client:wrong") + formType), u"error"_s),
                 QByteArray("invalid_client"));
        QCOMPARE(in(post(*server, form, formType), u"error"_s), QByteArray("invalid_client"));
        QCOMPARE(in(post(*server, byForm, formType), u"error"_s), QByteArray("invalid_client"));
        QCOMPARE(in(post(*server, "grant_type=account_credentials&account_id=practice-account"), u"error"_s),
                 QByteArray("unsupported_grant_type"));
        QCOMPARE(in(post(*server, "code=x"), u"error"_s), QByteArray("invalid_request"));
        QCOMPARE(post(*server, form).status, 200); // the code is none the worse

        PracticeServer::Options open = options();
        open.generalApp.isPublic = true;
        const auto publicServer = startServer(open);
        QVERIFY(publicServer->generalApp().clientSecret.isEmpty());
        const QByteArray code = newCode(*publicServer);
        QCOMPARE(post(*publicServer, codeForm(code), formType).status, 401);
        QCOMPARE(post(*publicServer, codeForm(code) + "&client_id=practice-general-client", formType).status,
                 200);
    }

    void answersWithTheAppsTrouble()
    {
        const auto server = startServer(options());
        const Answer answer = signIn(*server);
        server->setGeneralAppTrouble(Trouble::Disabled);
        QCOMPARE(post(*server, refreshForm(in(answer, u"refresh_token"_s))).code(), 4717);
        server->setGeneralAppTrouble(Trouble::Down);
        QCOMPARE(post(*server, refreshForm(in(answer, u"refresh_token"_s))).status, 503);
        server->setGeneralAppTrouble(Trouble::None);
        QCOMPARE(post(*server, refreshForm(in(answer, u"refresh_token"_s))).status, 200);
    }

    void bothAppsWorkSideBySide()
    {
        const auto server = startServer(options());
        const QByteArray other = (server->app().clientId + u':' + server->app().clientSecret).toUtf8();
        const Answer machine = post(*server, "grant_type=account_credentials&account_id=practice-account",
                                    basic(other) + formType);
        const Answer person = signIn(*server);
        QCOMPARE(statusOfMe(*server, in(machine, u"access_token"_s)), 200);
        QCOMPARE(statusOfMe(*server, in(person, u"access_token"_s)), 200);
        QVERIFY(!machine.json().contains(u"refresh_token"_s));
        server->endTokens();
        QCOMPARE(statusOfMe(*server, in(machine, u"access_token"_s)), 401);
        QCOMPARE(statusOfMe(*server, in(person, u"access_token"_s)), 401);
        QCOMPARE(post(*server, refreshForm(in(person, u"refresh_token"_s))).status, 200);
    }
};

QTEST_GUILESS_MAIN(TestPracticeSignIn)
#include "tst_practicesignin.moc"
