#pragma once

#include <QDBusMessage>
#include <QDBusObjectPath>
#include <QDBusVariant>
#include <QObject>

#include <chrono>

class QDBusPendingCallWatcher;

namespace Keyturn {

/// Has the desktop ask the person to unlock the default collection of the secret service. One prompt, good
/// for one start(). Thread: GUI. Nothing blocks.
///
/// Nothing takes the prompt away but the person: "Dismiss", which the specification offers for it, ends the
/// process of gnome-keyring (Debian 12's 42.1), and with it everybody's keyring. Who answers late has
/// unlocked it for the next try.
class SecretServiceUnlock final : public QObject
{
    Q_OBJECT

public:
    enum class Result {
        Unlocked,
        Dismissed, ///< the person said no, or no prompt could be opened
        TimedOut, ///< nobody answered; the prompt is still there
    };

    explicit SecretServiceUnlock(std::chrono::milliseconds patience, QObject *parent = nullptr);

    /// `collection`: its object path. finished() follows, exactly once.
    void start(const QDBusObjectPath &collection);

signals:
    void finished(Keyturn::SecretServiceUnlock::Result result);

private slots:
    void handleCompleted(bool dismissed, const QDBusVariant &result);

private:
    void handleUnlock(const QDBusMessage &reply);
    void openPrompt(const QString &prompt);
    void end(Result result);

    std::chrono::milliseconds m_patience;
    bool m_ended = false;
};

} // namespace Keyturn
