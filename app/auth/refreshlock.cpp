#include "refreshlock.h"

#include "core/logging.h"

#include <QCryptographicHash>
#include <QDir>

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

constexpr auto PollInterval = 100ms;

QString pathFor(const QString &directory, const QString &key)
{
    const QByteArray digest =
        QCryptographicHash::hash(key.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return QDir(directory).filePath(QStringLiteral("keyturn-sign-in-%1.lock").arg(QLatin1String(digest)));
}

} // namespace

RefreshLock::RefreshLock(const QString &directory, const QString &key, QObject *parent)
    : QObject(parent)
    , m_file(pathFor(directory, key))
{
    QDir().mkpath(directory);
    // Qt's default lets anybody take a lock that is 30 seconds old, from the living, too.
    m_file.setStaleLockTime(0);
    m_poll.setInterval(PollInterval);
    connect(&m_poll, &QTimer::timeout, this, [this] { attempt(); });
}

QFuture<Result<void>> RefreshLock::acquire(std::chrono::milliseconds patience)
{
    m_attemptsLeft = patience / PollInterval + 1;
    m_promise.emplace();
    m_promise->start();
    QFuture<Result<void>> future = m_promise->future();
    m_poll.start();
    attempt();
    return future;
}

void RefreshLock::attempt()
{
    if (m_file.tryLock(0))
        return answer({});
    if (m_file.error() != QLockFile::LockFailedError) {
        qCWarning(lcAuth) << "no lock file can be made for renewing a sign-in";
        return answer({});
    }
    if (--m_attemptsLeft <= 0)
        answer(std::unexpected(Error::of(ErrorKind::SignInBusy)));
}

void RefreshLock::answer(const Result<void> &result)
{
    m_poll.stop();
    m_promise->addResult(result);
    m_promise->finish();
}

} // namespace Keyturn
