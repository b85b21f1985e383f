#include "accounts/accountsaver.h"
#include "accounts/accountstore.h"
#include "bench/figure.h"
#include "core/clock.h"
#include "history/history.h"
#include "passwords/passwordgenerator.h"
#include "practice/practiceserver.h"
#include "secrets/memorystore.h"
#include "session/accountsession.h"
#include "session/connectiontest.h"
#include "session/sessionfactory.h"
#include "shell/mainwindow.h"
#include "support/fixedtoken.h"
#include "support/nginxfixture.h"
#include "support/pages/mainpage.h"
#include "support/pages/outcomepage.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QSettings>
#include <QSslCertificate>
#include <QTemporaryDir>
#include <QTimer>

#include <algorithm>
#include <memory>
#include <vector>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <xcb/xcb.h>

// benchreset --runs N
// One reset in the real window, from the click that starts the sending to the outcome on the screen, against
// one by a fresh curl process, both through one nginx with TLS to one practice server. They take turns.
// Needs a display, and KEYTURN_TEST_CERTS (tests/support/make-certs.sh).

using namespace Keyturn;
using namespace Keyturn::Bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 30'000;
constexpr int pauseMs = 60; ///< between two resets, so that neither works in the other's wake

QString person()
{
    return u"works@practice.example"_s;
}

/// Opens accounts that trust the test authority.
class BenchSessions final : public SessionFactory
{
public:
    BenchSessions(const QString &authority, QByteArray token)
        : m_token(std::move(token))
    {
        m_options.extraCaCertificates = QSslCertificate::fromPath(authority);
        if (m_options.extraCaCertificates.isEmpty())
            fail(u"no certificate in %1"_s.arg(authority));
    }
    std::unique_ptr<AccountSession> open(const Account &account) override
    {
        return std::make_unique<AccountSession>(account, std::make_unique<FixedToken>(m_token), m_options,
                                                m_clock);
    }
    std::unique_ptr<ConnectionTest> connectionTest(const Account &, Secret) override { return nullptr; }
    QFuture<Result<Account>> practiceAccount() override
    {
        return readyFuture<Result<Account>>(std::unexpected(Error::of(ErrorKind::SecretMissing)));
    }

private:
    QByteArray m_token;
    HttpClient::Options m_options;
    SystemClock m_clock;
};

/// Sees when a window with this name has been painted for the first time, and the display has it.
class Painted : public QObject
{
public:
    explicit Painted(QString windowName)
        : m_windowName(std::move(windowName))
    {
        m_timer.start();
        qApp->installEventFilter(this);
    }

    /// Milliseconds since this was made.
    double wait()
    {
        QTimer::singleShot(patienceMs, &m_loop, [this] { fail(u"%1 is not painted"_s.arg(m_windowName)); });
        m_loop.exec();
        return m_taken;
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() != QEvent::Paint || watched->objectName() != m_windowName)
            return false;
        qApp->removeEventFilter(this);
        // The children follow, and the flush to the display, before any posted event; then this one, ahead of
        // those that wait already, such as another painting of the same.
        QCoreApplication::postEvent(this, new QEvent(QEvent::User), Qt::HighEventPriority);
        return false;
    }
    void customEvent(QEvent *) override { finish(); }

private:
    void finish()
    {
        // An answer means that the display is done with all it was sent before.
        auto *display = qApp->nativeInterface<QNativeInterface::QX11Application>()->connection();
        std::free(xcb_get_input_focus_reply(display, xcb_get_input_focus(display), nullptr));
        m_taken = double(m_timer.nsecsElapsed()) / 1e6;
        m_loop.quit();
    }

    QString m_windowName;
    QElapsedTimer m_timer;
    QEventLoop m_loop;
    double m_taken = 0;
};

QWidget *opened(const char *objectName)
{
    QWidget *window = Pages::awaitWindow(objectName);
    if (!window)
        fail(u"%1 does not open"_s.arg(QLatin1String(objectName)));
    return window;
}

void pickPerson(const Pages::MainPage &page, const QWidget *progress)
{
    if (!QTest::qWaitFor([&] { return page.rows() > 0 && !progress->isVisible(); }, patienceMs))
        fail(u"the users are not loaded"_s);
    page.pick(person());
    if (!page.selected().contains(person()))
        fail(u"%1 is not picked"_s.arg(person()));
}

double resetInWindow(const Pages::MainPage &page)
{
    page.generate()->click();
    {
        Painted question(u"confirmDialog"_s);
        page.update()->click();
        question.wait();
    }
    // A person reads it, and is read at Zoom meanwhile.
    QTest::qWait(pauseMs);
    const QWidget *confirm = opened("confirmDialog");
    const auto *question = qobject_cast<const ConfirmDialog *>(confirm);
    if (!QTest::qWaitFor([&] { return !question->isChecking(); }, patienceMs))
        fail(u"the person is not checked"_s);
    Painted outcome(u"outcomeChanged"_s);
    Pages::click(confirm, "confirmUpdate");
    const double taken = outcome.wait();
    QTest::qWait(pauseMs);
    QWidget *dialog = opened("outcomeChanged");
    Pages::click(dialog, "handedOver"); // else it would be asked about
    Pages::OutcomePage(dialog).close();
    QTest::qWait(pauseMs);
    return taken;
}

