#include "auth/jwtexpiry.h"
#include "support/practicefixture.h"

#include <QProcess>
#include <QTest>

using namespace Keyturn;
using namespace PracticeFixture;
using namespace Qt::StringLiterals;
using Trouble = PracticeServer::AppTrouble;

namespace {

const QByteArray formType = "Content-Type: application/x-www-form-urlencoded\r\n";
const QByteArray goodForm = "grant_type=account_credentials&account_id=practice-account";

PracticeServer::Options options()
{
    PracticeServer::Options made;
    made.userCount = 30;
    made.app.clientSecret = u"app-secret"_s;
    return made;
}

QByteArray basic(const QByteArray &credentials = "practice-client:app-secret")
{
    return "Authorization: Basic " + credentials.toBase64() + "\r\n";
}

Answer post(const PracticeServer &server, const QByteArray &headers, const QByteArray &form,
            const QByteArray &target = "/oauth/token")
{
    Wire wire(server);
    wire.setToken({});
    return wire.ask("POST", target, headers, form);
}

QByteArray tokenOf(const PracticeServer &server)
{
    return post(server, basic() + formType, goodForm).json().value(u"access_token"_s).toString().toUtf8();
}

Answer askMe(const PracticeServer &server, const QByteArray &token)
{
    Wire wire(server);
    wire.setToken(token);
    return wire.ask("GET", "/v2/users/me");
}

} // namespace

