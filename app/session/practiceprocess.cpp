#include "practiceprocess.h"

#include "core/whenready.h"

#include <QCoreApplication>
#include <QProcess>

namespace Keyturn {

namespace {

constexpr qsizetype mostWords = 4096; ///< bytes; the two lines are about a hundred
constexpr int patienceAtEndMs = 1'000; ///< a killed process takes a few milliseconds to be gone

struct Greeting
{
    QUrl baseUrl;
    Secret token;
};

/// The value of the line that begins with `label`. Nothing while the line is not whole.
std::optional<QByteArray> lineIn(const QByteArray &said, QByteArrayView label, qsizetype *from)
{
    const qsizetype end = said.indexOf('\n', *from);
    if (end < 0)
        return std::nullopt;
    const QByteArray line = said.mid(*from, end - *from).trimmed();
    *from = end + 1;
    return line.startsWith(label) ? line.mid(label.size()) : QByteArray();
}

/// Nothing while more is to come. Anything but the two lines of practice/practiceprogram.h is an error.
std::optional<Result<Greeting>> greetingIn(const QByteArray &said)
{
    const auto wrong = [] { return std::unexpected(Error::of(ErrorKind::PracticeServerFailed)); };
    qsizetype position = 0;
    const std::optional<QByteArray> url = lineIn(said, "Base URL: ", &position);
    const std::optional<QByteArray> token = url ? lineIn(said, "Access token: ", &position) : std::nullopt;
    if (!token) {
        if (said.size() > mostWords)
            return wrong();
        return std::nullopt;
    }
    Greeting greeting{QUrl(QString::fromUtf8(*url), QUrl::StrictMode), Secret::fromUtf8(*token)};
    const bool isOurs = greeting.baseUrl.scheme() == QLatin1String("http")
        && greeting.baseUrl.host() == QLatin1String("127.0.0.1") && greeting.baseUrl.port() > 0;
    if (!isOurs || greeting.token.isEmpty())
        return wrong();
    return greeting;
}

} // namespace

PracticeProcess::PracticeProcess(Options options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(m_options.patience + std::chrono::milliseconds(40) * (m_options.users / 1000));
    connect(&m_patience, &QTimer::timeout, this,
            [this] { fail(ErrorKind::PracticeServerFailed, tr("It did not answer in time.")); });
}

PracticeProcess::~PracticeProcess()
{
    drop();
    const QList<QProcess *> ending = findChildren<QProcess *>();
    for (QProcess *process : ending)
        process->waitForFinished(patienceAtEndMs);
}

QFuture<Result<Account>> PracticeProcess::account()
{
    if (m_account)
        return readyFuture(Result<Account>(*m_account));
    QPromise<Result<Account>> &promise = m_waiting.emplace_back();
    promise.start();
    const QFuture<Result<Account>> future = promise.future();
    if (!m_process)
        start();
    return future;
}

void PracticeProcess::start()
{
    m_said.clear();
    m_process = new QProcess(this);
    // Not kept, and a pipe that nobody reads would fill up and stop the server.
    m_process->setStandardErrorFile(QProcess::nullDevice());
    connect(m_process, &QProcess::readyReadStandardOutput, this, &PracticeProcess::read);
    connect(m_process, &QProcess::finished, this, &PracticeProcess::handleEnd);
    connect(m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            fail(ErrorKind::PracticeServerMissing, m_process->errorString());
    });
    m_patience.start();
    m_process->start(m_options.program,
                     {QStringLiteral("--port"), QStringLiteral("0"), QStringLiteral("--users"),
                      QString::number(m_options.users), QStringLiteral("--end-with-input")});
}

void PracticeProcess::read()
{
    const QByteArray piece = m_process->readAllStandardOutput();
    if (m_account)
        return;
    m_said += piece;
    std::optional<Result<Greeting>> greeting = greetingIn(m_said);
    if (!greeting)
        return;
    wipe(m_said);
    m_said.clear();
    if (!*greeting) {
        fail(greeting->error().kind, tr("It did not say where it listens."));
        return;
    }
    m_token = std::move((*greeting)->token);
    Account account;
    account.id = QStringLiteral("practice");
    account.name = tr("Practice account");
    account.baseUrl = (*greeting)->baseUrl;
    account.kind = Account::Kind::Practice;
    m_account = account;
    finish(account);
}

void PracticeProcess::handleEnd()
{
    if (m_account)
        drop(); // in the middle of a session, whose calls find nobody there; the next account() starts
                // another
    else
        fail(ErrorKind::PracticeServerFailed, tr("It ended before it was ready."));
}

void PracticeProcess::fail(ErrorKind kind, const QString &message)
{
    drop();
    finish(std::unexpected(Error::of(kind, message)));
}

void PracticeProcess::finish(const Result<Account> &result)
{
    m_patience.stop();
    // Whoever hears of it may ask again at once.
    for (QPromise<Result<Account>> &promise : std::exchange(m_waiting, {})) {
        promise.addResult(result);
        promise.finish();
    }
}

void PracticeProcess::drop()
{
    m_patience.stop();
    m_account.reset();
    QProcess *process = std::exchange(m_process, nullptr);
    if (!process)
        return;
    process->disconnect(this);
    // It has nothing to put in order, and one that does not listen to its input must go, too.
    process->kill();
    if (process->state() == QProcess::NotRunning)
        process->deleteLater();
    else // Not finished(), which does not come when it could not be started.
        connect(process, &QProcess::stateChanged, process, &QObject::deleteLater);
}

} // namespace Keyturn
