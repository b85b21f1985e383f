#include "oneinstance.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>
#include <QLocalServer>
#include <QLocalSocket>
#include <QLoggingCategory>
#include <QThread>

#ifdef Q_OS_UNIX
#include <sys/socket.h>
#include <unistd.h>
#endif

using namespace std::chrono_literals;

namespace Keyturn {

namespace {

Q_LOGGING_CATEGORY(lcInstance, "keyturn.instance", QtWarningMsg)

constexpr auto Pause = 50ms; ///< until a first that has just started is asked again
constexpr qsizetype LongestMessage = 64;

QByteArray question()
{
    return QByteArrayLiteral("keyturn 1 show\n");
}

QByteArray answer()
{
    return QByteArrayLiteral("keyturn 1 shown\n");
}

/// Of a file in the folder. On Windows a pipe has a name and no place.
QString addressFor(const QString &folder, const QString &key)
{
#ifdef Q_OS_WIN
    Q_UNUSED(folder)
    return key;
#else
    return QDir(folder).filePath(key + QStringLiteral(".socket"));
#endif
}

/// Whether the process at the other end is this user's. Windows sees to that with the pipe's rights.
bool isOwnUser(const QLocalSocket &socket)
{
#if defined(Q_OS_LINUX)
    ucred peer{};
    socklen_t length = sizeof peer;
    const auto descriptor = static_cast<int>(socket.socketDescriptor());
    return getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &length) == 0 && peer.uid == geteuid();
#elif defined(Q_OS_UNIX)
    uid_t user = 0;
    gid_t group = 0;
    return getpeereid(static_cast<int>(socket.socketDescriptor()), &user, &group) == 0 && user == geteuid();
#else
    Q_UNUSED(socket)
    return true;
#endif
}

/// Nobody else may put a lock or a socket there.
bool isOwnFolder(const QString &path)
{
#ifdef Q_OS_UNIX
    const QFileInfo folder(path);
    constexpr auto others = QFile::WriteGroup | QFile::WriteOther;
    return folder.isDir() && folder.ownerId() == geteuid() && !(folder.permissions() & others);
#else
    return QFileInfo(path).isDir();
#endif
}

} // namespace

OneInstance::OneInstance(const QString &folder, const QString &key, QObject *parent)
    : QObject(parent)
    , m_address(addressFor(folder, key))
    , m_lock(QDir(folder).filePath(key + QStringLiteral(".lock")))
{
    // Qt's default lets anybody take a lock that is 30 seconds old, from the living, too.
    m_lock.setStaleLockTime(0);
}

OneInstance::~OneInstance() = default;

QString OneInstance::keyFor(const QString &settingsFile, bool practice)
{
    const QByteArray digest =
        QCryptographicHash::hash(settingsFile.toUtf8(), QCryptographicHash::Sha256).toHex().left(16);
    return (practice ? QStringLiteral("keyturn-practice-") : QStringLiteral("keyturn-"))
        + QLatin1String(digest);
}

OneInstance::Claim OneInstance::claim(std::chrono::milliseconds patience)
{
    if (!isOwnFolder(QFileInfo(m_lock.fileName()).path())) {
        qCWarning(lcInstance) << "no folder of this user's own to find a running Keyturn in";
        return Claim::Alone;
    }
    if (m_lock.tryLock(0)) {
        if (!listen())
            qCWarning(lcInstance) << "a later start will not find this one";
        return Claim::First;
    }
    if (m_lock.error() == QLockFile::LockFailedError && askFirst(patience))
        return Claim::HandedOver;
    qCWarning(lcInstance) << "another Keyturn runs and does not answer";
    return Claim::Alone;
}

bool OneInstance::listen()
{
    // The lock is ours: whoever left a socket there is gone.
    QLocalServer::removeServer(m_address);
    m_server = new QLocalServer(this);
    m_server->setSocketOptions(QLocalServer::UserAccessOption);
    connect(m_server, &QLocalServer::newConnection, this, [this] {
        while (QLocalSocket *socket = m_server->nextPendingConnection()) {
            if (isOwnUser(*socket))
                greet(socket);
            else
                socket->deleteLater();
        }
    });
    return m_server->listen(m_address);
}

void OneInstance::greet(QLocalSocket *socket)
{
    connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
    const auto read = [this, socket] {
        if (socket->bytesAvailable() > LongestMessage)
            return socket->abort();
        if (!socket->canReadLine())
            return;
        if (socket->readLine() != question())
            return socket->abort();
        socket->write(answer());
        socket->flush();
        socket->disconnectFromServer();
        emit startedAgain();
    };
    connect(socket, &QLocalSocket::readyRead, this, read);
    read();
}

bool OneInstance::askFirst(std::chrono::milliseconds patience) const
{
    const QDeadlineTimer deadline(patience);
    while (!deadline.hasExpired()) {
        QLocalSocket socket;
        socket.connectToServer(m_address);
        const int left = static_cast<int>(deadline.remainingTime());
        if (socket.waitForConnected(left) && isOwnUser(socket)) {
            socket.write(question());
            // What comes in pieces is waited for, too.
            while (!socket.canReadLine() && socket.bytesAvailable() < LongestMessage) {
                if (!socket.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
                    break;
            }
            if (socket.readLine(LongestMessage) == answer())
                return true;
        }
        // It holds the lock and does not listen yet.
        QThread::msleep(static_cast<unsigned long>(Pause.count()));
    }
    return false;
}

} // namespace Keyturn
