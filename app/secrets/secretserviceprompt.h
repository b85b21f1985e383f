#pragma once

#include "promptend.h"

#include <QDBusMessage>
#include <QDBusVariant>
#include <QObject>

#include <chrono>

namespace Keyturn {

/// Calls a method of the secret service that may need a person: where it answers with a prompt, that is
/// opened, and waited for. Good for one start(). Thread: GUI. Nothing blocks.
///
/// Nothing takes the prompt away but the person: "Dismiss", which the specification offers for it, ends the
/// process of gnome-keyring (Debian 12's 42.1), and with it everybody's keyring. Who answers late has
/// allowed it for the next try.
class SecretServicePrompt final : public QObject
{
    Q_OBJECT

public:
    explicit SecretServicePrompt(std::chrono::milliseconds patience, QObject *parent = nullptr);

    /// `promptArgument`: which of the reply's values is the prompt. finished() follows, exactly once.
    void start(const QDBusMessage &call, qsizetype promptArgument);

signals:
    void finished(Keyturn::PromptEnd result);

private slots:
    void handleCompleted(bool dismissed, const QDBusVariant &result);

private:
    void openPrompt(const QString &prompt);
    void end(PromptEnd result);

    std::chrono::milliseconds m_patience;
    bool m_ended = false;
};

} // namespace Keyturn
