#pragma once

#include "keychaindoor.h"
#include "promptend.h"

#include <QObject>
#include <QVariant>

#include <chrono>
#include <functional>

class QDBusMessage;

namespace Keyturn {

/// Has KDE's wallet opened for Keyturn, whose prompts, and on the first use its assistant, may take minutes:
/// QtKeychain's own call gives up after 25 seconds, while the person still answers. Good for one start().
/// Thread: GUI. Nothing blocks.
class WalletOpening final : public QObject
{
    Q_OBJECT

public:
    WalletOpening(KeychainDoor door, std::chrono::milliseconds patience, QObject *parent = nullptr);

    /// `isGranted`: it was opened for us before, so that an open one need not be asked for. finished()
    /// follows, exactly once.
    void start(bool isGranted);

signals:
    void finished(Keyturn::PromptEnd result);

private:
    void ask(const QDBusMessage &call, std::chrono::milliseconds patience,
             const std::function<void(const QVariant &)> &then);
    void open(const QString &wallet);

    KeychainDoor m_door;
    std::chrono::milliseconds m_patience;
};

} // namespace Keyturn