/// The practice server's token URL, by the wire's bytes.
class TestPracticeTokens final : public QObject
{
    Q_OBJECT

private slots:
    void givesATokenThatTheOtherCallsTake()
    {
        const auto server = startServer(options());
        const Answer answer = post(*server, basic() + formType, goodForm);
        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.json().value(u"token_type"_s).toString(), u"bearer"_s);
        QCOMPARE(answer.json().value(u"expires_in"_s).toInt(), 3600);
        QVERIFY(answer.json().value(u"scope"_s).toString().contains(u"user:write:admin"));
        const QByteArray token = answer.json().value(u"access_token"_s).toString().toUtf8();
        QVERIFY(token.size() > 1024); // as Zoom's
        QVERIFY(jwtExpiry(Secret::fromUtf8(token)));
        QCOMPARE(askMe(*server, token).status, 200);
        QCOMPARE(askMe(*server, server->token().toUtf8()).status, 200);
        QCOMPARE(server->counters().tokenRequests, 1);
        QCOMPARE(server->counters().tokensGranted, 1);
        QCOMPARE(server->tokenUrl().path(), u"/oauth/token"_s);
        QCOMPARE(server->app().clientSecret, u"app-secret"_s);
    }

    void aSecretIsMadeUpWhenNoneIsGiven()
    {
        const auto one = startServer();
        const auto two = startServer();
        QVERIFY(one->app().clientSecret.size() >= 32);
        QVERIFY(one->app().clientSecret != two->app().clientSecret);
    }

    void judgesTheRequest_data()
    {
        QTest::addColumn<QByteArray>("headers");
        QTest::addColumn<QByteArray>("form");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("error"); // empty: granted
        const auto row = [](const char *name, const QByteArray &headers, const QByteArray &form, int status,
                            const QString &error) {
            QTest::newRow(name) << headers << form << status << error;
        };
        const QString client = u"invalid_client"_s;
        const QString request = u"invalid_request"_s;
        const QByteArray good = basic() + formType;
        row("no credentials", formType, goodForm, 401, client);
        row("wrong secret", basic("practice-client:wrong") + formType, goodForm, 401, client);
        row("wrong client", basic("another:app-secret") + formType, goodForm, 401, client);
        row("no colon", basic("practice-client") + formType, goodForm, 401, client);
        row("no base64", "Authorization: Basic practice-client:app-secret\r\n" + formType, goodForm, 401,
            client);
        row("bearer", "Authorization: Bearer x\r\n" + formType, goodForm, 401, client);
        row("twice", basic() + basic() + formType, goodForm, 401, client);
        row("no type", basic(), goodForm, 400, request);
        row("JSON", basic() + "Content-Type: application/json\r\n", goodForm, 400, request);
        row("type with a charset",
            basic() + "Content-Type: Application/X-WWW-Form-URLencoded; charset=UTF-8\r\n", goodForm, 200,
            {});
        row("no form", good, {}, 400, request);
        row("no grant type", good, "account_id=practice-account", 400, request);
        row("no account", good, "grant_type=account_credentials", 400, request);
        row("another account", good, "grant_type=account_credentials&account_id=other", 400, request);
        row("account twice", good, goodForm + "&account_id=practice-account", 400, request);
        row("encoded", good, "grant_type=account%5Fcredentials&account_id=practice%2Daccount", 200, {});
        row("half an encoding", good, "grant_type=account_credentials&account_id=practice-account%2", 400,
            request);
        row("no encoding", good, "grant_type=account_credentials&account_id=practice-account%zz", 400,
            request);
        row("raw blank", good, "grant_type=account_credentials&account_id=practice account", 400, request);
        row("empty field", good, goodForm + "&", 400, request);
        row("one more field", good, goodForm + "&state=x", 200, {});
        row("another grant", good, "grant_type=password&account_id=practice-account", 400,
            u"unsupported_grant_type"_s);
    }
    void judgesTheRequest()
    {
        QFETCH(QByteArray, headers);
        QFETCH(QByteArray, form);
        QFETCH(int, status);
        QFETCH(QString, error);
        const auto server = startServer(options());
        const Answer answer = post(*server, headers, form);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.json().value(u"error"_s).toString(), error);
        QCOMPARE(answer.json().contains(u"access_token"_s), error.isEmpty());
        QCOMPARE(server->counters().tokensGranted, error.isEmpty() ? 1 : 0);
    }

    void parametersInTheAddressDoNotCount()
    {
        const auto server = startServer(options());
        QCOMPARE(post(*server, basic() + formType, {}, "/oauth/token?" + goodForm).status, 400);
        QCOMPARE(post(*server, basic() + formType, goodForm, "/oauth/token?" + goodForm).status, 400);
        QCOMPARE(server->counters().tokensGranted, 0);
    }

    void aNewTokenEndsTheEarlierOne()
    {
        const auto server = startServer(options());
        const QByteArray first = tokenOf(*server);
        const QByteArray second = tokenOf(*server);
        QVERIFY(first != second);
        const Answer refused = askMe(*server, first);
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.code(), 124);
        QCOMPARE(refused.message(), u"Invalid access token."_s);
        QCOMPARE(askMe(*server, second).status, 200);
    }

    void orDoesNot()
    {
        PracticeServer::Options both = options();
        both.app.newTokenEndsEarlier = false;
        const auto server = startServer(both);
        const QByteArray first = tokenOf(*server);
        const QByteArray second = tokenOf(*server);
        QCOMPARE(askMe(*server, first).status, 200);
        QCOMPARE(askMe(*server, second).status, 200);
        server->endTokens();
        QCOMPARE(askMe(*server, first).status, 401);
        QCOMPARE(askMe(*server, second).status, 401);
        QCOMPARE(askMe(*server, server->token().toUtf8()).status, 200);
    }

    void aTokenEndsWhenItSaid()
    {
        StillClock clock;
        PracticeServer::Options brief = options();
        brief.clock = &clock;
        brief.app.tokenLifetime = std::chrono::seconds(60);
        const auto server = startServer(brief);
        const QByteArray token = tokenOf(*server);
        clock.advance(59);
        QCOMPARE(askMe(*server, token).status, 200);
        clock.advance(1);
        const Answer refused = askMe(*server, token);
        QCOMPARE(refused.status, 401);
        QCOMPARE(refused.code(), 124);
        QCOMPARE(refused.message(), u"Access token is expired."_s);
    }

    void answersWithTheAppsTrouble_data()
    {
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");
        QTest::newRow("client") << Trouble::UnknownClient << 400 << 4702;
        QTest::newRow("secret") << Trouble::WrongSecret << 400 << 4704;
        QTest::newRow("grant") << Trouble::GrantUnsupported << 400 << 4705;
        QTest::newRow("disabled") << Trouble::Disabled << 400 << 4717;
        QTest::newRow("page") << Trouble::SignInPage << 200 << 0;
        QTest::newRow("down") << Trouble::Down << 503 << 0;
    }
    void answersWithTheAppsTrouble()
    {
        QFETCH(Trouble, trouble);
        QFETCH(int, status);
        QFETCH(int, code);
        PracticeServer::Options troubled = options();
        troubled.app.trouble = trouble;
        const auto server = startServer(troubled);
        const Answer answer = post(*server, basic() + formType, goodForm);
        QCOMPARE(answer.status, status);
        QCOMPARE(answer.code(), code);
        // Nobody learns it without the secret.
        QCOMPARE(post(*server, formType, goodForm).status, 401);
        QCOMPARE(server->counters().tokensGranted, 0);
        server->setAppTrouble(Trouble::None);
        QCOMPARE(post(*server, basic() + formType, goodForm).status, 200);
    }

    void theProgramTellsWhatToAskWith()
    {
        QProcess process;
        process.start(QStringLiteral(KEYTURN_PRACTICE_SERVER), {u"--with-app"_s, u"--end-with-input"_s});
        QTRY_VERIFY(process.peek(1024).count('\n') == 9);
        QHash<QByteArray, QByteArray> said;
        for (const QByteArray &line : process.readAllStandardOutput().split('\n'))
            said.insert(line.left(line.indexOf(':')), line.mid(line.indexOf(": ") + 2));
        const QUrl url(QString::fromLatin1(said.value("Token URL")));
        QCOMPARE(url.path(), u"/oauth/token"_s);
        QCOMPARE(url.port(), QUrl(QString::fromLatin1(said.value("Base URL"))).port());

        QTcpSocket socket;
        socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        QVERIFY(socket.waitForConnected());
        const QByteArray form = "grant_type=account_credentials&account_id=" + said.value("Account ID");
        socket.write("POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\n" + formType
                     + basic(said.value("Client ID") + ':' + said.value("Client secret"))
                     + "Content-Length: " + QByteArray::number(form.size()) + "\r\n\r\n" + form);
        QVERIFY(socket.waitForReadyRead());
        QVERIFY(socket.readAll().startsWith("HTTP/1.1 200 "));
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished());
    }
};

QTEST_GUILESS_MAIN(TestPracticeTokens)
#include "tst_practicetokens.moc"
