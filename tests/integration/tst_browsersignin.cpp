#include "auth/browsersignin.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "support/signinrig.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QUrlQuery>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Consent = PracticeServer::Consent;
using PracticeFixture::Wire;
using Test::Browser;
using Test::resultOf;
using Test::signInAppOf;
using Test::signInParameters;
using Trouble = PracticeServer::AppTrouble;

namespace {

std::unique_ptr<PracticeServer> startServer(PracticeServer::Options options = {})
{
    options.userCount = 30;
    return PracticeFixture::startServer(options);
}

/// One person at one desk, with the practice server as Zoom.
struct Desk
{
    explicit Desk(const PracticeServer &practice, const HttpClient::Options &net = {})
        : server(practice)
        , browser(net.extraCaCertificates)
        , signIn([this](const QUrl &url) { return hasBrowser && browser.open(url); }, net, clock)
    {
    }

    BrowserSignIn::Parameters parameters() const { return signInParameters(server, signInAppOf(server)); }
    QFuture<Result<SignInGrant>> start() { return signIn.start(parameters()); }
    QFuture<Result<SignInGrant>> start(std::chrono::milliseconds patience)
    {
        BrowserSignIn::Parameters short_ = parameters();
        short_.patience = patience;
        return signIn.start(std::move(short_));
    }
    /// Where the browser would come back to.
    QUrl redirect() const
    {
        return QUrl(QUrlQuery(signIn.link()).queryItemValue(u"redirect_uri"_s, QUrl::FullyDecoded));
    }
    QByteArray state() const
    {
        return QUrlQuery(signIn.link()).queryItemValue(u"state"_s, QUrl::FullyDecoded).toUtf8();
    }

    const PracticeServer &server;
    SystemClock clock;
    bool hasBrowser = true;
    Browser browser;
    BrowserSignIn signIn;
};

ErrorKind kindOf(const Result<SignInGrant> &result)
{
    return result ? ErrorKind::NameTaken : result.error().kind;
}

int statusOfMe(const PracticeServer &server, const Secret &token)
{
    Wire wire(server);
    wire.setToken(token.exposeUtf8().toByteArray());
    return wire.ask("GET", "/v2/users/me").status;
}

bool isListening(const QUrl &url)
{
    QTcpSocket socket;
    socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
    return socket.waitForConnected(5000);
}

/// A connection to where the browser comes back, with bytes of the test's choice.
struct Stranger
{
    explicit Stranger(const QUrl &url) { socket.connectToHost(url.host(), static_cast<quint16>(url.port())); }
    /// The whole answer; the event loop runs meanwhile, since the other end is in this thread.
    QByteArray say(const QByteArray &bytes)
    {
        if (!QTest::qWaitFor([this] { return socket.state() == QAbstractSocket::ConnectedState; }))
            return "(no connection)";
        socket.write(bytes);
        QByteArray got;
        (void)QTest::qWaitFor([this, &got] {
            got += socket.readAll();
            return got.contains("</html>");
        });
        return got;
    }
    QTcpSocket socket;
};

} // namespace

