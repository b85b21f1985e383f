#pragma once

#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "auth/accesstokensource.h"
#include "auth/proxysignin.h"
#include "auth/storedtokensource.h"
#include "core/clock.h"
#include "core/whenready.h"
#include "directory/usercache.h"
#include "passwords/passwordgenerator.h"
#include "practice/practiceserver.h"
#include "secrets/memorystore.h"
#include "session/accountsession.h"
#include "session/connectiontest.h"
#include "session/connectiontester.h"
#include "session/sessionfactory.h"
#include "settings/settings.h"
#include "shell/mainwindow.h"
#include "shell/windowproxyprompt.h"
#include "support/fakesecretstore.h"
#include "support/pages/mainpage.h"

#include <QPromise>
#include <QSettings>
#include <QTemporaryDir>
#include <QTest>

#include <vector>

namespace Keyturn::Test {

/// Opens every account on one practice server, with that server's token, which it gives at once or holds
/// back.
class TestSessions final : public SessionFactory
{
public:
    /// Like a keychain that has not been unlocked yet.
    bool holdTokens = false;
    /// Where accounts are opened instead of the practice server; for servers that are not there.
    QUrl elsewhere;
    std::optional<Error> practiceError;
    /// Like a practice server that takes its time, until answerPractice().
    bool holdPractice = false;
    int practiceAsked = 0;
    int opened = 0;
    AccountSession *last = nullptr; ///< that was opened; the window's
    int forgotten = 0; ///< how often tokens were to be
    HttpClient::Options network;
    /// Where tokens come from instead, as in the program.
    SecretStore *keychain = nullptr;
    SecretStore *runOnly = nullptr;
    UserCacheFolder *userLists = nullptr;
    History *history = nullptr; ///< for the window

    void setServer(const PracticeServer &server)
    {
        m_baseUrl = server.baseUrl();
        m_token = server.token();
    }

    std::unique_ptr<AccountSession> open(const Account &account) override
    {
        ++opened;
        Account here = account;
        here.baseUrl = elsewhere.isEmpty() ? m_baseUrl : elsewhere;
        std::unique_ptr<AccessTokenSource> tokens = std::make_unique<Tokens>(*this);
        if (keychain)
            tokens = std::make_unique<StoredTokenSource>(keychain, runOnly, account.tokenKey(),
                                                         account.tokenPlace());
        auto session = std::make_unique<AccountSession>(here, std::move(tokens), network, m_clock);
        if (userLists && account.kind != Account::Kind::Practice)
            session->keepUsersIn(*userLists);
        last = session.get();
        return session;
    }
    std::unique_ptr<ConnectionTest> connectionTest(const Account &account, Secret typed) override
    {
        return ConnectionTester(network, m_clock).test(account, std::move(typed));
    }
    QFuture<Result<Account>> practiceAccount() override
    {
        ++practiceAsked;
        if (holdPractice) {
            m_heldPractice.emplace_back();
            m_heldPractice.back().start();
            return m_heldPractice.back().future();
        }
        return readyFuture(practice());
    }
    void answerPractice()
    {
        for (auto &promise : std::exchange(m_heldPractice, {})) {
            promise.addResult(practice());
            promise.finish();
        }
    }

private:
    Result<Account> practice() const
    {
        if (practiceError)
            return std::unexpected(*practiceError);
        Account account;
        account.id = QStringLiteral("practice");
        account.name = QStringLiteral("Practice account");
        account.kind = Account::Kind::Practice;
        account.baseUrl = m_baseUrl;
        return account;
    }

    class Tokens final : public AccessTokenSource
    {
    public:
        explicit Tokens(TestSessions &sessions)
            : m_sessions(sessions)
        {
        }
        QFuture<Result<Secret>> accessToken() override
        {
            if (!m_sessions.holdTokens)
                return readyFuture(Result<Secret>(Secret::fromText(m_sessions.m_token)));
            m_held.emplace_back();
            m_held.back().start();
            return m_held.back().future();
        }
        bool tokenRejected(const Secret &) override { return false; }
        void forget() override { ++m_sessions.forgotten; }

    private:
        TestSessions &m_sessions;
        std::vector<QPromise<Result<Secret>>> m_held;
    };

    SystemClock m_clock;
    QUrl m_baseUrl;
    QString m_token;
    std::vector<QPromise<Result<Account>>> m_heldPractice;
};

/// A main window with everything behind it that a person needs: a practice server, keychains, settings.
class WindowFixture
{
public:
    explicit WindowFixture(const PracticeServer::Options &practice = {},
                           const QList<AdministratorSettings> &administrator = {})
        : server(std::move(PracticeServer::start(practice).value()))
        , settings(directory.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat)
        , accounts(&settings)
        , options(settings.fileName(), administrator)
        , saver(&accounts, &keychain, &runOnly)
    {
        sessions.setServer(*server);
    }

    void show(MainWindow::StartWith startWith = MainWindow::StartWith::PracticeAccount)
    {
        window = std::make_unique<MainWindow>(MainWindow::Rooms{&accounts, &saver, &sessions, &generator,
                                                                &settings, &options, &proxySignIn,
                                                                &heldForThisRun, lock, sessions.userLists,
                                                                sessions.history, &keychain, journals.path()},
                                              startWith);
        proxyPrompt.setWindow(window.get());
        window->show();
        window->activateWindow();
        QVERIFY(QTest::qWaitForWindowExposed(window.get()));
    }
    /// With the practice account, until all users are there.
    void showLoaded(int users = 500)
    {
        show();
        QTRY_COMPARE_WITH_TIMEOUT(page().rows(), users, 30'000);
    }
    Pages::MainPage page() const { return Pages::MainPage(window.get()); }

    QTemporaryDir directory;
    QTemporaryDir journals;
    std::unique_ptr<PracticeServer> server;
    QSettings settings;
    AccountStore accounts;
    Settings options;
    FakeSecretStore keychain;
    FakeSecretStore runOnly;
    MemoryStore heldForThisRun; ///< as in the program, where it is the same as runOnly
    IdleLock *lock = nullptr; ///< null: never locks; else it outlives this
    AccountSaver saver;
    SystemClock clock;
    WindowProxyPrompt proxyPrompt;
    ProxySignIn proxySignIn{&keychain, &proxyPrompt, clock};
    TestSessions sessions;
    PasswordGenerator generator;
    std::unique_ptr<MainWindow> window;
};

} // namespace Keyturn::Test
