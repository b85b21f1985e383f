#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "auth/accesstokensource.h"
#include "auth/refreshlock.h"
#include "secrets/chunkedstore.h"
#include "secrets/keychainstore.h"
#include "session/accountsession.h"
#include "session/appsessionfactory.h"
#include "support/nginxfixture.h"
#include "support/practicefixture.h"
#include "support/resetrig.h"
#include "support/signinrig.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace Keyturn;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using PracticeFixture::startServer;
using PracticeFixture::Wire;
using Test::Browser;
using Test::resultOf;

namespace {

/// A real keychain, before and after whose calls the process can be killed. The stores of the operating
/// system know nothing of it: SIGKILL leaves no time to put anything in order.
class DeadlyStore final : public SecretStore
{
public:
    explicit DeadlyStore(SecretStore *store)
        : m_store(store)
    {
    }
    QString point; ///< "read KEY", "write KEY", "written KEY"; empty: nobody dies

    QFuture<Result<Secret>> read(const QString &key) override
    {
        dieAt(u"read "_s + key);
        return m_store->read(key);
    }
    QFuture<Result<void>> write(const QString &key, Secret secret) override
    {
        dieAt(u"write "_s + key);
        auto promise = std::make_shared<QPromise<Result<void>>>();
        promise->start();
        whenReady(m_store->write(key, std::move(secret)), &m_context,
                  [this, promise, key](const Result<void> &written) {
                      dieAt(u"written "_s + key);
                      promise->addResult(written);
                      promise->finish();
                  });
        return promise->future();
    }
    QFuture<Result<void>> remove(const QString &key) override { return m_store->remove(key); }

private:
    void dieAt(const QString &where) const
    {
        if (where == point)
            raise(SIGKILL);
    }