/// What a person would type, at its plainest: no .curlrc, and the reply's status for its only output.
class CurlReset
{
public:
    CurlReset(const QUrl &baseUrl, const QByteArray &token, const QString &authority)
        : m_arguments{"curl",
                      "--disable",
                      "--silent",
                      "--show-error",
                      "--output",
                      "/dev/null",
                      "--write-out",
                      "%{http_code}",
                      "--cacert",
                      authority.toUtf8(),
                      "--header",
                      "Authorization: Bearer " + token,
                      "--request",
                      "PUT",
                      baseUrl.toEncoded() + "/users/" + person().toUtf8() + "/password",
                      "--form"}
    {
    }

    double run(const QByteArray &password)
    {
        QByteArrayList arguments = m_arguments;
        arguments << "password=" + password;
        std::vector<char *> argv(std::size_t(arguments.size()) + 1); // null at the end
        std::transform(arguments.begin(), arguments.end(), argv.begin(),
                       [](QByteArray &argument) { return argument.data(); });
        int answer[2];
        if (pipe2(answer, O_CLOEXEC) != 0)
            fail(u"no pipe"_s);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, answer[1], STDOUT_FILENO);

        QElapsedTimer timer;
        timer.start();
        pid_t process = 0;
        if (posix_spawnp(&process, "curl", &actions, nullptr, argv.data(), environ) != 0)
            fail(u"curl cannot be started"_s);
        int status = 0;
        waitpid(process, &status, 0);
        const double taken = double(timer.nsecsElapsed()) / 1e6;

        posix_spawn_file_actions_destroy(&actions);
        close(answer[1]);
        char text[16];
        const ssize_t size = read(answer[0], text, sizeof text);
        close(answer[0]);
        if (status != 0 || QByteArrayView(text, qMax(ssize_t(0), size)) != "204")
            fail(u"curl's reset did not succeed"_s);
        return taken;
    }

private:
    QByteArrayList m_arguments;
};

struct Rig
{
    Rig()
        : server(startServer())
        , nginx(server->port(), {})
        , settings(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat)
        , accounts(&settings)
        , saver(&accounts, &tokens, &tokens)
        , sessions(authority(), server->token().toUtf8())
        , history(scratch.filePath(u"history.sqlite"_s), &tokens)
    {
        if (!nginx.isRunning())
            fail(nginx.problem());
        Account account;
        account.id = u"bench"_s;
        account.name = u"Benchmark"_s;
        account.baseUrl = nginx.baseUrl();
        if (!accounts.save(account))
            fail(u"the account could not be saved"_s);
    }

    static QString authority() { return qEnvironmentVariable("KEYTURN_TEST_CERTS") + u"/ca.pem"_s; }
    static std::unique_ptr<PracticeServer> startServer()
    {
        PracticeServer::Options options;
        options.mediumPerSecond = 0;
        options.lightPerSecond = 0;
        options.changesPerDay = 0;
        auto server = PracticeServer::start(options);
        if (!server)
            fail(u"the practice server did not start"_s);
        return std::move(*server);
    }

    std::unique_ptr<PracticeServer> server;
    NginxFixture nginx;
    QTemporaryDir scratch;
    QSettings settings;
    AccountStore accounts;
    MemoryStore tokens;
    AccountSaver saver;
    BenchSessions sessions;
    History history; ///< each reset waits until it is on the disk
    PasswordGenerator generator;
};

void measure(int runs)
{
    Rig rig;
    MainWindow::Rooms rooms{&rig.accounts, &rig.saver, &rig.sessions, &rig.generator, &rig.settings};
    rooms.history = &rig.history;
    MainWindow window(rooms);
    window.show();
    const Pages::MainPage page(&window);
    pickPerson(page, Pages::find(&window, "loadProgress"));

    CurlReset curl(rig.nginx.baseUrl(), rig.server->token().toUtf8(), Rig::authority());
    int number = 0;
    const auto curlOnce = [&] {
        const double taken = curl.run("Bench-mark" + QByteArray::number(1000 + ++number * 7));
        QTest::qWait(pauseMs);
        return taken;
    };
    resetInWindow(page);
    curlOnce();
    Pairs pairs;
    for (int run = 0; run < runs; ++run) {
        if (run % 2 == 0) {
            const double ours = resetInWindow(page);
            pairs.add(ours, curlOnce());
        } else {
            const double theirs = curlOnce();
            pairs.add(resetInWindow(page), theirs);
        }
    }
    const int changes = rig.server->counters().passwordChanges;
    if (changes != 2 * (runs + 1))
        fail(u"%1 passwords were changed instead of %2"_s.arg(changes).arg(2 * (runs + 1)));

    const QString medians = u"median %1 ms against %2 ms, %3 pairs in turns"_s.arg(
        QString::number(median(pairs.ours), 'f', 2), QString::number(median(pairs.theirs), 'f', 2),
        QString::number(runs));
    say(u"reset_vs_curl %1 (%2)"_s.arg(QString::number(pairs.ratio(), 'f', 3), medians));
    print(
        {u"reset_vs_curl"_s, pairs.ratio(), u"ratio"_s, 0.5,
         u"a fresh curl --form process doing the same call, both over TLS through nginx; ours from the click "
         u"in the confirmation to the outcome on the screen, on a warm connection; "_s
             + medians});
}

} // namespace

int main(int argc, char **argv)
{
    const QApplication app(argc, argv);
    QCommandLineParser parser;
    const QCommandLineOption runsOption(u"runs"_s, {}, u"N"_s, u"40"_s);
    parser.addOption(runsOption);
    parser.process(app);
    measure(qMax(1, parser.value(runsOption).toInt()));
    return 0;
}
