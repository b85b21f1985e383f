#include "core/clock.h"
#include "directory/userdirectory.h"
#include "directory/userloader.h"
#include "practice/practiceserver.h"
#include "session/accountsession.h"
#include "session/appsessionfactory.h"
#include "support/fakesecretstore.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using Test::FakeSecretStore;

namespace {

struct Desk
{
    Desk()
        : server(std::move(PracticeServer::start({}).value()))
    {
        account.id = u"contoso-00000001"_s;
        account.name = u"Contoso"_s;
        account.baseUrl = server->baseUrl();
    }
    void useApp()
    {
        const PracticeServer::App app = server->app();
        account.kind = Account::Kind::ServerToServer;
        account.tokenUrl = server->tokenUrl();
        account.accountId = app.accountId;
        account.clientId = app.clientId;
        keychain.entries[account.clientSecretKey()] = app.clientSecret.toUtf8();
    }

    std::unique_ptr<PracticeServer> server;
    FakeSecretStore keychain;
    FakeSecretStore runOnly;
    const SystemClock clock;
    AppSessionFactory sessions{&keychain, &runOnly, clock, {}, {}};
    Account account;
};

} // namespace

/// What the program makes of an account's profile.
class TestAppSessionFactory final : public QObject
{
    Q_OBJECT

private slots:
    void opensAnAppsAccount()
    {
        Desk desk;
        desk.useApp();
        {
            const auto session = desk.sessions.open(desk.account);
            QSignalSpy finished(session->loader(), &UserLoader::finished);
            session->loader()->start();
            QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
            QCOMPARE(session->directory()->count(), 500);
        }
        QCOMPARE(desk.server->counters().tokensGranted, 1);
        QVERIFY(desk.keychain.entries.contains(desk.account.grantedTokenKey()));

        // The next start goes on with the token, which may be what another desk works with, too.
        const auto session = desk.sessions.open(desk.account);
        QSignalSpy finished(session->loader(), &UserLoader::finished);
        session->loader()->start();
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 30'000);
        QCOMPARE(desk.server->counters().tokensGranted, 1);
    }

    void anAppWithoutItsSecretSaysSo()
    {
        Desk desk;
        desk.useApp();
        desk.keychain.entries.clear();
        const auto session = desk.sessions.open(desk.account);
        QSignalSpy failed(session->loader(), &UserLoader::failed);
        session->loader()->start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30'000);
        QCOMPARE(failed.first().first().value<Error>().kind, ErrorKind::SecretMissing);
        QCOMPARE(desk.server->counters().requests, 0);
    }

    /// Whoever can write the settings file can move an account; its secrets do not go along.
    void secretsDoNotFollowAnAddressThatWasChanged_data()
    {
        QTest::addColumn<bool>("hasApp");
        QTest::addColumn<bool>("movesApi");
        QTest::newRow("a pasted token") << false << true;
        QTest::newRow("an app's API") << true << true;
        QTest::newRow("an app's token server") << true << false;
    }
    void secretsDoNotFollowAnAddressThatWasChanged()
    {
        QFETCH(bool, hasApp);
        QFETCH(bool, movesApi);
        Desk desk;
        if (hasApp)
            desk.useApp();
        else
            desk.keychain.entries[desk.account.tokenKey()] = desk.server->token().toUtf8();
        const auto load = [&desk] {
            const auto session = desk.sessions.open(desk.account);
            QSignalSpy finished(session->loader(), &UserLoader::finished);
            QSignalSpy failed(session->loader(), &UserLoader::failed);
            session->loader()->start();
            if (!QTest::qWaitFor([&] { return !finished.isEmpty() || !failed.isEmpty(); }, 30'000))
                return std::optional(ErrorKind::ReplyTimeout);
            return failed.isEmpty() ? std::nullopt
                                    : std::optional(failed.first().first().value<Error>().kind);
        };
        QVERIFY(!load()); // and is bound by that, though it was stored without an address
        const Account before = desk.account;
        const auto theirs = std::move(PracticeServer::start({}).value());
        if (movesApi)
            desk.account.baseUrl = theirs->baseUrl();
        else
            desk.account.tokenUrl = theirs->tokenUrl();
        QCOMPARE(load(), std::optional(ErrorKind::SecretForOtherAddress));
        QCOMPARE(theirs->counters().requests, 0);
        QCOMPARE(theirs->counters().tokenRequests, 0);
        desk.account = before;
        QVERIFY(!load());
    }

    /// And not that the server is not to be trusted, which would send people after the wrong thing.
    void certificatesThatAreGoneAreNamed()
    {
        Desk desk;
        desk.keychain.entries[desk.account.tokenKey()] = desk.server->token().toUtf8();
        desk.account.caCertificates = u"/nowhere/company.pem"_s;
        const auto session = desk.sessions.open(desk.account);
        QSignalSpy failed(session->loader(), &UserLoader::failed);
        session->loader()->start();
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 30'000);
        const auto error = failed.first().first().value<Error>();
        QCOMPARE(error.kind, ErrorKind::InvalidInput);
        QCOMPARE(error.field, u"caCertificates"_s);
        QCOMPARE(desk.server->counters().requests, 0);
    }
};

QTEST_GUILESS_MAIN(TestAppSessionFactory)
#include "tst_appsessionfactory.moc"
