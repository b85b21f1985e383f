#pragma once

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QObject>

#include <chrono>

class QDBusPendingCallWatcher;

namespace Keyturn {

/// Has the desktop ask the person to unlock the default collection of the secret service. One prompt, good
/// for one start(). Destroying it takes the prompt away. Thread: GUI. Nothing blocks.
class SecretServiceUnlock final : public QObject
{
    Q_OBJECT

public:
    enum class Result {
        Unlocked,
        Dismissed, ///< the person said no, or no prompt could be opened
        TimedOut, ///< nobody answered; the prompt was taken away
    };

    explicit SecretServiceUnlock(std::chrono::milliseconds patience, QObject *parent = nullptr);
    ~SecretServiceUnlock() override;

    /// `collection`: its object path. finished() follows, exactly once.
    void start(const QDBusObjectPath &collection);

signals:
    void finished(Keyturn::SecretServiceUnlock::Result result);

private slots:
    void handleCompleted(bool dismissed, const QDBusVariant &result);

private:
    void handleUnlock(const QDBusMessage &reply);
    void openPrompt();
    void dismissPrompt();
    void end(Result result);

    std::chrono::milliseconds m_patience;
    QString m_prompt; ///< its object path, while it is open
    bool m_ended = false;
};

} // namespace Keyturn
