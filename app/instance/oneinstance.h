#pragma once

#include <QLockFile>
#include <QObject>
#include <QString>

#include <chrono>

class QLocalServer;
class QLocalSocket;

namespace Keyturn {

/// One window per user: the first start listens on a local socket, a later one asks it to come to the front
/// and ends.
///
/// Who is first is decided by a lock file, which counts no more once its process is gone: neither it nor a
/// socket that a killed process left behind is in the way. A socket of another user is neither asked nor
/// answered. When the first does not answer in time, the later one opens a window of its own: a program that
/// hangs must not keep anybody from work. Thread: GUI.
class OneInstance : public QObject
{
    Q_OBJECT

public:
    enum class Claim {
        First, ///< listens from now on
        HandedOver, ///< the first has answered: nothing is left to do
        Alone ///< a first is there that does not answer, or the folder cannot be used
    };

    /// `folder` is one that only this user can write to; `key` tells apart what may run side by side.
    OneInstance(const QString &folder, const QString &key, QObject *parent = nullptr);
    ~OneInstance() override;

    /// Another home and another kind of window may run beside each other.
    static QString keyFor(const QString &settingsFile, bool practice);

    /// Before there is a window: waits, for no longer than the patience, when another process is first.
    Claim claim(std::chrono::milliseconds patience = std::chrono::seconds(3));

signals:
    /// Somebody started the program again.
    void startedAgain();

private:
    bool listen();
    void greet(QLocalSocket *socket);
    bool askFirst(std::chrono::milliseconds patience) const;

    QString m_address;
    QLockFile m_lock;
    QLocalServer *m_server = nullptr;
};

} // namespace Keyturn
