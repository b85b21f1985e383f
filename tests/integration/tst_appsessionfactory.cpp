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