    SecretStore *m_store;
    QObject m_context;
};

/// What a child is told: everything but the secrets, which are in the keychain.
Account accountIn(const QStringList &arguments)
{
    Account account;
    account.kind = Account::Kind::BrowserSignIn;
    account.name = arguments[2];
    account.id = arguments[2];
    account.tokenUrl = QUrl(arguments[0]);
    account.baseUrl = QUrl(arguments[1]);
    account.clientId = arguments[3];
    account.hasClientSecret = true;
    return account;
}

AccountSignIns::Options signInOptions(const QString &lockDirectory)
{
    AccountSignIns::Options options;
    options.lockDirectory = lockDirectory;
    return options;
}

/// The child: opens the account as the window and bulk runs do, signs in silently with what the keychain
/// holds and says "token TOKEN" or "error KIND". Arguments: token URL, base URL, the account's name, client
/// ID, folder for locks, hours to add to the clock, where to die ("" nowhere; "use" once the token is there).
int runChild(const QStringList &arguments)
{
    FakeClock clock;
    clock.advance(std::chrono::hours(arguments[5].toInt()));
    KeychainStore entries;
    ChunkedStore chunked(&entries);
    DeadlyStore keychain(&chunked);
    keychain.point = arguments[6];
    MemoryStore runOnly;
    AppSessionFactory sessions(&keychain, &runOnly, clock, ResetRig::options(false), {},
                               signInOptions(arguments[4]));
    const auto session = sessions.open(accountIn(arguments));
    const Result<Secret> token = resultOf(session->tokens()->accessToken(), 90'000);
    if (arguments[6] == u"use"_s)
        raise(SIGKILL);
    // Else the access token might not be kept yet; no harm, but the next process would renew again.
    if (!QTest::qWaitFor([&] { return sessions.refresher()->findChildren<RefreshJob *>().isEmpty(); },
                         90'000))
        return 1;
    if (token)
        std::printf("token %s\n", token->exposeUtf8().toByteArray().constData());
    else
        std::printf("error %d\n", int(token.error().kind));
    return 0;
}

} // namespace

/// Kills processes in the middle of a renewal, over TLS and with a real keyring, and looks whether the next
/// one signs in by itself. Run it through tests/support/with-keyring.sh.
class TestSignInCrash final : public QObject
{
    Q_OBJECT

private:
    struct Computer
    {
        Computer()
            : server(startServer(options()))
            , nginx(server->port(), {})
            , chunked(&entries)
        {
            QUrl token = nginx.baseUrl();
            token.setPath(u"/oauth/token"_s);
            QUrl api = nginx.baseUrl();
            api.setPath(u"/v2"_s);
            arguments = {token.toString(), api.toString(), u"crash-%1"_s.arg(++count),
                         server->generalApp().clientId, locks.path()};
            account = accountIn(arguments);
        }
        static PracticeServer::Options options()
        {
            PracticeServer::Options options;
            options.userCount = 30;
            return options;
        }

        /// As the account's dialog does it.
        bool signIn()
        {
            const HttpClient::Options net = ResetRig::options(false);
            const SignInApp app = AccountSignIns::appOf(account);
            const Result<SignInGrant> grant = Test::signIn(*server, app, clock, net);
            if (!grant)
                return false;
            MemoryStore runOnly;
            const QTemporaryDir folder;
            const QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
            AccountStore accounts(&settings);
            AccountSaver saver(&accounts, &chunked, &runOnly);
            const AccountSignIns signIns(&chunked, &runOnly, clock, signInOptions(locks.path()));
            const auto lock = signIns.lock(account);
            if (!resultOf(lock->acquire(10s)))
                return false;
            AccountSecrets secrets =
                signIns.secretsOf(account, *grant, Secret::fromText(server->generalApp().clientSecret),
                                  RefreshRecord::Keep::InKeychain);
            return resultOf(saver.save(account, std::move(secrets))).has_value();
        }

        /// A process of its own, `hours` after the sign-in.
        std::unique_ptr<QProcess> start(int hours, const QString &point = {})
        {
            auto process = std::make_unique<QProcess>();
            process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
            process->start(QCoreApplication::applicationFilePath(),
                           QStringList{u"child"_s} + arguments + QStringList{QString::number(hours), point});
            return process;
        }
        static bool hasEnded(QProcess &process)
        {
            return QTest::qWaitFor([&process] { return process.state() == QProcess::NotRunning; }, 90'000);
        }
        QByteArray run(int hours)
        {
            const auto process = start(hours);
            return hasEnded(*process) ? process->readAllStandardOutput().trimmed() : "(did not end)";
        }
        /// "token" when the server takes it.
        QByteArray verdictOn(const QByteArray &said) const
        {
            if (!said.startsWith("token "))
                return said;
            Wire wire(*server);
            wire.setToken(said.mid(6));
            return wire.ask("GET", "/v2/users/me").status == 200 ? "token" : "a token that is refused";
        }

        static inline int count = 0;
        std::unique_ptr<PracticeServer> server;
        NginxFixture nginx;
        SystemClock clock;
        KeychainStore entries;
        ChunkedStore chunked;
        QTemporaryDir locks;
        QStringList arguments;
        Account account;
    };

private slots:
    void theNextProcessSignsInByItself()
    {
        Computer computer;
        QVERIFY2(computer.nginx.isRunning(), qPrintable(computer.nginx.problem()));
        QVERIFY(computer.signIn());
        QCOMPARE(computer.verdictOn(computer.run(0)), QByteArray("token"));
        QCOMPARE(computer.server->counters().refreshes, 0);
        for (int hours = 2; hours <= 8; hours += 2)
            QCOMPARE(computer.verdictOn(computer.run(hours)), QByteArray("token"));
        QCOMPARE(computer.server->counters().refreshes, 4);
        QCOMPARE(computer.server->counters().reusedRefreshTokens, 0);
    }

    void aProcessThatIsKilledLosesNothingElse_data()
    {
        QTest::addColumn<QString>("point"); // KEY is put in
        QTest::addColumn<int>("refreshes"); // that the dead process made
        QTest::addColumn<bool>("isLost"); // the answer, and the sign-in with it
        QTest::newRow("before it reads") << u"read KEY/refresh-token"_s << 0 << false;
        QTest::newRow("before the request") << u"read KEY/client-secret"_s << 0 << false;
        QTest::newRow("with the answer in hand") << u"write KEY/refresh-token"_s << 1 << true;
        QTest::newRow("once the refresh token is kept") << u"written KEY/refresh-token"_s << 1 << false;
        QTest::newRow("before the access token is kept") << u"write KEY/oauth-token"_s << 1 << false;
        QTest::newRow("once both are kept") << u"written KEY/oauth-token"_s << 1 << false;
        QTest::newRow("once it has the token") << u"use"_s << 1 << false;
    }
    void aProcessThatIsKilledLosesNothingElse()
    {
        QFETCH(QString, point);
        QFETCH(int, refreshes);
        QFETCH(bool, isLost);
        Computer computer;
        QVERIFY2(computer.nginx.isRunning(), qPrintable(computer.nginx.problem()));
        QVERIFY(computer.signIn());
        const auto process = computer.start(2, point.replace(u"KEY"_s, u"Keyturn/"_s + computer.account.id));
        QVERIFY(Computer::hasEnded(*process));
        QCOMPARE(process->exitStatus(), QProcess::CrashExit);
        QVERIFY(process->readAllStandardOutput().isEmpty()); // nobody has used the token
        QCOMPARE(computer.server->counters().refreshes, refreshes);

        const QByteArray expected =
            isLost ? "error " + QByteArray::number(int(ErrorKind::SignInNeeded)) : QByteArray("token");
        QCOMPARE(computer.verdictOn(computer.run(2)), expected);
        QCOMPARE(computer.server->counters().reusedRefreshTokens, isLost ? 1 : 0);
        if (isLost) { // and then it goes on as if nothing had been
            QVERIFY(computer.signIn());
            QCOMPARE(computer.verdictOn(computer.run(0)), QByteArray("token"));
        }
        QCOMPARE(computer.verdictOn(computer.run(4)), QByteArray("token"));
    }

    void aProcessThatIsKilledWhileZoomAnswers()
    {
        Computer computer;
        QVERIFY2(computer.nginx.isRunning(), qPrintable(computer.nginx.problem()));
        QVERIFY(computer.signIn());
        computer.server->setTokenReplyDelay(60s);
        const auto process = computer.start(2);
        QTRY_COMPARE_WITH_TIMEOUT(computer.server->counters().refreshes, 1, 60'000);
        process->kill();
        QVERIFY(Computer::hasEnded(*process));
        computer.server->setTokenReplyDelay(0ms);
        QCOMPARE(computer.run(2), "error " + QByteArray::number(int(ErrorKind::SignInNeeded)));
        QVERIFY(computer.signIn());
        QCOMPARE(computer.verdictOn(computer.run(0)), QByteArray("token"));
    }

    // At any moment: whatever is in the keychain then, the next process says one of two things and never
    // hangs.
    void aProcessThatIsKilledAnywhere()
    {
        Computer computer;
        QVERIFY2(computer.nginx.isRunning(), qPrintable(computer.nginx.problem()));
        QVERIFY(computer.signIn());
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(computer.verdictOn(computer.run(2)), QByteArray("token"));
        const qint64 whole = timer.elapsed();
        int hours = 2;
        constexpr int Kills = 10;
        for (int kill = 1; kill <= Kills; ++kill) {
            hours += 2;
            const auto process = computer.start(hours);
            QTest::qWait(int(whole * kill / (Kills + 1)));
            process->kill();
            QVERIFY(Computer::hasEnded(*process));
            const QByteArray said = computer.verdictOn(computer.run(hours));
            if (said == "token")
                continue;
            QCOMPARE(said, "error " + QByteArray::number(int(ErrorKind::SignInNeeded)));
            QVERIFY(computer.signIn());
            hours = 0;
        }
    }

    void processesAtOnceRenewOnce()
    {
        Computer computer;
        QVERIFY2(computer.nginx.isRunning(), qPrintable(computer.nginx.problem()));
        QVERIFY(computer.signIn());
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < 4; ++i)
            processes.push_back(computer.start(2));
        for (const auto &process : processes) {
            QVERIFY(Computer::hasEnded(*process));
            QCOMPARE(computer.verdictOn(process->readAllStandardOutput().trimmed()), QByteArray("token"));
        }
        QCOMPARE(computer.server->counters().refreshes, 1);
        QCOMPARE(computer.server->counters().reusedRefreshTokens, 0);
    }
};

int main(int argc, char **argv)
{
    QCoreApplication app(argc, argv);
    if (argc == 9 && qstrcmp(argv[1], "child") == 0)
        return runChild(QCoreApplication::arguments().sliced(2));
    TestSignInCrash test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_signincrash.moc"