/// Signing in with a browser, against the practice server's General app. The browser is a stand-in; what
/// comes back from it comes through real sockets.
class TestBrowserSignIn final : public QObject
{
    Q_OBJECT

private slots:
    void signsIn_data()
    {
        QTest::addColumn<bool>("isPublic");
        QTest::addColumn<bool>("tls");
        QTest::newRow("with a secret") << false << false;
        QTest::newRow("without a secret") << true << false;
        QTest::newRow("over TLS") << false << true;
        QTest::newRow("over TLS without a secret") << true << true;
    }
    void signsIn()
    {
        QFETCH(bool, isPublic);
        QFETCH(bool, tls);
        PracticeServer::Options options;
        options.generalApp.isPublic = isPublic;
        const auto server = startServer(options);
        std::unique_ptr<NginxFixture> nginx;
        HttpClient::Options net;
        if (tls) {
            nginx = std::make_unique<NginxFixture>(server->port(), NginxFixture::Options{});
            QVERIFY2(nginx->isRunning(), qPrintable(nginx->problem()));
            net = ResetRig::options(false);
        }
        Desk desk(*server, net);
        BrowserSignIn::Parameters parameters = desk.parameters();
        if (tls) {
            parameters.authorizeUrl = nginx->baseUrl();
            parameters.authorizeUrl.setPath(u"/oauth/authorize"_s);
            parameters.tokenUrl = nginx->baseUrl();
            parameters.tokenUrl.setPath(u"/oauth/token"_s);
        }
        QSignalSpy asked(&desk.signIn, &BrowserSignIn::browserAsked);
        QSignalSpy came(&desk.signIn, &BrowserSignIn::codeCame);
        QFuture<Result<SignInGrant>> future = desk.signIn.start(std::move(parameters));
        QVERIFY(desk.signIn.isRunning());
        QVERIFY(desk.browser.opened.isEmpty()); // not from within start()
        const QUrl redirect = desk.redirect();
        QCOMPARE(redirect, LoopbackRedirect::urlAt(quint16(redirect.port())));

        const Result<SignInGrant> grant = resultOf(future);
        QVERIFY(grant);
        QCOMPARE(statusOfMe(*server, grant->granted.token), 200);
        QVERIFY(grant->granted.refreshToken.size() > 1024);
        QCOMPARE(grant->granted.lifetime, 3600s);
        QVERIFY(qAbs(grant->asked.secsTo(QDateTime::currentDateTimeUtc())) < 60);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toBool(), true);
        QCOMPARE(came.size(), 1);
        QVERIFY(!desk.signIn.isRunning());
        QVERIFY(desk.signIn.link().isEmpty());
        QVERIFY(!isListening(redirect));
        QCOMPARE(server->counters().tokenRequests, 1);
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        QCOMPARE(desk.browser.pages.first().status, 200);
        QVERIFY(desk.browser.pages.first().body.contains("You can close this tab"));
        if (nginx) {
            for (const NginxFixture::Access &access : nginx->accesses())
                QVERIFY(access.status == 302 || access.status == 200);
            QTRY_COMPARE(nginx->accesses().size(), 2);
        }
    }

    void theLinkHoldsNoSecret()
    {
        const auto server = startServer();
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        const QUrlQuery query(desk.signIn.link());
        QStringList names;
        const auto items = query.queryItems();
        for (const auto &[name, value] : items)
            names += name;
        QCOMPARE(names,
                 QStringList({u"response_type"_s, u"client_id"_s, u"redirect_uri"_s, u"state"_s,
                              u"code_challenge"_s, u"code_challenge_method"_s}));
        QCOMPARE(desk.state().size(), 43);
        QVERIFY(!desk.signIn.link().toString().contains(server->generalApp().clientSecret));
        const QByteArray first = desk.state();
        QFuture<Result<SignInGrant>> second = desk.start();
        QVERIFY(desk.state() != first);
        QVERIFY(resultOf(second));
    }

    void thePageKeepsToItself()
    {
        const auto server = startServer();
        Desk desk(*server);
        QVERIFY(resultOf(desk.start()));
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        const Browser::Page page = desk.browser.pages.first();
        QVERIFY(page.header("Content-Security-Policy").startsWith("default-src 'none';"));
        QCOMPARE(page.header("Cache-Control"), QByteArray("no-store"));
        QCOMPARE(page.header("Referrer-Policy"), QByteArray("no-referrer"));
        QCOMPARE(page.header("Connection"), QByteArray("close"));
        QCOMPARE(page.header("X-Content-Type-Options"), QByteArray("nosniff"));
        for (const char *foreign : {"<script", "<img", "<link", "src=", "href=", "style=", "<style"})
            QVERIFY2(!page.body.contains(foreign), foreign);
    }

    void aDeniedConsentEndsIt()
    {
        const auto server = startServer();
        server->setConsent(Consent::Deny);
        Desk desk(*server);
        QCOMPARE(kindOf(resultOf(desk.start())), ErrorKind::SignInDenied);
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        QVERIFY(desk.browser.pages.first().body.contains("Not signed in"));
        QCOMPARE(server->counters().tokenRequests, 0);
        server->setConsent(Consent::Allow);
        QVERIFY(resultOf(desk.start()));
    }

    void anotherErrorIsToldInZoomsWords()
    {
        const auto server = startServer();
        server->setConsent(Consent::Fail);
        Desk desk(*server);
        const Result<SignInGrant> grant = resultOf(desk.start());
        QCOMPARE(kindOf(grant), ErrorKind::SignInFailed);
        QCOMPARE(grant.error().reply.message, u"server_error"_s);
    }

    void aWrongStateIsNotTakenAndTheWaitGoesOn()
    {
        const auto server = startServer();
        server->setConsent(Consent::WrongState);
        Desk desk(*server);
        QSignalSpy stray(&desk.signIn, &BrowserSignIn::strayAnswerCame);
        QFuture<Result<SignInGrant>> future = desk.start();
        const QUrl link = desk.signIn.link();
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        QCOMPARE(stray.size(), 1);
        QCOMPARE(desk.browser.pages.first().status, 400);
        QVERIFY(desk.browser.pages.first().body.contains("belongs to another sign-in"));
        QVERIFY(!future.isFinished());
        QCOMPARE(server->counters().tokenRequests, 0); // the code is not even tried
        server->setConsent(Consent::Allow);
        desk.browser.open(link);
        QVERIFY(resultOf(future));
    }

    void nothingButAWrongStateIsSaidInTheEnd()
    {
        const auto server = startServer();
        server->setConsent(Consent::WrongState);
        Desk desk(*server);
        QSignalSpy stray(&desk.signIn, &BrowserSignIn::strayAnswerCame);
        ErrorKind kind = ErrorKind::SignInTimeout;
        for (const auto patience :
             {1s, 5s, 25s}) { // a slow machine gets more, for the answer to come in time
            kind = kindOf(resultOf(desk.start(patience)));
            if (!stray.isEmpty())
                break;
        }
        QCOMPARE(kind, ErrorKind::SignInMismatch);
    }

    void aBrowserThatNeverComesBackEndsInTheTimeLimit()
    {
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start(300ms);
        const QUrl redirect = desk.redirect();
        QCOMPARE(kindOf(resultOf(future)), ErrorKind::SignInTimeout);
        QVERIFY(!isListening(redirect));
        QVERIFY(desk.signIn.link().isEmpty());
    }

    void cancelsWhileItWaits()
    {
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        const QUrl link = desk.signIn.link();
        const QUrl redirect = desk.redirect();
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        desk.signIn.cancel();
        QVERIFY(future.isFinished()); // at once
        QCOMPARE(kindOf(resultOf(future)), ErrorKind::Cancelled);
        QVERIFY(!isListening(redirect));
        // The tab is still there, and the person says yes after all.
        server->setConsent(Consent::Allow);
        desk.browser.open(link);
        QTRY_COMPARE(desk.browser.pages.size(), 2);
        QCOMPARE(desk.browser.pages.last().error, QNetworkReply::ConnectionRefusedError);
        QCOMPARE(server->counters().tokenRequests, 0);
        desk.signIn.cancel(); // harmless
    }

    void cancelsBeforeTheBrowserWasOpened()
    {
        const auto server = startServer();
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        desk.signIn.cancel();
        QCOMPARE(kindOf(resultOf(future)), ErrorKind::Cancelled);
        QTest::qWait(50);
        QVERIFY(desk.browser.opened.isEmpty());
    }

    void cancelsWhileZoomIsAsked()
    {
        const auto server = startServer();
        server->setTokenReplyDelay(60s);
        Desk desk(*server);
        QSignalSpy came(&desk.signIn, &BrowserSignIn::codeCame);
        QFuture<Result<SignInGrant>> future = desk.start();
        QTRY_COMPARE(came.size(), 1);
        QTRY_COMPARE(server->counters().tokenRequests, 1);
        QVERIFY(desk.signIn.link().isEmpty());
        desk.signIn.cancel();
        QCOMPARE(kindOf(resultOf(future)), ErrorKind::Cancelled);
        server->setTokenReplyDelay(0ms);
        QVERIFY(resultOf(desk.start()));
    }

    void diesWhileItWaits()
    {
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        auto desk = std::make_unique<Desk>(*server);
        QFuture<Result<SignInGrant>> future = desk->start();
        desk.reset();
        QCOMPARE(kindOf(resultOf(future)), ErrorKind::Cancelled);
    }

    void aSecondStartCancelsTheFirstAndItsTabIsNotTaken()
    {
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        Desk desk(*server);
        QFuture<Result<SignInGrant>> first = desk.start();
        const QUrl firstLink = desk.signIn.link();
        BrowserSignIn::Parameters again = desk.parameters();
        again.port = quint16(desk.redirect().port()); // as with the registered port
        QFuture<Result<SignInGrant>> second = desk.signIn.start(std::move(again));
        QCOMPARE(kindOf(resultOf(first)), ErrorKind::Cancelled);
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        const QUrl secondLink = desk.signIn.link();
        server->setConsent(Consent::Allow);
        desk.browser.open(firstLink);
        QTRY_COMPARE(desk.browser.pages.size(), 2);
        QVERIFY(desk.browser.pages.last().body.contains("belongs to another sign-in"));
        QVERIFY(!second.isFinished());
        desk.browser.open(secondLink);
        QVERIFY(resultOf(second));
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void twoTabsOfOneLinkSignInOnce()
    {
        const auto server = startServer();
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        desk.browser.open(desk.signIn.link());
        desk.browser.open(desk.signIn.link());
        QVERIFY(resultOf(future));
        QTRY_COMPARE(desk.browser.pages.size(), 3);
        QCOMPARE(server->counters().tokenRequests, 1);
        const auto taken = std::count_if(desk.browser.pages.begin(), desk.browser.pages.end(),
                                         [](const Browser::Page &page) { return page.status == 200; });
        QCOMPARE(taken, 1);
    }

    void aTakenPortIsSaidAndNoBrowserOpens()
    {
        QTcpServer other;
        QVERIFY(other.listen(QHostAddress::LocalHost));
        const auto server = startServer();
        Desk desk(*server);
        BrowserSignIn::Parameters parameters = desk.parameters();
        parameters.port = other.serverPort();
        const Result<SignInGrant> grant = resultOf(desk.signIn.start(std::move(parameters)));
        QCOMPARE(kindOf(grant), ErrorKind::SignInPortTaken);
        QVERIFY(grant.error().reply.message.contains(QString::number(other.serverPort())));
        QCoreApplication::processEvents();
        QVERIFY(desk.browser.opened.isEmpty());
        QVERIFY(!desk.signIn.isRunning());
    }

    void withoutABrowserTheLinkDoes()
    {
        const auto server = startServer();
        Desk desk(*server);
        desk.hasBrowser = false;
        QSignalSpy asked(&desk.signIn, &BrowserSignIn::browserAsked);
        QFuture<Result<SignInGrant>> future = desk.start();
        QTRY_COMPARE(asked.size(), 1);
        QCOMPARE(asked.first().first().toBool(), false);
        QVERIFY(!future.isFinished());
        desk.browser.open(desk.signIn.link());
        QVERIFY(resultOf(future));
    }

    void withoutABrowserAndWithoutTheLinkItSaysSo()
    {
        const auto server = startServer();
        Desk desk(*server);
        desk.hasBrowser = false;
        QCOMPARE(kindOf(resultOf(desk.start(300ms))), ErrorKind::BrowserNotOpened);
    }

    void namesTheTrouble_data()
    {
        QTest::addColumn<Trouble>("trouble");
        QTest::addColumn<ErrorKind>("kind");
        QTest::newRow("4704") << Trouble::WrongSecret << ErrorKind::ClientRefused;
        QTest::newRow("4717") << Trouble::Disabled << ErrorKind::AppDeactivated;
        QTest::newRow("4705") << Trouble::GrantUnsupported << ErrorKind::GrantRefused;
        QTest::newRow("sign-in page") << Trouble::SignInPage << ErrorKind::NotAZoomReply;
        QTest::newRow("503") << Trouble::Down << ErrorKind::GatewayTrouble;
    }
    void namesTheTrouble()
    {
        QFETCH(Trouble, trouble);
        QFETCH(ErrorKind, kind);
        const auto server = startServer();
        server->setGeneralAppTrouble(trouble);
        Desk desk(*server);
        QCOMPARE(kindOf(resultOf(desk.start())), kind);
        QCOMPARE(server->counters().tokenRequests, 1);
    }

    void aWrongSecretIsSaid()
    {
        const auto server = startServer();
        Desk desk(*server);
        BrowserSignIn::Parameters parameters = desk.parameters();
        parameters.client.secret = Secret::fromUtf8("wrong");
        QCOMPARE(kindOf(resultOf(desk.signIn.start(std::move(parameters)))), ErrorKind::ClientRefused);
    }

    void aCodeThatIsTooOldIsRefused()
    {
        PracticeServer::Options options;
        options.generalApp.codeLifetime = 0s;
        const auto server = startServer(options);
        Desk desk(*server);
        QCOMPARE(kindOf(resultOf(desk.start())), ErrorKind::SignInCodeRefused);
    }

    // Zoom then shows a page of its own and sends the browser nowhere.
    void anAddressThatIsNotRegisteredEndsInTheTimeLimit()
    {
        PracticeServer::Options options;
        options.generalApp.redirectUrls = {u"http://127.0.0.1:1/keyturn-sign-in"_s};
        const auto server = startServer(options);
        Desk desk(*server);
        QCOMPARE(kindOf(resultOf(desk.start(500ms))), ErrorKind::SignInTimeout);
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        QCOMPARE(desk.browser.pages.first().status, 400);
    }

    void whatCannotWorkIsSaidBeforeABrowserOpens()
    {
        const auto server = startServer();
        Desk desk(*server);
        const auto fieldOf = [&desk](auto change) {
            BrowserSignIn::Parameters parameters = desk.parameters();
            change(parameters);
            const Result<SignInGrant> grant = resultOf(desk.signIn.start(std::move(parameters)));
            return grant ? QString() : grant.error().field;
        };
        using Parameters = BrowserSignIn::Parameters;
        QCOMPARE(fieldOf([](Parameters &p) { p.authorizeUrl = QUrl(u"http://zoom.us/oauth/authorize"_s); }),
                 u"authorizeUrl"_s);
        QCOMPARE(fieldOf([](Parameters &p) { p.authorizeUrl.setQuery(u"a=b"_s); }), u"authorizeUrl"_s);
        QCOMPARE(fieldOf([](Parameters &p) { p.tokenUrl.clear(); }), u"tokenUrl"_s);
        QCOMPARE(fieldOf([](Parameters &p) { p.client.id.clear(); }), u"clientId"_s);
        QCoreApplication::processEvents();
        QVERIFY(desk.browser.opened.isEmpty());
    }

    void strangersChangeNothing_data()
    {
        QTest::addColumn<QByteArray>("request"); // PATH, HOST and STATE are put in
        QTest::addColumn<QByteArray>("status");
        const auto row = [](const char *name, const QByteArray &request, const QByteArray &status) {
            QTest::newRow(name) << request << status;
        };
        const QByteArray host = "\r\nHost: HOST\r\n\r\n";
        row("favicon", "GET /favicon.ico HTTP/1.1" + host, "404");
        row("root", "GET / HTTP/1.1" + host, "404");
        row("other path", "GET PATH/x?code=c&state=STATE HTTP/1.1" + host, "404");
        row("encoded path", "GET /keyturn%2dsign-in?code=c&state=STATE HTTP/1.1" + host, "404");
        row("no parameters", "GET PATH HTTP/1.1" + host, "400");
        row("no state", "GET PATH?code=c HTTP/1.1" + host, "400");
        row("wrong state", "GET PATH?code=c&state=STATEx HTTP/1.1" + host, "400");
        row("state in another case", "GET PATH?code=c&STATE=STATE HTTP/1.1" + host, "400");
        row("denied without state", "GET PATH?error=access_denied HTTP/1.1" + host, "400");
        row("state only", "GET PATH?state=STATE HTTP/1.1" + host, "400");
        row("empty code", "GET PATH?code=&state=STATE HTTP/1.1" + host, "400");
        row("blank in the code", "GET PATH?code=a%20b&state=STATE HTTP/1.1" + host, "400");
        row("line break in the code", "GET PATH?code=a%0D%0Ab&state=STATE HTTP/1.1" + host, "400");
        row("code and error", "GET PATH?code=c&error=e&state=STATE HTTP/1.1" + host, "400");
        row("two codes", "GET PATH?code=c&code=d&state=STATE HTTP/1.1" + host, "400");
        row("two states", "GET PATH?code=c&state=STATE&state=STATE HTTP/1.1" + host, "400");
        row("POST", "POST PATH?code=c&state=STATE HTTP/1.1\r\nContent-Length: 0" + host, "400");
        row("HEAD", "HEAD PATH?code=c&state=STATE HTTP/1.1" + host, "400");
        row("OPTIONS", "OPTIONS PATH?code=c&state=STATE HTTP/1.1" + host, "400");
        row("lower case", "get PATH?code=c&state=STATE HTTP/1.1" + host, "400");
        row("HTTP/2", "GET PATH?code=c&state=STATE HTTP/2.0" + host, "400");
        row("no version", "GET PATH?code=c&state=STATE" + host, "400");
        row("absolute target", "GET http://HOSTPATH?code=c&state=STATE HTTP/1.1" + host, "400");
        // A name that an attacker's DNS leads here.
        row("another host", "GET PATH?code=c&state=STATE HTTP/1.1\r\nHost: evil.example\r\n\r\n", "400");
        row("localhost", "GET PATH?code=c&state=STATE HTTP/1.1\r\nHost: localhost\r\n\r\n", "400");
        row("no host", "GET PATH?code=c&state=STATE HTTP/1.1\r\n\r\n", "400");
        row("two hosts", "GET PATH?code=c&state=STATE HTTP/1.1\r\nHost: HOST\r\nhost: HOST\r\n\r\n", "400");
        row("noise", QByteArray("\x16\x03\x01\x02\x00\x01\r\n\r\n", 10), "400");
        row("too long", "GET PATH?code=" + QByteArray(20'000, 'c') + "&state=STATE HTTP/1.1" + host, "400");
        row("endless", "GET /" + QByteArray(40'000, 'x'), "400");
    }
    void strangersChangeNothing()
    {
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, status);
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        request.replace("PATH", desk.redirect().path().toLatin1());
        request.replace("HOST", desk.redirect().authority().toLatin1());
        request.replace("STATE", desk.state());
        const QByteArray answer = Stranger(desk.redirect()).say(request);
        QVERIFY2(answer.startsWith(QByteArray("HTTP/1.1 " + status + ' ')), answer.constData());
        QVERIFY(answer.contains("Content-Security-Policy: default-src 'none'"));
        QVERIFY(!answer.contains(desk.state()));
        QVERIFY(!future.isFinished());
        server->setConsent(Consent::Allow);
        desk.browser.open(desk.signIn.link());
        QVERIFY(resultOf(future));
    }

    void halfARequestHoldsUpNobody()
    {
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        Stranger silent(desk.redirect()); // as browsers open them ahead
        Stranger half(desk.redirect());
        Stranger gone(desk.redirect());
        QTRY_COMPARE(gone.socket.state(), QAbstractSocket::ConnectedState);
        half.socket.write("GET /keyturn-sign-in?code=");
        gone.socket.write("GET /keyturn");
        gone.socket.flush();
        gone.socket.abort();
        // And one that comes in pieces.
        const QByteArray whole =
            "GET /favicon.ico HTTP/1.1\r\nHost: " + desk.redirect().authority().toLatin1() + "\r\n\r\n";
        Stranger slow(desk.redirect());
        QTRY_COMPARE(slow.socket.state(), QAbstractSocket::ConnectedState);
        for (const char c : whole.left(whole.size() - 1)) {
            slow.socket.write(&c, 1);
            slow.socket.flush();
            QCoreApplication::processEvents();
        }
        QVERIFY(slow.say("\n").startsWith("HTTP/1.1 404 "));
        server->setConsent(Consent::Allow);
        desk.browser.open(desk.signIn.link());
        QVERIFY(resultOf(future));
    }

    void aCrowdOfConnectionsIsSentAway()
    {
        const auto server = startServer();
        server->setConsent(Consent::NoAnswer);
        Desk desk(*server);
        QFuture<Result<SignInGrant>> future = desk.start();
        QTRY_COMPARE(desk.browser.pages.size(), 1);
        std::vector<std::unique_ptr<Stranger>> crowd;
        for (int i = 0; i < 100; ++i)
            crowd.push_back(std::make_unique<Stranger>(desk.redirect()));
        const auto left = [&crowd] {
            return std::count_if(crowd.begin(), crowd.end(), [](const std::unique_ptr<Stranger> &one) {
                return one->socket.state() == QAbstractSocket::UnconnectedState;
            });
        };
        QTRY_VERIFY_WITH_TIMEOUT(left() >= 60, 30'000);
        QVERIFY(!future.isFinished());
        crowd.clear();
        server->setConsent(Consent::Allow);
        const QUrl link = desk.signIn.link();
        // Until they are gone from the other end, too, the browser is sent away as well.
        for (qsizetype tries = 1; tries < 100 && !future.isFinished(); ++tries) {
            desk.browser.open(link);
            QTRY_COMPARE(desk.browser.pages.size(), tries + 1);
            QTest::qWait(20);
        }
        QVERIFY(resultOf(future));
    }

    void onlyThisComputerCanReachIt()
    {
        LoopbackRedirect redirect(Secret::fromUtf8("state"));
        QVERIFY(redirect.listen(0));
        QCOMPARE(redirect.url().host(), u"127.0.0.1"_s);
        for (const QHostAddress &address :
             {QHostAddress(u"127.0.0.2"_s), QHostAddress(QHostAddress::LocalHostIPv6)}) {
            QTcpSocket socket;
            socket.connectToHost(address, quint16(redirect.url().port()));
            QVERIFY2(!socket.waitForConnected(2000), qPrintable(address.toString()));
        }
    }
};

QTEST_GUILESS_MAIN(TestBrowserSignIn)
#include "tst_browsersignin.moc"
